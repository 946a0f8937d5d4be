"""Growth moves as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.growth.queries import MOVES
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def moves(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open."""
    rows = MOVES.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "title", "words").order_by("first_year", "id")[:SHOWN]:
        years = f"{row.first_year}–{row.last_year}"
        yield Hit(row.title, reverse("growth:strategy", args=[row.account_id]), f"{row.account.name} · {years}")
