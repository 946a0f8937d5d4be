"""Actions as the search shows them."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.action_items import queries
from covalue.action_items.models import Action
from covalue.core import days
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def actions(user: User, text: str) -> Iterator[Hit]:
    """Those one owes or on accounts one may open: open ones first, by date."""
    rows = queries.owed_or_visible_to(user).filter(account__archived_at=None)
    found = folding.with_words(rows, text, "title", "note")
    order = (F("done_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    for row in found.order_by(*order)[:SHOWN]:
        yield Hit(row.title, reverse("action_items:edit", args=[row.pk]), f"{row.account.name} · {_when(row)}")


def _when(action: Action) -> str:
    if action.done_at is not None:
        return _("done")
    return _("due {day}").format(day=days.day(action.due_on)) if action.due_on else _("open")
