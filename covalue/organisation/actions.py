"""Changing our organisation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events, money
from covalue.core.events import Actor
from covalue.organisation import queries
from covalue.organisation.models import Company, Offering, Unit, UnitKind
from covalue.people.models import User
from covalue.people.rules import Right


@transaction.atomic
def set_company(actor: Actor, *, name: str, currency: str, now: datetime) -> Company:
    """Say who we are and in which currency we count. What accounts and lines have already stays as it is."""
    guard(actor)
    try:
        values = {"name": name, "currency": money.currency_code(currency)}
    except ValueError as problem:
        raise errors.BadInput(str(problem), field="currency") from None
    company = Company.objects.select_for_update().first()
    changes = events.changed(company or queries.company(), values)
    if company is not None and not changes:
        return company
    company, _created = Company.objects.update_or_create(pk=1, defaults=values)
    events.write(actor, "changed company", subject=company, now=now, changes=changes)
    return company


@transaction.atomic
def create_unit(
    actor: Actor,
    *,
    kind: UnitKind,
    code: str,
    name: str,
    now: datetime,
    parent: Unit | None = None,
    lead: User | None = None,
) -> Unit:
    """A new business unit, region or function."""
    guard(actor)
    if parent is not None and parent.kind != kind:
        raise errors.BadInput(_("A unit's parent must be of the same type."), field="parent")
    if Unit.objects.filter(kind=kind, code=code).exists():
        raise errors.BadInput(_("There is already a unit with the code {code}.").format(code=code), field="code")
    unit = Unit.objects.create(kind=kind, code=code, name=name, parent=parent, lead=lead)
    events.write(actor, "created unit", subject=unit, now=now)
    return unit


@transaction.atomic
def create_offering(
    actor: Actor,
    *,
    code: str,
    name: str,
    now: datetime,
    parent: Offering | None = None,
    unit: Unit | None = None,
) -> Offering:
    """A new offering or family of offerings."""
    guard(actor)
    if Offering.objects.filter(code=code).exists():
        raise errors.BadInput(_("There is already an offering with the code {code}.").format(code=code), field="code")
    offering = Offering.objects.create(code=code, name=name, parent=parent, unit=unit)
    events.write(actor, "created offering", subject=offering, now=now)
    return offering


def guard(actor: Actor) -> None:
    """Refuse whoever may not change our organisation."""
    if actor.user is not None and not actor.user.may(Right.MANAGE_ORGANISATION):
        raise errors.NotAllowed(_("Only the program director or an administrator can change the organisation."))
