"""Installed items as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.installed_base import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit

SEARCHED = ("product", "offering__name", "site", "unit", "maker", "serial")


def items(user: User, text: str) -> Iterator[Hit]:
    """Those at accounts one may open, the newest first."""
    rows = folding.with_words(queries.everywhere(user), text, *SEARCHED)
    for row in rows.order_by("-pk")[:SHOWN]:
        yield Hit(str(row), reverse("installed_base:base", args=[row.account_id]), row.account.name)
