"""The table of customers with their lifetime value, on the page and in files."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from covalue.lifetime import rules
from covalue.lifetime.queries import LifetimeCustomer
from covalue.lifetime.rules import USUAL
from covalue.portfolio.tables import customer_column
from covalue.web.tables import Column, Kind, Table
from covalue.web.templatetags.covalue import percent, short_money


def customers_table(
    openable: Collection[int] = (), currency: str = "EUR", *, sees_leaving: bool = True, months: int = USUAL.months
) -> Table[LifetimeCustomer]:
    """Its columns; amounts on hovering and intervals are written in `currency`. A page leaves P(alive) out where the model
    cannot see who left, and shows when they last bought.
    """
    return Table(
        "lifetime value",
        (
            Column("key", lambda row: row.key),
            Column("name", lambda row: row.name),
            customer_column(openable, noted=True),
            Column("repeat purchases", lambda row: row.frequency, _("Repeat orders"), Kind.COUNT, sort="frequency"),
            Column("recency", lambda row: row.recency),
            Column("age", lambda row: row.age),
            Column("mean purchase", lambda row: row.mean),
            Column(
                "average order",
                lambda row: row.mean if row.frequency else None,
                _("Average order"),
                Kind.MONEY,
                in_files=False,
            ),
            Column(
                "days since last purchase",
                lambda row: round(row.since),
                _("Days since last order"),
                Kind.COUNT,
                sort="since",
            ),
            _alive() if sees_leaving else Column("P(alive)", lambda row: row.alive),
            Column(
                "expected purchases",
                lambda row: row.purchases,
                _("Expected"),
                Kind.NUMBER,
                sort="purchases",
                places=1,
            ),
            Column("margin", lambda row: row.margin, _("Margin"), Kind.SHARE),
            Column(
                file_heading(months), lambda row: row.value, rules.expected_margin(months), Kind.MONEY, sort="value"
            ),
            Column("low", lambda row: row.low),
            Column("high", lambda row: row.high),
            Column(
                "interval",
                lambda row: f"{short_money(row.low, currency)}–{short_money(row.high, currency)}",
                "95 %",
                Kind.FIGURES,
                tone=lambda row: "quiet",
                in_files=False,
            ),
        ),
    )


def file_heading(months: int = USUAL.months) -> str:
    """What files call a lifetime value: what it is, and for how long."""
    return f"expected margin {months} months"


def caveat_columns(caveat: str) -> tuple[Column[Any], ...]:
    """The last column of a file with lifetime values, where there is something to say beside them."""
    return (Column("expected margin is", lambda row: caveat),) if caveat else ()


def _alive() -> Column[LifetimeCustomer]:
    return Column(
        "P(alive)",
        lambda row: row.alive,
        _("Likely active"),
        Kind.SHARE,
        sort="alive",
        descending=False,
        full=lambda row: f"{percent(row.alive_low)} – {percent(row.alive_high)}",
    )
