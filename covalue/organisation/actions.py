"""Changing our organisation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.people.models import User
from covalue.people.rules import Right


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
