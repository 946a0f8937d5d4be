"""Sample rows of service levels."""

from datetime import date
from decimal import Decimal

from covalue.accounts.models import Account
from covalue.service_levels.queries import INCIDENTS, LEVELS, RESULTS
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A service level with a result, and an incident."""
    values = {"title": "Delivered on the day", "target": Decimal(98), "unit": "%"}
    level = LEVELS.add(US, account, values, now=NOW)
    result = {"service_level": level, "begins_on": date(2026, 10, 1), "value": Decimal("97.5")}
    incident = {"title": "Cold chain broken", "opened_on": date(2026, 11, 2), "service_level": level}
    return {
        "service_level_id": level.pk,
        "service_result_id": RESULTS.add(US, account, result, now=NOW).pk,
        "incident_id": INCIDENTS.add(US, account, incident, now=NOW).pk,
    }
