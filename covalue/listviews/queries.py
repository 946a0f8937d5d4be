"""Which views there are for somebody, and how they look at a list now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from covalue.core import errors
from covalue.listviews import rules
from covalue.listviews.models import Habit, ListView
from covalue.listviews.rules import Column
from covalue.people.models import User


@dataclass(frozen=True)
class Look:
    """How a list is looked at: by which view if any, with which columns, and what else could be chosen."""

    place: str
    view: ListView | None
    columns: tuple[Column, ...]
    others: tuple[Column, ...]
    views: tuple[ListView, ...]
    default_id: int | None


def views_for(user: User) -> QuerySet[ListView]:
    """One's own views and those shared with one."""
    if user.is_guest:
        return ListView.objects.none()
    shared = Q(shared_with=ListView.EVERYBODY) | Q(shared_with__in=list(user.roles))
    return ListView.objects.filter(Q(owner=user) | shared).select_related("owner")


def get(user: User, view_id: int) -> ListView:
    """One view by id; NotFound for one that was not shared with this user."""
    view = views_for(user).filter(pk=view_id).first()
    if view is None:
        raise errors.NotFound()
    return view


def default_of(user: User, place: str) -> int | None:
    """The id of the view by which this user opens the list."""
    return Habit.objects.filter(user=user, place=place).values_list("default", flat=True).first()


def look(user: User, place: str, available: Sequence[Column], *, view_id: int | None, has_query: bool) -> Look:
    """How this user looks at the list: by the view of this id, by their default unless the address has a query, or by habit."""
    views = tuple(views_for(user).filter(place=place))
    habit = Habit.objects.filter(user=user, place=place).first() or Habit()
    if view_id is None and not has_query:
        view_id = habit.default_id
    view = next((view for view in views if view.pk == view_id), None)
    columns = rules.arranged(view.columns if view else habit.columns, available)
    others = tuple(column for column in available if column not in columns)
    return Look(place, view, columns, others, views, habit.default_id)
