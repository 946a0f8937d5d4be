"""How the demo company's work for its customers goes: one plan on time, one that is likely to be late."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.execution import actions, working_days
from covalue.execution.models import WorkPackage
from covalue.people.demo import People
from covalue.value.queries import initiatives_of


@dataclass(frozen=True)
class Planned:
    """Work that begins in so many days (negative: that many days ago) for so many working days, 0 for a milestone.

    `who` is one of ours by their key, or a contact by name; `after` is the title of what it depends on; `serves` begins like
    the initiative it is of. `done` is how many days ago it was done.
    """

    title: str
    begins: int
    days: int
    who: str = ""
    after: str = ""
    progress: int = 0
    done: int | None = None
    serves: str = ""


@dataclass(frozen=True)
class Kept:
    """The plan as it was kept and approved so many days ago."""

    note: str
    days: int


def build(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    planned: dict[tuple[str, str], WorkPackage] = {}
    for key, plan in demo.stories_by_customer(Planned):
        lead, account = customers.leads[key], customers.accounts[key]
        first = working_days.day_of(working_days.number(demo.day(-plan.begins)))
        values = {"title": plan.title, "starts_on": first, "duration": plan.days}
        values |= {"progress": plan.progress, "done_on": None if plan.done is None else demo.day(plan.done)}
        values |= {"owner": users[plan.who]} if plan.who in users else {}
        values |= {"customer_owner": customers.contacts[key][plan.who]} if plan.who and plan.who not in users else {}
        if plan.serves:
            values["initiative"] = initiatives_of(account).filter(title__startswith=plan.serves).first()
        row = actions.add(lead, account, values, now=demo.at(75))
        if plan.after:
            actions.link(lead, before=planned[key, plan.after], after=row, now=demo.at(75))
        planned[key, plan.title] = row
    for key, kept in demo.stories_by_customer(Kept):
        lead, account = customers.leads[key], customers.accounts[key]
        baseline = actions.keep_baseline(lead, account, note=kept.note, now=demo.at(kept.days))
        actions.approve_baseline(lead, baseline, now=demo.at(kept.days))
