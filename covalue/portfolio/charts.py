"""The portfolio's figures as drawings."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import money
from covalue.portfolio.queries import Ranking, Trend
from covalue.portfolio.revenue import AccountRevenue
from covalue.web import charts
from covalue.web.charts import Chart, Series


def pareto(ranking: Ranking, currency: str) -> Chart:
    """How many customers make how much of the revenue."""
    return charts.pareto(
        [row.name for row in ranking.rows],
        [float(row.net) for row in ranking.rows],
        title=_("Cumulative share of net revenue, customers from the largest"),
        number=_money(currency),
        share=_percent,
    )


def trend(found: Trend, currency: str) -> Chart:
    """Net revenue by month beside the same months a year before."""
    return charts.lines(
        [month_label(month) for month in found.months],
        [Series(_("this period"), _floats(found.net)), Series(_("a year before"), _floats(found.before))],
        title=_("Net revenue by month"),
        number=_money(currency),
    )


def account_revenue(revenue: AccountRevenue, account: Account | None = None, *, standalone: bool = False) -> Chart:
    """Revenue by month and family of offerings; with an account, every bar opens to its offerings."""
    return charts.stacked_bars(
        [month_label(month) for month in revenue.months],
        [
            Series(family.name, _floats(family.by_month), _links(account, family.code, revenue.months))
            for family in revenue.families
        ],
        title=_("Net revenue by month and offering"),
        number=_money(revenue.currency),
        standalone=standalone,
    )


def month_label(month: date) -> str:
    """Nov 26."""
    return formats.date_format(month, "M y")


def _links(account: Account | None, family: str, months: tuple[date, ...]) -> tuple[str, ...]:
    if account is None:
        return ()
    base = reverse("portfolio:account-offerings", args=[account.pk])
    chosen = f"&family={family}" if family else ""
    return tuple(f"{base}?month={month:%Y-%m}{chosen}" for month in months)


def _floats(values: tuple[Decimal, ...]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _money(currency: str) -> charts.Format:
    return lambda value: money.short_money(Decimal(str(round(value, 2))), currency)


def _percent(value: float) -> str:
    return money.percent(Decimal(str(round(value, 6))), 0)
