"""Service levels and incidents as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.core import days
from covalue.people.models import User
from covalue.search import folding
from covalue.service_levels import queries
from covalue.service_levels.queries import INCIDENTS, LEVELS
from covalue.web.palette import SHOWN, Hit


def levels(user: User, text: str) -> Iterator[Hit]:
    """Service levels on accounts one may open."""
    rows = folding.with_words(LEVELS.visible_to(user).filter(account__archived_at=None), text, "title", "note")
    for row in rows.order_by("title", "pk")[:SHOWN]:
        detail = f"{row.account.name} · {queries.agreed(row)}"
        yield Hit(row.title[:80], reverse("service_levels:levels:edit", args=[row.pk]), detail)


def incidents(user: User, text: str) -> Iterator[Hit]:
    """Incidents on accounts one may open, by their words or those of their ticket, the latest first."""
    fields = ("title", "external_id", "cause", "resolution", "ticket__subject", "ticket__external_id")
    rows = folding.with_words(INCIDENTS.visible_to(user).filter(account__archived_at=None), text, *fields)
    for row in rows.order_by("-pk")[:SHOWN]:
        detail = f"{row.account.name} · {days.day(row.began)}"
        yield Hit(row.called[:80], reverse("service_levels:incidents:edit", args=[row.pk]), detail)
