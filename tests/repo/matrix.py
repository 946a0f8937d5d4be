"""Every address and operation with who gets through, from the packages' tests/access.py, and where they are tried."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from covalue.accounts.models import Account
from covalue.api import description
from covalue.api.assembly import api
from covalue.config import packages
from covalue.people.rules import ROLE_NAMES, Role
from tests.access import APPROVES, ENERGY, EVERYBODY, OURS, STEERS, Operation, Page, Sample, Who
from tests.world import World, once

NOWHERE = 999_999


def modules(name: str) -> Iterator[ModuleType]:
    """The module of this name in the tests of every package that has one, in the order of the packages."""
    for level in packages.levels():
        for package in level:
            if find_spec(f"{package}.tests") and find_spec(f"{package}.tests.{name}"):
                yield import_module(f"{package}.tests.{name}")


def _by_name(kind: str) -> dict[str, Any]:
    declared = [entry for module in modules("access") for entry in getattr(module, kind, ())]
    names = [entry.name for entry in declared]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"declared twice: {sorted(twice)}"
    return {entry.name: entry for entry in declared}


PAGES: dict[str, Page] = _by_name("PAGES")
OPERATIONS: dict[str, Operation] = _by_name("OPERATIONS")
MATRIX: dict[str, Who] = {page.name: page.who for page in PAGES.values() if not page.open}
OPEN = frozenset(page.name for page in PAGES.values() if page.open)
POSTED = frozenset(page.name for page in PAGES.values() if page.posted)

# The four accounts everything is tried on, as Halden Energy's people see them: their own, one below it, the group
# above it, and somebody else's. Who opens which follows from the teams of tests/world.py: Ines (SAM) leads the group,
# Karl (team member) is on Halden Energy, Tove sponsors it; Carl coaches Nils, who leads Orsa Paper.
PLACES = ("energy", "wind", "group", "orsa")
OPENS: dict[str, Who] = {
    "energy": ENERGY, "wind": ENERGY, "group": STEERS, "orsa": frozenset({Role.PROGRAM_DIRECTOR, Role.COACH}),
}  # fmt: skip
STEERS_THERE: dict[str, Who] = {**dict.fromkeys(PLACES, STEERS), "orsa": frozenset({Role.PROGRAM_DIRECTOR})}
APPROVES_THERE: dict[str, Who] = {
    "energy": APPROVES, "wind": APPROVES,
    "group": frozenset({Role.PROGRAM_DIRECTOR}), "orsa": frozenset({Role.PROGRAM_DIRECTOR}),
}  # fmt: skip
PLACE_NAMES = {
    "energy": "an account they are on", "wind": "an account below it", "group": "the account above it",
    "orsa": "another team's account",
}  # fmt: skip
# Addresses of the portal → whether they answer a guest of the account while nothing is shared.
SHARED = {
    "portal:account": True, "portal:style": True, "portal:propose": True, "portal:item": False, "portal:comment": False,
    "portal:assent": False,
}  # fmt: skip


def there(place: str, allowed: Who) -> Who:
    """Who gets through on another account where on Halden Energy `allowed` do."""
    if allowed == ENERGY:
        return OPENS[place]
    if allowed == APPROVES:
        return APPROVES_THERE[place]
    return STEERS_THERE[place] | (allowed - STEERS)


def natural(allowed: Who) -> Role:
    """Who an address is for."""
    director = Role.PROGRAM_DIRECTOR
    return director if director in allowed or not allowed else next(role for role in Role if role in allowed)


Asking = Callable[[str, Who], list[Role]]


def asked(place: str, allowed: Who) -> list[Role]:
    """By whom an address is tried on another account, if on Halden Energy `allowed` get through. Why these are enough:

    Somebody gets to an account by a right over all accounts or by a membership (`accounts.queries.visible_to`), and
    then needs the right that the address asks for. Rights are the same on every account, and Halden Energy is asked by
    every role. What is left is which memberships count where, and that nobody comes in by a right without one:

    - below: the membership above counts, tried by who has the right there (team member, SAM, or sponsor);
    - above: the membership below does not count, though the right is there; the SAM's, who leads the group, does;
    - another team's: the SAM has none, whatever their rights; the coach gets in by coaching, without those rights.
    """
    own = Role.EXECUTIVE_SPONSOR if allowed == APPROVES else Role.TEAM_MEMBER if allowed == ENERGY else Role.SAM
    return {
        "wind": [own],
        "group": [own, Role.SAM] if own is not Role.SAM else [Role.SAM, Role.TEAM_MEMBER],
        "orsa": [own, Role.SAM, Role.COACH] if own is not Role.SAM else [Role.SAM, Role.COACH],
    }[place]


def others(place: str, allowed: Who) -> list[Role]:
    """Whom `asked` leaves out."""
    return [role for role in Role if role not in asked(place, allowed)]


Rows = dict[str, int | str]


def rows_on(world: World, account: Account) -> Rows:
    """The sample rows of every package on this account; nothing but the cast may have been built before."""
    return once(f"sample rows on {account}", lambda: built_rows(world, account))


def built_rows(world: World, account: Account) -> Rows:
    """The sample rows of every package, built beside whatever there is."""
    rows: Rows = {}
    for module in modules("samples"):
        mine = module.rows(world, account)
        assert not rows.keys() & mine, f"{module.__name__} names a part again: {sorted(rows.keys() & mine)}"
        rows |= mine
    return rows


def routes() -> dict[str, list[str]]:
    """Every named address with the names of its parts."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace == "api":
                    found.update({"api:openapi": [], "api:docs": []})  # its operations: see OPERATIONS
                    continue
                walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found[space + pattern.name] = list(pattern.pattern.converters)
            else:
                raise AssertionError(f"an address without a name: {pattern}")

    walk(get_resolver().url_patterns, "")
    return found


def addresses(rows: Rows) -> dict[str, str]:
    """One real address for each name, on these rows; of rows that do not exist where a page is declared so."""
    return {
        name: reverse(name, kwargs={part: _value(name, part, rows) for part in parts})
        for name, parts in routes().items()
    }


def _value(name: str, part: str, rows: Rows) -> int | str:
    page = PAGES.get(name)
    exists = page is None or page.there or part == "account_id"
    needed = page is not None and exists and not page.open and page.who
    assert not needed or part in rows, f"no tests/samples.py has a row for {part} of {name}"
    return rows.get(part, NOWHERE) if exists else NOWHERE


@dataclass(frozen=True)
class Call:
    """An operation with a real address."""

    name: str
    method: str
    path: str
    uploads: bool
    rows: Rows


def calls(rows: Rows) -> list[Call]:
    """Every operation, on these rows."""
    parts = {part for path in _described() for part in re.findall(r"{(\w+)}", path)}
    assert parts <= rows.keys(), f"no tests/samples.py has a row for {sorted(parts - rows.keys())}"
    return [
        Call(told["operationId"], method, path.format(**rows), "multipart" in str(told.get("requestBody")), rows)
        for path, methods in _described().items()
        for method, told in methods.items()
    ]


@cache
def _described() -> dict[str, Any]:
    """Every path with its operations; describing them takes a second."""
    return dict(description.describe(api)["paths"])


def call(client: Client, call: Call) -> HttpResponse:
    """Ask, and undo whatever the asking changed."""
    declared = OPERATIONS.get(call.name, Operation(call.name, frozenset()))
    with transaction.atomic():
        if call.uploads:
            file = SimpleUploadedFile("s.csv", b"a,b\n1,2\n")
            answer = client.post(call.path, {"file": file}, query_params=declared.query or {})
        elif call.method == "get":
            answer = client.get(call.path, declared.query or {})
        else:
            send, body = getattr(client, call.method), filled(declared.body, call.rows)
            options = {"content_type": "application/json", "headers": {"if-match": "*"}}
            answer = send(call.path, body, **options) if body is not None else send(call.path)
        transaction.set_rollback(True)
    return answer


def filled(body: Any, rows: Rows) -> Any:
    """A body with the sample rows in their places."""
    if isinstance(body, Sample):
        return rows[body.part]
    if isinstance(body, dict):
        return {name: filled(value, rows) for name, value in body.items()}
    return [filled(value, rows) for value in body] if isinstance(body, list) else body


class Caller:
    """Somebody who asks one address after the other, each as if it were the first.

    Whatever an asking changed is undone, and they are signed in as before. Templates are found but not rendered unless
    that is asked for: who gets through is decided before, and rendering takes half of the time.
    """

    def __init__(self, client: Client, *, rendered: bool = False) -> None:
        self.client, self.rendered, self.cookies = client, rendered, client.cookies.output(header="")

    def ask(self, name: str, address: str) -> HttpResponse:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic(), nullcontext() if self.rendered else unrendered():
            answer = self.client.post(address) if name in POSTED else self.client.get(address)
            if self.rendered and answer.streaming:
                b"".join(answer.streaming_content)  # what is sent line by line is asked for while it is sent
            transaction.set_rollback(True)
        return answer


def unrendered() -> AbstractContextManager[object]:
    """Every template says nothing; what the view hands to it was still made."""
    return mock.patch.object(Template, "render", lambda self, context=None, request=None: "")


def as_markdown() -> str:
    """docs/access.md."""
    lines = [
        "# Who gets where",
        "",
        "Written by `tests/repo/test_access.py` from the matrix it tests; do not edit. Addresses of an account are tried",
        "on one that the SAM leads from the group above, the team member works on and the sponsor sponsors; everybody",
        "else is told that it does not exist.",
        "",
        "| address | who gets through |",
        "|---|---|",
        *(f"| {name} | {_who(allowed, EVERYBODY)} |" for name, allowed in sorted(MATRIX.items())),
        *_places(),
        *_shared(),
        "",
        "## The API",
        "",
        "By operation, as named in `docs/openapi.json`.",
        "",
        "| operation | who gets through |",
        "|---|---|",
        *(f"| {name} | {_who(operation.who, OURS)} |" for name, operation in sorted(OPERATIONS.items())),
    ]
    return "\n".join(lines) + "\n"


def _who(allowed: Who, everybody: Who) -> str:
    if allowed == everybody:
        return "everybody"
    if allowed == OURS:
        return "all of ours"
    return ", ".join(str(ROLE_NAMES[role]) for role in Role if role in allowed) or (
        "nobody: the row asked for is not theirs"
    )


def _places() -> list[str]:
    """Role × account, for people."""
    lines = [
        "",
        "## Whose account it is",
        "",
        "Every address of an account, and every operation of the API, is tried by every role on four accounts of",
        "`tests/world.py`: one they are on, one below it (membership flows down), the one above it (it does not flow up)",
        "and another team's. Whoever is not named in a column is answered 404, as if the account did not exist. “Steers”",
        "is class, team, place in the tree and merging. A customer guest opens none of them, whatever is shared.",
        "",
        "| role | " + " | ".join(PLACE_NAMES.values()) + " |",
        "|---|" + "---|" * len(PLACES),
    ]
    for role in Role:
        cells = []
        for place in PLACES:
            rights = [
                word
                for word, who in (("opens", OPENS), ("steers", STEERS_THERE), ("approves plans", APPROVES_THERE))
                if role in who[place]
            ]
            cells.append(", ".join(rights) or "not found")
        lines.append(f"| {ROLE_NAMES[role]} | " + " | ".join(cells) + " |")
    return lines


def _shared() -> list[str]:
    """What a guest reaches, for people."""
    lines = [
        "",
        "## What is shared with a guest",
        "",
        "A guest tries every address of the product with every method (`portal/tests/test_pages.py`), and the portal's own",
        "addresses with the item shared, with nothing shared, and on accounts of others: one below, above, elsewhere.",
        "",
        "| address | item shared | nothing shared | another account |",
        "|---|---|---|---|",
    ]
    for name, wherever in SHARED.items():
        lines.append(f"| {name} | answers | {'answers' if wherever else 'not found'} | not found |")
    return lines
