"""The whale curve: what customers bring, added up from the best; what the last ones cost is drawn in its own colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from covalue.web.charts import drawing, numbers
from covalue.web.charts.drawing import Scale, Table, mark, words

MOST_POINTS: Final = 240


@dataclass(frozen=True)
class WhaleCurve:
    """`cumulative` begins with the best customer; between `first_at_peak` and `last_at_peak` lie those who change nothing."""

    title: str
    cumulative: Sequence[float]
    first_at_peak: int
    last_at_peak: int
    format: numbers.Format = numbers.count
    empty: str = "Nothing to show yet"
    customers: str = "customers"
    headers: tuple[str, str, str] = ("Customers", "Cumulative", "Share")

    periods: ClassVar[int] = 2  # always drawn

    @property
    def total(self) -> float:
        return self.cumulative[-1] if self.cumulative else 0.0

    @property
    def peak(self) -> float:
        return self.cumulative[self.first_at_peak - 1] if self.first_at_peak else 0.0

    def table(self) -> Table:
        """Tenths of the customers, the peak and the end."""
        count = len(self.cumulative)
        tenths = {max(1, round(count * part / 10)) for part in range(1, 11)} if count else set()
        places = sorted(tenths | ({self.first_at_peak} - {0}))
        return Table(
            self.headers,
            tuple(
                (numbers.count(place), self.format(self.cumulative[place - 1]), self._share(self.cumulative[place - 1]))
                for place in places
            ),
        )

    def _share(self, value: float) -> str:
        return numbers.share(value / self.total) if self.total > 0 else "–"

    @property
    def label(self) -> str:
        """What stands at the peak: a share of the whole, or money where the whole is not above zero."""
        return self._share(self.peak) if self.total > 0 else self.format(self.peak)


def whale_curve(chart: WhaleCurve, *, width: int = drawing.WIDE, height: int = 0, standalone: bool = False) -> str:
    """The drawing as an SVG string; a narrow one is as high as what stands beside it."""
    height = height or (320 if drawing.is_narrow(width) else 300)
    if not chart.cumulative:
        return drawing.empty(chart.title, chart.empty, width, height, standalone=standalone)
    count, low, high = len(chart.cumulative), min(0.0, chart.total, *chart.cumulative), max(chart.peak, 0.0)
    whole = numbers.share(1) if chart.total > 0 else chart.format(chart.total)
    x = Scale(0, count, drawing.text_width([whole]) + 8, width - 12)
    y = Scale(low, high or 1.0, height - 26, 34)
    marks = [
        mark(
            "path",
            "zero",
            d=f"M{x(0):.1f} {y(high or 1.0):.1f}V{y(low):.1f}M{x(0):.1f} {y(0):.1f}H{x(count):.1f}",
            fill="none",
            standalone=standalone,
        ),
        mark(
            "path",
            "guide",
            chart.format(chart.total),
            d=f"M{x(0):.1f} {y(chart.total):.1f}H{x(count):.1f}",
            standalone=standalone,
        ),
        words(
            whole,
            x(0) - 4,
            y(chart.total) + 4,
            anchor="end",
            standalone=standalone,
        ),
        mark("path", "line-1", d=_line(chart, 0, chart.last_at_peak, x, y), standalone=standalone),
    ]
    if chart.last_at_peak < count:
        marks.append(mark("path", "line-loss", d=_line(chart, chart.last_at_peak, count, x, y), standalone=standalone))
    if chart.first_at_peak:
        at, top = x(chart.first_at_peak), y(chart.peak)
        marks.append(mark("circle", "series-1", chart.format(chart.peak), cx=at, cy=top, r=4, standalone=standalone))
        marks.append(
            words(
                chart.label,
                drawing.inside(at, chart.label, width),
                top - 10,
                role="legend",
                anchor="middle",
                standalone=standalone,
            )
        )
    marks.append(
        words(f"{numbers.count(count)} {chart.customers}", x(count), height - 8, anchor="end", standalone=standalone)
    )
    return drawing.frame(marks, width, height, chart.title)


def _line(chart: WhaleCurve, first: int, last: int, x: Scale, y: Scale) -> str:
    """From after the `first` customer to the `last`, by no more points than can be seen."""
    step = max(1, (last - first) // MOST_POINTS)
    places = sorted({*range(first, last, step), last})
    points = ((x(place), y(chart.cumulative[place - 1] if place else 0.0)) for place in places)
    return "M" + "L".join(f"{across:.1f} {up:.1f}" for across, up in points)
