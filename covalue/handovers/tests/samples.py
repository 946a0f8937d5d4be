"""Sample rows of handovers."""

from datetime import timedelta

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.handovers import actions
from covalue.people import actions as people
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A handover to somebody who leads nothing yet; it only waits."""
    newcomer = people.create_user(US, email="new@covalue.test", name="Nora New", roles=[Role.SAM], now=NOW)
    dora, later = Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), TODAY + timedelta(days=9)
    handover = actions.hand_over(dora, accounts=[account], taker=newcomer, holds_from=later, now=NOW)
    return {"handover_id": handover.pk, "share_id": handover.shares.get().pk}
