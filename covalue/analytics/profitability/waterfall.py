"""From the list price to what is left in the pocket (Marn & Rosiello, "Managing Price, Gaining Profit", 1992).

invoice price = list − on-invoice deductions; pocket price = invoice − off-invoice deductions; pocket margin = pocket
price − cost of goods. What is not known is None, and so is whatever would need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Deduction:
    """Money taken off between two steps; positive lowers the price. `code` is what its lines name, None where nothing."""

    name: str
    amount: Decimal
    code: str | None = None


@dataclass(frozen=True)
class Waterfall:
    """The steps of one customer or sale, all in one currency."""

    list_price: Decimal | None
    on_invoice: tuple[Deduction, ...]
    invoice_price: Decimal
    off_invoice: tuple[Deduction, ...]
    pocket_price: Decimal
    cost_of_goods: Decimal | None
    pocket_margin: Decimal | None

    @property
    def realised(self) -> Decimal | None:
        """The pocket price as a share of list; None without a list price above zero."""
        return self.pocket_price / self.list_price if self.list_price and self.list_price > 0 else None


def from_list(
    list_price: Decimal, on_invoice: Sequence[Deduction], off_invoice: Sequence[Deduction], cost: Decimal | None
) -> Waterfall:
    """The steps down from a known list price."""
    invoice = list_price - _sum(on_invoice)
    return _below(list_price, tuple(on_invoice), invoice, tuple(off_invoice), cost)


def from_invoice(
    invoice_price: Decimal,
    list_price: Decimal | None,
    off_invoice: Sequence[Deduction],
    cost: Decimal | None,
    *,
    discount: str = "discount",
) -> Waterfall:
    """The steps where the invoice is known; on-invoice deductions are what lies between it and the list price."""
    taken = () if list_price is None else (Deduction(discount, list_price - invoice_price),)
    return _below(list_price, taken, invoice_price, tuple(off_invoice), cost)


def stacked(list_price: Decimal, shares: Sequence[Decimal]) -> Decimal:
    """What is left after percentages given one upon the other: list × ∏ (1 − d). They compound, they do not add."""
    for share in shares:
        list_price *= 1 - share
    return list_price


def _below(
    list_price: Decimal | None,
    on: tuple[Deduction, ...],
    invoice: Decimal,
    off: tuple[Deduction, ...],
    cost: Decimal | None,
) -> Waterfall:
    pocket = invoice - _sum(off)
    return Waterfall(list_price, on, invoice, off, pocket, cost, None if cost is None else pocket - cost)


def _sum(deductions: Sequence[Deduction]) -> Decimal:
    return sum((deduction.amount for deduction in deductions), ZERO)
