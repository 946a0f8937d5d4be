"""Personal links: made from what is kept and the installation's key, never kept themselves."""

import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def nonce() -> str:
    """What makes one link differ from every other."""
    return secrets.token_hex(16)


def secret_of(request_id: int, nonce: str, purpose: str) -> str:
    """The part of the address that opens a request: its number and 256 bits only this installation can make.

    Requests of each kind have a `purpose` of their own, so that the link of one opens no other.
    """
    return f"{request_id}-{made(purpose, f'{request_id}:{nonce}', settings.SECRET_KEY)}"


def request_id_of(secret: str) -> int | None:
    """Which request a link is of, before it is checked; None for what cannot be one."""
    number = secret.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


def opens(secret: str, request_id: int, nonce: str, purpose: str) -> bool:
    """Whether the link is the one of this request of this kind; compared in constant time, with every key in use."""
    part = secret.partition("-")[2]
    value = f"{request_id}:{nonce}"
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(made(purpose, value, str(key)), part) for key in keys)


def made(purpose: str, value: str, key: str) -> str:
    """What only this installation can make of a value, for one purpose."""
    return salted_hmac(purpose, value, secret=key, algorithm="sha256").hexdigest()
