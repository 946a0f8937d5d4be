"""Our units and what we sell. Everybody of ours may look; guests may not. Forms of the page post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.organisation import actions, queries
from covalue.organisation.inputs import (
    CompanyInput,
    ExchangeRateInput,
    OfferingInput,
    RatesFileQuery,
    UnitInput,
    UnitLeadInput,
)
from covalue.organisation.models import Company, ExchangeRate, Offering, Unit, UnitKind
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, Text

router = Router(tags=["organisation"])


class UnitsAsked(Asked):
    kind: UnitKind | None = None


class CompanyOut(Schema):
    """Our company: its name as customers read it, and the currency of figures and new accounts."""

    name: str
    currency: str


class UnitOut(Schema):
    """A business unit, region or function; `code` is what ledger lines carry."""

    id: int
    kind: UnitKind
    code: str
    name: str
    parent: Ref | None
    lead: Ref | None


class OfferingOut(Schema):
    """Something we sell, or a family of it; `code` is what ledger lines carry."""

    id: int
    code: str
    name: str
    parent: Ref | None
    unit: Ref | None


class RatesAsked(Asked):
    currency: Text = Field("", max_length=3, description="only rates of this currency")


class ExchangeRateOut(Schema):
    """From `day` on one of `currency` is `rate` of `into`, until the next rate of it."""

    id: int
    currency: str
    into: str
    day: date
    rate: Decimal
    source: str
    entered_by: Ref | None


class RatesImported(Schema):
    """How many rates were brought in, of which currencies."""

    rates: int
    currencies: list[str]


@router.get("/company", response=CompanyOut, summary="Get the company")
def get_company(request: HttpRequest) -> Company:
    requests.colleague_of(request)
    return queries.company()


@router.post("/company", response=CompanyOut, summary="Set the company")
def set_company(request: HttpRequest, body: CompanyInput) -> Company:
    """For program directors and administrators. Accounts keep the currency they have."""
    actor = requests.actor(request)
    actions.guard(actor)
    return actions.set_company(actor, name=body.name, currency=body.currency, now=timezone.now())


@router.get("/units", response=Page[UnitOut], summary="List units")
def list_units(request: HttpRequest, query: Query[UnitsAsked]) -> Cut[Unit]:
    requests.colleague_of(request)
    return paging.cut(request, queries.units(query.kind), ("kind", "name", "id"), query)


@router.post("/units", response={201: UnitOut}, summary="Create a unit")
def create_unit(request: HttpRequest, body: UnitInput) -> Status[Unit]:
    """For program directors and administrators."""
    actor = requests.actor(request)
    actions.guard(actor)
    values = body.with_rows(queries.unit_choices())
    return Status(201, actions.create_unit(actor, **values, now=timezone.now()))


@router.post("/units/{unit_id}/lead", response=UnitOut, summary="Set a unit's lead")
def set_unit_lead(request: HttpRequest, unit_id: Id, body: UnitLeadInput) -> Unit:
    """For program directors and administrators; null where nobody leads it."""
    actor = requests.actor(request)
    actions.guard(actor)
    unit = queries.get_unit(unit_id)
    return actions.set_lead(actor, unit=unit, **body.with_rows(queries.lead_choices()), now=timezone.now())


@router.get("/offerings", response=Page[OfferingOut], summary="List offerings")
def list_offerings(request: HttpRequest, query: Query[Asked]) -> Cut[Offering]:
    requests.colleague_of(request)
    return paging.cut(request, queries.offerings().select_related("parent", "unit"), ("name", "id"), query)


@router.post("/offerings", response={201: OfferingOut}, summary="Create an offering")
def create_offering(request: HttpRequest, body: OfferingInput) -> Status[Offering]:
    """For program directors and administrators."""
    actor = requests.actor(request)
    actions.guard(actor)
    values = body.with_rows(queries.offering_choices())
    return Status(201, actions.create_offering(actor, **values, now=timezone.now()))


@router.get("/exchange-rates", response=Page[ExchangeRateOut], summary="List exchange rates")
def list_exchange_rates(request: HttpRequest, query: Query[RatesAsked]) -> Cut[ExchangeRate]:
    """Rates into the company's currency by which amounts of the ledger are converted, by currency, the latest first."""
    requests.colleague_of(request)
    return paging.cut(request, queries.exchange_rates(query.currency), ("currency", "-day", "id"), query)


@router.post("/exchange-rates", response={201: ExchangeRateOut}, summary="State an exchange rate")
def state_exchange_rate(request: HttpRequest, body: ExchangeRateInput) -> Status[ExchangeRate]:
    """For program directors and analysts. Replaces the rate of the same currency and day."""
    actor = requests.actor(request)
    actions.guard_rates(actor)
    return Status(201, actions.state_rate(actor, **body.model_dump(), now=timezone.now()))


@router.post("/exchange-rates/files", response={201: RatesImported}, summary="Import exchange rates")
def import_exchange_rates(
    request: HttpRequest, file: File[UploadedFile], asked: Query[RatesFileQuery]
) -> Status[RatesImported]:
    """A CSV file with date, currency and rate, or a column for each currency (its amount for one euro). All or nothing."""
    actor = requests.actor(request)
    actions.guard_rates(actor)
    found = actions.import_rates(actor, content=file.read(), **asked.model_dump(), now=timezone.now())
    return Status(201, RatesImported(rates=len(found), currencies=sorted({rate.currency for rate in found})))


@router.delete("/exchange-rates/{rate_id}", response={204: None}, summary="Remove an exchange rate")
def remove_exchange_rate(request: HttpRequest, rate_id: Id) -> Status[None]:
    """Amounts of its days are converted by an earlier rate, or stay apart."""
    actor = requests.actor(request)
    actions.guard_rates(actor)
    actions.remove_rate(actor, rate=queries.get_rate(rate_id), now=timezone.now())
    return Status(204, None)
