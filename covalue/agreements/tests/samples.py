"""Sample rows of agreements."""

from datetime import date

from covalue.accounts.models import Account
from covalue.agreements.obligations.queries import OBLIGATIONS
from covalue.agreements.obligations.rules import DutySide
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import actions as receipts
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An agreement that can be ended with six months' notice, what we owe by it, and its receipt."""
    values = {
        "title": "Frame contract",
        "starts_on": date(2025, 9, 1),
        "ends_on": date(2027, 8, 31),
        "notice_clause": "six months prior",
    }
    agreement = AGREEMENTS.add(US, account, values, now=NOW)
    duty = {"agreement": agreement, "side": DutySide.OURS, "words": "A forecast", "due_on": date(2026, 9, 30)}
    return {
        "agreement_id": agreement.pk,
        "obligation_id": OBLIGATIONS.add(US, account, duty, now=NOW).pk,
        "due_day": "2026-09-30",
        "receipt_id": receipts.seal(US, agreement=agreement, now=NOW).pk,
    }
