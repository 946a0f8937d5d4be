"""Charts drawn on the server: pure functions from frozen data to SVG, with the table behind each."""

from covalue.web.charts.bars import Stack, StackedBars, bar, stacked_bars
from covalue.web.charts.drawing import Table
from covalue.web.charts.lines import Line, LineTrend, line_trend, sparkline
from covalue.web.charts.shares import Pareto, pareto

__all__ = [
    "Line", "LineTrend", "Pareto", "Stack", "StackedBars", "Table",
    "bar", "line_trend", "pareto", "sparkline", "stacked_bars",
]  # fmt: skip
