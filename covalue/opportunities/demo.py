"""What the demo company is selling, and how far its customers are on their way to a purchase."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from covalue.accounts.demo import Customers
from covalue.accounts.models import Account
from covalue.conversations import queries as conversations
from covalue.core.demo import Demo
from covalue.objectives import queries as objectives
from covalue.opportunities import actions
from covalue.opportunities.models import Opportunity
from covalue.opportunities.queries import JOURNEYS
from covalue.opportunities.rules import JourneyStep
from covalue.people.demo import People
from covalue.value import queries as value
from covalue.value.targets import queries as targets

KINDS = (
    ("target", targets.of_account, "title"),
    ("initiative", value.initiatives_of, "title"),
    ("objective", objectives.of_account, "statement"),
)


@dataclass(frozen=True)
class Sale:
    """A sale in progress, begun so many days ago and to close in so many days; `serves` begins like a target, case or objective.

    `about` are the beginnings of conversations about it; `went` are the later stages it was moved to, each so many days ago; `slipped` the dates it was to close on before, as
    days from today, each until so many days ago.
    """

    title: str
    amount: int | None
    began: int
    closes: int | None
    owner: str
    went: tuple[tuple[int, str], ...] = ()
    slipped: tuple[tuple[int, int], ...] = ()
    serves: str = ""
    unit: str = ""
    rivals: str = ""
    step: str = ""
    step_owner: str = ""
    step_due: int | None = None
    probability: int | None = None
    why: str = ""
    reason: str = ""
    reason_words: str = ""
    margin: int | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """How far a unit was so many days ago, and what showed it."""

    unit: str
    step: str
    days: int
    evidence: str


def build(demo: Demo) -> None:
    customers = demo.get(Customers)
    for key, way in demo.stories_by_customer(Way):
        values = {
            "unit": way.unit,
            "step": JourneyStep(way.step),
            "seen_on": demo.day(way.days),
            "evidence": way.evidence,
        }
        JOURNEYS.add(customers.leads[key], customers.accounts[key], values, now=demo.at(way.days))
    for key, sale in demo.stories_by_customer(Sale):
        _tell(demo, key, sale)


def _tell(demo: Demo, key: str, sale: Sale) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    lead, account = customers.leads[key], customers.accounts[key]
    first = sale.slipped[0][0] if sale.slipped else sale.closes
    values: dict[str, Any] = {
        "title": sale.title,
        "amount": None if sale.amount is None else Decimal(sale.amount),
        "margin": None if sale.margin is None else Decimal(sale.margin),
        "close_on": None if first is None else demo.day(-first),
        "owner": users[sale.owner],
        "unit": sale.unit,
        "competitors": sale.rivals,
        **_served(account, sale.serves),
    }
    held = actions.add(lead, account, values, now=demo.at(sale.began))
    dates = [*(day for day, _until in sale.slipped[1:]), sale.closes]
    moves: list[tuple[int, dict[str, Any]]] = [
        (until, {"close_on": None if day is None else demo.day(-day)})
        for (_before, until), day in zip(sale.slipped, dates, strict=False)
    ]
    moves += [(days, {"stage": stage}) for days, stage in sale.went]
    for days, changed in sorted(moves, key=lambda move: -move[0]):
        held = actions.edit(lead, held, changed, now=demo.at(days))
    _finish(demo, lead, held, sale)


def _finish(demo: Demo, lead: Any, held: Opportunity, sale: Sale) -> None:
    users, last = demo.get(People).users, min((days for days, _stage in sale.went), default=sale.began)
    values: dict[str, Any] = {}
    if sale.step:
        due = None if sale.step_due is None else demo.day(-sale.step_due)
        values |= {"next_step": sale.step, "next_owner": users[sale.step_owner or sale.owner], "next_on": due}
    if sale.probability is not None:
        values |= {"probability": sale.probability, "probability_why": sale.why}
    if sale.reason:
        values |= {"reason": sale.reason, "reason_words": sale.reason_words}
    if sale.about:
        talks = conversations.of_account(held.account)
        values["conversations"] = [talk for talk in talks if talk.subject.startswith(sale.about)]
    if values:
        actions.edit(lead, held, values, now=demo.at(last))


def _served(account: Account, begins: str) -> dict[str, Any]:
    """The target, case or objective of the account that begins so."""
    if not begins:
        return {}
    for name, rows_of, called in KINDS:
        row = rows_of(account).filter(**{f"{called}__startswith": begins}).first()
        if row is not None:
            return {name: row}
    raise LookupError(begins)
