"""The tables of profitability: customers, on the page and in files, and the parts they are made of."""

from collections.abc import Collection
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.core.periods import Period
from covalue.portfolio.tables import customer_column
from covalue.profitability.queries import CustomerProfitability, Dimension, Part, days_of
from covalue.web.tables import Column, Kind, Table

DIMENSION_NAMES: Final = {"unit": _("Unit"), "region": _("Region"), "offering": _("Offering")}


def customers_table(
    period: Period, openable: Collection[int] = (), *, serving_known: bool = True
) -> Table[CustomerProfitability]:
    """Its columns; names lead to the profitability of their account in `period`."""
    query = days_of(period)
    return Table(
        "profitability",
        (
            Column("key", lambda row: row.key),
            Column("name", lambda row: row.name),
            customer_column(openable, sort="name", noted=True, query=query, address="profitability:account"),
            Column("net revenue", lambda row: row.net, _("Net revenue"), Kind.MONEY, sort="net"),
            Column("cost of goods", lambda row: row.goods),
            Column("gross margin", lambda row: row.margin, _("Gross margin"), Kind.MONEY, unknown=_("unknown")),
            Column("postings", lambda row: row.direct),
            Column("pools", lambda row: row.pooled),
            _cost_to_serve(serving_known, sort="served"),
            Column(
                "contribution",
                lambda row: row.contribution,
                _left(serving_known),
                Kind.MONEY,
                sort="",
                reverse="worst",
                signed=True,
                unknown=_("unknown"),
            ),
            Column("share", lambda row: row.share, _("Of revenue"), Kind.SHARE),
            Column(
                "change",
                lambda row: row.change,
                _("Change"),
                Kind.MONEY,
                sort="change",
                descending=False,
                signed=True,
            ),
            Column("grows but earns less", lambda row: "yes" if row.erodes else ""),
            Column(
                "warning",
                lambda row: _("growing but earning less") if row.erodes else "",
                " ",
                chip=lambda row: "warn",
                unknown="",
                in_files=False,
            ),
        ),
    )


def caveat_columns(caveat: str) -> tuple[Column[Any], ...]:
    """The last column of a file with contributions, where there is something to say beside them."""
    return (Column("contribution is", lambda row: caveat),) if caveat else ()


def parts_table(dimension: Dimension, *, serving_known: bool = True) -> Table[Part]:
    """Units, regions or offerings with what they brought and cost."""
    return Table(
        "parts",
        (
            Column(dimension, lambda part: part.code),
            Column("name", lambda part: part.name, DIMENSION_NAMES[dimension]),
            Column("net revenue", lambda part: part.net, _("Net revenue"), Kind.MONEY),
            _cost_to_serve(serving_known),
            Column(
                "contribution",
                lambda part: part.contribution,
                _left(serving_known),
                Kind.MONEY,
                signed=True,
                unknown=_("unknown"),
            ),
        ),
    )


def _cost_to_serve(known: bool, sort: str | None = None) -> Column[Any]:
    """What nobody knows is not zero."""
    return Column(
        "cost to serve",
        lambda row: row.served if known else None,
        _("Cost to serve"),
        Kind.MONEY,
        sort=sort if known else None,
        unknown=_("not known"),
    )


def _left(serving_known: bool) -> str | Promise:
    return _("Contribution") if serving_known else _("Contribution (margin only)")
