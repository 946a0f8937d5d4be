"""Lines over time: a trend of one or more series, and the sparkline."""

from dataclasses import dataclass
from typing import Final

from covalue.web.charts import bars, drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark

LETTERS_HIGH: Final = 10.0


@dataclass(frozen=True)
class Line:
    """One series; None where nothing is known, which leaves a gap. `customer`: it is what the customer said."""

    name: str
    values: tuple[float | None, ...]
    customer: bool = False


@dataclass(frozen=True)
class LineTrend:
    """The current year against the year before, or the like. The first line is the one that speaks."""

    title: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    format: numbers.Format = numbers.count
    period: str = "Month"
    empty: str = "Nothing to show yet"
    description: str = ""

    def table(self) -> Table:
        """A row a period, a column a line."""
        rows = ((label, *(self._cell(line, place) for line in self.lines)) for place, label in enumerate(self.labels))
        return Table((self.period, *(line.name for line in self.lines)), tuple(rows))

    def _cell(self, line: Line, place: int) -> str:
        value = line.values[place] if place < len(line.values) else None
        return "" if value is None else self.format(value)


def line_trend(chart: LineTrend, *, width: int = 720, height: int = 240, standalone: bool = False) -> str:
    """The drawing as an SVG string."""
    known = [value for line in chart.lines for value in line.values if value is not None]
    if not known or not chart.labels:
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    ticks = drawing.nice_ticks(min(known), max(known))
    left = drawing.text_width([chart.format(tick) for tick in ticks]) + 8
    right = width - drawing.text_width([drawing.clip(line.name, 18) for line in chart.lines]) - 12
    y = Scale(ticks[0], ticks[-1], height - 22, 12)
    slot = (right - left) / len(chart.labels)
    marks = bars.grid(ticks, y, left, right, chart.format, standalone=standalone)
    marks += bars.labels(chart.labels, left, slot, height, standalone=standalone)
    for place, line in reversed(list(enumerate(chart.lines))):
        points = _points(line.values[: len(chart.labels)], left, slot, y)
        role = "line-customer" if line.customer else drawing.series(place, "line")
        marks.append(mark("path", role, d=path(points), standalone=standalone))
        marks += _dots(chart, line, points, place, standalone=standalone)
    marks += _names(chart, left, slot, y, standalone=standalone)
    return drawing.frame(marks, width, height, chart.title, chart.description)


def sparkline(values: tuple[float | None, ...], title: str, *, width: int = 96, height: int = 24) -> str:
    """A small line without axes; its ends touch the box. Fewer than two values draw a flat line."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return drawing.frame([mark("path", "grid", d=f"M0 {height / 2:g}H{width}")], width, height, title)
    y = Scale(min(known), max(known), height - 3, 3)
    points = _points(values, -width / (2 * len(values)), width / len(values), y)
    return drawing.frame([mark("path", "line-1", d=path(points))], width, height, title)


def path(points: list[tuple[float, float] | None]) -> str:
    """Straight lines through the points, lifted over the gaps."""
    written: list[str] = []
    drawing_on = False
    for point in points:
        if point is not None:
            written.append(f"{'L' if drawing_on else 'M'}{point[0]:.1f} {point[1]:.1f}")
        drawing_on = point is not None
    return "".join(written)


def _points(values: tuple[float | None, ...], left: float, slot: float, y: Scale) -> list[tuple[float, float] | None]:
    return [None if value is None else (left + (place + 0.5) * slot, y(value)) for place, value in enumerate(values)]


def _dots(
    chart: LineTrend, line: Line, points: list[tuple[float, float] | None], place: int, *, standalone: bool
) -> list[str]:
    return [
        mark(
            "circle",
            "customer" if line.customer else drawing.series(place if place != 1 else 4),
            standalone=standalone,
            title=f"{chart.labels[at]} · {line.name}: {chart.format(line.values[at] or 0)}",
            cx=point[0],
            cy=point[1],
            r=2.5,
        )
        for at, point in enumerate(points)
        if point is not None
    ]


def _names(chart: LineTrend, left: float, slot: float, y: Scale, *, standalone: bool) -> list[str]:
    """Each line's name at its end, moved apart where two would touch; the name of a single point stands above it."""
    ends: list[tuple[float, float, str]] = []
    marks: list[str] = []
    for line in chart.lines:
        known = [(at, value) for at, value in enumerate(line.values[: len(chart.labels)]) if value is not None]
        if len(known) == 1 < len(chart.labels):
            x, above = left + (known[0][0] + 0.5) * slot, max(LETTERS_HIGH, y(known[0][1]) - 7)
            name = drawing.clip(line.name, 18)
            marks.append(drawing.words(name, x, above, role="legend", anchor="middle", standalone=standalone))
        elif known:
            ends.append((y(known[-1][1]) + 4, left + (known[-1][0] + 0.5) * slot + 7, line.name))
    last = -99.0
    for height, x, name in sorted(ends):
        last = max(height, last + 13)
        marks.append(drawing.words(drawing.clip(name, 18), x, last, role="legend", standalone=standalone))
    return marks
