"""What is kept as it was made, as long as nothing was written that could make it differently.

What it was made from is noted by itself (`core/written.py`); what changes without a word in the database (the ledger's
files) is told by its package in `hooks.py`, see `add_mark`. What is kept is one person's alone: nobody reads what another
one saw.
"""

import secrets
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import TYPE_CHECKING, Any, Final, TypeVar

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


@dataclass(frozen=True)
class _Made:
    """What was made, from which tables as they were at which look, and until when it is kept at most."""

    value: Any
    versions: written.Versions
    until: float

    @property
    def stands(self) -> bool:
        return time.monotonic() < self.until and written.stands(self.versions)


def kept(viewer: tuple[Hashable, ...], part: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives for this viewer, made again only when a table was written to that it was made from."""
    return kept_each(viewer, part, [make])[0]


def kept_each(viewer: tuple[Hashable, ...], part: Hashable, makes: Sequence[Callable[[], Made]]) -> list[Made]:
    """What each of `makes` gives for this viewer: each is made again by itself, and all are kept in one place."""
    if not written.may_keep():
        return [make() for make in makes]
    key = _key(viewer, part)
    found: list[_Made | None] = cache.get(key) or [None] * len(makes)
    now = [one if one is not None and one.stands else _make(make) for one, make in zip(found, makes, strict=True)]
    if any(one is not before for one, before in zip(now, found, strict=True)):
        cache.set(key, now, KEPT_SECONDS)
    return [one.value for one in now]


def known(viewer: tuple[Hashable, ...], part: Hashable) -> bool:
    """Whether this part is kept and stands."""
    found = cache.get(_key(viewer, part)) if written.may_keep() else None
    return found is not None and all(one.stands for one in found)


def given(make: Callable[[], Made]) -> Made:
    """What a part of a page is drawn from and named with (`drawn`): it is asked for each time, and what it was made from does
    not matter to the part, which is another one with another value.
    """
    with written.apart():
        return make()


def drawn(request: HttpRequest, part: str, draw: Callable[[], str], token: str, given: Hashable = None) -> str:
    """A part of the page at this address, drawn by `draw` with TOKEN for `token` unless it is known as it is now, and from what
    it is `given`.

    What answers a form that was refused is drawn for this answer alone.
    """
    is_fetched = request.method == "GET"
    html = kept(viewer_of(request), (part, request.get_full_path(), given), draw) if is_fetched else draw()
    return html.replace(TOKEN, token)


def _make(make: Callable[[], Any]) -> _Made:
    versions, until = written.versions(), time.monotonic() + KEPT_SECONDS
    with written.reading() as reading:
        value = make()
    return _Made(value, versions(reading.tables), until)


def viewer_of(request: HttpRequest) -> tuple[Hashable, ...]:
    """Who looks at this page; asked once."""
    found: tuple[Hashable, ...] | None = getattr(request, "covalue_viewer", None)
    if found is None:
        found = request.covalue_viewer = viewer(requests.user_of(request))  # type: ignore[attr-defined]
    return found


def _key(viewer: tuple[Hashable, ...], part: Hashable) -> str:
    """A short name of what a kept thing is."""
    return f"kept:{PROCESS}:{md5(repr((part, viewer)).encode(), usedforsecurity=False).hexdigest()}"
