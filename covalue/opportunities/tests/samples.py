"""Sample rows of opportunities."""

from decimal import Decimal

from covalue.accounts.models import Account
from covalue.opportunities import actions
from covalue.opportunities.queries import JOURNEYS
from covalue.opportunities.rules import JourneyStep
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An opportunity with one change, a journey, and a stage in which nothing is."""
    held = actions.add(US, account, {"title": "Cables for the north", "amount": Decimal(90_000)}, now=NOW)
    actions.edit(US, held, {"amount": Decimal(80_000)}, now=NOW)
    seen = {"unit": "Grid", "step": JourneyStep.NEED, "seen_on": TODAY}
    return {
        "opportunity_id": held.pk,
        "opportunity_change_id": held.changes.filter(field="amount").first().pk,
        "buying_journey_id": JOURNEYS.add(US, account, seen, now=NOW).pk,
        "stage_key": "qualified",
    }
