"""Agreements as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.agreements import queries
from covalue.people.models import User
from covalue.search import folding, rules
from covalue.web.palette import SHORTEST_NAMED, SHOWN, Hit


def agreements(user: User, text: str) -> Iterator[Hit]:
    """Those of accounts one may open, the newest first; by the word agreement all of them, or those of an account named."""
    words = rules.asked_terms(text)
    others = [word for word in words if not _means_agreements(word)]
    rows = queries.everywhere(user)
    if others == list(words):
        rows = folding.with_words(rows, text, "title", "unit", "external_id")
    elif others:
        rows = folding.with_words(rows, " ".join(others), "title", "unit", "external_id", "account__name")
    for row in rows.order_by("-pk")[:SHOWN]:
        yield Hit(row.title, reverse("agreements:terms", args=[row.pk]), row.account.name)


def _means_agreements(word: str) -> bool:
    return len(word) > SHORTEST_NAMED and any(rules.begins(word, term) for term in rules.terms_of(_("Agreements")))
