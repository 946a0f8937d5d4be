"""How the demo company's customers use what they bought."""

from dataclasses import dataclass
from decimal import Decimal

from covalue.accounts.demo import Customers
from covalue.adoption import rules
from covalue.adoption.queries import CRITERIA, GO_LIVES, TICKETS, USAGE
from covalue.core.demo import Demo
from covalue.people.demo import People


@dataclass(frozen=True)
class Used:
    """Use of a product at a site in the last months, the earliest first, and what was agreed for each."""

    product: str
    site: str
    measure: str
    agreed: int
    months: tuple[int, ...]


@dataclass(frozen=True)
class Live:
    """A milestone due in so many days (negative: that many days ago), `reached` so many days ago; `who` is one of ours."""

    title: str
    due: int
    who: str = ""
    reached: int | None = None
    product: str = ""
    site: str = ""


@dataclass(frozen=True)
class Success:
    """What a contact called success so many days ago, and since when it is met."""

    who: str
    words: str
    days: int
    measure: str = ""
    met: int | None = None


@dataclass(frozen=True)
class Reported:
    """A ticket opened so many days ago, closed so many days ago if it is."""

    number: str
    subject: str
    severity: str
    days: int
    closed: int | None = None
    site: str = ""


def build(demo: Demo) -> None:
    """Use, milestones, success criteria and tickets of each account."""
    customers, users = demo.get(Customers), demo.get(People).users
    this_month = rules.month_of(demo.today)
    for key, used in demo.stories_by_customer(Used):
        lead, account = customers.leads[key], customers.accounts[key]
        for place, amount in enumerate(used.months, this_month - len(used.months)):
            month = demo.today.replace(year=place // 12, month=place % 12 + 1, day=1)
            values = {"product": used.product, "site": used.site, "measure": used.measure, "month": month}
            USAGE.add(
                lead, account, {**values, "used": Decimal(amount), "agreed": Decimal(used.agreed)}, now=demo.at(1)
            )
    for key, live in demo.stories_by_customer(Live):
        values = {"title": live.title, "due_on": demo.day(-live.due), "product": live.product, "site": live.site}
        values |= {"owner": users[live.who] if live.who else None}
        values |= {"reached_on": None if live.reached is None else demo.day(live.reached)}
        GO_LIVES.add(customers.leads[key], customers.accounts[key], values, now=demo.at(40))
    for key, said in demo.stories_by_customer(Success):
        values = {"contact": customers.contacts[key][said.who], "words": said.words, "said_on": demo.day(said.days)}
        values |= {"measure": said.measure, "met_on": None if said.met is None else demo.day(said.met)}
        CRITERIA.add(customers.leads[key], customers.accounts[key], values, now=demo.at(said.days))
    for key, told in demo.stories_by_customer(Reported):
        values = {"external_id": told.number, "subject": told.subject, "severity": told.severity, "site": told.site}
        values |= {"opened_on": demo.day(told.days)}
        values |= {"closed_on": None if told.closed is None else demo.day(told.closed)}
        TICKETS.add(customers.leads[key], customers.accounts[key], values, now=demo.at(told.days))
