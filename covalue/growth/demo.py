"""Where the demo company wants to grow with its customers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.growth import actions
from covalue.growth.queries import MOVES, PATH, PEOPLE
from covalue.growth.rules import MoveKind
from covalue.objectives import queries as objectives
from covalue.objectives.models import Side
from covalue.people.demo import People
from covalue.value import queries as value


@dataclass(frozen=True)
class Vision:
    """The vision of an account, written so many days ago."""

    words: str
    days: int


@dataclass(frozen=True)
class Move:
    """A move over years from this one on (0 is this year); `case` and `objective` begin like what it builds on.

    `people` are contacts: name, what success is to them, whether they sponsor it.
    """

    kind: str
    title: str
    first: int
    last: int
    owner: str
    case: str = ""
    objective: str = ""
    words: str = ""
    people: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True)
class Path:
    """A year from this one on: revenue and margin, each low, base and high, in thousands."""

    year: int
    revenue: tuple[int, int, int]
    margin: tuple[int, int, int] | None = None
    note: str = ""


def build(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    for key, vision in demo.stories_by_customer(Vision):
        actions.write_vision(
            customers.leads[key], account=customers.accounts[key], vision=vision.words, seen=None,
            now=demo.at(vision.days),
        )  # fmt: skip
    for key, move in demo.stories_by_customer(Move):
        account, lead = customers.accounts[key], customers.leads[key]
        values: dict[str, Any] = {
            "kind": MoveKind(move.kind),
            "title": move.title,
            "words": move.words,
            "first_year": demo.today.year + move.first,
            "last_year": demo.today.year + move.last,
            "owner": users[move.owner],
        }
        if move.case:
            values["initiative"] = value.initiatives_of(account).get(title__startswith=move.case)
        if move.objective:
            theirs = objectives.of_account(account, Side.THEIRS)
            values["objective"] = theirs.get(statement__startswith=move.objective)
        row = MOVES.add(lead, account, values, now=demo.at(60))
        for name, success, sponsors in move.people:
            contact = customers.contacts[key][name]
            told = {"move": row, "contact": contact, "success": success, "sponsors": sponsors}
            PEOPLE.add(lead, account, told, now=demo.at(60))
    for key, path in demo.stories_by_customer(Path):
        values = {"year": demo.today.year + path.year, "note": path.note}
        values |= _amounts("revenue", path.revenue) | (_amounts("margin", path.margin) if path.margin else {})
        PATH.add(customers.leads[key], customers.accounts[key], values, now=demo.at(55))


def _amounts(name: str, thousands: tuple[int, int, int]) -> dict[str, Decimal]:
    return {f"{name}_{part}": Decimal(1000 * n) for part, n in zip(("low", "base", "high"), thousands, strict=True)}
