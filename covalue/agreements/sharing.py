"""Agreements as a customer's guests see them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, day, filled, reading
from covalue.agreements.models import Agreement
from covalue.agreements.queries import AGREEMENTS

KIND = "agreement"


def items(account: Account) -> Iterator[Item]:
    """The account's agreements, the next to end first."""
    return (item(row) for row in AGREEMENTS.of(account))


def item(row: Agreement) -> Item:
    """Term, service levels and what either side owes. Value, prices and the day of notice stay with us."""
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.title,
        note=row.unit,
        facts=filled(
            (
                (_("Start"), day(row.starts_on)),
                (_("End"), day(row.ends_on)),
                (_("Service levels"), row.service_levels),
                (_("What we owe"), row.our_obligations),
                (_("What you owe"), row.their_obligations),
            )
        ),
        reading=reading(
            row.title, row.starts_on, row.ends_on, row.service_levels, row.our_obligations, row.their_obligations
        ),
        ours_at=reverse("agreements:terms", args=[row.pk]),
    )
