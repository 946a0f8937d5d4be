"""The drawing language of every chart: sizes, scales, escaped marks and one theme for pages and for paper."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Final

SERIES: Final = 5
WIDE: Final = 720
NARROW: Final = 320  # for a phone
LETTERS: Final = 14.4  # px; as large as letters get, in the drawing's own measure (charts.css)
CHARACTER: Final = 8.2  # mean width of such a figure or letter of Inter, in px
LINE_HIGH: Final = 17.0
WIDTHS: Final = {  # of Inter's letters, in parts of their size; a little more than they are
    **dict.fromkeys("iIjl.,:;'|!’", 0.29), **dict.fromkeys(" frt-()/", 0.39), **dict.fromkeys("mwMW%@&—…", 1.0),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", 0.76),
}  # fmt: skip
WIDTH: Final = 0.62  # of all others

# On pages colours come from charts.css; on paper (`standalone`) the light theme is written out.
PAPER: Final = {
    "series-1": "fill:#0b6e5f", "series-2": "fill:#4b83c4", "series-3": "fill:#c58b2b",
    "series-4": "fill:#8a63c9", "series-5": "fill:#a3a7ab",
    "line-1": "stroke:#0b6e5f;fill:none", "line-2": "stroke:#a3a7ab;fill:none;stroke-dasharray:4 3",
    "line-loss": "stroke:#a8322a;fill:none", "line-3": "stroke:#c58b2b;fill:none", "line-4": "stroke:#8a63c9;fill:none",
    "line-5": "stroke:#4b83c4;fill:none", "line-customer": "stroke:#6a3fb5;fill:none", "customer": "fill:#6a3fb5",
    "grid": "stroke:#e7e6e2;stroke-width:1", "zero": "stroke:#a9aaa6;stroke-width:1",
    "guide": "stroke:#6f7378;stroke-width:1;stroke-dasharray:3 3",
    "axis": "fill:#6f7378", "name": "fill:#3c4043", "legend": "fill:#5d6166", "empty": "fill:#6f7378",
    "band-a": "fill:#e3f2ee", "band-b": "fill:#f1f4f2", "band-c": "fill:#fafaf9",
    "step-level": "fill:#0b6e5f", "step-off": "fill:#c58b2b", "step-back": "fill:#4b83c4",
    "track": "fill:#e7e6e2", "area": "fill:#e3f2ee",
    "circle-strategic": "fill:#b3d6cd;stroke:#0b6e5f", "circle-develop": "fill:#d0dff2;stroke:#4b6fc4",
    "circle-large": "fill:#dddee0;stroke:#8b8f94", "circle-standard": "fill:#dddee0;stroke:#8b8f94",
    "circle-watch": "fill:#ecdcc0;stroke:#a8762a",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The numbers behind a drawing, ready to show: one row of text for every mark or group of marks."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def html(self) -> str:
        """The table of a page, escaped. Not a template: it has a cell for every mark."""
        head = "".join(_cell("th", place, text) for place, text in enumerate(self.headers))
        rows = ("".join(_cell("td", place, text) for place, text in enumerate(row)) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


@dataclass(frozen=True)
class Drawing:
    """An SVG and the numbers it shows; `narrow` is the same for a phone. Without an SVG there is too little to draw."""

    svg: str
    table: Table
    narrow: str = ""


def drawn(draw: Callable[..., str], chart: Any, *, standalone: bool = False, **heights: int) -> Drawing:
    """A chart for every width, or for paper; of fewer than two periods only its figures."""
    table = chart.table()
    if chart.periods == 1:
        return Drawing("", table)
    wide = draw(chart, width=WIDE, standalone=standalone, **heights)
    return Drawing(wide, table, "" if standalone else draw(chart, width=NARROW))


def is_narrow(width: float) -> bool:
    """Whether a drawing is for a phone."""
    return width < WIDE * 0.6


def _cell(tag: str, place: int, text: str) -> str:
    """The first column names the row, the others hold figures."""
    figure = ' class="num"' if place else ""
    return f"<{tag}{figure}>{escape(str(text))}</{tag}>"


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


def nice_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Round numbers that enclose low..high, about `count`: steps of 1, 2, 2.5 or 5 by a power of ten."""
    low, high = min(low, 0.0), max(high, 0.0)
    if not math.isfinite(high - low) or high == low:
        return (0.0, 1.0)
    rough = (high - low) / max(count - 1, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * place for place in range(first, last + 1))


def mark(tag: str, role: str, title: str = "", *, standalone: bool = False, **places: float | str) -> str:
    """One SVG element. `role` is its class on pages and its colours on paper; `title` is shown on hover."""
    look = _paper(role) if standalone else f' class="chart-{role}"'
    inner = f"<title>{escape(title)}</title>" if title else ""
    written = "".join(f' {_attribute(name)}="{_value(value)}"' for name, value in places.items())
    return f"<{tag}{look}{written}>{inner}</{tag}>" if inner else f"<{tag}{look}{written}/>"


def words(text: str, x: float, y: float, *, role: str = "axis", anchor: str = "start", standalone: bool = False) -> str:
    """A piece of text, escaped. `anchor` is start, middle or end."""
    look = _paper(role) if standalone else f' class="chart-{role}"'
    size = ' font-size="12" font-family="Inter"' if standalone else ""
    return f'<text{look}{size} x="{_value(x)}" y="{_value(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def link(inner: str, href: str, label: str) -> str:
    """A mark one can follow with mouse or keyboard. Addresses outside this site are not linked."""
    if not href or href.startswith("//") or not href.startswith(("/", "?", "#")):
        return inner
    return f'<a href="{escape(href)}" aria-label="{escape(label)}">{inner}</a>'


def frame(
    marks: Sequence[str], width: float, height: float, title: str, text: str = "", *, linked: bool = False
) -> str:
    """The finished drawing. With links inside it is a group, so that readers can reach them."""
    described = f"<desc>{escape(text)}</desc>" if text else ""
    role = "group" if linked else "img"
    size = " chart-narrow" if width == NARROW else " chart-wide" if width == WIDE else ""
    reached = ' tabindex="0"' if size and not linked else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart{size}" '
        f'viewBox="0 0 {_value(width)} {_value(height)}" '
        f'width="{_value(width)}" height="{_value(height)}" role="{role}"{reached} aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{described}{''.join(marks)}</svg>"
    )


def empty(title: str, text: str, width: float, height: float, *, standalone: bool = False) -> str:
    """A calm drawing that says there is nothing to draw yet."""
    base = mark("path", "grid", d=f"M0 {height - 24:g}H{width:g}", standalone=standalone)
    says = words(text, width / 2, height / 2, role="empty", anchor="middle", standalone=standalone)
    return frame([base, says], width, height, title, text)


def legend(
    names: Sequence[str], width: float, roles: Sequence[str] = (), *, standalone: bool = False
) -> tuple[list[str], float]:
    """A swatch and a name for every series, in as many lines as they need; and how high they are together."""
    marks: list[str] = []
    x, y = 2.0, 0.0
    for place, name in enumerate(names):
        shown = clip(name, 24)
        wide = 14 + text_width([shown])
        if x > 2 and x + wide > width:
            x, y = 2.0, y + LINE_HIGH
        role = roles[place] if roles else series(place)
        marks.append(mark("rect", role, x=x, y=y + 4, width=9, height=9, rx=2, standalone=standalone))
        marks.append(words(shown, x + 14, y + 13, role="legend", standalone=standalone))
        x += wide + 14
    return marks, y + LINE_HIGH + 5


def apart(heights: Sequence[float], low: float, high: float, gap: float = LINE_HIGH) -> list[float]:
    """The same heights in their order, moved until at least `gap` lies between any two, within low..high where they fit."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed = [0.0] * len(heights)
    last = low - gap
    for place in order:
        last = placed[place] = max(heights[place], last + gap, low)
    beyond = high
    for place in reversed(order):
        beyond = placed[place] = min(placed[place], beyond)
        beyond -= gap
    return placed


def inside(x: float, text: str, width: float) -> float:
    """Where the middle of a text has to be for all of it to stay within 0..width."""
    half = text_width([text]) / 2
    return min(max(x, half), width - half)


def series(place: int, kind: str = "series") -> str:
    """The role of the series at a place; from the fifth on all share the quiet colour."""
    return f"{kind}-{min(place, SERIES - 1) + 1}"


def clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def text_width(texts: Sequence[str]) -> float:
    """Pixels the longest of the texts needs."""
    return max((len(text) for text in texts), default=0) * CHARACTER


def letters_width(text: str) -> float:
    """Pixels these very letters need at most, where a mean would be too little for some names and too much for others."""
    return sum(WIDTHS.get(letter, WIDTH if ord(letter) < 0x2000 else 1.0) for letter in text) * LETTERS


def _paper(role: str) -> str:
    looks = (pair.split(":") for pair in PAPER.get(role, "fill:none").split(";"))
    thick = ' stroke-width="2"' if role.startswith("line-") else ""
    return "".join(f' {name}="{value}"' for name, value in looks) + thick


def _attribute(name: str) -> str:
    return {"viewbox": "viewBox"}.get(name, name.replace("_", "-"))


def _value(value: float | str) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
