"""Saving views and habits. What is shared with others is in the audit log; one's own habits are nobody's business."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.listviews import rules
from covalue.listviews.inputs import SHARED_WITH
from covalue.listviews.models import Habit, ListView
from covalue.people.models import User

MOST_VIEWS: Final = 100
MOST_COLUMNS: Final = 60


@transaction.atomic
def save_view(
    actor: Actor,
    *,
    place: str,
    name: str,
    now: datetime,
    query: str = "",
    columns: Iterable[str] = (),
    shared_with: str = "",
) -> ListView:
    """Save filter, sort and columns under a name; what had the same name is replaced."""
    owner, name = _owner(actor), " ".join(name.replace("\x00", "").split())[:80]
    if not name:
        raise errors.BadInput(_("Enter a name for the view."), field="name")
    if shared_with not in SHARED_WITH:
        raise errors.BadInput(_("Share it with nobody, a role, or everybody."), field="shared_with")
    if ListView.objects.filter(owner=owner).exclude(place=place, name=name).count() >= MOST_VIEWS:
        raise errors.WrongState(_("You have 100 views. Remove one before you save another."))
    values = {"query": rules.saved_query(query), "columns": list(columns)[:MOST_COLUMNS], "shared_with": shared_with}
    view, _new = ListView.objects.update_or_create(
        owner=owner, place=place, name=name, defaults=values, create_defaults={**values, "created_at": now}
    )
    events.write(actor, "kept a list view", subject=view, now=now, changes={"shared": ("", shared_with)})
    return view


@transaction.atomic
def remove_view(actor: Actor, *, view: ListView, now: datetime) -> None:
    """Remove one's own view; whoever had it as default falls back to their habit."""
    if view.owner != _owner(actor):
        raise errors.NotAllowed(_("Only {name} can remove this view.").format(name=view.owner))
    events.write(actor, "removed a list view", subject=view, now=now)
    view.delete()


def choose_columns(actor: Actor, *, place: str, columns: Iterable[str]) -> Habit:
    """Remember which columns one wants to see, in their order; none brings the usual ones back."""
    return _habit(actor, place, columns=list(columns)[:MOST_COLUMNS])


def make_default(actor: Actor, *, place: str, view: ListView | None) -> Habit:
    """Open the list by this view unless asked otherwise; None goes back to one's habit."""
    return _habit(actor, place, default=view)


def _habit(actor: Actor, place: str, **values: object) -> Habit:
    habit, _new = Habit.objects.update_or_create(user=_owner(actor), place=place, defaults=values)
    return habit


def _owner(actor: Actor) -> User:
    if not isinstance(actor.user, User) or actor.user.is_guest:
        raise errors.NotFound()
    return actor.user
