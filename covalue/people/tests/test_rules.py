import pytest

from covalue.people.rules import Right, Role, may_hold, rights_of, seconds_to_wait


def test_a_guest_has_no_rights_of_ours_whatever_else_was_granted() -> None:
    assert rights_of(frozenset({Role.CUSTOMER_GUEST, Role.PROGRAM_DIRECTOR})) == frozenset()


def test_an_administrator_sees_no_account_by_right() -> None:
    rights = rights_of(frozenset({Role.ADMINISTRATOR}))
    assert Right.MANAGE_USERS in rights
    assert not rights & {Right.SEE_ALL_ACCOUNTS, Right.SEE_PORTFOLIO}


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (set(), False),
        ({Role.SAM, Role.COACH}, True),
        ({Role.CUSTOMER_GUEST}, True),
        ({Role.CUSTOMER_GUEST, Role.SAM}, False),
    ],
)
def test_a_guest_is_a_guest_and_nothing_else(roles: set[Role], allowed: bool) -> None:
    assert may_hold(frozenset(roles)) is allowed


def test_sign_in_pauses_longer_with_every_wrong_password_up_to_a_quarter_of_an_hour() -> None:
    assert [seconds_to_wait(n) for n in (0, 4, 5, 6, 7, 8)] == [0, 0, 1, 2, 4, 8]
    assert seconds_to_wait(500) == 900
