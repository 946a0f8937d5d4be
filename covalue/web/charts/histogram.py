"""How often a figure fell where: bars over its values, with the same of before as an outline, and lines at what is named."""

from dataclasses import dataclass
from typing import ClassVar, Final

from covalue.web.charts import drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark, words

TOP: Final = 22  # above the bars, for the names of lines
BOTTOM: Final = 22  # below them, for values


@dataclass(frozen=True)
class Bins:
    """Counts of values from `low` to `high`, in bins of one width."""

    low: float
    high: float
    counts: tuple[int, ...]

    @property
    def width(self) -> float:
        return (self.high - self.low) / len(self.counts)

    @property
    def edges(self) -> tuple[float, ...]:
        return tuple(self.low + place * self.width for place in range(len(self.counts) + 1))

    @property
    def densities(self) -> tuple[float, ...]:
        """Shares of all values by a unit of the axis, so that bins of any width can be set beside each other."""
        whole = sum(self.counts) * self.width or 1.0
        return tuple(count / whole for count in self.counts)


@dataclass(frozen=True)
class Histogram:
    """Bins, what is named among their values (P10, P50 …), and `before`, which is drawn as an outline."""

    title: str
    bins: Bins
    marks: tuple[tuple[str, float], ...] = ()
    before: Bins | None = None
    format: numbers.Format = numbers.count
    headers: tuple[str, str] = ("Value", "Share")
    empty: str = "The same in every case"
    description: str = ""

    periods: ClassVar[int] = 2  # always drawn

    def table(self) -> Table:
        """A row a bin, with its share of all values."""
        total, edges = sum(self.bins.counts) or 1, self.bins.edges
        rows = (
            (
                f"{self.format(edges[place])} – {self.format(edges[place + 1])}",
                numbers.tenths(count / total),
            )
            for place, count in enumerate(self.bins.counts)
        )
        return Table(self.headers, tuple(rows))


def histogram(chart: Histogram, *, width: int = drawing.WIDE, height: int = 150, standalone: bool = False) -> str:
    """The drawing as an SVG string. What is below nought is grey."""
    if not chart.bins.width > 0:
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    shown = [chart.bins, *([chart.before] if chart.before and chart.before.width > 0 else [])]
    low, high = min(bins.low for bins in shown), max(bins.high for bins in shown)
    x = Scale(low, high, 0, width)
    y = Scale(0, max(max(bins.densities) for bins in shown), height - BOTTOM, TOP)
    marks = [_bar(chart.bins, place, x, y, standalone=standalone) for place in range(len(chart.bins.counts))]
    if chart.before in shown:
        marks.append(mark("path", "line-2", d=_outline(shown[-1], x, y), standalone=standalone))
    marks.append(mark("path", "zero", d=f"M0 {height - BOTTOM}H{width}", standalone=standalone))
    if low < 0 < high:
        marks.append(mark("path", "zero", d=f"M{x(0):.1f} {TOP}V{height - BOTTOM}", standalone=standalone))
    for name, value in chart.marks:
        at = x(min(max(value, low), high))
        marks.append(mark("path", "guide", d=f"M{at:.1f} {TOP - 6}V{height - BOTTOM}", standalone=standalone))
        place = drawing.inside(at, name, width)
        marks.append(words(name, place, TOP - 10, anchor="middle", standalone=standalone))
    marks.append(words(chart.format(low), 0, height - 6, standalone=standalone))
    marks.append(words(chart.format(high), width, height - 6, anchor="end", standalone=standalone))
    return drawing.frame(marks, width, height, chart.title, chart.description)


def _bar(bins: Bins, place: int, x: Scale, y: Scale, *, standalone: bool) -> str:
    left, right = bins.edges[place], bins.edges[place + 1]
    top = y(bins.densities[place])
    role = "series-1" if left + right >= 0 else "series-5"
    return mark(
        "rect",
        role,
        x=x(left) + 0.5,
        y=top,
        width=max(x(right) - x(left) - 1, 0.5),
        height=y(0) - top,
        standalone=standalone,
    )


def _outline(bins: Bins, x: Scale, y: Scale) -> str:
    steps = "".join(
        f"V{y(density):.1f}H{x(edge):.1f}" for density, edge in zip(bins.densities, bins.edges[1:], strict=True)
    )
    return f"M{x(bins.low):.1f} {y(0):.1f}{steps}V{y(0):.1f}"
