"""The whale curve with the table behind it, and the steps from list to contribution."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from covalue.analytics.profitability.whale import Whale
from covalue.profitability.queries import AccountProfitability
from covalue.web import charts
from covalue.web.charts import Drawing, WhaleCurve, numbers


def whale_curve(curve: Whale, currency: str, *, standalone: bool = False) -> Drawing:
    """Contribution added up from the best customer, the peak marked, and what the last ones cost in red."""
    chart = WhaleCurve(
        title=_("Cumulative contribution, best customers first"),
        cumulative=curve.cumulative,
        first_at_peak=curve.first_at_peak,
        last_at_peak=curve.last_at_peak,
        format=numbers.short(currency),
        empty=_("No customer's contribution is known yet."),
        customers=_("customers"),
        headers=(_("Customers"), _("Cumulative"), _("Share")),
    )
    return charts.drawn(charts.whale_curve, chart, standalone=standalone)


@dataclass(frozen=True)
class Fall:
    """A row from list to contribution: a level reached (`total`), or what is taken off on the way to the next.

    `amount` None is not known. `code` is what the ledger's lines of a posting name; `posted` tells that it is one.
    """

    name: str
    amount: Decimal | None
    total: bool = False
    posted: bool = False
    code: str | None = None
    drawn: str = ""


def falls(page: AccountProfitability, currency: str) -> tuple[Fall, ...]:
    """The rows of an account with something sold, each with its bar; what is not known has none."""
    rows = tuple(_rows(page))
    levels, level = [], Decimal(0)
    for row in rows:
        start, level = (Decimal(0) if row.total else level), _after(row, level)
        levels.append((float(start), float(level)))
    reach = min(low for pair in levels for low in pair), max(high for pair in levels for high in pair)
    return tuple(_drawn(row, *pair, reach, currency) for row, pair in zip(rows, levels, strict=True))


def _rows(page: AccountProfitability) -> Iterator[Fall]:
    steps, total = page.waterfall, page.total
    assert steps is not None and total is not None
    yield Fall(_("List price"), steps.list_price, total=True)
    yield from (Fall(step.name, step.amount) for step in steps.on_invoice)
    yield Fall(_("Invoice price"), steps.invoice_price, total=True)
    yield from (Fall(step.name, step.amount, posted=True, code=step.code) for step in steps.off_invoice)
    yield Fall(_("Pocket price"), steps.pocket_price, total=True)
    if steps.pocket_margin is None:
        return
    yield Fall(_("Cost of goods"), steps.cost_of_goods)
    yield Fall(_("Pocket margin"), steps.pocket_margin, total=True)
    yield Fall(_("Cost to serve by pools"), total.pooled)
    yield Fall(_("Net contribution"), total.contribution, total=True)


def _after(row: Fall, level: Decimal) -> Decimal:
    """The level a row ends at."""
    return (row.amount or Decimal(0)) if row.total else level - (row.amount or Decimal(0))


def _drawn(row: Fall, start: float, end: float, reach: tuple[float, float], currency: str) -> Fall:
    if row.amount is None:
        return row
    role = "step-level" if row.total else "step-back" if row.amount < 0 else "step-off"
    return replace(
        row, drawn=charts.step(start, end, reach, f"{row.name}: {numbers.full(currency)(float(row.amount))}", role=role)
    )
