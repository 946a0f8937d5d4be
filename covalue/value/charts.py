"""What matters most, drawn; and the money of both sides by year."""

from decimal import Decimal

from django.utils.translation import gettext as _

from covalue.analytics.value.case import Result
from covalue.value import deliveries
from covalue.value.reckoning import swing_name
from covalue.value.statement import Statement
from covalue.web import charts
from covalue.web.charts import Line, LineTrend, Swing, Tornado, numbers
from covalue.web.charts.drawing import Drawing

SHOWN = 8


def over_time(statement: Statement, *, standalone: bool = False) -> Drawing:
    """Promised, delivered and validated, cumulated by quarter."""
    points = statement.points
    chart = LineTrend(
        title=_("Value: promised, delivered, validated; cumulated, {currency}").format(currency=statement.currency),
        labels=tuple(deliveries.said(point.period) for point in points),
        lines=(
            Line(_("delivered"), tuple(_float(point.claimed) for point in points)),
            Line(_("promised"), tuple(float(point.promised) for point in points)),
            Line(_("validated"), tuple(_float(point.validated) for point in points), customer=True),
        ),
        format=numbers.short(statement.currency),
        period=_("Quarter"),
        empty=_("Nothing was claimed yet"),
    )
    return Drawing(charts.line_trend(chart, standalone=standalone), chart.table())


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def tornado(result: Result, currency: str) -> Drawing:
    """Each assumption from its low to its high end."""
    chart = Tornado(
        title=_("Change of the customer's net present value, from the low to the high end of each assumption"),
        base=result.customer.npv,
        swings=tuple(Swing(swing_name(s.name), s.at_low, s.at_high) for s in result.tornado[:SHOWN]),
        format=numbers.short(currency),
        headers=(_("Assumption"), _("At its low end"), _("At its high end")),
    )
    return Drawing(charts.tornado(chart), chart.table())
