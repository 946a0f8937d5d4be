"""The portfolio's figures as drawings, each with the table behind it."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import days
from covalue.portfolio.queries import Ranking, Trend
from covalue.portfolio.revenue import AccountRevenue
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend, Pareto, Stack, StackedBars, numbers


def pareto(ranking: Ranking, currency: str) -> Drawing:
    """How many customers make how much of the revenue."""
    chart = Pareto(
        title=_("Cumulative share of net revenue, largest customers first"),
        accounts=tuple(zip(ranking.table["name"].to_pylist(), ranking.values, strict=True)),
        format=numbers.short(currency),
        headers=(_("Class"), _("Customers"), _("Net revenue"), _("Share")),
    )
    return charts.drawn(charts.pareto, chart)


def trend(found: Trend, currency: str) -> Drawing:
    """Net revenue by month beside the same months a year before."""
    chart = LineTrend(
        title=_("Net revenue by month"),
        labels=tuple(days.short_month(month) for month in found.months),
        lines=(Line(_("this period"), _floats(found.net)), Line(_("previous year"), _floats(found.before))),
        format=numbers.short(currency),
        period=_("Month"),
    )
    return charts.drawn(charts.line_trend, chart)


def account_revenue(revenue: AccountRevenue, account: Account | None = None, *, standalone: bool = False) -> Drawing:
    """Revenue by month and family of offerings; with an account, every bar opens to its offerings.

    Drawn once for the same figures in the same language.
    """
    return _account_revenue(revenue, account.pk if account else None, standalone, get_language() or "")


@lru_cache(maxsize=256)
def _account_revenue(revenue: AccountRevenue, account_id: int | None, standalone: bool, _language: str) -> Drawing:
    stacks = (
        Stack(
            days.short_month(month),
            tuple(float(f.by_month[place]) for f in revenue.families),
            _links(account_id, revenue, month),
        )
        for place, month in enumerate(revenue.months)
    )
    chart = StackedBars(
        title=_("Net revenue by month and offering"),
        series=tuple(family.name for family in revenue.families),
        stacks=tuple(stacks),
        format=numbers.short(revenue.currency),
        period=_("Month"),
        total=_("Total"),
    )
    return charts.drawn(charts.stacked_bars, chart, standalone=standalone)


def _links(account_id: int | None, revenue: AccountRevenue, month: date) -> tuple[str, ...]:
    if account_id is None:
        return ()
    base = reverse("portfolio:account-offerings", args=[account_id])
    return tuple(
        f"{base}?month={month:%Y-%m}" + (f"&family={family.code}" if family.code else "") for family in revenue.families
    )


def _floats(values: tuple[Decimal, ...]) -> tuple[float | None, ...]:
    return tuple(float(value) for value in values)
