"""Agreements as a customer's guests see them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, day, filled, reading
from covalue.agreements.models import Agreement, Obligation, Receipt
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import queries as receipt_queries
from covalue.core import money

KIND = "agreement"
RECEIPT = "receipt"


def items(account: Account) -> Iterator[Item]:
    """The account's agreements, the next to end first."""
    return (item(row) for row in AGREEMENTS.of(account))


def item(row: Agreement) -> Item:
    """Term, service levels and what either side owes. Value, prices and the day of notice stay with us."""
    duties = row.obligations.filter(removed_at=None).order_by("side", "due_on", "id")
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
                *((_owed_by(duty), _when(duty)) for duty in duties),
            )
        ),
        reading=reading(
            row.title,
            row.starts_on,
            row.ends_on,
            row.service_levels,
            row.our_obligations,
            row.their_obligations,
            *(f"{duty.side} {duty.words} {duty.due_on} {duty.repeats}" for duty in duties),
        ),
        ours_at=reverse("agreements:terms", args=[row.pk]),
    )


def _owed_by(duty: Obligation) -> str:
    return _("We owe") if duty.is_ours else _("You owe")


def _when(duty: Obligation) -> str:
    return f"{duty.words} ({day(duty.due_on)}, {duty.get_repeats_display()})"


def receipts(account: Account) -> Iterator[Item]:
    """The last sealed receipt of each agreement of the account."""
    for row in AGREEMENTS.of(account):
        sealed = receipt_queries.of(row).first()
        if sealed is not None:
            yield _receipt(sealed)


def _receipt(row: Receipt) -> Item:
    """The customer's figures: nothing of what it is worth to us is in a receipt."""
    content = row.read
    facts = [
        (_("Until"), day(content.until)),
        *(
            (f"{name} ({part.currency})", money.money(amount, part.currency))
            for part in content.parts
            for name, amount in (
                (_("Promised"), part.total.promised),
                (_("Delivered"), part.total.claimed),
                (_("Validated"), part.total.validated),
                (_("Disputed"), part.total.disputed),
            )
        ),
        (_("Seal"), row.digest),
    ]
    return Item(
        kind=RECEIPT,
        pk=row.pk,
        title=content.agreement,
        note="",
        facts=filled(facts),
        reading=reading(row.digest),
        ours_at=reverse("agreements:sealed", args=[row.pk]),
    )
