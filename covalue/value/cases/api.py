"""Value targets and value cases."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.industries import Industry
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people.models import User
from covalue.value import actions, forms, queries
from covalue.value.cases import actions as case_actions
from covalue.value.cases.sheet import Sheet
from covalue.value.models import Initiative
from covalue.value.queries import CaseView
from covalue.value.targets.inputs import StatedInput
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["value"])


class SpreadOut(Schema):
    """What one run in ten stays below, the middle, and what one in ten exceeds."""

    p10: float
    p50: float
    p90: float


class FiguresOut(Schema):
    """What a case comes to, in its currency; `docs/rules/value_case.md` says how."""

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
    by_year_customer: list[float]
    by_year_supplier: list[float]


class ConfirmationOut(Schema):
    """A contact stands behind an assumption as it is; `outgrown` where it was changed since."""

    id: int
    name: str
    contact: Ref
    on: date
    words: str
    outgrown: bool


class CaseOut(Schema):
    """An initiative with its sheet and figures; `problem` says what keeps it from being reckoned."""

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
    confirmations: list[ConfirmationOut]
    version: str


class CaseEdit(In):
    """`sheet` replaces the whole sheet."""

    title: Text = left_out(min_length=1, max_length=200)
    target: RowId | None = left_out()
    owner: RowId | None = left_out()
    begins_on: Day | None = left_out()
    sheet: Sheet = left_out()


class NewCase(CaseEdit):
    """`template`: the key of what it begins with, instead of a sheet."""

    title: Text = Field(min_length=1, max_length=200)
    template: Text = left_out(min_length=1, max_length=40)


class TemplateOut(Schema):
    """What a case can begin with: structure without numbers. `own` is the number of one we kept."""

    key: str
    title: str
    note: str
    industry: str
    offering: str
    sheet: Sheet
    own: int | None


class TemplateIn(In):
    title: Text = Field(min_length=1, max_length=200)
    note: Text = left_out(max_length=300)
    industry: Industry = left_out()
    offering: RowId | None = left_out()


class OverlapOut(Schema):
    """Two cases that may count the same money; `why` not, if somebody said so."""

    first: Ref
    second: Ref
    names: list[str]
    why: str


class ApartIn(In):
    other: RowId
    why: Text = Field(min_length=1, max_length=300)


class Confirmed(StatedInput):
    name: Text = Field(min_length=1, max_length=80)


@router.get("/accounts/{account_id}/cases", response=Page[CaseOut], summary="List value cases")
def list_cases(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[CaseOut]:
    account = accounts.get(requests.user_of(request), account_id)
    found = queries.initiatives_of(account).prefetch_related("confirmations__contact")
    cut = paging.cut(request, found, ("id",), asked)
    return Page[CaseOut](items=[_case(view) for view in queries.views(cut.rows)], next=cut.next)


@router.post("/accounts/{account_id}/cases", response={201: CaseOut}, summary="Start a value case")
def start_case(request: HttpRequest, account_id: Id, body: NewCase) -> Status[CaseOut]:
    """Without a sheet, an empty one in the account's currency."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = _about(forms.InitiativeForm(account), body)
    begun = actions.start(
        requests.api_actor(request),
        account=account,
        sheet=_first_sheet(account, sent(body)),
        **values,
        now=timezone.now(),
    )
    return Status(201, _case_there(user, begun.pk))


@router.get("/accounts/{account_id}/overlaps", response=list[OverlapOut], summary="Cases that may count the same money")
def list_overlaps(request: HttpRequest, account_id: Id) -> list[OverlapOut]:
    account = accounts.get(requests.user_of(request), account_id)
    return [_overlap(one) for one in queries.overlaps_of(queries.cases_of(account))]


@router.post(
    "/cases/{case_id}/apart", response=list[OverlapOut], summary="Say why two cases do not count the same money"
)
def tell_cases_apart(request: HttpRequest, case_id: Id, body: ApartIn) -> list[OverlapOut]:
    user = requests.user_of(request)
    first = queries.standing(queries.get(user, case_id))
    try:
        second = queries.standing(queries.get(user, body.other))
    except errors.NotFound:
        raise errors.BadInput(_("There is no such case."), field="other") from None
    actions.distinguish(requests.api_actor(request), first=first, second=second, why=body.why, now=timezone.now())
    return [_overlap(one) for one in queries.overlaps_of(queries.cases_of(first.account))]


@router.get("/case-templates", response=list[TemplateOut], summary="What a case can begin with")
def list_case_templates(request: HttpRequest) -> list[TemplateOut]:
    if requests.user_of(request).is_guest:
        raise errors.NotFound()
    return [_template(one) for one in queries.templates()]


@router.post("/cases/{case_id}/template", response={201: TemplateOut}, summary="Keep a case's structure as a template")
def keep_case_template(request: HttpRequest, case_id: Id, body: TemplateIn) -> Status[TemplateOut]:
    """Without the customer's numbers, sources, scenarios and alternative."""
    initiative = queries.standing(queries.get(requests.user_of(request), case_id))
    values = inputs.cleaned(forms.TemplateForm(), sent(body))
    made = actions.keep_template(requests.api_actor(request), initiative=initiative, now=timezone.now(), **values)
    return Status(201, next(_template(one) for one in queries.templates() if one.own == made))


@router.delete("/case-templates/{template_id}", response={204: None}, summary="Remove a template of ours")
def remove_case_template(request: HttpRequest, template_id: Id) -> Status[None]:
    """Cases begun with it stay; it can be restored."""
    actions.remove_template(requests.api_actor(request), template=queries.get_template(template_id), now=timezone.now())
    return Status(204, None)


@router.post("/case-templates/{template_id}/restore", response={204: None}, summary="Restore a template of ours")
def restore_case_template(request: HttpRequest, template_id: Id) -> Status[None]:
    actions.restore_template(
        requests.api_actor(request), template=queries.get_template(template_id), now=timezone.now()
    )
    return Status(204, None)


@router.get("/cases/{case_id}", response=CaseOut, summary="One value case with its figures")
def get_case(request: HttpRequest, case_id: Id) -> CaseOut:
    return _case_there(requests.user_of(request), case_id)


@router.patch("/cases/{case_id}", response=CaseOut, summary="Change a value case", openapi_extra=IF_MATCH)
def edit_case(request: HttpRequest, case_id: Id, body: CaseEdit) -> CaseOut:
    """Only what is sent changes; a sheet that cannot be reckoned is kept, and `problem` says why."""
    user = requests.user_of(request)
    case = versions.hold(request, _started(user, case_id))
    actor, now = requests.api_actor(request), timezone.now()
    actions.edit(actor, initiative=case, **_about(forms.InitiativeForm(case.account), body), now=now)
    if "sheet" in body.model_fields_set:
        actions.write(actor, initiative=case, sheet=body.sheet, seen_revision=case.revision, now=now)
    return _case_there(user, case_id)


@router.post(
    "/cases/{case_id}/confirmations", response={201: CaseOut}, summary="Note that a contact confirmed an assumption"
)
def confirm_assumption(request: HttpRequest, case_id: Id, body: Confirmed) -> Status[CaseOut]:
    user = requests.user_of(request)
    case = _started(user, case_id)
    said = inputs.cleaned(forms.ConfirmForm(case.account), sent(body), only=("name", "contact", "on", "words"))
    actions.confirm(requests.api_actor(request), initiative=case, **said, now=timezone.now())
    return Status(201, _case_there(user, case_id))


@router.delete("/confirmations/{confirmation_id}", response={204: None}, summary="Take a confirmation back")
def withdraw_confirmation(request: HttpRequest, confirmation_id: Id) -> Status[None]:
    confirmation = queries.get_confirmation(requests.user_of(request), confirmation_id)
    actions.withdraw(requests.api_actor(request), confirmation=confirmation, now=timezone.now())
    return Status(204, None)


@router.delete("/cases/{case_id}", response={204: None}, summary="Remove a value case")
def remove_case(request: HttpRequest, case_id: Id) -> Status[None]:
    """Out of sight; it can be restored."""
    case = _started(requests.user_of(request), case_id)
    case_actions.remove(requests.api_actor(request), initiative=case, now=timezone.now())
    return Status(204, None)


@router.post("/cases/{case_id}/restore", response=CaseOut, summary="Restore a value case")
def restore_case(request: HttpRequest, case_id: Id) -> CaseOut:
    user = requests.user_of(request)
    case_actions.restore(requests.api_actor(request), initiative=queries.get(user, case_id), now=timezone.now())
    return _case_there(user, case_id)


def _about(form: forms.InitiativeForm, body: CaseEdit) -> dict[str, Any]:
    wanted = {name: value for name, value in sent(body).items() if name not in ("sheet", "template")}
    return inputs.cleaned(form, wanted, only=wanted)


def _started(user: User, case_id: int) -> Initiative:
    return queries.standing(queries.get(user, case_id))


def _case_there(user: User, case_id: int) -> CaseOut:
    return _case(queries.case(_started(user, case_id)))


def _case(view: CaseView) -> CaseOut:
    row, told = view.initiative, view.figures
    return CaseOut(
        id=row.pk,
        account=Ref(id=row.account_id, name=row.account.name),
        target=row.target_id,
        title=row.title,
        owner=ref(row.owner),
        begins_on=row.begins_on,
        revision=row.revision,
        edited_at=row.edited_at,
        sheet=view.sheet,
        figures=_figures(view),
        problem=": ".join(part for part in (told.where, told.sentence) if part),
        confirmations=[_confirmation(one) for one in view.assumptions if one.confirmation or one.outgrown],
        version=versions.of(row),
    )


def _confirmation(one: queries.AssumptionView) -> ConfirmationOut:
    said = one.confirmation or one.outgrown
    assert said is not None
    return ConfirmationOut(
        id=said.pk,
        name=said.name,
        contact=Ref(id=said.contact_id, name=said.contact.name),
        on=said.confirmed_on,
        words=said.words,
        outgrown=one.confirmation is None,
    )


def _figures(view: CaseView) -> FiguresOut | None:
    found = view.figures.result
    if found is None:
        return None
    return FiguresOut(
        customer_npv=found.customer.npv,
        supplier_npv=found.supplier.npv,
        npv=SpreadOut(p10=found.npv.p10, p50=found.npv.p50, p90=found.npv.p90),
        loss_chance=found.loss_chance,
        payback_months=found.customer.payback_months,
        customer_share=found.customer_share,
        internal_rates_of_return=list(found.customer.irrs),
        modified_rate_of_return=found.customer.mirr,
        total_cost=found.total_cost,
        price=found.price,
        economic_value=found.economic_value,
        by_year_customer=found.customer.yearly.tolist(),
        by_year_supplier=found.supplier.yearly.tolist(),
    )


def _first_sheet(account: Account, told: dict[str, Any]) -> Sheet | None:
    if "template" not in told:
        return told.get("sheet")
    if "sheet" in told:
        raise errors.BadInput(_("Begin with a sheet or with a template."), field="template")
    try:
        return queries.begin_with(told["template"], account.currency or "EUR")
    except errors.NotFound:
        raise errors.BadInput(_("There is no such template."), field="template") from None


def _template(one: queries.TemplateView) -> TemplateOut:
    return TemplateOut(
        key=one.key,
        title=str(one.title),
        note=str(one.note),
        industry=one.industry,
        offering=one.offering,
        sheet=one.sheet,
        own=one.own.pk if one.own else None,
    )


def _overlap(one: queries.OverlapView) -> OverlapOut:
    return OverlapOut(
        first=Ref(id=one.first.pk, name=one.first.title),
        second=Ref(id=one.second.pk, name=one.second.title),
        names=list(one.names),
        why=one.distinction.why if one.distinction else "",
    )
