"""What is kept as it was made, as long as nothing was written that could make it differently.

What it was made from is noted by itself (`core/written.py`); what changes without a word in the database (the ledger's
files) is told by its package in `hooks.py`, see `add_mark`. What is kept is one person's alone: nobody reads what another
one saw.
"""

import secrets
from collections.abc import Callable, Hashable
from hashlib import md5
from typing import TYPE_CHECKING, Final, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from covalue.core import written
from covalue.core.shared import Added
from covalue.web import requests

if TYPE_CHECKING:
    from covalue.people.models import User

KEPT_SECONDS: Final = 300  # what says “in an hour” is not older than this
PROCESS: Final = secrets.token_hex(8)  # what is kept is known to stand by the process that kept it
TOKEN: Final = f"token-{secrets.token_hex(16)}"  # stands in what is kept where each answer has its own against forgery

Made = TypeVar("Made")

_marks: Added[Callable[["User"], Hashable]] = Added()


def add_mark(mark: Callable[["User"], Hashable]) -> None:
    """Name what changes pages without the database: `mark` gives something else whenever it did. Keep it cheap."""
    _marks.add(mark)


def viewer(user: "User") -> tuple[Hashable, ...]:
    """Who looks, in which language, on which day, over which files: what is kept for one is kept for this alone."""
    roles = tuple(sorted(user.roles))
    return user.pk, roles, get_language(), timezone.localdate(), *(mark(user) for mark in _marks)


def kept(viewer: tuple[Hashable, ...], part: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives for this viewer, made again only when a table was written to that it was made from."""
    if not written.may_keep():
        return make()
    key = _key(viewer, part)
    found = cache.get(key)
    if found is not None and written.stands(found[0]):
        made: Made = found[1]
        return made
    versions = written.versions()
    with written.reading() as reading:
        made = make()
    cache.set(key, (versions(reading.tables), made), KEPT_SECONDS)
    return made


def known(viewer: tuple[Hashable, ...], part: Hashable) -> bool:
    """Whether this part is kept and stands."""
    found = cache.get(_key(viewer, part)) if written.may_keep() else None
    return found is not None and written.stands(found[0])


def drawn(request: HttpRequest, part: str, draw: Callable[[], str], token: str) -> str:
    """A part of the page at this address, drawn by `draw` with TOKEN for `token` unless it is known as it is now.

    What answers a form that was refused is drawn for this answer alone.
    """
    is_fetched = request.method == "GET"
    html = kept(viewer_of(request), (part, request.get_full_path()), draw) if is_fetched else draw()
    return html.replace(TOKEN, token)


def viewer_of(request: HttpRequest) -> tuple[Hashable, ...]:
    """Who looks at this page; asked once."""
    found: tuple[Hashable, ...] | None = getattr(request, "covalue_viewer", None)
    if found is None:
        found = request.covalue_viewer = viewer(requests.user_of(request))  # type: ignore[attr-defined]
    return found


def _key(viewer: tuple[Hashable, ...], part: Hashable) -> str:
    """A short name of what a kept thing is."""
    return f"kept:{PROCESS}:{md5(repr((part, viewer)).encode(), usedforsecurity=False).hexdigest()}"
