"""Bars stacked by series, one stack a period, and the small progress bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from covalue.web.charts import drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark, words


@dataclass(frozen=True)
class Stack:
    """One period: a value for every series (None where there is none), and where each segment leads."""

    label: str
    values: tuple[float | None, ...]
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True)
class StackedBars:
    """Revenue by month stacked by offering, or the like. One unit; negative values hang below zero."""

    title: str
    series: tuple[str, ...]
    stacks: tuple[Stack, ...]
    format: numbers.Format = numbers.count
    period: str = "Month"
    total: str = "Total"
    empty: str = "Nothing to show yet"
    description: str = ""

    def table(self) -> Table:
        """A row a period, a column a series, and the total."""
        rows = (
            (stack.label, *(self.format(value or 0) for value in stack.values), self.format(_sum(stack)))
            for stack in self.stacks
        )
        return Table((self.period, *self.series, self.total), tuple(rows))

    @property
    def periods(self) -> int:
        """How many of them have a value."""
        return sum(any(stack.values) for stack in self.stacks)


def stacked_bars(chart: StackedBars, *, width: int = drawing.WIDE, height: int = 250, standalone: bool = False) -> str:
    """The drawing as an SVG string. `standalone`: colours written out and no links, for paper."""
    if not any(value for stack in chart.stacks for value in stack.values):
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    ticks = drawing.nice_ticks(*_reach(chart.stacks))
    left = drawing.text_width([chart.format(tick) for tick in ticks]) + 8
    marks, top = drawing.legend(chart.series, width, standalone=standalone)
    y = Scale(ticks[0], ticks[-1], height - 24, top + 8)
    slot = (width - left) / len(chart.stacks)
    marks += grid(ticks, y, left, width, chart.format, standalone=standalone)
    for place, stack in enumerate(chart.stacks):
        marks += _segments(chart, stack, left + place * slot, slot, y, standalone=standalone)
    marks.append(mark("path", "zero", d=f"M{left:.1f} {y(0):.1f}H{width}", standalone=standalone))
    marks += labels([stack.label for stack in chart.stacks], left, slot, width, height, standalone=standalone)
    linked = not standalone and any(stack.hrefs for stack in chart.stacks)
    return drawing.frame(marks, width, height, chart.title, chart.description, linked=linked)


def bar(ratio: float, title: str, *, customer: bool = False, width: int = 120, height: int = 6) -> str:
    """Progress from 0 to 1; less or more is drawn as empty or full."""
    filled = min(max(ratio, 0.0), 1.0) * width
    marks = [mark("rect", "track", width=width, height=height, rx=height / 2)]
    role = "customer" if customer else "series-1"
    if filled:
        marks.append(mark("rect", role, width=filled, height=height, rx=min(height, filled) / 2))
    return drawing.frame(marks, width, height, title)


def step(
    start: float,
    end: float,
    reach: tuple[float, float],
    title: str,
    *,
    role: str = "series-1",
    width: int = 240,
    height: int = 12,
) -> str:
    """One step of a waterfall, for a row of a table: from one level to the next, on the scale from lowest to highest."""
    x = Scale(min(reach[0], 0), max(reach[1], min(reach[0], 0) + 1e-9), 0, width)
    left, right = sorted((x(start), x(end)))
    marks = [mark("rect", role, title, x=left, width=max(right - left, 1), height=height, rx=2)]
    if reach[0] < 0:
        marks.append(mark("path", "zero", d=f"M{x(0):.1f} 0V{height}", fill="none"))
    return drawing.frame(marks, width, height, title)


def grid(
    ticks: Sequence[float],
    y: Scale,
    left: float,
    right: float,
    form: numbers.Format,
    *,
    standalone: bool = False,
) -> list[str]:
    """Fine lines with their numbers to the left."""
    marks: list[str] = []
    for tick in ticks:
        marks.append(mark("path", "grid", d=f"M{left:.1f} {y(tick):.1f}H{right:.1f}", standalone=standalone))
        marks.append(words(form(tick), left - 8, y(tick) + 4, anchor="end", standalone=standalone))
    return marks


def labels(
    names: Sequence[str], left: float, slot: float, width: float, height: float, *, standalone: bool = False
) -> list[str]:
    """Names under the slots, as many as fit without touching each other or the edge."""
    shown = [drawing.clip(name, 16) for name in names]
    every = max(1, -int(-(drawing.text_width(shown) + 10) // slot))
    marks: list[str] = []
    taken = 0.0
    for place in range(0, len(shown), every):
        middle = drawing.inside(left + (place + 0.5) * slot, shown[place], width)
        half = drawing.text_width([shown[place]]) / 2
        if middle - half >= taken:
            marks.append(words(shown[place], middle, height - 6, anchor="middle", standalone=standalone))
            taken = middle + half + 6
    return marks


def _segments(chart: StackedBars, stack: Stack, x: float, slot: float, y: Scale, *, standalone: bool) -> list[str]:
    marks: list[str] = []
    above = below = 0.0
    thick = min(slot * 0.68, 44)
    for place, value in enumerate(stack.values):
        if not value:
            continue
        start = above if value > 0 else below
        above, below = (start + value, below) if value > 0 else (above, start + value)
        top, bottom = sorted((y(start), y(start + value)))
        says = f"{stack.label} · {chart.series[place]}: {chart.format(value)}"
        rect = mark(
            "rect",
            drawing.series(place),
            says,
            standalone=standalone,
            x=x + (slot - thick) / 2,
            y=top,
            width=thick,
            height=max(bottom - top, 0.5),
        )
        href = stack.hrefs[place] if place < len(stack.hrefs) and not standalone else ""
        marks.append(drawing.link(rect, href, says))
    return marks


def _reach(stacks: Sequence[Stack]) -> tuple[float, float]:
    """The lowest and highest point of any stack."""
    lows = [sum(value for value in stack.values if value and value < 0) for stack in stacks]
    highs = [sum(value for value in stack.values if value and value > 0) for stack in stacks]
    return min(lows), max(highs)


def _sum(stack: Stack) -> float:
    return sum(value or 0 for value in stack.values)
