"""The value statement, drawn."""

from decimal import Decimal

from django.utils.translation import gettext as _

from covalue.value.claims import deliveries
from covalue.value.statement.rules import Statement
from covalue.web import charts
from covalue.web.charts import Line, LineTrend, numbers
from covalue.web.charts.drawing import Drawing


def over_time(statement: Statement, *, standalone: bool = False) -> Drawing:
    """Promised, delivered and validated, cumulated by quarter."""
    points = statement.points
    # until something is agreed there is no promise to draw: a line at zero would be one
    promised = Line(_("promised"), tuple(float(point.promised) if statement.total.agreed else None for point in points))
    chart = LineTrend(
        title=_("Value: promised, delivered, validated; cumulative, {currency}").format(currency=statement.currency),
        labels=tuple(deliveries.period_name(point.period) for point in points),
        lines=(
            Line(_("delivered"), tuple(_float(point.claimed) for point in points)),
            promised,
            Line(_("validated"), tuple(_float(point.validated) for point in points), customer=True),
        ),
        format=numbers.short(statement.currency),
        period=_("Quarter"),
        empty=_("Nothing claimed yet"),
    )
    return charts.drawn(charts.line_trend, chart, standalone=standalone)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
