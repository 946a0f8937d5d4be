"""Sample rows of plans."""

from covalue.accounts.models import Account
from covalue.plans import actions
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A plan with one section written."""
    section = actions.start(US, account=account, now=NOW).sections.get(key="customer_strategy")
    actions.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    return {"section_id": section.pk, "revision_id": section.revisions.get().pk}
