"""The page of one case: what it comes to, what it delivered, what was signed, and what is to be done next."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.action_items.models import Action
from covalue.core import money
from covalue.core.days import day
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value.cases import charts, figures, numbers, planning, queries
from covalue.value.cases.figures import ScenarioView
from covalue.value.cases.numbers import Moved
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
    """What is to be done with a case now, and in a sentence why: where it stands, and from when what counts."""

    label: str
    href: str
    why: str


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
    planned: tuple[Action, ...] = ()
    claims_from: date | None = None  # the day from which a period can be claimed; None where one can be now
    moved: Moved | None = None  # its numbers as they are tried; None where none can be

    @property
    def shows_ranges(self) -> bool:
        """Whether the sheet opens with ranges, formulas and sources: while values are missing, only where one was entered."""
        rows = self.case.sheet.assumptions
        return not self.case.unfinished or any(row.low is not None or row.high is not None for row in rows)

    @property
    def shows_times(self) -> bool:
        """Whether it opens with when lines start and how they grow: not while numbers are missing, a template has said it."""
        return not self.case.unfinished and bool(self.case.sheet.lines)

    @property
    def is_sheet(self) -> bool:
        """Whether it is the sheet's own page, which leads nowhere else to fill something in."""
        return not self.shows_value

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
    planned = tuple(planning.planned(initiative))
    return replace(
        figures_page(view),
        claims=own,
        money=claims.total_of(own).get(view.sheet.currency, Standing()),
        agreements=agreements,
        waiting=waiting,
        planned=planned,
        next=_next_step(view, own, any(not asked.missing for asked in waiting), planned, today),
        today=today,
        may_keep=user.may(Right.KEEP_PROGRAMME),
        claims_from=claims.claimable_from(view, own, today),
        moved=_unmoved(view),
    )


def next_step_of(initiative: Initiative, today: date) -> NextStep | None:
    """What is to be done with the case now; None while the customer is waited for, and for one that was removed."""
    if initiative.removed_at is not None:
        return None
    view, own = queries.case(initiative), claims.claims_of_case(initiative)
    waiting = any(not asked.missing for asked in signing.asked_about(initiative))
    return _next_step(view, own, waiting, tuple(planning.planned(initiative)), today)


def _unmoved(view: CaseView) -> Moved | None:
    if view.result is None or view.initiative.archived_at is not None:
        return None
    return numbers.unmoved(view.sheet, view.result)


def _next_step(
    view: CaseView, own: tuple[ClaimView, ...], waiting: bool, planned: tuple[Action, ...], today: date
) -> NextStep | None:
    """What the customer disputes comes first; then the sheet, their agreement, and each period claimed and put to them."""
    initiative, agreed = view.initiative, view.agreements
    if initiative.archived_at is not None:
        return None
    disputed = _latest(own, ClaimState.DISPUTED)
    if disputed is not None:
        amount = money.short_money(disputed.money.disputed, disputed.claim.currency)
        return NextStep(
            _("Settle {period}").format(period=disputed.claim.label),
            reverse("value:claim", args=[disputed.claim.pk]),
            _("{amount} of {period} is claimed but not signed for.").format(amount=amount, period=disputed.claim.label),
        )
    to_settle = next((agreement for agreement in agreed if agreement.to_settle), None)
    if to_settle is not None:
        who = to_settle.signature.signer_name or _("a former contact")
        why = _("{who} sees the case differently in part, or as a whole.").format(who=who)
        at = reverse("value:signature", args=[to_settle.signature.pk])
        return None if waiting else NextStep(_("Settle"), at, why)
    draft = _latest(own, ClaimState.DRAFT)
    if draft is not None:
        period = draft.claim.label
        return NextStep(
            _("Ask the customer to validate {period}").format(period=period),
            reverse("value:ask-claim", args=[draft.claim.pk]),
            _("{period} is claimed. It is validated once a contact signs for it.").format(period=period),
        )
    if view.unfinished:
        why = _("Some lines or assumptions have no value yet.")
        return NextStep(_("Finish the sheet"), reverse("value:sheet", args=[initiative.pk]), why)
    if view.result is None:
        return None
    if not any(agreement.agreed for agreement in agreed):
        why = _("It counts as promised once a contact agrees to it.")
        step = NextStep(_("Ask the customer to agree"), reverse("value:ask-case", args=[initiative.pk]), why)
        return None if waiting else step
    return _delivering(view, own, planned, today)


def _delivering(view: CaseView, own: tuple[ClaimView, ...], planned: tuple[Action, ...], today: date) -> NextStep:
    """Of an agreed case: when its value starts to count, and from when a period of it can be claimed."""
    initiative, begins = view.initiative, view.initiative.begins_on
    if begins is None:
        why = _("It is agreed. Its value counts only from a start date on.")
        return NextStep(_("Set the start date"), reverse("value:edit", args=[initiative.pk]), why)
    plan = reverse("value:plan", args=[initiative.pk])
    if begins > today:
        if going_on := _going_on(planned):
            why = _("It is agreed, and its value counts from {day} on. {planned}")
            return NextStep(_("Add to the plan"), plan, why.format(day=day(begins), planned=going_on))
        why = _("It is agreed, and its value counts from {day} on. Plan who delivers what by then.")
        return NextStep(_("Plan the delivery"), plan, why.format(day=day(begins)))
    period, _lines = claims.suggested(view, own, today)
    name = deliveries.period_name(period)
    if period.end < today:
        why = _("{period} has ended. Claim what was delivered, then ask the customer to validate it.")
        at = reverse("value:add-claim", args=[initiative.pk])
        return NextStep(_("Claim {period}").format(period=name), at, why.format(period=name))
    why = _(
        "Its value has counted since {begins}. {period} can be claimed from {day} on; plan who collects the evidence."
    )
    words = why.format(begins=day(begins), period=name, day=day(period.end + timedelta(days=1)))
    if going_on := _going_on(planned):
        return NextStep(_("Add to the plan"), plan, f"{words} {going_on}")
    return NextStep(_("Plan the evidence") if own else _("Plan the first evidence"), plan, words)


def _going_on(planned: tuple[Action, ...]) -> str:
    """How many actions of the case are open; nothing where none is."""
    n = sum(action.done_at is None for action in planned)
    return ngettext("{n} action is planned and open.", "{n} actions are planned and open.", n).format(n=n) if n else ""


def _latest(own: tuple[ClaimView, ...], state: ClaimState) -> ClaimView | None:
    return next((view for view in reversed(own) if view.state == state), None)
