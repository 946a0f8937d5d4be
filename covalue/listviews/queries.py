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

    @property
    def own(self) -> bool:
        """Whether the columns are the person's own choice rather than a view's."""
        return self.view is None


def views_for(user: User) -> QuerySet[ListView]:
    """One's own views and those shared with one."""
    if user.is_guest:
        return ListView.objects.none()
    shared = Q(shared_with=ListView.EVERYBODY) | Q(shared_with__in=list(user.roles))
    return ListView.objects.filter(Q(owner=user) | shared).select_related("owner")


def get(user: User, view_id: int) -> ListView:
    """One view by id; what was not shared is not found."""
    found = views_for(user).filter(pk=view_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def look(user: User, place: str, available: Sequence[Column], *, view_id: int | None, asked: bool) -> Look:
    """How this user looks at the list: by the view named, by their default if nothing was `asked`, or by habit."""
    views = tuple(views_for(user).filter(place=place))
    habit = Habit.objects.filter(user=user, place=place).first()
    default = habit.default_id if habit else None
    wanted = view_id if view_id is not None else None if asked else default
    view = next((one for one in views if one.pk == wanted), None)
    keys = view.columns if view else habit.columns if habit else []
    columns = rules.arranged(keys, available)
    shown = {column.key for column in columns}
    return Look(
        place=place,
        view=view,
        columns=columns,
        others=tuple(c for c in available if c.key not in shown),
        views=views,
        default_id=default,
    )
