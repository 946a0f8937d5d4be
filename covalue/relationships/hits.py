"""Roles nobody was found for and outsiders, as the search shows them; contacts are found as such."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.accounts import queries as accounts
from covalue.people.models import User
from covalue.relationships.models import Placeholder
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def placeholders(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open."""
    rows = accounts.within(user, Placeholder.objects.filter(removed_at=None, undone_at=None))
    rows = rows.filter(account__archived_at=None).select_related("account")
    for row in folding.with_words(rows, text, "name", "title").order_by("name", "pk")[:SHOWN]:
        address = reverse("relationships:map", args=[row.account_id]) + f"?who=p{row.pk}"
        yield Hit(row.name, address, row.account.name)
