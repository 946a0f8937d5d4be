"""What the demo company asks of its units."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from covalue.accounts.demo import Customers
from covalue.contributions import actions, queries
from covalue.contributions.models import Contribution
from covalue.contributions.rules import Move
from covalue.core.demo import Demo
from covalue.core.events import Actor
from covalue.organisation import queries as organisation
from covalue.people.demo import People


@dataclass(frozen=True)
class Turn:
    """A move made so many days ago; the unit's lead makes it, or whoever leads the account where `asker`."""

    move: str
    ago: int
    words: str = ""
    asker: bool = False
    due: int = 0
    hours: int | None = None
    doer: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked of a unit by its code, so many days ago, needed so many days ago (negative: ahead)."""

    unit: str
    subject: str
    ago: int
    due: int
    need: str = ""
    customer_values: str = ""
    gain: str = ""
    hours: int | None = None
    amount: int | None = None
    case: str = ""
    turns: tuple[Turn, ...] = field(default=())


def build(demo: Demo) -> None:
    """Each ask as far as its conversation went."""
    customers, people = demo.get(Customers), demo.get(People)
    units = {unit.code: unit for unit in organisation.units().select_related("lead")}
    for key, story in demo.stories_by_customer(Asked):
        lead, account, unit = customers.leads[key], customers.accounts[key], units[story.unit]
        case = account.initiatives.filter(title__startswith=story.case).first() if story.case else None
        values = {
            "unit": unit, "subject": story.subject, "need": story.need, "customer_values": story.customer_values,
            "gain": story.gain, "due_on": demo.day(story.due), "initiative": case,
            "hours": None if story.hours is None else Decimal(story.hours),
            "amount": None if story.amount is None else Decimal(story.amount),
        }  # fmt: skip
        row = actions.prepare(lead, account=account, values=values, now=demo.at(story.ago))
        for turn in story.turns:
            actor = lead if turn.asker else Actor(unit.lead, "demo")
            _say(demo, actor, row, turn, people)
        _go_above(demo, row)


def _go_above(demo: Demo, row: Contribution) -> None:
    row.refresh_from_db()
    planned = queries.escalation_of(row, demo.today)
    if planned is not None and planned.begun:
        actions.go_above(row, now=demo.at((demo.today - planned.on).days))


def _say(demo: Demo, actor: Actor, row: Contribution, turn: Turn, people: People) -> None:
    more: dict[str, Any] = {}
    if turn.move == Move.COUNTER:
        due: date = demo.day(turn.due)
        more["terms"] = (due, None if turn.hours is None else Decimal(turn.hours), row.amount)
    if turn.doer:
        more["doer"] = people.users[turn.doer]
    actions.say(actor, row, Move(turn.move), now=demo.at(turn.ago), words=turn.words, **more)
