"""Saving coverage models, setting capacity, planning hours. Only the program director may."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.coverage import queries, rules
from covalue.coverage.inputs import CoverageModelInput
from covalue.coverage.models import SERVED_NAMES, Capacity, Cover, CoverageModel, Effort
from covalue.coverage.rules import Segment
from covalue.people import queries as people
from covalue.people.models import User


@transaction.atomic
def begin(actor: Actor, *, now: datetime) -> None:
    """Add the standard models with the segments they serve; refused where there are models already."""
    guard(actor)
    if CoverageModel.objects.exists():
        raise errors.WrongState(_("Coverage models already exist."))
    for standard in rules.STANDARD_MODELS:
        name = str(SERVED_NAMES[standard.served])
        model = CoverageModel.objects.create(
            name=name, served=standard.served, hours=standard.hours, kept_by=actor.user, kept_at=now
        )
        Cover.objects.bulk_create([Cover(segment=segment, model=model) for segment in standard.segments])
    events.write(actor, "began coverage", name="coverage", stream="coverage", now=now)


@transaction.atomic
def save_model(
    actor: Actor, values: CoverageModelInput, *, now: datetime, model: CoverageModel | None = None
) -> CoverageModel:
    """Add a model, or change `model`."""
    guard(actor)
    name = " ".join(values.name.split())
    if not name:
        raise errors.BadInput(_("Enter a name for the model."), field="name")
    namesakes = CoverageModel.objects.filter(name__iexact=name)
    if (namesakes.exclude(pk=model.pk) if model else namesakes).exists():
        raise errors.BadInput(_("A model with this name already exists."), field="name")
    new = {"name": name, "served": values.served.value, "hours": values.hours}
    if model is None:
        model = CoverageModel.objects.create(**new, kept_by=actor.user, kept_at=now)
        events.write(actor, "added coverage model", subject=model, stream="coverage", now=now)
        return model
    if changes := events.changed(model, new):
        model.kept_by, model.kept_at = actor.user, now
        model.save()
        events.write(actor, "changed coverage model", subject=model, stream="coverage", changes=changes, now=now)
    return model


@transaction.atomic
def remove_model(actor: Actor, model: CoverageModel, *, now: datetime) -> None:
    """Delete a model that no segment gets."""
    guard(actor)
    if model.covers.exists():
        raise errors.WrongState(_("Segments use this model. Assign another one to them first."))
    events.write(actor, "removed coverage model", subject=model, stream="coverage", now=now)
    model.delete()


@transaction.atomic
def cover(actor: Actor, segment: Segment, model: CoverageModel | None, *, now: datetime) -> None:
    """Give a segment a model; None: nobody serves it."""
    guard(actor)
    before = Cover.objects.filter(segment=segment).select_related("model").first()
    if model is None:
        Cover.objects.filter(segment=segment).delete()
    else:
        Cover.objects.update_or_create(segment=segment, defaults={"model": model})
    changes = {segment.value: (before.model if before else "", model or "")}
    events.write(actor, "changed coverage", name=segment, stream="coverage", changes=changes, now=now)


@transaction.atomic
def set_capacity(actor: Actor, user: User, hours: Decimal | None, *, now: datetime) -> None:
    """Set the hours a year somebody can give to accounts; None takes the capacity away."""
    guard(actor)
    _guard_person(user)
    before = Capacity.objects.filter(user=user).first()
    if hours is None:
        Capacity.objects.filter(user=user).delete()
    else:
        Capacity.objects.update_or_create(user=user, defaults={"hours": hours, "said_by": actor.user, "said_at": now})
    changes = {"hours": (before.hours if before else "", "" if hours is None else hours)}
    events.write(actor, "changed capacity", subject=user, stream="coverage", changes=changes, now=now)


@transaction.atomic
def plan_hours(actor: Actor, account: Account, hours: Mapping[User, Decimal], *, now: datetime) -> None:
    """Plan who gives an account how many hours a year; nobody: its lead gives what its model needs."""
    guard(actor)
    if account.archived_at is not None:
        raise errors.WrongState(_("{account} is archived.").format(account=account))
    for user in hours:
        _guard_person(user)
    before = {effort.user: effort.hours for effort in Effort.objects.filter(account=account).select_related("user")}
    after = {user: planned for user, planned in hours.items() if planned > 0}
    Effort.objects.filter(account=account).exclude(user__in=list(after)).delete()
    for user, planned in after.items():
        Effort.objects.update_or_create(
            account=account, user=user, defaults={"hours": planned, "planned_by": actor.user, "planned_at": now}
        )
    changes = {str(user): (before.get(user, ""), after.get(user, "")) for user in {**before, **after}}
    events.write(actor, "planned hours", subject=account, stream="coverage", changes=changes, now=now)


@transaction.atomic
def move_hours(
    actor: Actor, account: Account, *, giver: User | None, taker: User, hours: Decimal | None = None, now: datetime
) -> None:
    """Plan what `queries.what_if` showed: the taker gives hours in place of the giver."""
    guard(actor)
    _guard_person(taker)
    if giver == taker:
        raise errors.BadInput(_("Choose a different person."), field="taker")
    before = queries.cover_of(account)
    if giver is not None:
        given = before.planned.get(giver.pk)
        if given is None:
            raise errors.WrongState(
                _("{giver} has no hours planned for {account}.").format(giver=giver, account=account)
            )
        if hours is not None and hours > given:
            raise errors.BadInput(_("{giver} has only {n} hours planned.").format(giver=giver, n=given), field="hours")
    after = rules.moved(before, giver.pk if giver else None, taker.pk, hours)
    users = people.by_ids(after.planned)
    plan_hours(actor, account, {users[pk]: planned for pk, planned in after.planned.items()}, now=now)


def guard(actor: Actor) -> None:
    """Only the program director; for others coverage does not exist."""
    if actor.user is not None:
        queries.guard(actor.user)


def _guard_person(user: User) -> None:
    if user.is_guest or user.deactivated_at is not None:
        raise errors.BadInput(_("{user} cannot be assigned hours.").format(user=user), field="user")
