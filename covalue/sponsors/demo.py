"""Which executives of the demo company are paired with whom."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.core.events import Actor
from covalue.objectives import queries as objectives
from covalue.people.demo import People
from covalue.sponsors import actions
from covalue.sponsors.inputs import ExecutiveInput
from covalue.sponsors.models import Sponsorship


@dataclass(frozen=True)
class Paired:
    """A sponsor since so many days, with counterparts by name and objectives by statement, until in so many days. `planned` is in how many days a touchpoint is, and its subject; `escalated` a matter, why, and days ago."""

    sponsor: str
    counterparts: tuple[str, ...]
    purpose: str
    objectives: tuple[str, ...] = ()
    weeks: int = 13
    since: int = 400
    until: int | None = None
    limits: str = ""
    planned: tuple[int, str] | None = None
    escalated: tuple[str, str, int] | None = None


def build(demo: Demo) -> None:
    """The standard role card, acknowledged by each sponsor before the first of their sponsorships."""
    people, pairs = demo.get(People), demo.stories_by_customer(Paired)
    if not pairs:
        return
    first = max(pair.since for _key, pair in pairs) + 10
    director = next((user for user in people.users.values() if "program_director" in user.roles), None)
    card = actions.begin_card(Actor(director, "demo"), now=demo.at(first))
    for key in dict.fromkeys(pair.sponsor for _key, pair in pairs):
        actions.acknowledge(people.actor(key), version=card.version, now=demo.at(first - 5))
        values = ExecutiveInput(background="Food retail, logistics, cold chain", most=3)
        actions.describe(people.actor(key), people.users[key], values, now=demo.at(first - 5))
    for key, pair in pairs:
        _pair(demo, key, pair)


def _pair(demo: Demo, key: str, pair: Paired) -> None:
    customers, people = demo.get(Customers), demo.get(People)
    account, lead, contacts = customers.accounts[key], customers.leads[key], customers.contacts[key]
    row = actions.begin(
        lead,
        account=account,
        sponsor=people.users[pair.sponsor],
        counterparts=[contacts[name] for name in pair.counterparts],
        objectives=[goal for goal in objectives.of_account(account) if goal.statement in pair.objectives],
        purpose=pair.purpose,
        not_to_promise=pair.limits,
        weeks=pair.weeks,
        starts_on=demo.day(pair.since),
        ends_on=None if pair.until is None else demo.day(-pair.until),
        now=demo.at(pair.since),
    )
    _going_on(demo, lead, row, pair)


def _going_on(demo: Demo, lead: Actor, row: Sponsorship, pair: Paired) -> None:
    if pair.planned is not None:
        days, subject = pair.planned
        actions.plan(lead, sponsorship=row, planned_on=demo.day(-days), subject=subject, now=demo.at(9))
    if pair.escalated is not None:
        matter, reason, ago = pair.escalated
        actions.escalate(lead, sponsorship=row, matter=matter, reason=reason, now=demo.at(ago))
