"""Survival, retention and the check as drawings, with the tables behind them."""

from django.utils.translation import gettext as _

from covalue.analytics.lifetime.cohorts import Check
from covalue.retention.queries import Fitted
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend, numbers


def survival(one: Fitted, period: str) -> Drawing:
    """The share still there: what was observed, the model beyond it, and constant retention."""
    return _drawn(
        LineTrend(
            title=_("Share of {name} still there").format(name=one.name),
            labels=tuple(str(row.period) for row in one.rows),
            lines=(
                Line(_("observed"), tuple(row.observed for row in one.rows)),
                Line(_("constant"), tuple(row.constant for row in one.rows)),
                Line(_("model"), tuple(row.model for row in one.rows)),
            ),
            format=numbers.share,
            period=period,
        )
    )


def retention(one: Fitted, period: str) -> Drawing:
    """The share of those that came to a renewal and renewed."""
    rows, constant = one.rows[1:], one.found.constant if one.found else None
    return _drawn(
        LineTrend(
            title=_("Share of {name} that renews").format(name=one.name),
            labels=tuple(str(row.period) for row in rows),
            lines=(
                Line(_("observed"), tuple(row.retention for row in rows)),
                Line(_("constant"), tuple(constant for _row in rows)),
                Line(_("model"), tuple(row.model_retention for row in rows)),
            ),
            format=numbers.share,
            period=period,
        )
    )


def held_out(check: Check) -> Drawing:
    """The periods held out: what happened, and the forecasts."""
    return _drawn(
        LineTrend(
            title=_("Share still there in the periods held out"),
            labels=tuple(f"+{one.ahead}" for one in check.steps),
            lines=(
                Line(_("what happened"), tuple(one.actual for one in check.steps)),
                Line(_("constant"), tuple(one.naive for one in check.steps)),
                Line(_("model"), tuple(one.model for one in check.steps)),
            ),
            format=_tenths,
            period=_("Periods later"),
        )
    )


def _tenths(value: float) -> str:
    return f"{100 * value:.1f} %"


def _drawn(chart: LineTrend) -> Drawing:
    return Drawing(charts.line_trend(chart), chart.table())
