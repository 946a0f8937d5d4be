"""The backtest as a drawing, with the table behind it."""

from django.utils.translation import gettext as _

from covalue.analytics.lifetime.holdout import Check
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend, numbers


def by_frequency(check: Check) -> Drawing:
    """Purchases per customer in the test period beside two forecasts, by repeat purchases before it."""
    classes = check.classes
    chart = LineTrend(
        title=_("Purchases per customer in the test period, by earlier repeat purchases"),
        labels=tuple(f"{group.frequency}+" if group.open_ended else str(group.frequency) for group in classes),
        lines=(
            Line(_("actual"), tuple(group.actual for group in classes)),
            Line(_("unchanged rate"), tuple(group.naive for group in classes)),
            Line(_("model"), tuple(group.model for group in classes)),
        ),
        format=numbers.decimal,
        period=_("Repeat purchases"),
    )
    return charts.drawn(charts.line_trend, chart)
