"""What matching asks of our executives: level, background, how many accounts they take, conflicts of interest."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sponsors import guards
from covalue.sponsors.inputs import ExecutiveInput
from covalue.sponsors.models import Declaration, Executive


@transaction.atomic
def describe(actor: Actor, user: User, values: ExecutiveInput, *, now: datetime) -> Executive:
    """Say what an executive brings; by themselves or the program director."""
    guards.themselves_or_directs(actor, user)
    _guard_sponsor(user)
    row = Executive.objects.filter(user=user).first() or Executive(user=user)
    new = {"level": values.level, "background": values.background, "most": values.most}
    changes = events.changed(row, new)
    if changes or row.pk is None:
        row.said_by, row.said_at = actor.user, now
        row.save()
        events.write(actor, "described an executive", subject=user, stream="sponsors", changes=changes, now=now)
    return row


@transaction.atomic
def declare(actor: Actor, account: Account, user: User, conflict: str, *, now: datetime) -> Declaration:
    """Declare a conflict of interest with an account, or that there is none; by themselves or the program director."""
    guards.themselves_or_directs(actor, user)
    _guard_sponsor(user)
    before = Declaration.objects.filter(user=user, account=account).first()
    row, _new = Declaration.objects.update_or_create(
        user=user,
        account=account,
        defaults={"conflict": conflict.strip(), "declared_by": actor.user, "declared_at": now},
    )
    verb = "declared a conflict" if row.conflict else "declared no conflict"
    changes = {"conflict": (before.conflict if before else "", row.conflict)}
    events.write(actor, verb, subject=user, stream=account, name=user.name, changes=changes, now=now)
    return row


def _guard_sponsor(user: User) -> None:
    if not user.may_sponsor:
        sentence = _("{name} has no role that sponsors accounts. An administrator can make them an executive sponsor.")
        raise errors.BadInput(sentence.format(name=user.name), field="user")
