"""The map as a picture: where lines run, and what stands on a card. The page, the file and the slide draw the same.

`map.js` draws lines while a card is dragged by the same rules (`path`).
"""

import math
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.analytics.layout import CARD, GAP, Spot
from covalue.core import days
from covalue.relationships import rules
from covalue.relationships.queries import CONTACT, Card, Whole
from covalue.relationships.rules import Influence, LineKind, PersonKind

WIDTH, HEIGHT = CARD
MARGIN: Final = 24
LONG: Final = 3_000  # pixels from card to card; the dashes of a longer line take a browser too long
LARGE: Final = 200  # cards of a picture that is not large yet
STACK_RAIL: Final = 11  # a line to somebody in a stack runs down this far left of the card
CHARACTER: Final = {13: 7.0, 12: 6.3}  # mean width by size, of Inter, with room to spare


@dataclass(frozen=True)
class DrawnCard:
    """A card where it stands, with its texts cut to its width."""

    card: Card
    x: float
    y: float
    stacked: bool
    turn: Spot | None
    name: str
    title: str
    role: str
    spoken: str
    tone: str

    @property
    def bars(self) -> int:
        """How many of three bars of influence are full."""
        return {Influence.HIGH: 3, Influence.MEDIUM: 2, Influence.LOW: 1}.get(self.card.influence, 0)

    @property
    def mark(self) -> str:
        """The attitude as a sign, for who does not see colours."""
        return {"supports": "+", "neutral": "=", "against": "−"}.get(self.card.attitude, "?")


@dataclass(frozen=True)
class DrawnLine:
    """A line between two cards; `id` is 0 for reporting."""

    id: int
    kind: str
    start: str
    end: str
    strength: int
    path: str
    label: str
    is_long: bool = False


@dataclass(frozen=True)
class Picture:
    """Cards and lines, and the box that holds them: left, top, width, height."""

    cards: tuple[DrawnCard, ...]
    lines: tuple[DrawnLine, ...]
    box: tuple[int, int, int, int]

    @property
    def is_large(self) -> bool:
        """Whether a browser takes long to lay out the texts of all its cards."""
        return len(self.cards) > LARGE

    @property
    def view_box(self) -> str:
        """The box as SVG takes it."""
        return " ".join(map(str, self.box))


def picture(whole: Whole, *, show: bool = False) -> Picture:
    """The map as it is drawn; to `show` it to others without conflicts between them."""
    spots, stacked, turns = whole.chart.spots, whole.chart.stacked, whole.chart.turns
    cards = tuple(_card(whole.cards[key], spot, key in stacked, turns.get(key)) for key, spot in spots.items())
    reports = [
        DrawnLine(
            0, LineKind.REPORTS, key, card.manager, 2,
            path(LineKind.REPORTS, spots[card.manager], spots[key], key in stacked, turns.get(key)),
            _("{one} reports to {other}").format(one=card.name, other=whole.cards[card.manager].name),
        )
        for key, card in whole.cards.items()
        if card.manager and key in spots and card.manager in spots
    ]  # fmt: skip
    ties = [
        DrawnLine(
            tie.id, tie.kind, tie.start, tie.end, tie.strength, path(tie.kind, spots[tie.start], spots[tie.end]),
            f"{whole.cards[tie.start].name} {rules.LINE_NAMES[tie.kind]} {whole.cards[tie.end].name}",
            math.dist(spots[tie.start], spots[tie.end]) > LONG,
        )
        for tie in whole.ties
        if not (show and tie.kind == LineKind.CONFLICT)
    ]  # fmt: skip
    left, top, right, bottom = whole.chart.box
    box = (left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)
    return Picture(cards, (*reports, *ties), tuple(map(round, box)))  # type: ignore[arg-type]


def path(kind: str, start: Spot, end: Spot, stacked: bool = False, turn: Spot | None = None) -> str:
    """The way of a line between two cards, for SVG. For reporting `start` is the manager."""
    if kind == LineKind.REPORTS:
        return _elbow(start, end, stacked, turn)
    return _curve(start, end)


def _elbow(over: Spot, under: Spot, stacked: bool, turn: Spot | None) -> str:
    x, y = over[0] + WIDTH / 2, over[1] + HEIGHT
    middle = under[1] + HEIGHT / 2
    if under[1] < y + 8:
        return _way("M", x, over[1] + HEIGHT / 2, "L", under[0] + WIDTH / 2, middle)
    bus = y + min(GAP[1], under[1] - y) / 2
    down = ("V", bus) if turn is None else ("V", bus, "H", under[0] + turn[0], "V", under[1] + turn[1])
    if stacked:
        return _way("M", x, y, *down, "H", under[0] - STACK_RAIL, "V", middle, "H", under[0])
    return _way("M", x, y, *down, "H", under[0] + WIDTH / 2, "V", under[1])


def _curve(start: Spot, end: Spot) -> str:
    """From the side of one card to the side of the other, bent away from both."""
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(across) < WIDTH * 0.75 and abs(down) > HEIGHT:
        side = 1 if down > 0 else -1
        x, y = start[0] + WIDTH * 0.7, start[1] + (HEIGHT if side > 0 else 0)
        to_x, to_y = end[0] + WIDTH * 0.7, end[1] + (0 if side > 0 else HEIGHT)
        bend = max(16.0, abs(to_y - y) / 2)
        return _way("M", x, y, "C", x, y + side * bend, to_x, to_y - side * bend, to_x, to_y)
    side = 1 if across > 0 else -1
    x, y = start[0] + (WIDTH if side > 0 else 0), start[1] + HEIGHT * 0.4
    to_x, to_y = end[0] + (0 if side > 0 else WIDTH), end[1] + HEIGHT * 0.4
    bend, lift = max(14.0, abs(to_x - x) / 3), 14 if abs(down) < HEIGHT else 0
    return _way("M", x, y, "C", x + side * bend, y - lift, to_x - side * bend, to_y - lift, to_x, to_y)


def _way(*parts: str | float) -> str:
    """Letters and whole numbers of a path of SVG."""
    return " ".join(part if isinstance(part, str) else str(round(part)) for part in parts)


def _card(card: Card, spot: Spot, stacked: bool, turn: Spot | None) -> DrawnCard:
    said, tone = spoken(card)
    role = card.role_name or ("–" if card.kind == CONTACT else str(_SHORT_KINDS.get(card.kind, "")))
    room = WIDTH - 24 - len(said) * CHARACTER[12] - 6
    return DrawnCard(
        card, round(spot[0]), round(spot[1]), stacked, turn, cut(card.name, WIDTH - 48, 13),
        cut(card.title, WIDTH - 24, 12), cut(role, room, 12), said, tone,
    )  # fmt: skip


def spoken(card: Card) -> tuple[str, str]:
    """How lately we spoke, as it stands on the card, and its tone."""
    if card.left_on is not None:
        return _("left {month}").format(month=days.short_month(card.left_on)), ""
    if card.kind == PersonKind.ROLE:
        return _("not found yet"), "warn"
    if card.days_ago is None:
        return ("", "") if card.kind == PersonKind.OUTSIDER else (_("no contact"), "bad")
    if card.quiet:
        return _("quiet {n} d").format(n=card.days_ago), "bad"
    return _("{n} d").format(n=card.days_ago), ""


_SHORT_KINDS: Final[dict[str, Any]] = {PersonKind.OUTSIDER: gettext_lazy("outsider"), PersonKind.ROLE: ""}


def cut(text: str, room: float, size: int) -> str:
    """A text that fits into so many pixels."""
    most = max(1, int(room / CHARACTER[size]))
    return text if len(text) <= most else text[: max(1, most - 1)].rstrip() + "…"
