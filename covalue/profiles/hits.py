"""Findings and signals as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.core import days
from covalue.people.models import User
from covalue.profiles.queries import FINDINGS, SIGNALS
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def findings(user: User, text: str) -> Iterator[Hit]:
    """What is known of the business of accounts one may open, the latest first."""
    rows = FINDINGS.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "words", "source").order_by("-found_on", "-id")[:SHOWN]:
        address = f"{reverse('profiles:profile', args=[row.account_id])}#finding-{row.pk}"
        yield Hit(row.said[:80], address, f"{row.account.name} · {row.get_topic_display()}")


def signals(user: User, text: str) -> Iterator[Hit]:
    """What happened at accounts one may open, the latest first."""
    rows = SIGNALS.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "words", "source", "reason").order_by("-happened_on", "-id")[:SHOWN]:
        day = days.day(row.happened_on)
        yield Hit(str(row), reverse("profiles:signal", args=[row.pk]), f"{row.account.name} · {day}")
