"""How often each page asks the database, against what was written down in queries.txt.

Each page is asked as whom it is for (matrix.natural) on the sample rows of the packages. A page that asks more
fails with its questions; one that asks less fails, too, until that is written down: `make queries`.
"""

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from covalue.people.rules import Role
from tests.repo.matrix import MATRIX, POSTED, Caller, natural
from tests.repo.test_access import addresses as addresses
from tests.world import World

pytestmark = pytest.mark.once
PLACE = Path(__file__).with_name("queries.txt")
HEADING = "# Page and how often it asks the database. Written by `make queries`; do not edit.\n"
PAGES = sorted(set(MATRIX) - POSTED)
NOT_ASKED = re.compile("SAVEPOINT|RELEASE|ROLLBACK")


def test_no_page_asks_more_than_it_did(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """The rendered pass over every page, too: none of them fails, and whom it is for is not refused."""
    callers = {role: Caller(signed_in(world.user(role)), rendered=True) for role in Role}
    if os.environ.get("COVALUE_RECORD_QUERIES"):
        found = {name: len(queries) for name, queries in _asked(callers, addresses, PAGES, {}).items()}
        PLACE.write_text(HEADING + "".join(f"{name} {number}\n" for name, number in found.items()), encoding="utf-8")
        return
    known = _recorded()
    found = _asked(callers, addresses, PAGES, known)
    more = _more(found, known)
    assert not more, f"{more}\n`make queries` writes them down anew."
    less = sorted(known.items() ^ {name: len(queries) for name, queries in found.items()}.items())
    assert not less, "some pages ask less, or are gone: `make queries` writes that down"


Queries = dict[str, list[str]]


def _asked(callers: dict[Role, Caller], addresses: dict[str, str], pages: list[str], known: dict[str, int]) -> Queries:
    """Every page's queries; asked once more, with whatever a process remembers, where they are not as many as known."""
    found = {}
    for name in pages:
        ask = partial(_ask, callers[natural(MATRIX[name])], name, addresses[name])
        queries = ask()
        found[name] = queries if len(queries) == known.get(name) else ask()
    return found


def _more(found: Queries, known: dict[str, int]) -> str:
    """The pages that ask more than is known of them, with their questions."""
    return "\n".join(
        "\n  ".join([f"{name}: {len(queries)} queries, {known.get(name)} are written down", *queries])
        for name, queries in found.items()
        if len(queries) > known.get(name, -1)
    )


def _ask(caller: Caller, name: str, address: str) -> list[str]:
    cache.clear()
    connection.queries_log.clear()  # Django keeps the last 9 000; a full log counts nothing more
    with CaptureQueriesContext(connection) as asked:
        status = caller.ask(name, address).status_code
    assert status < 500 and (status not in (403, 404) or not MATRIX[name]), f"{name} answered {status}"
    return [query["sql"] for query in asked.captured_queries if not NOT_ASKED.match(query["sql"])]


def _recorded() -> dict[str, int]:
    rows = (line.rsplit(" ", 1) for line in PLACE.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {name: int(number) for name, number in rows}


def test_a_page_that_asks_more_is_told_with_its_questions(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """The judge can fail."""
    callers = {Role.PROGRAM_DIRECTOR: Caller(signed_in(world.user(Role.PROGRAM_DIRECTOR)), rendered=True)}
    found = _asked(callers, addresses, ["people:me"], {})
    assert _more(found, {"people:me": 1}).startswith(
        f"people:me: {len(found['people:me'])} queries, 1 are written down\n  SELECT"
    )
    assert not _more(found, {"people:me": len(found["people:me"])})
