"""What we sell as the search shows it."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.organisation import queries
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def offerings(user: User, text: str) -> Iterator[Hit]:
    """Offerings by name or code, for colleagues; they lead to the page that lists them."""
    if user.is_guest or not text.strip():
        return
    for offering in folding.with_words(queries.offerings(), text, "name", "code").order_by("name", "pk")[:SHOWN]:
        yield Hit(offering.name, reverse("organisation:home"), offering.code)
