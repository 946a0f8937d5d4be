"""Adding, replacing and removing cost pools."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.profitability import rules
from covalue.profitability.models import Pool
from covalue.profitability.rules import Sheet


@transaction.atomic
def keep_pool(actor: Actor, *, sheet: Sheet, now: datetime, replaces: Pool | None = None) -> Pool:
    """Add a pool, in place of an older one if named; the older one stays on record."""
    guard(actor)
    rules.guarded(sheet)
    old = _standing(replaces) if replaces else None
    _guard_alone(sheet, old)
    if old is not None:
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
    user = actor.user if isinstance(actor.user, User) else None
    pool = Pool.objects.create(**vars(sheet), kept_by=user, kept_at=now)
    values = {name: (getattr(old, name) if old else "", value) for name, value in vars(sheet).items()}
    changes = {
        name: (before, after) for name, (before, after) in values.items() if before != after and (before or after)
    }
    events.write(actor, "changed a cost pool" if old else "added a cost pool", subject=pool, now=now, changes=changes)
    return pool


@transaction.atomic
def remove_pool(actor: Actor, *, pool: Pool, now: datetime) -> Pool:
    """From now on it charges nobody; what it was stays on record."""
    guard(actor)
    old = _standing(pool)
    old.replaced_at = now
    old.save(update_fields=["replaced_at"])
    events.write(actor, "removed a cost pool", subject=old, now=now, changes={"cost": (old.cost, "")})
    return old


def guard(actor: Actor) -> None:
    """Cost pools are managed by those who import the ledger."""
    if isinstance(actor.user, User) and actor.user.is_guest:
        raise errors.NotFound()
    if isinstance(actor.user, User) and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only program directors and analysts can manage cost pools."))


def _standing(pool: Pool) -> Pool:
    locked = Pool.objects.select_for_update(of=("self",)).get(pk=pool.pk)
    if locked.replaced_at is not None:
        raise errors.WrongState(_("Someone has changed this cost pool since. Check it again."))
    return locked


def _guard_alone(sheet: Sheet, old: Pool | None) -> None:
    """BadInput where a pool of the same name shares a day: it would be charged twice."""
    others = Pool.objects.filter(
        replaced_at=None, name__iexact=sheet.name, starts_on__lte=sheet.ends_on, ends_on__gte=sheet.starts_on
    )
    if (others.exclude(pk=old.pk) if old else others).exists():
        raise errors.BadInput(
            _("A pool with this name already covers days of this period; customers would be charged twice."),
            field="starts_on",
        )
