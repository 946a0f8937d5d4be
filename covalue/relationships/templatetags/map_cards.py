"""Cards and lines of the map. Written here and not by a template, for a map of 1 500 people is to open within a second.

A browser lays out texts slowly: in a large map a card comes as its frame alone, and `map-faces.js` writes its texts (`faces`)
while it is in sight and large enough to be read.
"""

import json
from typing import Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from covalue.analytics.layout import CARD
from covalue.relationships.drawing import DrawnCard, DrawnLine, Picture
from covalue.relationships.rules import LineKind

register = template.Library()
WIDTH, HEIGHT = CARD
RIGHT: Final = WIDTH - 10
BARS: Final = ((146, 19, 4), (151, 16, 7), (156, 13, 10))  # left, top and height of the three bars of influence


@register.simple_tag
def map_cards(picture: Picture, show: bool = False) -> SafeString:
    """Every card as a group of SVG; with `show` without what is private, in a large map without its texts."""
    bare = picture.is_large
    return SafeString("".join(_card(drawn, show, bare) for drawn in picture.cards))  # nosec B308 B703: texts are escaped


@register.simple_tag
def map_lines(picture: Picture) -> SafeString:
    """Every line as a path of SVG."""
    bare = picture.is_large
    return SafeString("".join(_line(line, bare) for line in picture.lines))  # nosec B308 B703: texts are escaped


@register.simple_tag
def map_faces(picture: Picture, show: bool = False) -> SafeString:
    """The texts of a large map's cards for the script, as JSON that can stand in a page."""
    return SafeString(json.dumps(faces(picture, show)).replace("</", "<\\/"))  # nosec B308 B703: texts are escaped


def faces(picture: Picture, show: bool) -> dict[str, str]:
    """What is written on the cards of a large map, by key, as SVG; nothing for one whose cards are whole."""
    return {drawn.card.key: _face(drawn, show) for drawn in picture.cards} if picture.is_large else {}


def _line(line: DrawnLine, bare: bool) -> str:
    arrow = ' marker-end="url(#map-arrow)"' if line.kind == LineKind.INFLUENCES else ""
    title = "" if bare and line.kind == LineKind.REPORTS else f"<title>{escape(line.label)}</title>"
    return (
        f'<path class="map-line {line.kind} s{line.strength}{" long" if line.is_long else ""}" d="{line.path}" data-start="{line.start}" '
        f'data-end="{line.end}" data-kind="{line.kind}"{arrow}>{title}</path>'
    )


def _card(drawn: DrawnCard, show: bool, bare: bool) -> str:
    return (
        f'<g class="{_classes(drawn, show)}" transform="translate({drawn.x} {drawn.y})" tabindex="-1" role="button"'
        f'{_data(drawn)} aria-label="{escape(_label(drawn, show))}">'
        f'<rect class="box" width="{WIDTH}" height="{HEIGHT}" rx="7"/>{"" if bare else _face(drawn, show)}</g>'
    )


def _face(drawn: DrawnCard, show: bool) -> str:
    return (
        f'<rect class="stripe" x="0.5" y="0.5" width="5" height="{HEIGHT - 1}" rx="2.5"/>'
        f'<text class="name" x="14" y="23">{escape(drawn.name)}</text>'
        f'<text x="14" y="40">{escape(drawn.title)}</text>'
        f'<text x="14" y="58">{escape(drawn.role)}</text>{"" if show else _private(drawn)}'
    )


def _classes(drawn: DrawnCard, show: bool) -> str:
    card = drawn.card
    parts = ["map-card", card.kind, "" if show else card.attitude]
    parts += ["decides" if card.decides else "", "left" if card.left_on else ""]
    return " ".join(filter(None, parts))


def _data(drawn: DrawnCard) -> str:
    """What the script needs to know of the card."""
    card = drawn.card
    values = {
        "who": card.key, "x": drawn.x, "y": drawn.y, "manager": card.manager or "", "name": card.name,
        "title": card.title,
    }  # fmt: skip
    told = "".join(f' data-{name}="{escape(str(value))}"' for name, value in values.items())
    turn = f' data-turn="{round(drawn.turn[0])} {round(drawn.turn[1])}"' if drawn.turn else ""
    return told + (" data-by-hand" if card.by_hand else "") + (" data-stacked" if drawn.stacked else "") + turn


def _label(drawn: DrawnCard, show: bool) -> str:
    card = drawn.card
    private = () if show else (card.attitude_name, drawn.spoken)
    return ", ".join(filter(None, (card.name, card.title, card.role_name, *private)))


def _private(drawn: DrawnCard) -> str:
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="3" height="{height}" class="{_lit(number < drawn.bars)}"/>'
        for number, (x, y, height) in enumerate(BARS)
    )
    influence = f'<g class="influence" aria-hidden="true">{bars}</g>' if drawn.bars else ""
    return (
        f'<text class="spoken {drawn.tone}" x="{RIGHT}" y="58" text-anchor="end">{escape(drawn.spoken)}</text>'
        f'<text class="mark" x="{RIGHT}" y="23" text-anchor="end" aria-hidden="true">{drawn.mark}</text>{influence}'
    )


def _lit(is_on: bool) -> str:
    return "on" if is_on else "off"
