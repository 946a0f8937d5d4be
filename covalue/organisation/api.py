"""Our units and what we sell. Everybody of ours may look; guests may not."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.core import errors
from covalue.organisation import actions, forms
from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import In, Ref, RowId, Text, ref, sent

router = Router(tags=["organisation"])


class UnitsAsked(Asked):
    kind: UnitKind | None = None


class UnitOut(Schema):
    """A business unit, region or function; `code` is what ledger lines carry."""

    id: int
    kind: UnitKind
    code: str
    name: str
    parent: Ref | None
    lead: Ref | None


class UnitIn(In):
    kind: UnitKind
    code: Text = Field(min_length=1, max_length=60)
    name: Text = Field(min_length=1, max_length=200)
    parent: RowId | None = None
    lead: RowId | None = None


class OfferingOut(Schema):
    """Something we sell, or a family of it; `code` is what ledger lines carry."""

    id: int
    code: str
    name: str
    parent: Ref | None
    unit: Ref | None


class OfferingIn(In):
    code: Text = Field(min_length=1, max_length=100)
    name: Text = Field(min_length=1, max_length=300)
    parent: RowId | None = None
    unit: RowId | None = None


@router.get("/units", response=Page[UnitOut], summary="List units")
def list_units(request: HttpRequest, asked: Query[UnitsAsked]) -> Page[UnitOut]:
    _guard_ours(request)
    rows = Unit.objects.select_related("parent", "lead")
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    cut = paging.cut(request, rows, ("kind", "name", "id"), asked)
    return Page[UnitOut](items=[_unit(unit) for unit in cut.rows], next=cut.next)


@router.post("/units", response={201: UnitOut}, summary="Create a unit")
def create_unit(request: HttpRequest, body: UnitIn) -> Status[UnitOut]:
    """For program directors and administrators."""
    actor = requests.api_actor(request)
    actions.guard(actor)
    values = inputs.cleaned(forms.NewUnit(), sent(body))
    return Status(201, _unit(actions.create_unit(actor, **values, now=timezone.now())))


@router.get("/offerings", response=Page[OfferingOut], summary="List offerings")
def list_offerings(request: HttpRequest, asked: Query[Asked]) -> Page[OfferingOut]:
    _guard_ours(request)
    cut = paging.cut(request, Offering.objects.select_related("parent", "unit"), ("name", "id"), asked)
    return Page[OfferingOut](items=[_offering(offering) for offering in cut.rows], next=cut.next)


@router.post("/offerings", response={201: OfferingOut}, summary="Create an offering")
def create_offering(request: HttpRequest, body: OfferingIn) -> Status[OfferingOut]:
    """For program directors and administrators."""
    actor = requests.api_actor(request)
    actions.guard(actor)
    values = inputs.cleaned(forms.NewOffering(), sent(body))
    return Status(201, _offering(actions.create_offering(actor, **values, now=timezone.now())))


def _guard_ours(request: HttpRequest) -> None:
    if requests.user_of(request).is_guest:
        raise errors.NotFound()


def _unit(unit: Unit) -> UnitOut:
    return UnitOut(
        id=unit.pk,
        kind=UnitKind(unit.kind),
        code=unit.code,
        name=unit.name,
        parent=ref(unit.parent),
        lead=ref(unit.lead),
    )


def _offering(offering: Offering) -> OfferingOut:
    return OfferingOut(
        id=offering.pk, code=offering.code, name=offering.name, parent=ref(offering.parent), unit=ref(offering.unit)
    )
