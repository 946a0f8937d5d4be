"""Work packages as the search shows them."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse

from covalue.core import days
from covalue.execution.queries import WORK
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def work(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open: open ones first, by their day."""
    rows = folding.with_words(WORK.visible_to(user).filter(account__archived_at=None), text, "title", "note")
    for row in rows.order_by(F("done_on").asc(nulls_first=True), "ends_on", "pk")[:SHOWN]:
        detail = f"{row.account.name} · {days.day(row.done_on or row.ends_on)}"
        yield Hit(row.title[:80], reverse("execution:edit", args=[row.pk]), detail)
