"""The Pareto curve: how much of the whole the largest accounts bring, with the classes A, B and C shaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from covalue.web.charts import bars, drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark, words

A_SHARE: Final = 0.80  # the customary bounds of an ABC analysis
B_SHARE: Final = 0.95
MOST_BARS: Final = 60  # more accounts than this are drawn as a curve
MOST_POINTS: Final = 200


@dataclass(frozen=True)
class Pareto:
    """Accounts and their amounts in any order; amounts of zero or less add nothing to the shares."""

    title: str
    accounts: tuple[tuple[str, float], ...]
    format: numbers.Format = numbers.count
    empty: str = "Nothing to show yet"
    description: str = ""
    headers: tuple[str, str, str, str] = ("Class", "Accounts", "Amount", "Share")

    periods: ClassVar[int] = 2  # always drawn

    def table(self) -> Table:
        """A row a class: how many accounts, how much, which share."""
        ranked = _ranked(self)
        whole = sum(ranked) or 1.0
        rows = []
        for name, start, end in _classes(ranked):
            part = sum(ranked[start:end])
            rows.append((name, numbers.count(end - start), self.format(part), numbers.share(part / whole)))
        return Table(self.headers, tuple(rows))


def pareto(chart: Pareto, *, width: int = drawing.WIDE, height: int = 250, standalone: bool = False) -> str:
    """The drawing as an SVG string: bars while they can be told apart, beyond that a curve alone."""
    ranked = _ranked(chart)
    if not ranked:
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    left = drawing.text_width([numbers.share(1)]) + 8
    y = Scale(0, 1, height - 24, 16)
    x = Scale(0, len(ranked), left, width - 8)
    marks = [*_bands(ranked, x, y, standalone=standalone)]
    marks += bars.grid((0, 0.25, 0.5, 0.75, 1), y, left, width - 8, numbers.share, standalone=standalone)
    if len(ranked) <= MOST_BARS:
        marks += _bars(chart, x, y, standalone=standalone)
    for share in (A_SHARE, B_SHARE):
        marks.append(
            mark(
                "path",
                "guide",
                numbers.share(share),
                d=f"M{left:.1f} {y(share):.1f}H{width - 8}",
                standalone=standalone,
            )
        )
    marks += _curve(ranked, x, y, standalone=standalone)
    for share in (A_SHARE, B_SHARE):  # right of the bars, below the curve
        says = numbers.share(share)
        marks.append(words(says, width - 12, y(share) + 14, role="name", anchor="end", standalone=standalone))
    for count in drawing.nice_ticks(0, len(ranked), 3 if drawing.is_narrow(width) else 5):
        if 0 < count <= len(ranked):
            says = numbers.count(count)
            middle = drawing.inside(x(count), says, width)
            marks.append(words(says, middle, height - 6, anchor="middle", standalone=standalone))
    return drawing.frame(marks, width, height, chart.title, chart.description)


def _ranked(chart: Pareto) -> list[float]:
    return sorted((amount for _, amount in chart.accounts if amount > 0), reverse=True)


def _classes(ranked: list[float]) -> Iterator[tuple[str, int, int]]:
    """Class, first and end place. The account that crosses a bound still belongs to the class before it."""
    whole = sum(ranked)
    running = list(accumulate(ranked))
    bounds = [
        sum(1 for place, total in enumerate(running) if total - ranked[place] < share * whole - 1e-9)
        for share in (A_SHARE, B_SHARE)
    ]
    yield from (("A", 0, bounds[0]), ("B", bounds[0], bounds[1]), ("C", bounds[1], len(ranked)))


def _bands(ranked: list[float], x: Scale, y: Scale, *, standalone: bool) -> Iterator[str]:
    for name, start, end in _classes(ranked):
        if end == start:
            continue
        wide = x(end) - x(start)
        yield mark(
            "rect",
            f"band-{name.lower()}",
            f"{name}: {numbers.count(end - start)}",
            standalone=standalone,
            x=x(start),
            y=y(1),
            width=wide,
            height=y(0) - y(1),
        )
        if wide > 14:
            yield words(name, x(start) + wide / 2, y(0) - 6, role="name", anchor="middle", standalone=standalone)


def _bars(chart: Pareto, x: Scale, y: Scale, *, standalone: bool) -> list[str]:
    positive = sorted((pair for pair in chart.accounts if pair[1] > 0), key=lambda pair: -pair[1])
    whole = sum(amount for _, amount in positive)
    return [
        mark(
            "rect",
            "series-1",
            f"{name}: {chart.format(amount)}",
            standalone=standalone,
            x=x(place + 0.16),
            y=y(amount / whole),
            width=x(0.68) - x(0),
            height=y(0) - y(amount / whole),
        )
        for place, (name, amount) in enumerate(positive)
    ]


def _curve(ranked: list[float], x: Scale, y: Scale, *, standalone: bool) -> list[str]:
    running = list(accumulate(ranked))
    step = max(1, -(-len(ranked) // MOST_POINTS))
    places = [*range(step - 1, len(ranked), step)]
    places += [len(ranked) - 1] if places[-1] != len(ranked) - 1 else []
    line = f"M{x(0):.1f} {y(0):.1f}" + "".join(
        f"L{x(place + 1):.1f} {y(running[place] / running[-1]):.1f}" for place in places
    )
    return [mark("path", "line-1", d=line, standalone=standalone)]
