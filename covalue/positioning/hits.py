"""Competitors as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.people.models import User
from covalue.positioning.queries import COMPETITORS
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def competitors(user: User, text: str) -> Iterator[Hit]:
    """Those at accounts one may open, by name."""
    rows = COMPETITORS.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "name", "note").order_by("name", "id")[:SHOWN]:
        yield Hit(row.name, reverse("positioning:position", args=[row.account_id]), row.account.name)
