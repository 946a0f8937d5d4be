"""Opportunities as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.opportunities import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def opportunities(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open, open ones first."""
    names = queries.stages_by_key()
    found = folding.with_words(queries.current_for(user), text, "title", "competitors", "unit", "external_id")
    for row in found.order_by("-outcome", "close_on", "id")[:SHOWN]:
        stage = names[row.stage].name if row.stage in names else row.stage
        yield Hit(row.title, reverse("opportunities:opportunity", args=[row.pk]), f"{row.account.name} · {stage}")
