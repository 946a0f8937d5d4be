"""Sample rows of adoption."""

from decimal import Decimal

from covalue.accounts.models import Account
from covalue.adoption.queries import CRITERIA, GO_LIVES, TICKETS, USAGE
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A month of use, a milestone, what the account's own contact calls success, and a ticket."""
    contact = account.contacts.first() or account.contacts.create(name="Per Wiik", created_at=NOW)
    used = {"product": "Portal", "month": TODAY, "used": Decimal(5)}
    said = {"words": "Nobody calls at night", "contact": contact, "said_on": TODAY}
    return {
        "usage_line_id": USAGE.add(US, account, used, now=NOW).pk,
        "go_live_id": GO_LIVES.add(US, account, {"title": "First site", "due_on": TODAY}, now=NOW).pk,
        "success_criterion_id": CRITERIA.add(US, account, said, now=NOW).pk,
        "ticket_id": TICKETS.add(US, account, {"subject": "It stops", "opened_on": TODAY}, now=NOW).pk,
    }
