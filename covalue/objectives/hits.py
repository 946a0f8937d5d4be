"""Objectives as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.objectives import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def objectives(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open, the newest first."""
    rows = queries.visible_to(user).filter(account__archived_at=None).select_related("account")
    for row in folding.with_words(rows, text, "statement", "measure", "target").order_by("-pk")[:SHOWN]:
        detail = f"{row.account.name} · {row.get_side_display()}"
        yield Hit(row.statement, reverse("objectives:edit", args=[row.pk]), detail)
