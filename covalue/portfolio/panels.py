"""Revenue on an account's home."""

from dataclasses import dataclass

from covalue.accounts import home
from covalue.accounts.home import AccountView
from covalue.analytics.engine import Key
from covalue.portfolio import charts, deliveries, figures, revenue
from covalue.portfolio.deliveries import OnTime
from covalue.portfolio.figures import OtherMoney
from covalue.portfolio.revenue import AccountRevenue
from covalue.web.charts import Drawing
from covalue.web.parts import Part

LINES = "revenue"  # place of lines in the card of revenue, which other packages fill


@dataclass(frozen=True)
class AccountFigures:
    """What the account brought in twelve months, and how much was delivered on time."""

    revenue: AccountRevenue
    on_time: OnTime


@dataclass(frozen=True)
class RevenueCard:
    """The chart of revenue by month, with lines of other packages below it."""

    chart: Drawing
    lines: tuple[Part, ...]
    currencies: tuple[OtherMoney, ...]


def keys_of(view: AccountView) -> tuple[Key, ...]:
    """The account's customer keys in the ledger."""
    return view.once(figures.customers_of, view.account)


def revenue_of(view: AccountView) -> AccountRevenue:
    """What the account brought."""
    return view.once(revenue.of_account, view.account, view.today, keys_of(view))


def account_figures(view: AccountView) -> AccountFigures:
    """Revenue, margin and deliveries."""
    return AccountFigures(revenue_of(view), deliveries.of_customers(keys_of(view), view.today))


def revenue_card(view: AccountView) -> RevenueCard:
    """Revenue by month and offering."""
    found = revenue_of(view)
    return RevenueCard(charts.account_revenue(found, view.account), home.parts(LINES, view), found.currencies)
