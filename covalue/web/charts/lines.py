"""Lines over time: a trend of one or more series, and the sparkline."""

from dataclasses import dataclass
from typing import Final

from covalue.web.charts import bars, drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark

LONGEST: Final = 18  # characters of a line's name


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

    @property
    def periods(self) -> int:
        """How many of them have a value."""
        return sum(
            any(line.values[place] is not None for line in self.lines if place < len(line.values))
            for place in range(len(self.labels))
        )

    def _cell(self, line: Line, place: int) -> str:
        value = line.values[place] if place < len(line.values) else None
        return "" if value is None else self.format(value)


def line_trend(chart: LineTrend, *, width: int = drawing.WIDE, height: int = 250, standalone: bool = False) -> str:
    """The drawing as an SVG string."""
    known = [value for line in chart.lines for value in line.values if value is not None]
    if not known or not chart.labels:
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    ticks = drawing.nice_ticks(min(known), max(known))
    names = [drawing.clip(line.name, LONGEST) for line in chart.lines]
    left = drawing.text_width([chart.format(tick) for tick in ticks]) + 8
    marks: list[str] = []
    top, right = 12.0, width - drawing.text_width(names) - 22
    if drawing.is_narrow(width):
        roles = [_role(line, place) for place, line in enumerate(chart.lines)]
        marks, above = drawing.legend(names, width, roles, standalone=standalone)
        top, right = above + 8, width - 6.0
    y = Scale(ticks[0], ticks[-1], height - 24, top)
    slot = (right - left) / len(chart.labels)
    marks += bars.grid(ticks, y, left, right, chart.format, standalone=standalone)
    marks += bars.labels(chart.labels, left, slot, width, height, standalone=standalone)
    for place, line in reversed(list(enumerate(chart.lines))):
        points = _points(line.values[: len(chart.labels)], left, slot, y)
        role = "line-customer" if line.customer else drawing.series(place, "line")
        marks.append(mark("path", role, d=path(points), standalone=standalone))
        marks += _dots(chart, line, points, place, standalone=standalone)
    if not drawing.is_narrow(width):
        marks += _names(chart, names, right, y, standalone=standalone)
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
            _role(line, place),
            standalone=standalone,
            title=f"{chart.labels[at]} · {line.name}: {chart.format(line.values[at] or 0)}",
            cx=point[0],
            cy=point[1],
            r=3,
        )
        for at, point in enumerate(points)
        if point is not None
    ]


def _role(line: Line, place: int) -> str:
    """The colour of a line's dots: the second is the quiet one."""
    return "customer" if line.customer else drawing.series(place if place != 1 else 4)


def _names(chart: LineTrend, names: list[str], right: float, y: Scale, *, standalone: bool) -> list[str]:
    """Each line's name to the right of all lines, at the height of its last point, moved apart where two would touch."""
    ends = []
    for place, (line, name) in enumerate(zip(chart.lines, names, strict=True)):
        known = [value for value in line.values[: len(chart.labels)] if value is not None]
        if known:
            ends.append((y(known[-1]) + 4, name, _role(line, place)))
    marks: list[str] = []
    heights = drawing.apart([height for height, _name, _colour in ends], drawing.LETTERS, y.start)
    for height, (_height, name, colour) in zip(heights, ends, strict=True):
        marks.append(mark("circle", colour, cx=right + 10, cy=height - 4, r=3, standalone=standalone))
        marks.append(drawing.words(name, right + 18, height, role="legend", standalone=standalone))
    return marks
