"""The matrix: strategic fit across, worth to us upwards, the thresholds of the round, circles by net revenue."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core.money import UNKNOWN, count, short_money
from covalue.selection.queries.picture import Picture, Result
from covalue.selection.rules import Decision, Quadrant
from covalue.web.charts import Drawing, Table, drawing
from covalue.web.charts.drawing import Scale, mark, words

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Circle: TypeAlias = tuple[float, float, float]  # middle and radius in px
LONGEST_NAME: Final = 20  # letters
SMALLEST: Final = 6.0  # radius in px
LARGEST: Final = 26.0
EDGE: Final = 1.5  # a text keeps so many px away from a circle
ROLES: Final = {
    Quadrant.STRATEGIC: "circle-strategic",
    Quadrant.DEVELOP: "circle-develop",
    Quadrant.LARGE: "circle-large",
    Quadrant.STANDARD: "circle-standard",
}


def matrix(picture: Picture, currency: str, *, standalone: bool = False) -> Drawing:
    """Every candidate with both scores, drawn for a page and for a phone; each circle opens the candidate and is named: beside it, or
    by a number where circles crowd, listed below."""
    wide, narrow = (
        _matrix(picture, currency, width, height, standalone=standalone)
        for width, height in ((drawing.WIDE, 400), (drawing.NARROW, 300))
    )
    return Drawing(wide.svg, wide.table, "" if standalone else narrow.svg)


def _matrix(picture: Picture, currency: str, width: int, height: int, *, standalone: bool) -> Drawing:
    title = _("Strategic fit × value to us")
    placed = [row for row in picture.rows if row.fit is not None and row.worth is not None]
    table = Table(
        (_("Account"), _("Strategic fit"), _("Value to us"), _("Net revenue")),
        tuple((str(row.account), _score(row.fit), _score(row.worth), _net(row, currency)) for row in placed),
    )
    if not placed:
        return Drawing(
            drawing.empty(title, _("No account has both scores yet."), width, height, standalone=standalone), table
        )
    x, y = Scale(0, 100, 24, width - 12), Scale(0, 100, height - 26, 12)
    marks = [
        mark(
            "rect",
            "band-a",
            x=x(picture.round.fit_border),
            y=y(100),
            width=x(100) - x(picture.round.fit_border),
            height=y(picture.round.worth_border) - y(100),
            standalone=standalone,
        ),
        mark("path", "zero", d=f"M{x(0):.1f} {y(100):.1f}V{y(0):.1f}H{x(100):.1f}", fill="none", standalone=standalone),
        mark(
            "path",
            "guide",
            d=f"M{x(picture.round.fit_border):.1f} {y(100):.1f}V{y(0):.1f}M{x(0):.1f} {y(picture.round.worth_border):.1f}H{x(100):.1f}",
            standalone=standalone,
        ),
        *(
            words(says, at, base, anchor=anchor, standalone=standalone)
            for says, at, base, anchor in _fields(x, y, height)
        ),
    ]
    most = max((row.net or Decimal(0) for row in placed), default=Decimal(0))
    largest_first = sorted(placed, key=lambda row: -(row.net or 0))
    marks += [_circle(row, x, y, most, currency, standalone=standalone) for row in largest_first]
    circles = [(x(row.fit or 0), y(row.worth or 0), _radius(row, most)) for row in largest_first]
    named = labels(largest_first, circles, _written(x, y, height), left=x(0) + 2, right=width)
    listed = _listed(named, width, height - 4)
    marks += [words(one.text, one.at, one.base, role="name", anchor=one.anchor, standalone=standalone) for one in named]
    marks += [words(says, at, base, role="name", standalone=standalone) for says, at, base in listed]
    whole = max((base for _says, _at, base in listed), default=height - 8) + 8
    sentence = ngettext(
        "{n} candidate, {strategic} in the strategic field",
        "{n} candidates, {strategic} in the strategic field",
        len(placed),
    ).format(n=len(placed), strategic=sum(1 for row in placed if row.quadrant == Quadrant.STRATEGIC))
    return Drawing(drawing.frame(marks, width, whole, title, sentence, linked=not standalone), table)


def _fields(x: Scale, y: Scale, height: int) -> tuple[tuple[str, float, float, str], ...]:
    """What the corners and axes are called: text, place and anchor."""
    return (
        (_("value ↑"), x(0) + 6, y(100) + 14, "start"),
        (_("large, transactional"), x(0) + 6, y(100) + 14 + drawing.LINE_HIGH, "start"),
        (_("strategic"), x(100) - 6, y(100) + 14, "end"),
        (_("develop"), x(100) - 6, y(0) - 6, "end"),
        (_("strategic fit →"), x(100), height - 8, "end"),
    )


def _written(x: Scale, y: Scale, height: int) -> list[Box]:
    """The room the names of corners and axes take."""
    boxes = []
    for says, at, base, anchor in _fields(x, y, height):
        start = at if anchor == "start" else at - drawing.text_width([says])
        boxes.append((start, base - 12, start + drawing.text_width([says]), base + 3))
    return boxes


def _circle(row: Result, x: Scale, y: Scale, most: Decimal, currency: str, *, standalone: bool) -> str:
    fit, worth = row.fit or 0.0, row.worth or 0.0
    sentence = f"{row.account}: {_score(fit)} × {_score(worth)}, {_net(row, currency)}"
    given_up = row.candidate.decision in (Decision.WATCH, Decision.DESELECT)
    role = "circle-watch" if given_up else ROLES[Quadrant(row.quadrant or Quadrant.STANDARD)]
    circle = mark("circle", role, sentence, cx=x(fit), cy=y(worth), r=_radius(row, most), standalone=standalone)
    if standalone:
        return circle
    return drawing.link(circle, reverse("selection:candidate", args=[row.candidate.pk]), sentence)


@dataclass(frozen=True)
class Label:
    """What is written at a circle: its account's name where there is room, else a number the list below explains."""

    row: Result
    text: str
    at: float
    base: float
    anchor: str
    number: int | None = None

    @property
    def box(self) -> Box:
        """The room its letters take."""
        wide = drawing.letters_width(self.text)
        left = {"start": self.at, "end": self.at - wide, "middle": self.at - wide / 2}[self.anchor]
        return (left, self.base - 12, left + wide, self.base + 3)


def labels(
    rows: Sequence[Result],
    circles: Sequence[Circle],
    written: Sequence[Box],
    *,
    left: float,
    right: float,
) -> list[Label]:
    """A label for each circle, the largest first: beside it where it hides neither text nor a circle, else a number within."""
    texts, found, unnamed = list(written), [], []
    for row, circle in zip(rows, circles, strict=True):
        beside = (one for one in _beside(row, circle) if one.box[0] >= left and one.box[2] <= right)
        clear = (one for one in beside if not any(_overlap(one.box, other) for other in texts))
        free = next((one for one in clear if not any(_touches(one.box, other) for other in circles)), None)
        if free is None:
            unnamed.append((row, circle))
        else:
            found.append(free)
            texts.append(free.box)
    for number, (row, circle) in enumerate(unnamed, start=1):
        within = [Label(row, str(number), x, y, "middle", number) for x, y in _within(circle)]
        label = next((one for one in within if not any(_overlap(one.box, other) for other in texts)), within[-1])
        found.append(label)
        texts.append(label.box)
    return found


def _beside(row: Result, circle: Circle) -> Iterator[Label]:
    """Right, left, below and above. Anchored at the circle: letters may be narrower than the room kept for them."""
    cx, cy, r = circle
    name = drawing.clip(str(row.account), LONGEST_NAME)
    for anchor, at, base in (
        ("start", cx + r + 4, cy + 4),
        ("end", cx - r - 4, cy + 4),
        ("middle", cx, cy + r + 14),
        ("middle", cx, cy - r - 5),
    ):
        yield Label(row, name, at, base, anchor)


def _within(circle: Circle) -> Iterator[tuple[float, float]]:
    """Places for a number: the middle, then around it, further out where circles lie upon each other."""
    cx, cy, r = circle
    yield cx, cy + 4
    for ring in (0.6, 1.0, 1.5, 2.0, 2.6, 3.2):
        for turn in range(12):
            angle = math.tau * turn / 12
            yield cx + r * ring * math.cos(angle), cy + 4 + r * ring * math.sin(angle)


def _listed(found: Sequence[Label], width: int, top: float) -> list[tuple[str, float, float]]:
    """The numbers with their names below the picture, in columns: text and place."""
    columns = 1 if drawing.is_narrow(width) else 3
    letters = int((width - 8) / columns / drawing.CHARACTER) - 4
    numbered = [label for label in found if label.number is not None]
    return [
        (
            f"{label.number} {drawing.clip(str(label.row.account), letters)}",
            8 + place % columns * (width - 8) / columns,
            top + drawing.LINE_HIGH * (place // columns + 1),
        )
        for place, label in enumerate(numbered)
    ]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _touches(box: Box, circle: Circle) -> bool:
    """Whether any of a text lies on a circle or at its edge: its nearest point is within the radius."""
    (left, top, right, bottom), (cx, cy, r) = box, circle
    return math.hypot(max(left - cx, 0, cx - right), max(top - cy, 0, cy - bottom)) < r + EDGE


def _radius(row: Result, most: Decimal) -> float:
    share = float((row.net or Decimal(0)) / most) if most > 0 else 0.0
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(max(0.0, share))


def strip(scores: Sequence[int], counts: float | None) -> str:
    """Where people stand on 0 to 10: a dot for each, a line where it is counted."""
    x = Scale(0, 10, 6, 134)
    sentence = _("ratings: {scores}").format(scores=", ".join(map(str, sorted(scores))) or "–")
    marks = [mark("path", "zero", d=f"M{x(0):.1f} 9H{x(10):.1f}", fill="none")]
    if scores:
        marks.append(mark("path", "span", d=f"M{x(min(scores)):.1f} 9H{x(max(scores)):.1f}"))
    for score in sorted(set(scores)):
        many = scores.count(score)
        marks.append(mark("circle", "series-1", cx=x(score), cy=9, r=3 + 1.5 * (many - 1)))
    if counts is not None:
        marks.append(mark("path", "guide", d=f"M{x(counts):.1f} 1V17"))
    return drawing.frame(marks, 140, 18, sentence)


def _score(value: float | None) -> str:
    return UNKNOWN if value is None else count(value)


def _net(row: Result, currency: str) -> str:
    return short_money(row.net, currency) if row.net is not None else UNKNOWN
