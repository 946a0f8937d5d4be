"""The check as a drawing, with the table behind it."""

from django.utils.translation import gettext as _

from covalue.analytics.lifetime.holdout import Check
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend


def by_frequency(check: Check) -> Drawing:
    """What customers bought in the time held out, against forecasts, by how often they had bought again before."""
    classes = check.classes
    chart = LineTrend(
        title=_("Purchases per customer in the test period, by earlier repeat purchases"),
        labels=tuple(f"{one.frequency}+" if one.open_ended else str(one.frequency) for one in classes),
        lines=(
            Line(_("actual"), tuple(one.actual for one in classes)),
            Line(_("unchanged rate"), tuple(one.naive for one in classes)),
            Line(_("model"), tuple(one.model for one in classes)),
        ),
        format=_decimals,
        period=_("Repeat purchases"),
    )
    return Drawing(charts.line_trend(chart), chart.table())


def _decimals(value: float) -> str:
    return f"{value:.1f}"
