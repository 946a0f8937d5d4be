"""Keeping models, saying what people can give, planning who gives what. Who directs the programme does it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.coverage import queries, rules
from covalue.coverage.models import Capacity, Cover, CoverageModel, Effort, Served
from covalue.coverage.rules import Segment
from covalue.people.models import User


@transaction.atomic
def begin(actor: Actor, *, now: datetime) -> None:
    """The models of the field with the segments they are for; only where there are none yet."""
    guard(actor)
    if CoverageModel.objects.exists():
        raise errors.WrongState(_("There are coverage models already."))
    for one in rules.STARTERS:
        model = CoverageModel.objects.create(
            name=str(Served(one.served.value).label),
            served=one.served.value,
            hours=one.hours,
            kept_by=actor.user,
            kept_at=now,
        )
        for segment in one.segments:
            Cover.objects.create(segment=segment.value, model=model)
    events.write(actor, "began coverage", name="coverage", stream="coverage", now=now)


@transaction.atomic
def keep_model(
    actor: Actor, *, name: str, served: str, hours: Decimal, now: datetime, model: CoverageModel | None = None
) -> CoverageModel:
    """A new model, or an old one changed."""
    guard(actor)
    name = " ".join(name.split())
    if not name:
        raise errors.BadInput(_("The model needs a name."), field="name")
    namesakes = CoverageModel.objects.filter(name__iexact=name)
    if (namesakes.exclude(pk=model.pk) if model else namesakes).exists():
        raise errors.BadInput(_("There is a model of this name."), field="name")
    if served not in Served.values:
        raise errors.BadInput(_("Choose by whom customers are served."), field="served")
    _guard_hours(hours)
    values = {"name": name, "served": served, "hours": hours}
    if model is None:
        model = CoverageModel.objects.create(**values, kept_by=actor.user, kept_at=now)
        events.write(actor, "added coverage model", subject=model, stream="coverage", now=now)
        return model
    changes = events.changed(model, values)
    if changes:
        model.kept_by, model.kept_at = actor.user, now
        model.save()
        events.write(actor, "changed coverage model", subject=model, stream="coverage", changes=changes, now=now)
    return model


@transaction.atomic
def remove_model(actor: Actor, *, model: CoverageModel, now: datetime) -> None:
    """One that no segment gets."""
    guard(actor)
    if model.covers.exists():
        raise errors.WrongState(_("Segments get this model. Give them another one first."))
    events.write(actor, "removed coverage model", subject=model, stream="coverage", now=now)
    model.delete()


@transaction.atomic
def cover(actor: Actor, *, segment: str, model: CoverageModel | None, now: datetime) -> None:
    """The model a segment gets; None: nobody serves it."""
    guard(actor)
    if segment not in set(Segment):
        raise errors.BadInput(_("There is no such segment."), field="segment")
    before = Cover.objects.filter(segment=segment).select_related("model").first()
    if model is None:
        Cover.objects.filter(segment=segment).delete()
    else:
        Cover.objects.update_or_create(segment=segment, defaults={"model": model})
    changes = {segment: (before.model if before else "", model or "")}
    events.write(actor, "changed coverage", name=segment, stream="coverage", changes=changes, now=now)


@transaction.atomic
def set_capacity(actor: Actor, *, user: User, hours: Decimal | None, now: datetime) -> None:
    """Hours a year somebody can give to accounts; None: nobody has said."""
    guard(actor)
    _guard_person(user)
    before = Capacity.objects.filter(user=user).first()
    if hours is None:
        Capacity.objects.filter(user=user).delete()
    else:
        _guard_hours(hours)
        Capacity.objects.update_or_create(user=user, defaults={"hours": hours, "said_by": actor.user, "said_at": now})
    changes = {"hours": (before.hours if before else "", "" if hours is None else hours)}
    events.write(actor, "changed capacity", subject=user, stream="coverage", changes=changes, now=now)


@transaction.atomic
def plan_hours(actor: Actor, *, account: Account, hours: Mapping[User, Decimal], now: datetime) -> None:
    """Who gives an account how many hours a year; nobody named: its lead gives what its model asks."""
    guard(actor)
    if account.archived_at is not None:
        raise errors.WrongState(_("{account} was put away.").format(account=account))
    for user, some in hours.items():
        _guard_person(user)
        _guard_hours(some)
    before = {one.user: one.hours for one in Effort.objects.filter(account=account).select_related("user")}
    after = {user: some for user, some in hours.items() if some > 0}
    Effort.objects.filter(account=account).exclude(user__in=list(after)).delete()
    for user, some in after.items():
        Effort.objects.update_or_create(
            account=account, user=user, defaults={"hours": some, "planned_by": actor.user, "planned_at": now}
        )
    changes = {str(user): (before.get(user, ""), after.get(user, "")) for user in {**before, **after}}
    events.write(actor, "planned hours", subject=account, stream="coverage", changes=changes, now=now)


@transaction.atomic
def move_hours(
    actor: Actor, *, account: Account, giver: User | None, taker: User, hours: Decimal | None = None, now: datetime
) -> None:
    """What was asked as “what if”, done: the taker gives hours in place of the giver."""
    guard(actor)
    _guard_person(taker)
    if giver == taker:
        raise errors.BadInput(_("Choose somebody else."), field="taker")
    if hours is not None:
        _guard_hours(hours)
    before = queries.covered_of(account)
    if giver is not None and giver.pk not in before.given:
        raise errors.WrongState(_("{giver} gives no hours to {account}.").format(giver=giver, account=account))
    if giver is not None and hours is not None and hours > before.given[giver.pk]:
        raise errors.BadInput(
            _("{giver} gives {n} hours, not more.").format(giver=giver, n=before.given[giver.pk]), field="hours"
        )
    after = rules.moved(before, giver.pk if giver else None, taker.pk, hours)
    users = {one.pk: one for one in User.objects.filter(pk__in=list(after.given))}
    plan_hours(actor, account=account, hours={users[pk]: some for pk, some in after.given.items()}, now=now)


def guard(actor: Actor) -> None:
    """Whoever directs the programme; to others it is not there."""
    if actor.user is not None:
        queries.guard(actor.user)


def _guard_hours(hours: Decimal) -> None:
    if not hours.is_finite() or not 0 <= hours <= rules.MOST_HOURS:
        raise errors.BadInput(_("Hours are 0 to 10 000 a year."), field="hours")


def _guard_person(user: User) -> None:
    if user.is_guest or user.deactivated_at is not None:
        raise errors.BadInput(_("{user} cannot be planned.").format(user=user), field="user")
