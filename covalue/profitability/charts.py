"""The whale curve as a drawing, with the table behind it."""

from typing import Final

from django.utils.translation import gettext as _

from covalue.analytics.profitability.whale import Whale
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend, numbers

POINTS: Final = 60  # more dots run into each other


def whale_curve(found: Whale, currency: str) -> Drawing:
    """Contribution added up from the best customer, with the peak marked."""
    places = _places(found)
    chart = LineTrend(
        title=_("Cumulative contribution, customers from the best"),
        labels=tuple(str(place) for place in places),
        lines=(
            Line(_("cumulative"), tuple(found.cumulative[place - 1] for place in places)),
            Line(_("peak"), tuple(found.peak if place == found.first_at_peak else None for place in places)),
        ),
        format=numbers.short(currency),
        period=_("Customers"),
    )
    return Drawing(charts.line_trend(chart), chart.table())


def _places(found: Whale) -> tuple[int, ...]:
    """Numbers of customers to draw: evenly, and always the peak and the end."""
    step = max(1, found.customers // POINTS)
    chosen = {*range(1, found.customers + 1, step), found.first_at_peak, found.customers} - {0}
    return tuple(sorted(chosen))
