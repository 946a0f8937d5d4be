"""Success criteria as a customer's guests see them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, day, filled, reading
from covalue.adoption.models import SuccessCriterion
from covalue.adoption.queries import CRITERIA

KIND = "criterion"


def items(account: Account) -> Iterator[Item]:
    """All success criteria of an account, the latest first."""
    return (item(row) for row in CRITERIA.of(account))


def item(row: SuccessCriterion) -> Item:
    """Their words, by whom and when, how it is measured, and since when it is met."""
    who = row.contact.name if row.contact else ""
    facts = (
        (_("Said by"), who),
        (_("Said on"), day(row.said_on)),
        (_("How it is measured"), row.measure),
        (_("Met on"), day(row.met_on)),
    )
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.words,
        note=who,
        facts=filled(facts),
        reading=reading(row.words, who, row.measure),
        ours_at=reverse("adoption:criteria:edit", args=[row.pk]),
        done=row.met_on is not None,
        theirs=True,
    )
