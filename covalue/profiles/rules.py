"""What is known about a customer's business, by topic, and how long it is taken as fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
MOST_WORDS: Final = 2000


class Topic(StrEnum):
    """What a finding is about; those that begin with `procurement` are how their procurement sees us."""

    BUSINESS_MODEL = "business_model"
    CAPABILITIES = "capabilities"
    OPERATIONS = "operations"
    CUSTOMERS = "customers"
    COMPETITORS = "competitors"
    STRATEGY = "strategy"
    TRENDS = "trends"
    ORGANISATION = "organisation"
    PROCUREMENT_CLASS = "procurement_class"
    PROCUREMENT_SUPPLIERS = "procurement_suppliers"
    PROCUREMENT_RANK = "procurement_rank"
    PROCUREMENT_RULES = "procurement_rules"
    PROCUREMENT_CALENDAR = "procurement_calendar"


TOPIC_NAMES: Final[Mapping[Topic, Label]] = {
    Topic.BUSINESS_MODEL: _("Business model"),
    Topic.CAPABILITIES: _("Core capabilities"),
    Topic.OPERATIONS: _("Operations"),
    Topic.CUSTOMERS: _("Their customers"),
    Topic.COMPETITORS: _("Their competitors"),
    Topic.STRATEGY: _("Strategy"),
    Topic.TRENDS: _("Trends in their market"),
    Topic.ORGANISATION: _("Changes in the organisation"),
    Topic.PROCUREMENT_CLASS: _("How procurement classifies us"),
    Topic.PROCUREMENT_SUPPLIERS: _("Number of suppliers in the category"),
    Topic.PROCUREMENT_RANK: _("Our rank in the category"),
    Topic.PROCUREMENT_RULES: _("Purchasing rules"),
    Topic.PROCUREMENT_CALENDAR: _("Purchasing calendar"),
}
QUESTIONS: Final[Mapping[Topic, Label]] = {
    Topic.BUSINESS_MODEL: _("How do they earn money, and what would make them earn more?"),
    Topic.CAPABILITIES: _("What can they do that others cannot?"),
    Topic.OPERATIONS: _("How do they make and move what they sell, and where does it get stuck?"),
    Topic.CUSTOMERS: _("Who buys from them, and why?"),
    Topic.COMPETITORS: _("Whom do they lose to, and over what?"),
    Topic.STRATEGY: _("Where do they want to be in three years?"),
    Topic.TRENDS: _("What is changing around them that they cannot stop?"),
    Topic.ORGANISATION: _("Who is new, what was merged, what was closed?"),
    Topic.PROCUREMENT_CLASS: _("Strategic, preferred, leverage, transactional: which word do they use for us?"),
    Topic.PROCUREMENT_SUPPLIERS: _("How many suppliers do they have for what we sell, and how many do they want?"),
    Topic.PROCUREMENT_RANK: _("Where do we stand among them?"),
    Topic.PROCUREMENT_RULES: _("From which amount do they ask for how many offers, and who signs?"),
    Topic.PROCUREMENT_CALENDAR: _("When do they budget, tender and decide?"),
}
PROCUREMENT: Final = tuple(topic for topic in Topic if topic.startswith("procurement"))
BUSINESS: Final = tuple(topic for topic in Topic if topic not in PROCUREMENT)
NUMBERED: Final = frozenset({Topic.PROCUREMENT_SUPPLIERS, Topic.PROCUREMENT_RANK})  # said with a number

# Days after which a finding is asked for again: what changes slowly is good for two years, who sits where for half of one.
SHELF_LIFE: Final[Mapping[Topic, int]] = {
    Topic.BUSINESS_MODEL: 730,
    Topic.CAPABILITIES: 730,
    Topic.OPERATIONS: 365,
    Topic.CUSTOMERS: 365,
    Topic.COMPETITORS: 365,
    Topic.STRATEGY: 365,
    Topic.TRENDS: 180,
    Topic.ORGANISATION: 180,
    Topic.PROCUREMENT_CLASS: 365,
    Topic.PROCUREMENT_SUPPLIERS: 365,
    Topic.PROCUREMENT_RANK: 365,
    Topic.PROCUREMENT_RULES: 365,
    Topic.PROCUREMENT_CALENDAR: 365,
}


@dataclass(frozen=True)
class Age:
    """How old a finding is and how old it may get, in days; `stale` when older: on the last day it is still fresh."""

    days: int
    limit: int
    stale: bool


def age(topic: Topic, known_on: date, today: date) -> Age:
    """The age of what was known on a day; a day to come counts as today."""
    return Age(max(0, (today - known_on).days), SHELF_LIFE[topic], known_on < stale_before(topic, today))


def stale_before(topic: Topic, today: date) -> date:
    """What was known before this day is stale."""
    return today - timedelta(days=SHELF_LIFE[topic])


class SignalKind(StrEnum):
    """What happened at the customer."""

    MERGER = "merger"
    REORGANISATION = "reorganisation"
    LEADER = "leader"
    RESULTS = "results"
    SAMENESS = "sameness"
    OTHER = "other"


SIGNAL_NAMES: Final[Mapping[SignalKind, Label]] = {
    SignalKind.MERGER: _("Merger or sale"),
    SignalKind.REORGANISATION: _("Reorganisation"),
    SignalKind.LEADER: _("New leader"),
    SignalKind.RESULTS: _("Results"),
    SignalKind.SAMENESS: _("Phrase of sameness"),
    SignalKind.OTHER: _("Something else"),
}


class Effect(StrEnum):
    """What a signal changes in the plan."""

    NOTHING = "nothing"
    CHANGES = "changes"


EFFECT_NAMES: Final[Mapping[Effect, Label]] = {
    Effect.NOTHING: _("It changes nothing"),
    Effect.CHANGES: _("It changes something"),
}


def gap(effect: Effect, reason: str, concerns: str) -> str:
    """The field an answer lacks, empty where it is whole: nothing needs its reason, a change what it concerns."""
    if effect == Effect.NOTHING:
        return "" if reason.strip() else "reason"
    return "" if concerns else "concerns"
