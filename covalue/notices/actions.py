"""What a colleague chooses about their own day: the letter of the day, and the calendar feed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from covalue.contact_requests import links
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.notices import rules
from covalue.notices.models import CalendarFeed, DayByMail
from covalue.notices.rules import Often
from covalue.people.models import User


@transaction.atomic
def choose(actor: Actor, *, often: Often, now: datetime) -> DayByMail:
    """How often the actor gets their own day by mail. Chosen twice it is chosen once."""
    user = _colleague(actor)
    row, _made = DayByMail.objects.select_for_update().get_or_create(user=user)
    if row.often == often:
        return row
    changes = {"often": (row.often, often)}
    row.often, row.chain = often, row.chain + 1
    row.save()
    plan_next(row, now)
    events.write(actor, "chose their day by mail", subject=row, stream=user, changes=changes, now=now)
    return row


def plan_next(row: DayByMail, now: datetime) -> None:
    """Ask for the next letter; nothing where none is wanted."""
    moment = rules.next_letter(timezone.localtime(now), Often(row.often))
    if moment is not None:
        jobs.enqueue("covalue.notices.tasks.send_day", row.pk, row.chain, run_after=moment)


@transaction.atomic
def open_feed(actor: Actor, *, with_titles: bool, now: datetime) -> CalendarFeed:
    """A new address of the actor's calendar feed; the one before ends."""
    user = _colleague(actor)
    values = {"nonce": links.nonce(), "with_titles": with_titles, "made_at": now}
    feed, _made = CalendarFeed.objects.update_or_create(user=user, defaults=values)
    events.write(actor, "made a calendar feed", subject=feed, stream=user, now=now)
    return feed


@transaction.atomic
def end_feed(actor: Actor, *, now: datetime) -> None:
    """The address ends. Nothing happens where there is none."""
    user = _colleague(actor)
    feed = CalendarFeed.objects.filter(user=user).first()
    if feed is not None:
        events.write(actor, "ended a calendar feed", subject=feed, stream=user, now=now)
        feed.delete()


def _colleague(actor: Actor) -> User:
    user: User | None = actor.user
    if user is None or user.is_guest:
        raise errors.NotAllowed()
    return user
