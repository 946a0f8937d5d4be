"""Value cases, templates they begin with, and cases that may count the same money. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.analytics.value.case import Result
from covalue.core import errors
from covalue.people.models import User
from covalue.value.cases import actions, queries
from covalue.value.cases.inputs import ApartInput, CaseEdit, ConfirmInput, NewCase, SettleNumberInput, TemplateInput
from covalue.value.cases.queries import AssumptionView, CaseView, OverlapView, TemplateView
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import Sheet
from covalue.value.models import Confirmation, Signature
from covalue.value.targets import queries as targets
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, Ref, answer
from covalue.web.versions import IF_MATCH

router = Router(tags=["value"])


class SpreadOut(Schema):
    """The 10th, 50th and 90th percentile."""

    p10: float
    p50: float
    p90: float


class GainPaidOut(Schema):
    """What the customer pays us of their gain: its part, the amount in a full year and once, and its present value."""

    share: float
    yearly: float
    once: float
    p10: float
    p90: float
    present: float


class FiguresOut(Schema):
    """The results of a case, in its currency; see `docs/rules/value_case.md`. By year, what a side gets is positive and what it
    gives negative; `total_cost`, `price` and `gain` are what is paid, as positive amounts.
    """

    customer_npv: float
    supplier_npv: float
    npv: SpreadOut
    loss_chance: float
    payback_months: float | None
    customer_share: float | None
    internal_rates_of_return: list[float]
    modified_rate_of_return: float | None
    total_cost: float
    price: float
    economic_value: float
    gain: GainPaidOut | None
    by_year_customer: list[float]
    by_year_supplier: list[float]


class ConfirmationOut(Schema):
    """What a contact said of an assumption: they confirmed it, `outgrown` if it was changed since; or they said another
    `number`, which is not confirmed before ours is the same. `settled` is what was done about it; empty while it waits.
    """

    id: int
    name: str
    contact: Ref
    on: date
    words: str
    outgrown: bool
    number: float | None
    settled: str
    settled_why: str


class AgreedOut(Schema):
    """An assumption has the value a contact agreed to with the whole case; `signature` is the sealed record."""

    name: str
    signature: int
    by: str
    on: date


class CaseOut(Schema):
    """An initiative with its sheet and figures; `problem` says why there are none.

    `unfinished` names what has no figure yet: lines without a formula, assumptions without a value. While there is any,
    the case has no figures and the customer cannot be asked. `gaps` is what they can be asked without, when it is said.
    """

    id: int
    account: Ref
    target: int | None
    title: str
    owner: Ref | None
    begins_on: date | None
    revision: int
    edited_at: datetime
    sheet: Sheet
    figures: FiguresOut | None
    problem: str
    unfinished: list[str]
    gaps: list[CaseGap]
    archived_at: datetime | None
    confirmations: list[ConfirmationOut]
    agreed_assumptions: list[AgreedOut]
    version: str


@router.get("/accounts/{account_id}/cases", response=Page[CaseOut], summary="List value cases")
def list_cases(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[CaseOut]:
    account = accounts.get(requests.user_of(request), account_id)
    rows = queries.initiatives_of(account)
    cut = paging.cut(request, rows, ("id",), asked)
    return Page[CaseOut](items=[case_out(view) for view in queries.views(cut.rows)], next=cut.next)


@router.post("/accounts/{account_id}/cases", response={201: CaseOut}, summary="Start a value case")
def start_case(request: HttpRequest, account_id: Id, body: NewCase) -> Status[CaseOut]:
    """Without a sheet, an empty one in the account's currency."""
    account = accounts.get(requests.user_of(request), account_id)
    values = queries.values_of(account, body)
    sheet = queries.first_sheet(account, body.sent.get("sheet"), body.template or "", body.language or "")
    case = actions.start(requests.actor(request), account=account, sheet=sheet, **values, now=timezone.now())
    return Status(201, case_out(queries.case(case)))


@router.get(
    "/accounts/{account_id}/overlaps", response=list[OverlapView], summary="List cases that may count the same money"
)
def list_overlaps(request: HttpRequest, account_id: Id) -> list[OverlapView]:
    account = accounts.get(requests.user_of(request), account_id)
    return queries.overlaps_of(queries.cases_below([account]))


@router.post(
    "/cases/{case_id}/apart", response=list[OverlapView], summary="Explain why two cases do not count the same money"
)
def tell_cases_apart(request: HttpRequest, case_id: Id, body: ApartInput) -> list[OverlapView]:
    user = requests.user_of(request)
    first = queries.get_current(user, case_id)
    try:
        second = queries.get_current(user, body.other)
    except errors.NotFound:
        raise errors.BadInput(_("This case does not exist."), field="other") from None
    actions.distinguish(requests.actor(request), first=first, second=second, why=body.why, now=timezone.now())
    return queries.overlaps_of(queries.cases_below([first.account]))


@router.get("/case-templates", response=list[TemplateView], summary="List templates for value cases")
def list_case_templates(request: HttpRequest) -> list[TemplateView]:
    return queries.templates_for(requests.user_of(request))


@router.post("/cases/{case_id}/template", response={201: TemplateView}, summary="Save a case as a template")
def keep_case_template(request: HttpRequest, case_id: Id, body: TemplateInput) -> Status[TemplateView]:
    """Without the customer's numbers, sources, scenarios and alternative."""
    case = queries.get_current(requests.user_of(request), case_id)
    values = body.with_rows(queries.template_choices())
    template = actions.keep_template(requests.actor(request), initiative=case, now=timezone.now(), **values)
    return Status(201, queries.template_view(template))


@router.delete("/case-templates/{template_id}", response={204: None}, summary="Remove your own template")
def remove_case_template(request: HttpRequest, template_id: Id) -> Status[None]:
    """Cases started with it stay; it can be restored."""
    template = queries.get_template(template_id)
    actions.remove_template(requests.actor(request), template=template, now=timezone.now())
    return Status(204, None)


@router.post("/case-templates/{template_id}/restore", response={204: None}, summary="Restore your own template")
def restore_case_template(request: HttpRequest, template_id: Id) -> Status[None]:
    template = queries.get_template(template_id)
    actions.restore_template(requests.actor(request), template=template, now=timezone.now())
    return Status(204, None)


@router.get("/cases/{case_id}", response=CaseOut, summary="Get a value case with its figures")
def get_case(request: HttpRequest, case_id: Id) -> CaseOut:
    return _read_again(requests.user_of(request), case_id)


@router.patch("/cases/{case_id}", response=CaseOut, summary="Change a value case", openapi_extra=IF_MATCH)
def edit_case(request: HttpRequest, case_id: Id, body: CaseEdit) -> CaseOut:
    """Only the fields sent change; a sheet without a result is saved, and `problem` says why there is none."""
    user = requests.user_of(request)
    case = versions.hold(request, queries.get_current(user, case_id))
    actor, now = requests.actor(request), timezone.now()
    actions.edit(actor, initiative=case, **queries.values_of(case.account, body), now=now)
    if "sheet" in body.sent:
        actions.write(actor, initiative=case, sheet=body.sheet, seen_revision=case.revision, now=now)
    return _read_again(user, case_id)


@router.post("/cases/{case_id}/confirmations", response={201: CaseOut}, summary="Mark an assumption as confirmed")
def confirm_assumption(request: HttpRequest, case_id: Id, body: ConfirmInput) -> Status[CaseOut]:
    user = requests.user_of(request)
    case = queries.get_current(user, case_id)
    values = body.with_rows(targets.contact_choices(case.account))
    actions.confirm(requests.actor(request), initiative=case, **values, now=timezone.now())
    return Status(201, _read_again(user, case_id))


@router.delete("/confirmations/{confirmation_id}", response={204: None}, summary="Undo a confirmation")
def withdraw_confirmation(request: HttpRequest, confirmation_id: Id) -> Status[None]:
    confirmation = queries.get_confirmation(requests.user_of(request), confirmation_id)
    actions.withdraw(requests.actor(request), confirmation=confirmation, now=timezone.now())
    return Status(204, None)


@router.post("/confirmations/{confirmation_id}/settle", response=CaseOut, summary="Settle another number of a contact")
def settle_number(request: HttpRequest, confirmation_id: Id, body: SettleNumberInput) -> CaseOut:
    """Take theirs, keep ours with a reason, or ask them again."""
    user = requests.user_of(request)
    confirmation = queries.get_confirmation(user, confirmation_id)
    actions.settle_number(requests.actor(request), confirmation=confirmation, **body.sent, now=timezone.now())
    return _read_again(user, confirmation.initiative_id)


@router.delete("/cases/{case_id}", response={204: None}, summary="Remove a value case")
def remove_case(request: HttpRequest, case_id: Id) -> Status[None]:
    """It is hidden and can be restored. One of which anything was signed is archived: it stays readable, cannot be changed
    or signed, and counts in the statement. Removing it twice has no further effect."""
    case = queries.get(requests.user_of(request), case_id)
    actions.remove(requests.actor(request), case, now=timezone.now())
    return Status(204, None)


@router.post("/cases/{case_id}/restore", response=CaseOut, summary="Restore a value case")
def restore_case(request: HttpRequest, case_id: Id) -> CaseOut:
    user = requests.user_of(request)
    actions.restore(requests.actor(request), queries.get(user, case_id), now=timezone.now())
    return _read_again(user, case_id)


def _read_again(user: User, case_id: int) -> CaseOut:
    return case_out(queries.case(queries.get_current(user, case_id)))


def case_out(view: CaseView) -> CaseOut:
    """A case as the API answers it."""
    return answer(
        CaseOut,
        view.initiative,
        target=view.initiative.target_id,
        sheet=view.sheet,
        figures=_figures_out(view.result) if view.result else None,
        problem=view.figures.problem or view.readiness.named,
        unfinished=list(view.unfinished),
        gaps=list(view.readiness.gaps),
        archived_at=view.initiative.archived_at,
        confirmations=[_confirmation_out(row, word) for row in view.assumptions for word in row.said],
        agreed_assumptions=[_agreed_out(row.row.name, row.agreed) for row in view.assumptions if row.agreed],
        version=versions.of(view.initiative),
    )


def _confirmation_out(row: AssumptionView, word: Confirmation) -> ConfirmationOut:
    return answer(ConfirmationOut, word, on=word.confirmed_on, outgrown=word is row.outgrown)


def _agreed_out(name: str, signature: Signature) -> AgreedOut:
    on = signature.initiative.account.day_of(signature.signed_at)
    return AgreedOut(name=name, signature=signature.pk, by=signature.signer_name, on=on)


def _figures_out(result: Result) -> FiguresOut:
    return answer(
        FiguresOut,
        result,
        customer_npv=result.customer.npv,
        supplier_npv=result.supplier.npv,
        payback_months=result.customer.payback_months,
        internal_rates_of_return=list(result.customer.irrs),
        modified_rate_of_return=result.customer.mirr,
        by_year_customer=result.customer.yearly.tolist(),
        by_year_supplier=result.supplier.yearly.tolist(),
    )
