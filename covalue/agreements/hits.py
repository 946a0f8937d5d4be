"""Agreements as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.agreements import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def agreements(user: User, text: str) -> Iterator[Hit]:
    """Those of accounts one may open, the newest first."""
    rows = folding.with_words(queries.everywhere(user), text, "title", "unit", "external_id")
    for row in rows.order_by("-pk")[:SHOWN]:
        yield Hit(row.title, reverse("agreements:terms", args=[row.pk]), row.account.name)
