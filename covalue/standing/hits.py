"""Assessments and scorecards the search finds by their names."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.accounts import queries as accounts
from covalue.people.models import User
from covalue.search import folding
from covalue.standing.models import Assessment, Scorecard
from covalue.web.palette import SHOWN, Hit


def assessments(user: User, text: str) -> Iterator[Hit]:
    """Assessments on accounts one may open, by name or account, the latest first."""
    if not text.strip():
        return
    rows = accounts.within(user, Assessment.objects.filter(removed_at=None, account__archived_at=None))
    rows = rows.select_related("account").order_by("-opened_at", "-pk")
    for row in folding.with_words(rows, text, "name", "account__name")[:SHOWN]:
        yield Hit(row.name, reverse("standing:assessment", args=[row.pk]), row.account.name)


def scorecards(user: User, text: str) -> Iterator[Hit]:
    """The customer's scorecards on accounts one may open, by name, period or account, the latest first."""
    if not text.strip():
        return
    rows = accounts.within(user, Scorecard.objects.filter(removed_at=None, account__archived_at=None))
    rows = rows.select_related("account").order_by("-ends_on", "-pk")
    for row in folding.with_words(rows, text, "name", "period", "account__name")[:SHOWN]:
        yield Hit(str(row), reverse("standing:scorecard", args=[row.pk]), row.account.name)
