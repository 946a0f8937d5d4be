"""Sample rows of growth strategies."""

from decimal import Decimal

from covalue.accounts.models import Account
from covalue.growth.queries import MOVES, PATH, PEOPLE
from covalue.growth.rules import MoveKind
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A move with a person of its own, and a year."""
    other = account.contacts.create(name="Per Wiik", created_at=NOW)
    values = {"kind": MoveKind.WIDEN, "title": "Into the wind parks", "first_year": 2027, "last_year": 2029}
    move = MOVES.add(US, account, values, now=NOW)
    amounts = {f"revenue_{name}": Decimal(n) for n, name in enumerate(("low", "base", "high"))}
    return {
        "growth_move_id": move.pk,
        "growth_person_id": PEOPLE.add(US, account, {"move": move, "contact": other}, now=NOW).pk,
        "growth_year_id": PATH.add(US, account, {"year": 2030, **amounts}, now=NOW).pk,
    }
