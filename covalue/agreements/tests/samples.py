"""Sample rows of agreements."""

from datetime import date

from covalue.accounts.models import Account
from covalue.agreements.queries import AGREEMENTS
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An agreement that can be ended with six months' notice."""
    values = {
        "title": "Frame contract",
        "starts_on": date(2025, 9, 1),
        "ends_on": date(2027, 8, 31),
        "notice_clause": "six months prior",
    }
    return {"agreement_id": AGREEMENTS.add(US, account, values, now=NOW).pk}
