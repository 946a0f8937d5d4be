"""Sample rows of opportunities."""

from decimal import Decimal

from covalue.accounts.models import Account
from covalue.opportunities import actions, importing
from covalue.opportunities.queries import JOURNEYS
from covalue.opportunities.rules import JourneyStep
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An opportunity with one change, a journey, an import of nobody, and a stage in which nothing is."""
    held = actions.add(US, account, {"title": "Cables for the north", "amount": Decimal(90_000)}, now=NOW)
    actions.edit(US, held, {"amount": Decimal(80_000)}, now=NOW)
    seen = {"unit": "Grid", "step": JourneyStep.NEED, "seen_on": TODAY}
    told = importing.Told(source=f"crm {account.pk}")
    return {
        "opportunity_id": held.pk,
        "opportunity_change_id": held.changes.filter(field="amount").first().pk,
        "buying_journey_id": JOURNEYS.add(US, account, seen, now=NOW).pk,
        "opportunity_import_id": importing.take_in(US, [{"number": "2"}], told, file_name="crm.csv", now=NOW).pk,
        "stage_key": "qualified",
    }
