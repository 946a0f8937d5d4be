"""Parts of pages that are kept as they were drawn, as long as nothing has happened that could draw them differently.

Everything that changes a row writes to the audit log; what changes without (the ledger's files, a computation's progress) is
told by its package in `hooks.py`, see `add_mark`. What is kept is one person's alone: nobody reads what another one saw.
"""

import secrets
from collections.abc import Callable, Hashable
from hashlib import md5
from typing import TYPE_CHECKING, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from covalue.core import events
from covalue.web import requests

if TYPE_CHECKING:
    from covalue.people.models import User

KEPT_SECONDS: Final = 300  # what says “in an hour” is not older than this
TOKEN: Final = f"token-{secrets.token_hex(16)}"  # stands in what is kept where each answer has its own against forgery

_marks: list[Callable[["User"], Hashable]] = []


def add_mark(mark: Callable[["User"], Hashable]) -> None:
    """Name what changes pages without an entry in the audit log: `mark` gives something else whenever it did. Keep it cheap."""
    _marks.append(mark)


def version(user: "User") -> tuple[Hashable, ...]:
    """Stays the same as long as nothing has happened that could change what this user sees today, in their language."""
    roles = tuple(sorted(user.roles))
    marks = (mark(user) for mark in _marks)
    return user.pk, roles, get_language(), timezone.localdate(), events.version(), *marks


def drawn(request: HttpRequest, part: str, draw: Callable[[], str], token: str) -> str:
    """A part of the page at this address, drawn by `draw` with TOKEN for `token` unless it is known as it is now."""
    key = f"drawn:{hash_of(part, request.get_full_path(), *version(requests.user_of(request)))}"
    html: str | None = cache.get(key)
    if html is None:
        html = draw()
        cache.set(key, html, KEPT_SECONDS)
    return html.replace(TOKEN, token)


def hash_of(*parts: Hashable) -> str:
    """A short name of what a kept thing depends on."""
    return md5(repr(parts).encode(), usedforsecurity=False).hexdigest()
