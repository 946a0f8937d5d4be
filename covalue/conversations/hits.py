"""Conversations as the search shows them: by their subject, their notes and what contacts said."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.conversations import queries
from covalue.core import days
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def conversations(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open, the latest first."""
    rows = queries.visible_to(user).filter(account__archived_at=None).select_related("account")
    found = folding.with_words(rows, text, "subject", "notes", "statements__words").distinct()
    for row in found.order_by("-held_on", "-pk")[:SHOWN]:
        yield Hit(
            row.subject, reverse("conversations:edit", args=[row.pk]), f"{row.account.name} · {days.day(row.held_on)}"
        )
