"""Contributions as the search shows them."""

from collections.abc import Iterator

from covalue.contributions import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def contributions(user: User, text: str) -> Iterator[Hit]:
    """Those the user may read, the latest first."""
    rows = queries.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "subject", "need").order_by("-pk")[:SHOWN]:
        yield Hit(row.subject, row.get_absolute_url(), f"{row.account.name} · {row.unit.name}")
