"""The seven steps of strategic account management, as data. Source: domain.md §4.

Each step asks a question; its evidence is the one figure that says where it stands, or what it waits for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.core import money
from covalue.objectives.rules import Alignment
from covalue.value.rules import ValueStanding

HEARD_RECENTLY: Final = timedelta(days=182)


@dataclass(frozen=True)
class Standing:
    """What the nouns tell of one account, counted once for all steps."""

    contacts: int
    contacts_heard: int
    statements: int
    sections: int
    sections_written: int
    approved_version: int | None
    approved_on: date | None
    alignment: Alignment
    team: int
    actions_done: int
    actions_open: int
    actions_overdue: int
    value: ValueStanding = field(default_factory=ValueStanding)


@dataclass(frozen=True)
class Evidence:
    """Where a step stands: a figure, how far it is (0 to 1), or in words what it waits for."""

    figure: str = ""
    share: float = 0.0
    waits_for: str = ""

    @property
    def width(self) -> int:
        """The meter's length in per cent."""
        return round(100 * max(0.0, min(1.0, self.share)))


@dataclass(frozen=True)
class Step:
    """One of the seven."""

    number: int
    key: str
    title: str | Promise
    question: str | Promise
    proof: str | Promise
    evidence: Callable[[Standing], Evidence]


def _discover(standing: Standing) -> Evidence:
    if not standing.statements:
        return Evidence(waits_for=_("waits for the first words of the customer"))
    if standing.value.targets:
        figure = ngettext(
            "%(n)s of %(all)s target validated", "%(n)s of %(all)s targets validated", standing.value.targets
        )
        validated = standing.value.targets_validated
        return Evidence(figure % {"n": validated, "all": standing.value.targets}, validated / standing.value.targets)
    heard = standing.contacts_heard
    figure = ngettext("%(n)s of %(all)s contact heard", "%(n)s of %(all)s contacts heard", standing.contacts)
    return Evidence(figure % {"n": heard, "all": standing.contacts}, heard / max(standing.contacts, 1))


def _plan(standing: Standing) -> Evidence:
    if not standing.sections:
        return Evidence(waits_for=_("waits for the plan to be started"))
    goals = standing.alignment
    if standing.approved_version and goals.orphans:
        alone = ngettext("%(n)s objective stands alone", "%(n)s objectives stand alone", goals.orphans)
        return Evidence(alone % {"n": goals.orphans}, 1 - goals.orphans / (goals.theirs + goals.ours) / 2)
    if standing.approved_version:
        return Evidence(_("version %(n)s approved") % {"n": standing.approved_version}, 1.0)
    parts = (standing.sections_written, min(goals.theirs, 1), min(goals.ours, 1), goals.share)
    share = sum(parts) / (standing.sections + 3)
    written = {"n": standing.sections_written, "all": standing.sections}
    return Evidence(_("%(n)s of %(all)s sections written") % written, share * 0.9)


def _co_create(standing: Standing) -> Evidence:
    if not standing.value.cases:
        return Evidence(waits_for=_("waits for the first value case"))
    if standing.value.cases_agreed:
        figure = ngettext("%(n)s of %(all)s case agreed", "%(n)s of %(all)s cases agreed", standing.value.cases)
        agreed = standing.value.cases_agreed
        return Evidence(figure % {"n": agreed, "all": standing.value.cases}, agreed / standing.value.cases)
    figure = ngettext("%(n)s value case", "%(n)s value cases", standing.value.cases) % {"n": standing.value.cases}
    return Evidence(figure, standing.value.assumptions_confirmed / max(standing.value.assumptions, 1) * 0.9)


def _mobilise(standing: Standing) -> Evidence:
    if not standing.team:
        return Evidence(waits_for=_("waits for a team"))
    figure = ngettext("%(n)s person on the team", "%(n)s people on the team", standing.team)
    return Evidence(figure % {"n": standing.team}, min(standing.team / 4, 1.0))


def _capture(standing: Standing) -> Evidence:
    return Evidence(waits_for=_("waits for the first agreement"))


def _execute(standing: Standing) -> Evidence:
    promised = standing.actions_done + standing.actions_open
    if not promised:
        return Evidence(waits_for=_("waits for the first action"))
    share = standing.actions_done / promised
    if standing.actions_overdue:
        return Evidence(
            ngettext("%(n)s action late", "%(n)s actions late", standing.actions_overdue)
            % {"n": standing.actions_overdue},
            share,
        )
    return Evidence(_("%(n)s of %(all)s actions done") % {"n": standing.actions_done, "all": promised}, share)


def _realise(standing: Standing) -> Evidence:
    if standing.value.validated:
        figure = _("%(amount)s validated") % {
            "amount": money.short_money(standing.value.validated, standing.value.currency)
        }
        return Evidence(figure, float(standing.value.validated / max(standing.value.claimed, standing.value.validated)))
    if standing.value.claimed:
        claimed = money.short_money(standing.value.claimed, standing.value.currency)
        return Evidence(_("%(amount)s claimed") % {"amount": claimed}, 0.05)
    return Evidence(waits_for=_("waits for value the customer validated"))


_l = gettext_lazy
STEPS: Final = (
    Step(1, "discover", _l("Discover"), _l("What does the customer value, and why?"),
         _l("targets validated by a named contact"), _discover),
    Step(2, "plan", _l("Plan"), _l("Where will growth come from, and with whose goals?"),
         _l("an approved plan whose objectives are linked to the customer's"), _plan),
    Step(3, "co-create", _l("Co-create"), _l("What will we do together and what is it worth?"),
         _l("a value case the customer agreed to"), _co_create),
    Step(4, "mobilise", _l("Mobilise"), _l("Who will do it?"),
         _l("each contribution accepted by the unit that owes it"), _mobilise),
    Step(5, "capture", _l("Capture"), _l("On what terms?"),
         _l("a signed agreement, with what each side gave and got"), _capture),
    Step(6, "execute", _l("Execute"), _l("Is it happening?"), _l("milestones met, incidents closed"), _execute),
    Step(7, "realise", _l("Realise"), _l("Did it pay, does the customer agree, what next?"),
         _l("value validated in money; feedback acted on; the next targets"), _realise),
)  # fmt: skip


def by_key(key: str) -> Step | None:
    """A step by the word in its address."""
    return next((step for step in STEPS if step.key == key), None)
