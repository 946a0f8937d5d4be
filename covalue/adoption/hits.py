"""Success criteria and tickets as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse

from covalue.adoption.queries import CRITERIA, TICKETS
from covalue.people.models import User
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def criteria(user: User, text: str) -> Iterator[Hit]:
    """What contacts of accounts one may open call success, the latest first."""
    rows = CRITERIA.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "words", "measure").order_by("-said_on", "-id")[:SHOWN]:
        yield Hit(
            row.words[:80], reverse("adoption:criteria:edit", args=[row.pk]), f"{row.account.name} · {row.contact}"
        )


def tickets(user: User, text: str) -> Iterator[Hit]:
    """Tickets of accounts one may open, the latest first."""
    rows = TICKETS.visible_to(user).filter(account__archived_at=None)
    for row in folding.with_words(rows, text, "subject", "external_id").order_by("-opened_on", "-id")[:SHOWN]:
        detail = f"{row.account.name} · {row.get_severity_display()}"
        yield Hit(str(row)[:80], reverse("adoption:tickets:edit", args=[row.pk]), detail)
