"""Links and one-time codes by which a contact signs: made from what is kept and the installation's key, never kept themselves."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings

from covalue.contact_requests import links
from covalue.value.signing.lifetimes import CODE_LIFETIME

LINK: Final = "covalue.value.link"
CODE: Final = "covalue.value.code"
DIGITS: Final = 6


def secret_of(request_id: int, nonce: str) -> str:
    """The part of the address that opens a request for a signature."""
    return links.secret_of(request_id, nonce, LINK)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hash_of(code: str, nonce: str) -> str:
    """What is kept of a code; with so few digits only the installation's key keeps it from being guessed."""
    return links.made(CODE, f"{nonce}:{code}", settings.SECRET_KEY)


def code_is_valid(sent_at: datetime | None, now: datetime) -> bool:
    """Whether a code sent then may still be used."""
    return sent_at is not None and now - sent_at <= CODE_LIFETIME
