"""Sample rows of contributions."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from covalue.accounts.models import Account
from covalue.contributions import actions
from covalue.contributions.models import Contribution
from covalue.contributions.rules import Move, State
from covalue.core.events import Actor
from covalue.organisation.models import Unit, UnitKind
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World

DUE = TODAY + timedelta(days=60)
# What leads from the draft to each state, as the table says.
WAYS = {
    State.DRAFT: (),
    State.ASKED: (Move.ASK,),
    State.COUNTERED: (Move.ASK, Move.COUNTER),
    State.PROMISED: (Move.ASK, Move.PROMISE),
    State.REPORTED: (Move.ASK, Move.PROMISE, Move.REPORT),
    State.SATISFIED: (Move.ASK, Move.PROMISE, Move.REPORT, Move.ACCEPT),
    State.BROKEN: (Move.ASK, Move.PROMISE),
    State.DECLINED: (Move.ASK, Move.DECLINE),
    State.WITHDRAWN: (Move.ASK, Move.WITHDRAW),
}


def unit(lead: User | None, code: str = "CLD", **values: Any) -> Unit:
    """A unit of ours, the same for the same code."""
    known = {"name": values.pop("name", "Cold chain"), "lead": lead, **values}
    return Unit.objects.get_or_create(kind=UnitKind.FUNCTION, code=code, defaults=known)[0]


def ask(world: World, account: Account, state: State = State.ASKED, **values: Any) -> Contribution:
    """An ask to the unit of Una Krog, brought to this state."""
    lead = world.user(Role.UNIT_LEAD)
    known = {"unit": unit(lead), "subject": "Cold chain for Bergen", "need": "A van", "due_on": DUE,
             "hours": Decimal(80), **values}  # fmt: skip
    row = actions.prepare(US, account=account, values=known, now=NOW)
    for move in WAYS[state]:
        actions.say(US, row, move, now=NOW, words="So be it", terms=(DUE, Decimal(60), None))
        row.refresh_from_db()
    if state is State.BROKEN:
        actions.say(Actor(lead, "test"), row, Move.CANCEL, now=NOW, words="The van is gone")
        row.refresh_from_db()
    return row


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An ask that waits for its answer."""
    return {"contribution_id": ask(world, account).pk, "unit_id": unit(world.user(Role.UNIT_LEAD)).pk}
