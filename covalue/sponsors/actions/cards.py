"""The role card in versions, and its acknowledgement by each sponsor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.sponsors import guards, queries, rules
from covalue.sponsors.inputs import RoleCardInput
from covalue.sponsors.models import Acknowledgement, RoleCard


@transaction.atomic
def begin_card(actor: Actor, *, now: datetime) -> RoleCard:
    """Publish the standard role card; refused where there is one already."""
    guards.directs(actor)
    if queries.current_card() is not None:
        raise errors.WrongState(_("A role card already exists."))
    return _published(
        actor,
        now,
        role=rules.STANDARD_ROLE,
        training=rules.STANDARD_TRAINING,
        may_escalate=rules.STANDARD_MAY,
        may_not_escalate=rules.STANDARD_MAY_NOT,
    )


@transaction.atomic
def publish(actor: Actor, values: RoleCardInput, *, now: datetime) -> RoleCard:
    """Publish a new version; nothing happens where it says what the one of today says."""
    guards.directs(actor)
    both = {line.casefold() for line in rules.lines_of(values.may_escalate)} & {
        line.casefold() for line in rules.lines_of(values.may_not_escalate)
    }
    if both:
        sentence = _("“{matter}” is on both lists. Say whether it may be escalated.")
        raise errors.BadInput(sentence.format(matter=min(both)), field="may_not_escalate")
    if not rules.lines_of(values.may_escalate):
        raise errors.BadInput(_("Name at least one matter that may be escalated."), field="may_escalate")
    texts = {name: getattr(values, name) for name in ("role", "training", "may_escalate", "may_not_escalate")}
    card = queries.current_card()
    if card is not None and all(getattr(card, name) == text for name, text in texts.items()):
        return card
    return _published(actor, now, **texts)


@transaction.atomic
def acknowledge(actor: Actor, *, version: int, now: datetime, both: bool = True) -> Acknowledgement:
    """A sponsor says that they read the role card of today and went through its training. Twice is once."""
    user = guards.acknowledges(actor)
    card = queries.current_card()
    if card is None:
        raise errors.WrongState(_("There is no role card yet. The program director publishes it first."))
    if card.version != version:
        raise errors.WrongState(_("There is a newer role card, version {n}. Read that one.").format(n=card.version))
    if not both:
        raise errors.BadInput(_("Read the role card and go through the training first."), field="training_done")
    row, new = Acknowledgement.objects.get_or_create(user=user, card=card, defaults={"acknowledged_at": now})
    if new:
        changes = {"version": ("", card.version)}
        events.write(actor, "acknowledged the role card", subject=row, stream="sponsors", changes=changes, now=now)
    return row


def _published(actor: Actor, now: datetime, **texts: str) -> RoleCard:
    last = queries.current_card()
    card = RoleCard.objects.create(
        version=last.version + 1 if last else 1, published_by=actor.user, published_at=now, **texts
    )
    changes = {"version": (last.version if last else "", card.version)}
    events.write(actor, "published the role card", subject=card, stream="sponsors", changes=changes, now=now)
    return card
