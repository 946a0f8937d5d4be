"""Joint solutions as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.people.models import User
from covalue.search import folding
from covalue.solutions.queries import SOLUTIONS
from covalue.web.palette import SHOWN, Hit


def solutions(user: User, text: str) -> Iterator[Hit]:
    """Those of accounts one may open, the latest first."""
    rows = SOLUTIONS.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "title", "purpose").order_by("-pk")[:SHOWN]:
        yield Hit(row.title, reverse("solutions:show", args=[row.pk]), row.account.name)
