"""Sample rows of organisation."""

from datetime import date
from decimal import Decimal

from django.db.models import Model

from covalue.organisation import actions
from tests.world import NOW, US, World


def rows(world: World, account: Model) -> dict[str, int | str]:
    """A rate that was stated."""
    stated = {"currency": "USD", "day": date(2026, 1, 1), "rate": Decimal("0.9"), "source": "bank"}
    return {"rate_id": actions.state_rate(US, **stated, now=NOW).pk}
