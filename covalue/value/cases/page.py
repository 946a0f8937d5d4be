"""The page of one case: what it comes to, what it delivered, what was signed, and what is to be done next."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value.cases import charts, figures, queries
from covalue.value.cases.figures import ScenarioView
from covalue.value.cases.queries import CaseView
from covalue.value.claims import deliveries
from covalue.value.claims import queries as claims
from covalue.value.claims.deliveries import ClaimState, Standing
from covalue.value.claims.queries import ClaimView
from covalue.value.models import Initiative
from covalue.value.signing import queries as signing
from covalue.value.signing.agreements import Agreement
from covalue.value.signing.queries import Asked
from covalue.web.charts import Drawing


@dataclass(frozen=True)
class NextStep:
    """What is to be done with a case now."""

    label: str
    href: str


@dataclass(frozen=True)
class CasePage:
    """A case with what is drawn of it; on the case's own page also what it delivered and what was signed."""

    case: CaseView
    tornado: Drawing | None
    scenarios: tuple[ScenarioView, ...]
    claims: tuple[ClaimView, ...] = ()
    money: Standing = field(default_factory=Standing)
    agreements: tuple[Agreement, ...] = ()
    waiting: tuple[Asked, ...] = ()
    next: NextStep | None = None
    today: date | None = None
    may_keep: bool = False

    @property
    def shows_value(self) -> bool:
        return self.today is not None


def figures_page(view: CaseView) -> CasePage:
    """A case with its chart and scenarios, for the sheet."""
    result = view.result
    tornado = charts.tornado(result, view.sheet.currency) if result and result.tornado else None
    return CasePage(view, tornado, figures.scenarios(view.sheet))


def case_page(user: User, initiative: Initiative, today: date) -> CasePage:
    """The same with what the case delivered and what the customer signed."""
    view = queries.case(initiative)
    own = claims.claims_of_case(initiative)
    agreements, waiting = view.agreements, signing.asked_about(initiative)
    return replace(
        figures_page(view),
        claims=own,
        money=claims.total_of(own).get(view.sheet.currency, Standing()),
        agreements=agreements,
        waiting=waiting,
        next=_next_step(view, own, agreements, any(not asked.missing for asked in waiting), today),
        today=today,
        may_keep=user.may(Right.KEEP_PROGRAMME),
    )


def _next_step(
    view: CaseView, own: tuple[ClaimView, ...], agreed: tuple[Agreement, ...], waiting: bool, today: date
) -> NextStep | None:
    """What the customer disputes comes first; then the sheet, their agreement, and each period claimed and put to them."""
    initiative = view.initiative
    if initiative.archived_at is not None:
        return None
    disputed = _latest(own, ClaimState.DISPUTED)
    if disputed is not None:
        label = _("Settle {period}").format(period=disputed.claim.label)
        return NextStep(label, reverse("value:claim", args=[disputed.claim.pk]))
    to_settle = next((agreement for agreement in agreed if agreement.to_settle), None)
    if to_settle is not None:
        return None if waiting else NextStep(_("Settle"), reverse("value:signature", args=[to_settle.signature.pk]))
    draft = _latest(own, ClaimState.DRAFT)
    if draft is not None:
        label = _("Ask the customer to validate {period}").format(period=draft.claim.label)
        return NextStep(label, reverse("value:ask-claim", args=[draft.claim.pk]))
    if view.unfinished:
        return NextStep(_("Finish the sheet"), reverse("value:sheet", args=[initiative.pk]))
    if view.result is None:
        return None
    if not any(agreement.agreed for agreement in agreed):
        step = NextStep(_("Ask the customer to agree"), reverse("value:ask-case", args=[initiative.pk]))
        return None if waiting else step
    if initiative.begins_on is None:
        return NextStep(_("Set the start date"), reverse("value:edit", args=[initiative.pk]))
    period, _lines = claims.suggested(view, own, today)
    due = NextStep(
        _("Claim {period}").format(period=deliveries.period_name(period)),
        reverse("value:add-claim", args=[initiative.pk]),
    )
    return due if period.end < today else None


def _latest(own: tuple[ClaimView, ...], state: ClaimState) -> ClaimView | None:
    return next((view for view in reversed(own) if view.state == state), None)
