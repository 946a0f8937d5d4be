"""The ten factors of an account plan, and how far each is evidenced by what the workspace holds; nothing is self-declared.

The factors are those of Andersen (an account business value plan, source 001); what evidences each is ours: docs/rules/plan_quality.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Label = str | Promise
RECENT: Final = timedelta(days=365)
ENOUGH_SERVE: Final = 0.5  # of the open opportunities
ENOUGH_RATERS: Final = 2  # contacts: one is an opinion


class Factor(StrEnum):
    """What a plan is made of, in the order in which one comes to it."""

    ACCOUNT = "account"
    VALUE = "value"
    RELATIONSHIPS = "relationships"
    POSITION = "position"
    BALANCE = "balance"
    OBJECTIVES = "objectives"
    GROWTH = "growth"
    CUSTOMER = "customer"
    MEASURES = "measures"
    SPONSORSHIP = "sponsorship"


class FactorState(StrEnum):
    """All of a factor's criteria are met, some, or none."""

    EVIDENCED = "evidenced"
    PARTLY = "partly"
    NOT_YET = "not_yet"


FACTOR_NAMES: Final[dict[Factor, Label]] = {
    Factor.ACCOUNT: _("Define and assess the account"),
    Factor.VALUE: _("Discover value together and have it validated"),
    Factor.RELATIONSHIPS: _("See the relationship through the customer's eyes"),
    Factor.POSITION: _("Position and differentiate"),
    Factor.BALANCE: _("Balance short and long term"),
    Factor.OBJECTIVES: _("Align the objectives of both sides"),
    Factor.GROWTH: _("A growth strategy, not only a list of deals"),
    Factor.CUSTOMER: _("The customer takes part in planning"),
    Factor.MEASURES: _("Measures for both sides"),
    Factor.SPONSORSHIP: _("Sponsorship"),
}
FACTOR_STATE_NAMES: Final[dict[FactorState, Label]] = {
    FactorState.EVIDENCED: _("evidenced"),
    FactorState.PARTLY: _("in part"),
    FactorState.NOT_YET: _("not yet"),
}
TONES: Final = {FactorState.EVIDENCED: "good", FactorState.PARTLY: "warn", FactorState.NOT_YET: ""}


@dataclass(frozen=True)
class FactorFact:
    """Something the workspace holds, with the page of its rows; `theirs` is what the customer said."""

    text: str
    href: str = ""
    theirs: bool = False


@dataclass(frozen=True)
class Criterion:
    """One thing that evidences a factor: whether it does, the facts behind it, and what would raise it, where that is done."""

    title: str
    met: bool
    facts: tuple[FactorFact, ...]
    raised_by: str
    href: str


@dataclass(frozen=True)
class FactorView:
    """A factor with its criteria."""

    factor: Factor
    criteria: tuple[Criterion, ...]

    @property
    def name(self) -> Label:
        return FACTOR_NAMES[self.factor]

    @property
    def state(self) -> FactorState:
        return state_of(criterion.met for criterion in self.criteria)

    @property
    def state_name(self) -> Label:
        return FACTOR_STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def met(self) -> int:
        return sum(criterion.met for criterion in self.criteria)


@dataclass(frozen=True)
class PlanQuality:
    """How far a plan is evidenced, factor by factor."""

    factors: tuple[FactorView, ...]

    @property
    def finding(self) -> str:
        """How far it is, in one sentence."""
        told = ngettext("{n} of {all} factor evidenced", "{n} of {all} factors evidenced", len(self.factors))
        return told.format(n=self.evidenced, all=len(self.factors))

    @property
    def evidenced(self) -> int:
        return sum(view.state == FactorState.EVIDENCED for view in self.factors)

    @property
    def partly(self) -> int:
        return sum(view.state == FactorState.PARTLY for view in self.factors)

    @property
    def met(self) -> int:
        """Criteria of all factors."""
        return sum(criterion.met for view in self.factors for criterion in view.criteria)

    @property
    def criteria(self) -> int:
        return sum(len(view.criteria) for view in self.factors)


def state_of(met: Iterable[bool]) -> FactorState:
    """Of a factor's criteria: all met, some, or none."""
    told = tuple(met)
    if told and all(told):
        return FactorState.EVIDENCED
    return FactorState.PARTLY if any(told) else FactorState.NOT_YET


def enough_serve(linked: int, open_rows: int) -> bool:
    """Whether at least half of the open opportunities serve an objective."""
    return open_rows > 0 and linked / open_rows >= ENOUGH_SERVE


def enough_rated(answered: Iterable[date], today: date) -> bool:
    """Whether two contacts or more rated us within the last 365 days."""
    return sum(today - RECENT <= day <= today for day in answered) >= ENOUGH_RATERS


def all_of(counted: int, whole: int) -> bool:
    """Whether there is something, and all of it counts."""
    return whole > 0 and counted == whole
