"""Our units and what we sell. Everybody of ours may look; guests may not. Forms of the page post here, too."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.organisation import actions, queries
from covalue.organisation.inputs import CompanyInput, OfferingInput, UnitInput
from covalue.organisation.models import Company, Offering, Unit, UnitKind
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Ref

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
