"""Value targets and value cases as the search shows them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.core import days
from covalue.people.models import User
from covalue.search import folding
from covalue.value.cases import queries as value_cases
from covalue.value.signing.models import Signature
from covalue.value.targets import queries as value_targets
from covalue.web.palette import SHOWN, Hit


def cases(user: User, text: str) -> Iterator[Hit]:
    """Cases, each the page of its initiative, on accounts one may open; archived ones last."""
    rows = value_cases.visible_to(user).filter(account__archived_at=None).select_related("account")
    for row in folding.with_words(rows, text, "title", "target__title").order_by("archived_at", "-pk")[:SHOWN]:
        detail = row.account.name if row.archived_at is None else f"{row.account.name} · {_('archived')}"
        yield Hit(row.title, reverse("value:case", args=[row.pk]), detail)


def signed(user: User, text: str) -> Iterator[Hit]:
    """What customers signed on accounts one may open: by case, account or who signed; the latest first."""
    if not text.strip():
        return
    rows = accounts.within(user, Signature.objects.filter(withdraws=None, account__archived_at=None))
    rows = rows.select_related("account", "initiative", "claim").order_by("-signed_at", "-pk")
    for row in folding.with_words(rows, text, "initiative__title", "account__name", "signer_name")[:SHOWN]:
        detail = " · ".join(filter(None, [row.account.name, row.signer_name, days.day(row.signed_at)]))
        yield Hit(_what(row), reverse("value:signature", args=[row.pk]), detail)


def _what(row: Signature) -> str:
    """The case, or the case and the period of it that was claimed: one case is signed for many times."""
    return f"{row.initiative.title}, {row.claim.label}" if row.claim else row.initiative.title


def targets(user: User, text: str) -> Iterator[Hit]:
    """Value targets on accounts one may open, the newest first."""
    rows = value_targets.visible_to(user).filter(account__archived_at=None).select_related("account")
    for row in folding.with_words(rows, text, "title", "success").order_by("-pk")[:SHOWN]:
        yield Hit(row.title, f"{reverse('value:account', args=[row.account_id])}#target-{row.pk}", row.account.name)
