"""The plans the demo company's teams wrote."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.plans import actions, queries
from covalue.plans.models import SectionKey


@dataclass(frozen=True)
class PlanStory:
    """The sections that are written; whom it was approved by, as a key of ours, and what was written since."""

    customer_strategy: str = ""
    growth_strategy: str = ""
    approved_by: str = ""
    written_since_approval: str = ""


def build(demo: Demo) -> None:
    customers, people = demo.get(Customers), demo.get(People)
    for key, story in demo.stories_by_customer(PlanStory):
        account, lead = customers.accounts[key], customers.leads[key]
        texts = {
            SectionKey.CUSTOMER_STRATEGY: story.customer_strategy,
            SectionKey.GROWTH_STRATEGY: story.growth_strategy,
        }
        plan = actions.start(lead, account=account, now=demo.at(60))
        for section in plan.sections.all():
            text = texts[SectionKey(section.key)]
            if text:
                actions.write(lead, section=section, text=text, seen_revision=0, now=demo.at(30))
        if story.approved_by:
            fresh = queries.of_account(account)
            assert fresh is not None
            content = queries.approved_content(fresh)
            actions.approve(people.actor(story.approved_by), plan=fresh, content=content, now=demo.at(21))
        if story.written_since_approval:
            grown = plan.sections.get(key=SectionKey.GROWTH_STRATEGY)
            text = grown.text + story.written_since_approval
            actions.write(lead, section=grown, text=text, seen_revision=grown.revision, now=demo.at(8))
