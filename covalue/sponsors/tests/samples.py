"""Sample rows of sponsorships."""

from datetime import timedelta

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.sponsors import actions, queries
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A sponsorship of an executive of its own, with a planned touchpoint and an escalation."""
    if queries.current_card() is None:
        actions.begin_card(US, now=NOW)
    sponsor = people.create_user(
        US, email=f"eva{account.pk}@covalue.test", name="Eva Frost", roles=[Role.EXECUTIVE_SPONSOR], now=NOW
    )
    actions.acknowledge(Actor(sponsor, "test"), version=1, now=NOW)
    row = actions.begin(
        US, account=account, sponsor=sponsor, starts_on=TODAY - timedelta(days=300), weeks=13, now=NOW,
        counterparts=[contact_of(account)], ends_on=TODAY + timedelta(days=400),
        successor=world.user(Role.EXECUTIVE_SPONSOR), purpose="Open the board",
    )  # fmt: skip
    planned = actions.plan(US, sponsorship=row, planned_on=TODAY + timedelta(days=5), subject="Lunch", now=NOW)
    matter = "The relationship itself is at risk"
    escalation = actions.escalate(US, sponsorship=row, matter=matter, reason="They fell silent", now=NOW)
    return {
        "sponsorship_id": row.pk,
        "touchpoint_id": planned.pk,
        "escalation_id": escalation.pk,
        "executive_id": sponsor.pk,
        "paper": "pdf",
    }
