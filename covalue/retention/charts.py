"""Survival, retention and the check as drawings, with the tables behind them."""

from django.utils.translation import gettext as _

from covalue.retention.queries import Fit, HeldOut
from covalue.web import charts
from covalue.web.charts import Drawing, Line, LineTrend, numbers


def survival(name: str, fit: Fit, period: str) -> Drawing:
    """The share still there: what was observed, the model beyond it, and constant retention."""
    rows = fit.periods
    lines = (
        Line(_("observed"), tuple(row.observed for row in rows)),
        Line(_("constant"), tuple(row.constant for row in rows)),
        Line(_("model"), tuple(row.model.value for row in rows)),
    )
    title, labels = _("Share of {name} still active").format(name=name), tuple(str(row.period) for row in rows)
    return _drawn(LineTrend(title=title, labels=labels, lines=lines, format=numbers.share, period=period))


def retention(name: str, fit: Fit, period: str) -> Drawing:
    """The share of those that came to a renewal and renewed."""
    rows = fit.periods[1:]
    lines = (
        Line(_("observed"), tuple(row.retention for row in rows)),
        Line(_("constant"), tuple(fit.constant_retention for _row in rows)),
        Line(_("model"), tuple(row.model_retention for row in rows)),
    )
    title, labels = _("Share of {name} that renews").format(name=name), tuple(str(row.period) for row in rows)
    return _drawn(LineTrend(title=title, labels=labels, lines=lines, format=numbers.share, period=period))


def held_out(check: HeldOut) -> Drawing:
    """The periods held out: what happened, and the forecasts."""
    lines = (
        Line(_("actual"), tuple(step.actual for step in check.steps)),
        Line(_("constant"), tuple(step.naive for step in check.steps)),
        Line(_("model"), tuple(step.model for step in check.steps)),
    )
    title, labels = _("Share still active in the test periods"), tuple(f"+{step.ahead}" for step in check.steps)
    return _drawn(LineTrend(title=title, labels=labels, lines=lines, format=numbers.tenths, period=_("Periods later")))


def _drawn(chart: LineTrend) -> Drawing:
    return charts.drawn(charts.line_trend, chart)
