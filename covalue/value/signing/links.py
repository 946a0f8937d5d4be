"""Links and codes by which a contact signs: made from what is kept and the installation's key, never kept themselves."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from covalue.value.signing.lifetimes import CODE_LIFETIME

LINK: Final = "covalue.value.link"
CODE: Final = "covalue.value.code"
DIGITS: Final = 6


def nonce() -> str:
    """What makes one link differ from every other."""
    return secrets.token_hex(16)


def secret_of(request_id: int, nonce: str, purpose: str = LINK) -> str:
    """The part of the address that opens a request: its number and 256 bits only this installation can make.

    Requests of each kind have a `purpose` of their own, so that the link of one opens no other.
    """
    return f"{request_id}-{_made(purpose, f'{request_id}:{nonce}', settings.SECRET_KEY)}"


def request_id_of(secret: str) -> int | None:
    """Which request a link is of, before it is checked; None for what cannot be one."""
    number = secret.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


def opens(secret: str, request_id: int, nonce: str, purpose: str = LINK) -> bool:
    """Whether the link is the one of this request of this kind."""
    part = secret.partition("-")[2]
    value = f"{request_id}:{nonce}"
    return any(constant_time_compare(_made(purpose, value, key), part) for key in _keys())


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hash_of(code: str, nonce: str) -> str:
    """What is kept of a code; with so few digits only the installation's key keeps it from being guessed."""
    return _made(CODE, f"{nonce}:{code}", settings.SECRET_KEY)


def code_is_valid(sent_at: datetime | None, now: datetime) -> bool:
    """Whether a code sent then may still be used."""
    return sent_at is not None and now - sent_at <= CODE_LIFETIME


def _made(purpose: str, value: str, key: str) -> str:
    return salted_hmac(purpose, value, secret=key, algorithm="sha256").hexdigest()


def _keys() -> list[str]:
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
