"""What matters most: for each assumption how far a figure moves between its low and its high end."""

from dataclasses import dataclass
from typing import ClassVar, Final

from covalue.web.charts import drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark, words

ROW: Final = 30
ROW_WITH_NAME: Final = 48  # narrow: the name stands above its bar
BAR: Final = 18
LONGEST: Final = 30  # characters of a name


@dataclass(frozen=True)
class Swing:
    """One assumption and the figure at its two ends."""

    name: str
    at_low: float
    at_high: float


@dataclass(frozen=True)
class Tornado:
    """Swings, the widest first, around the figure as it is expected."""

    title: str
    base: float
    swings: tuple[Swing, ...]
    format: numbers.Format = numbers.count
    headers: tuple[str, str, str] = ("Assumption", "At its low end", "At its high end")
    empty: str = "Nothing to show yet"
    description: str = ""

    periods: ClassVar[int] = 2  # always drawn

    def table(self) -> Table:
        """A row an assumption."""
        rows = ((s.name, self.format(s.at_low), self.format(s.at_high)) for s in self.swings)
        return Table(self.headers, tuple(rows))


def tornado(chart: Tornado, *, width: int = drawing.WIDE, standalone: bool = False) -> str:
    """The drawing as an SVG string; what is better than expected is in our colour, what is worse is grey."""
    if not chart.swings:
        return drawing.empty(chart.title, chart.empty, width, 120, standalone=standalone)
    names = [drawing.clip(swing.name, LONGEST) for swing in chart.swings]
    narrow = drawing.is_narrow(width)
    left = 0.0 if narrow else drawing.text_width(names) + 16
    row = ROW_WITH_NAME if narrow else ROW
    ends = [chart.base, *(end for swing in chart.swings for end in (swing.at_low, swing.at_high))]
    label = drawing.text_width([chart.format(end) for end in ends]) + 6
    x = Scale(min(ends), max(ends), left + label, width - label)
    height = row * len(chart.swings) + 24
    marks: list[str] = []
    for place, (name, swing) in enumerate(zip(names, chart.swings, strict=True)):
        marks += _row(chart, swing, name, left, 4 + place * row, x, standalone=standalone)
    marks.append(mark("path", "zero", d=f"M{x(chart.base):.1f} 0V{height - 22}", standalone=standalone))
    base = chart.format(chart.base)
    middle = drawing.inside(x(chart.base), base, width)
    marks.append(words(base, middle, height - 6, anchor="middle", standalone=standalone))
    return drawing.frame(marks, width, height, chart.title, chart.description)


def _row(chart: Tornado, swing: Swing, name: str, left: float, top: float, x: Scale, *, standalone: bool) -> list[str]:
    if left:
        marks = [words(name, left - 10, top + BAR / 2 + 4, role="legend", anchor="end", standalone=standalone)]
    else:
        marks = [words(name, 2, top + 12, role="name", standalone=standalone)]
        top += ROW_WITH_NAME - ROW
    middle = top + BAR / 2 + 4
    low, high = sorted((swing.at_low, swing.at_high))
    for end, role in ((low, "series-5"), (high, "series-1")):
        start, stop = sorted((x(chart.base), x(end)))
        if (role == "series-5") == (end < chart.base) and stop > start:
            marks.append(
                mark(
                    "rect",
                    role,
                    f"{swing.name}: {chart.format(end)}",
                    standalone=standalone,
                    x=start,
                    y=top,
                    width=stop - start,
                    height=BAR,
                    rx=2,
                )
            )
    marks.append(words(chart.format(low), min(x(low), x(chart.base)) - 5, middle, anchor="end", standalone=standalone))
    marks.append(words(chart.format(high), max(x(high), x(chart.base)) + 5, middle, standalone=standalone))
    return marks
