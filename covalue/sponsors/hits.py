"""Sponsorships as the search shows them."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.people.models import User
from covalue.sponsors import queries
from covalue.web.palette import SHOWN, Hit


def sponsorships(user: User, text: str) -> Iterator[Hit]:
    """By the sponsor, their counterparts, or what they are for; those that run first."""
    rows = queries.all_of(user).filter(account__archived_at=None)
    for word in text.split():
        rows = rows.filter(
            Q(sponsor__name__folded=word)
            | Q(account__name__folded=word)
            | Q(purpose__folded=word)
            | Q(counterparts__name__folded=word)
        )
    for row in rows.distinct().order_by("ended_at", "account__name", "id")[:SHOWN]:
        state = _("ended") if row.ended_at else _("executive sponsor")
        yield Hit(row.sponsor.name, reverse("sponsors:account", args=[row.account_id]), f"{row.account.name} · {state}")
