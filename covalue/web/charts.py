"""Charts as SVG drawn on the server: one theme, the same drawing on page and paper, a table behind each.

On a page, colours come from classes (charts.css follows light and dark). `standalone=True` writes them into the drawing,
for a PDF.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10
from typing import Final

Format = Callable[[float], str]

WIDTH: Final = 860
HEIGHT: Final = 260
LEFT, RIGHT, TOP, BOTTOM = 56, 10, 14, 28
COLOURS: Final = {
    "s1": "#0b6e5f", "s2": "#4b83c4", "s3": "#c58b2b", "s4": "#8a63c9", "s5": "#a3a7ab",
    "line": "#e7e6e2", "guide": "#c9c7c1", "text": "#5d6166", "band": "#e3f2ee",
}  # fmt: skip
MOST_MARKS: Final = 160


@dataclass(frozen=True)
class Series:
    """Values under one name; `hrefs` make each mark a link to its rows."""

    name: str
    values: tuple[float, ...]
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A drawing and the table behind it."""

    svg: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def stacked_bars(
    labels: Sequence[str], series: Sequence[Series], *, title: str, number: Format, standalone: bool = False
) -> Chart:
    """A bar for each label, stacked by series; what is negative hangs below the line."""
    ups = [sum(max(s.values[i], 0) for s in series) for i in range(len(labels))]
    downs = [sum(min(s.values[i], 0) for s in series) for i in range(len(labels))]
    pen = _Pen(title, standalone, _Scale.over(min([0, *downs]), max([0, *ups])), number)
    if not labels or not any(ups) and not any(downs):
        return _nothing(title, standalone)
    step = (WIDTH - LEFT - RIGHT) / len(labels)
    for place, label in enumerate(labels):
        up = down = 0.0
        for index, one in enumerate(series):
            value = one.values[place]
            if not value:
                continue
            low, high = (up, up + value) if value > 0 else (down + value, down)
            up, down = (up + value, down) if value > 0 else (up, down + value)
            top, bottom = pen.y(high), pen.y(low)
            mark = (
                f'<rect {pen.fill(index)} x="{LEFT + step * place + step * 0.16:.1f}" y="{top:.1f}" '
                f'width="{step * 0.68:.1f}" height="{max(bottom - top, 0.5):.1f}" rx="1">'
                f"<title>{escape(label)} · {escape(one.name)}: {escape(number(value))}</title></rect>"
            )
            pen.add(f'<a href="{escape(one.hrefs[place])}">{mark}</a>' if one.hrefs else mark)
    pen.labels_below(labels, step)
    pen.legend([one.name for one in series])
    return Chart(pen.svg(), ("", *(s.name for s in series)), _rows(labels, series, number))


def lines(
    labels: Sequence[str], series: Sequence[Series], *, title: str, number: Format, standalone: bool = False
) -> Chart:
    """A line for each series; the first is drawn full, the others as something to compare with."""
    values = [value for one in series for value in one.values]
    if not labels or not any(values):
        return _nothing(title, standalone)
    pen = _Pen(title, standalone, _Scale.over(min([0, *values]), max(values)), number)
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    for index, one in reversed(list(enumerate(series))):
        points = [(LEFT + step * place, pen.y(value)) for place, value in enumerate(one.values)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dashed = ' stroke-dasharray="5 4"' if index else ""
        pen.add(f'<path {pen.stroke(index)} d="{path}" fill="none" stroke-width="{1.5 if index else 2.5}"{dashed}/>')
        for (x, y), label, value in zip(points, labels, one.values, strict=True):
            pen.add(
                f'<circle {pen.fill(index)} cx="{x:.1f}" cy="{y:.1f}" r="{2.6 if not index else 0}">'
                f"<title>{escape(label)} · {escape(one.name)}: {escape(number(value))}</title></circle>"
            )
    pen.labels_below(labels, step, centred=False)
    pen.legend([one.name for one in series])
    return Chart(pen.svg(), ("", *(s.name for s in series)), _rows(labels, series, number))


def pareto(
    names: Sequence[str], values: Sequence[float], *, title: str, number: Format, share: Format, standalone: bool = False
) -> Chart:
    """Cumulative share of the positive total over customers, largest first, with the borders of A and B.

    Beyond 160 customers the curve is drawn through 160 evenly spaced ones; the borders stay exact.
    """
    held = [value for value in values if value > 0]
    total = sum(held)
    if not total:
        return _nothing(title, standalone)
    reached, curve = 0.0, []
    for value in held:
        reached += value / total
        curve.append(reached)
    pen = _Pen(title, standalone, _Scale(0, 1, 0.2), share)
    span = WIDTH - LEFT - RIGHT
    at = {goal: next(i for i, r in enumerate(curve) if r >= goal - 1e-12) + 1 for goal in (0.8, 0.95)}
    x80 = LEFT + span * at[0.8] / len(held)
    pen.add(f'<rect {pen.tint()} x="{LEFT}" y="{TOP}" width="{x80 - LEFT:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>')
    for goal, count in at.items():
        x, y = LEFT + span * count / len(held), pen.y(goal)
        pen.add(f'<path {pen.guide()} d="M{LEFT} {y:.1f}H{x:.1f}V{HEIGHT - BOTTOM}" fill="none" stroke-dasharray="3 3"/>')
        pen.text(x + 5, HEIGHT - BOTTOM - 6, f"{count:,}".replace(",", "\u2009") + f" → {share(goal)}")
    places = sorted({round(i * (len(held) - 1) / MOST_MARKS) for i in range(MOST_MARKS + 1)})
    points = [(LEFT, pen.y(0)), *((LEFT + span * (i + 1) / len(held), pen.y(curve[i])) for i in places)]
    pen.add(f'<path {pen.stroke(0)} d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + '" fill="none" stroke-width="2.5"/>')
    for i in places[:40]:
        x, y = LEFT + span * (i + 1) / len(held), pen.y(curve[i])
        pen.add(
            f'<circle {pen.fill(0)} cx="{x:.1f}" cy="{y:.1f}" r="2.4"><title>{i + 1}. {escape(names[i])}: '
            f"{escape(number(values[i]))}, {escape(share(curve[i]))}</title></circle>"
        )
    pen.text(WIDTH - RIGHT, HEIGHT - 8, f"{len(held):,}".replace(",", "\u2009"), anchor="end")
    rows = tuple((f"{i + 1}. {names[i]}", number(values[i]), share(curve[i])) for i in range(min(len(held), 20)))
    return Chart(pen.svg(), ("", "", ""), rows)


@dataclass(frozen=True)
class _Scale:
    """A vertical axis with round steps."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, low: float, high: float) -> "_Scale":
        span = (high - low) or 1
        power = 10 ** floor(log10(span / 4))
        step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 5)
        return cls(step * floor(low / step), step * -floor(-high / step), step)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * place for place in range(count + 1)]


class _Pen:
    """Collects the parts of one drawing."""

    def __init__(self, title: str, standalone: bool, scale: _Scale, number: Format) -> None:
        self.title, self.standalone, self.scale = title, standalone, scale
        self.parts: list[str] = []
        self.foot = 0
        for tick in scale.ticks():
            y = self.y(tick)
            self.add(f'<path {self._stroke("line")} d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            self.text(LEFT - 8, y + 4, number(tick), anchor="end")

    def y(self, value: float) -> float:
        share = (value - self.scale.low) / ((self.scale.high - self.scale.low) or 1)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def add(self, part: str) -> None:
        self.parts.append(part)

    def text(self, x: float, y: float, words: str, anchor: str = "start") -> None:
        colour = f'fill="{COLOURS["text"]}" font-family="Inter" ' if self.standalone else 'class="chart-text" '
        self.add(f'<text {colour}font-size="11" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>')

    def labels_below(self, labels: Sequence[str], step: float, *, centred: bool = True) -> None:
        """As many labels as have room."""
        every = max(1, -(-len(labels) * 58 // (WIDTH - LEFT - RIGHT)))
        for place in range(0, len(labels), every):
            anchor = "middle" if centred or 0 < place < len(labels) - 1 else "start" if not place else "end"
            self.text(LEFT + step * (place + (0.5 if centred else 0)), HEIGHT - 8, labels[place], anchor)

    def legend(self, names: Sequence[str]) -> None:
        """Names with their colour, in a line below."""
        if len(names) < 2:
            return
        self.foot = 22
        x = float(LEFT)
        for index, name in enumerate(names):
            shown = name if len(name) < 26 else name[:25] + "…"
            self.add(f'<rect {self.fill(index)} x="{x:.0f}" y="{HEIGHT + 5}" width="9" height="9" rx="2"/>')
            self.text(x + 14, HEIGHT + 13, shown)
            x += 34 + 6.4 * len(shown)

    def fill(self, index: int) -> str:
        name = f"s{min(index, 4) + 1}"
        return f'fill="{COLOURS[name]}"' if self.standalone else f'class="chart-{name}"'

    def stroke(self, index: int) -> str:
        return self._stroke("guide" if index else "s1")

    def guide(self) -> str:
        return self._stroke("guide")

    def tint(self) -> str:
        return f'fill="{COLOURS["band"]}"' if self.standalone else 'class="chart-band"'

    def svg(self) -> str:
        size = f' width="{WIDTH}" height="{HEIGHT + self.foot}"' if self.standalone else ' width="100%"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT + self.foot}"{size} '
            f'role="img" aria-label="{escape(self.title)}">{"".join(self.parts)}</svg>'
        )

    def _stroke(self, name: str) -> str:
        return f'stroke="{COLOURS[name]}"' if self.standalone else f'class="chart-stroke-{name}"'


def _rows(labels: Sequence[str], series: Sequence[Series], number: Format) -> tuple[tuple[str, ...], ...]:
    return tuple((label, *(number(s.values[place]) for s in series)) for place, label in enumerate(labels))


def _nothing(title: str, standalone: bool) -> Chart:
    pen = _Pen(title, standalone, _Scale(0, 1, 1), lambda value: "")
    pen.text(WIDTH / 2, HEIGHT / 2, "–", anchor="middle")
    return Chart(pen.svg(), (), ())
