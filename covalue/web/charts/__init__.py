"""Charts drawn on the server: pure functions from frozen data to SVG, with the table behind each."""

from covalue.web.charts.bars import Stack, StackedBars, bar, stacked_bars, step
from covalue.web.charts.drawing import Drawing, Table, drawn
from covalue.web.charts.histogram import Bins, Histogram, histogram
from covalue.web.charts.lines import Line, LineTrend, line_trend, sparkline
from covalue.web.charts.shares import Pareto, pareto
from covalue.web.charts.tornado import Swing, Tornado, tornado
from covalue.web.charts.whale import WhaleCurve, whale_curve

__all__ = [
    "Bins", "Drawing", "Histogram", "Line", "LineTrend", "Pareto", "Stack", "StackedBars", "Swing", "Table", "Tornado", "WhaleCurve",
    "bar", "drawn", "histogram", "line_trend", "pareto", "sparkline", "stacked_bars", "step", "tornado", "whale_curve",
]  # fmt: skip
