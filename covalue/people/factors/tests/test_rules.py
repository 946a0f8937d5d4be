import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from covalue.people.factors import rules

# The seed of RFC 6238 Appendix B, “12345678901234567890”, as an app holds it.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def _code_at(step: int) -> str:
    return str(format_hotp_value(hotp_value(SECRET, step)))


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_the_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """The last six digits of RFC 6238's table."""
    assert rules.step_of(code, at=at, code_at=_code_at, after=-1) == at // 30


@pytest.mark.parametrize(("late", "fits"), [(-30, True), (0, True), (30, True), (-60, False), (60, False)])
def test_a_clock_may_be_half_a_minute_off_but_not_a_whole_one(late: int, fits: bool) -> None:
    at = 1_700_000_010
    step = rules.step_of(_code_at((at + late) // 30), at=at, code_at=_code_at, after=-1)
    assert (step is not None) is fits


def test_no_code_works_twice_nor_an_older_one_after_it() -> None:
    at = 1_700_000_010
    now = at // 30
    assert rules.step_of(_code_at(now), at=at, code_at=_code_at, after=now) is None
    assert rules.step_of(_code_at(now - 1), at=at, code_at=_code_at, after=now) is None
    assert rules.step_of(_code_at(now + 1), at=at, code_at=_code_at, after=now) == now + 1


def test_people_type_codes_with_blanks() -> None:
    assert rules.cleaned(" 287 082-") == "287082"
