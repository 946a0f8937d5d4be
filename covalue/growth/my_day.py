"""What of growth strategies waits for somebody: moves that build on nothing, and sponsors of them who left."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.my_day import answered_for, of_day, where
from covalue.growth.queries import MOVES
from covalue.web.my_day import Day, Item, Urgency


def resting_on_nothing(day: Day) -> Iterator[Item]:
    """Moves on accounts the user answers for without an objective of the customer or proven value."""
    rows = of_day(day, MOVES.visible_to(day.user)).filter(account__in=answered_for(day), account__archived_at=None)
    aimless = Q(objective=None) | Q(objective__removed_at__isnull=False)
    for row in rows.filter(aimless | Q(initiative=None), last_year__gte=day.today.year).order_by("id"):
        yield Item(
            key=f"growth-move:{row.pk}",
            why=_("it names no objective of the customer")
            if row.objective is None or row.objective.removed_at is not None
            else _("it names no proven value"),
            title=_("Say what the move “{title}” builds on").format(title=row.title),
            url=reverse("growth:moves:edit", args=[row.pk]),
            urgency=Urgency.LATER,
            sets_aside=True,
            **where(row.account),
        )
