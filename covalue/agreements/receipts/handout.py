"""A sealed term receipt on one page (PDF)."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from covalue.agreements.models import Receipt
from covalue.agreements.obligations.rules import DutySide
from covalue.agreements.receipts.content import KeptOnTime, ReceiptAmounts, ReceiptPart, SignedRecord
from covalue.agreements.receipts.queries import SealedPage
from covalue.agreements.receipts.words import answered, period_of
from covalue.core import days, money
from covalue.organisation import queries as organisation
from covalue.web import typesetting

TEMPLATE: Final = Path(__file__).parent / "receipt.typ"
MOST_SIGNED: Final = 14  # lines of signatures on the page; how many more there are is said


def made(page: SealedPage) -> bytes:
    """The page, written out in the language of the reader."""
    return typesetting.made(TEMPLATE, _content(page))


def file_name(receipt: Receipt) -> str:
    """Whose, and until when."""
    account = receipt.agreement.account
    return f"{slugify(account.name) or f'account-{account.pk}'}-term-receipt-{receipt.until.isoformat()}.pdf"


def _content(page: SealedPage) -> dict[str, Any]:
    content, receipt = page.content, page.receipt
    return {
        "title": _("Term receipt"),
        "account": content.account,
        "agreement": content.agreement,
        "supplier": organisation.company().name,
        "span": _("{start} to {end}").format(start=days.written(content.starts_on), end=days.written(content.until)),
        "figures": _figures(content.main),
        "headers": [_("Initiative"), _("Promised"), _("Delivered"), _("Validated"), _("Disputed")],
        "parts": [_part(part) for part in content.parts if part.initiatives],
        "none": _("Nothing was agreed or claimed within this term."),
        "signed_title": _("What it is based on"),
        "signed": [_signed(row.record, row.name) for row in page.signers[:MOST_SIGNED]],
        "more": _("and {n} more, in the same sealed text").format(n=len(page.signers) - MOST_SIGNED)
        if len(page.signers) > MOST_SIGNED
        else "",
        "kept": [
            _("Our promises: {kept}").format(kept=_kept(content.our_promises)),
            _("Theirs: {kept}").format(kept=_kept(content.their_promises)),
            *(
                f"{_('We owe') if row.side == DutySide.OURS else _('They owe')}: {row.words} ({_kept(row)})"
                for row in content.obligations
            ),
        ],
        "seal": _("Seal {seal}").format(seal=receipt.digest),
        "note": _("Sealed {day} as number {number}. {state}").format(
            day=days.written(receipt.agreement.account.day_of(receipt.sealed_at)),
            number=receipt.number,
            state=_("The seal holds.") if page.is_intact else _("The seal is broken: do not rely on this page."),
        ),
        "rule": _(
            "Promised: what was agreed, added up day by day. Delivered: what we claim. Validated: what was signed for. "
            "Currencies are never added."
        ),
    }


def _figures(part: ReceiptPart) -> list[dict[str, str]]:
    total, cur = part.total, part.currency
    promised = any(row.agreed for row in part.initiatives)
    return [
        {"label": _("Promised"), "value": _full(total.promised, cur) if promised else "–"},
        {"label": _("Delivered"), "value": _full(total.claimed, cur)},
        {"label": _("Validated"), "value": _full(total.validated, cur)},
        {"label": _("Disputed"), "value": _full(total.disputed, cur)},
    ]


def _part(part: ReceiptPart) -> dict[str, Any]:
    rows = [[row.title, *_cells(row, part.currency, agreed=row.agreed)] for row in part.initiatives]
    return {"currency": part.currency, "rows": rows}


def _cells(row: ReceiptAmounts, currency: str, *, agreed: bool) -> list[str]:
    amounts = (row.claimed, row.validated, row.disputed)
    return [_full(row.promised, currency) if agreed else "–", *(_full(amount, currency) for amount in amounts)]


def _signed(row: SignedRecord, name: str) -> list[str]:
    what = f"{row.what}, {period_of(row)}" if row.starts_on else row.what
    amount = _full(row.amount, row.currency) if row.amount is not None and row.currency else ""
    return [days.day(row.on), name or _("name erased"), what, answered(row), amount, f"{row.number} · {row.seal[:16]}"]


def _kept(kept: KeptOnTime) -> str:
    if not kept.fell_due:
        return _("nothing fell due")
    return _("{on_time} of {fell_due} on time").format(on_time=kept.on_time, fell_due=kept.fell_due)


def _full(amount: Decimal, currency: str) -> str:
    return money.money(amount, currency)
