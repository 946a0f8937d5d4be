"""A personal link opens one request of one kind, and nothing else does."""

from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from covalue.contact_requests import links

IDS = st.integers(min_value=1, max_value=10**12)
NONCES = st.from_regex(r"\A[0-9a-f]{32}\Z")


@given(IDS, NONCES)
def test_a_link_opens_its_request(request_id: int, nonce: str) -> None:
    secret = links.secret_of(request_id, nonce, "one")
    assert links.request_id_of(secret) == request_id
    assert links.opens(secret, request_id, nonce, "one")


@given(IDS, IDS, NONCES, NONCES)
def test_a_link_opens_no_other_request_and_none_of_another_kind(one: int, other: int, nonce: str, fresh: str) -> None:
    secret = links.secret_of(one, nonce, "one")
    assert not links.opens(secret, one, nonce, "two")
    if one != other:
        assert not links.opens(secret, other, nonce, "one")
    if nonce != fresh:
        assert not links.opens(secret, one, fresh, "one")


@given(st.text(max_size=80))
def test_whatever_is_typed_is_no_link(typed: str) -> None:
    request_id = links.request_id_of(typed)
    assert request_id is None or 0 <= request_id < 10**18
    assert not links.opens(typed, 1, "0" * 32, "one")


def test_a_link_outlives_a_change_of_key_while_the_old_one_is_a_fallback() -> None:
    nonce = links.nonce()
    with override_settings(SECRET_KEY="old"):
        secret = links.secret_of(7, nonce, "one")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert links.opens(secret, 7, nonce, "one")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not links.opens(secret, 7, nonce, "one")


def test_no_two_nonces_are_the_same() -> None:
    assert len({links.nonce() for _n in range(100)}) == 100
