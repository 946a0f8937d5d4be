"""The map to pass on, as SVG, PNG or a slide of native shapes: names, titles, roles and lines, no rating and no contact of ours."""

from pathlib import Path
from typing import Any, Final

from django.utils.html import escape
from django.utils.translation import gettext as _

from covalue.analytics.layout import CARD
from covalue.core import days
from covalue.relationships import drawing
from covalue.relationships.drawing import DrawnLine, Picture
from covalue.relationships.queries import Whole
from covalue.relationships.rules import LineKind
from covalue.web import slides, typesetting

TEMPLATE: Final = Path(__file__).parent / "map.typ"
LARGEST: Final = 6000  # pixels of a PNG across or down
INKS: Final = {
    LineKind.REPORTS: "#d3d1cb",
    LineKind.DOTTED: "#5d6166",
    LineKind.INFLUENCES: "#6a3fb5",
    LineKind.CONFLICT: "#b4322a",
}
DASHES: Final = {LineKind.DOTTED: "2 4", LineKind.INFLUENCES: "5 3", LineKind.CONFLICT: "7 3"}
SLIDE: Final = (12.1, 5.7)  # inches for the map on a slide
TOP: Final = 1.5
LARGEST_SCALE: Final = 1 / 64  # inches a pixel: a small map does not fill the slide
ABOVE, LEFT, BELOW, RIGHT = range(4)  # where a connector meets a box, as PowerPoint counts


def svg(whole: Whole) -> bytes:
    """A picture that needs nothing else, in the colours of the light page."""
    picture = drawing.picture(whole, show=True)
    left, top, width, height = picture.box
    lines = "".join(_line(line) for line in picture.lines)
    cards = "".join(_card(drawn) for drawn in picture.cards)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" width="{width}" height="{height}"'
        f' font-family="Inter, sans-serif"><title>{escape(_title(whole))}</title>'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#6a3fb5"/></marker></defs>'
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="#ffffff"/>{lines}{cards}</svg>'
    ).encode()


def png(whole: Whole) -> bytes:
    """The same as a picture of pixels, two for one as long as it stays below 6 000."""
    _left, _top, width, height = drawing.picture(whole, show=True).box
    scale = min(2.0, LARGEST / max(width, height, 1))
    data = {"svg": svg(whole).decode(), "width": max(width, 1), "height": max(height, 1)}
    return typesetting.picture(TEMPLATE, data, points_an_inch=72 * scale)


def slide(whole: Whole) -> bytes:
    """One slide: cards as boxes and lines as connectors that can be moved and edited."""
    picture = drawing.picture(whole, show=True)
    deck = slides.wide_deck()
    page = slides.slide(deck, _title(whole), days.of_year(whole.on))
    _shapes(page, picture)
    return slides.content_of(deck)


def _shapes(page: Any, picture: Picture) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
    from pptx.util import Pt

    left, top, width, height = picture.box
    scale = min(SLIDE[0] / max(width, 1), SLIDE[1] / max(height, 1), LARGEST_SCALE)
    boxes: dict[str, Any] = {}
    for drawn in picture.cards:
        place = slides.spot(
            0.6 + (drawn.x - left) * scale, TOP + (drawn.y - top) * scale, CARD[0] * scale, CARD[1] * scale
        )
        box = page.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *place)
        box.adjustments[0] = 0.1
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor.from_string("FFFFFF")
        box.line.color.rgb = RGBColor.from_string(slides.INK if drawn.card.decides else "D3D1CB")
        box.line.width = Pt(1.25 if drawn.card.decides else 0.75)
        box.shadow.inherit = False
        _words(box.text_frame, drawn, scale)
        boxes[drawn.card.key] = box
    for line in picture.lines:
        reports = line.kind == LineKind.REPORTS
        kind = MSO_CONNECTOR.ELBOW if reports else MSO_CONNECTOR.CURVE
        connector = page.shapes.add_connector(kind, 0, 0, 0, 0)
        start, end = (line.end, line.start) if reports else (line.start, line.end)
        leaves, arrives = (BELOW, ABOVE) if reports else _sides(boxes[start], boxes[end])
        connector.begin_connect(boxes[start], leaves)
        connector.end_connect(boxes[end], arrives)
        connector.line.color.rgb = RGBColor.from_string(INKS[LineKind(line.kind)].lstrip("#").upper())
        connector.line.width = Pt(1 if reports else 0.5 + line.strength / 2)
        if not reports:
            connector.line.dash_style = MSO_LINE.DASH
        if line.kind == LineKind.INFLUENCES:
            _arrow(connector)


def _sides(start: Any, end: Any) -> tuple[int, int]:
    """The sides of two boxes that face each other."""
    across, down = end.left - start.left, end.top - start.top
    if abs(across) < start.width * 0.75 and abs(down) > start.height:
        return (BELOW, ABOVE) if down > 0 else (ABOVE, BELOW)
    return (RIGHT, LEFT) if across > 0 else (LEFT, RIGHT)


def _arrow(connector: Any) -> None:
    """python-pptx draws no heads of arrows: the element is written by hand."""
    from pptx.oxml.ns import qn

    line = connector.line._get_or_add_ln()
    head = line.makeelement(qn("a:tailEnd"), {"type": "triangle"})
    line.append(head)


def _words(frame: Any, drawn: drawing.DrawnCard, scale: float) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Pt(4)
    frame.margin_top = frame.margin_bottom = Pt(1)
    size = max(5.0, min(11.0, 13 * scale * 72))
    rows = [
        (drawn.card.name, True, slides.INK),
        (drawn.card.title, False, slides.QUIET),
        (drawn.role, False, slides.QUIET),
    ]
    for number, (words, bold, colour) in enumerate(rows):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text, run.font.bold, run.font.size = words, bold, Pt(size if bold else size * 0.85)
        run.font.color.rgb = RGBColor.from_string(colour)


def _line(line: DrawnLine) -> str:
    kind = LineKind(line.kind)
    dash = f' stroke-dasharray="{DASHES[kind]}"' if kind in DASHES else ""
    arrow = ' marker-end="url(#arrow)"' if kind == LineKind.INFLUENCES else ""
    width = 1.2 if kind == LineKind.REPORTS else 0.5 + line.strength / 2
    return f'<path d="{line.path}" fill="none" stroke="{INKS[kind]}" stroke-width="{width}"{dash}{arrow}/>'


def _card(drawn: drawing.DrawnCard) -> str:
    ink, width = ("#1d1f21", 1.5) if drawn.card.decides else ("#d3d1cb", 1)
    faded = ' opacity="0.5"' if drawn.card.left_on is not None else ""
    dash = "" if drawn.card.contact_id else ' stroke-dasharray="4 3"'
    texts = (
        (23, 13, 600, "#1d1f21", drawn.name),
        (40, 11, 400, "#5d6166", drawn.title),
        (58, 11, 400, "#5d6166", drawn.role),
    )
    written = "".join(
        f'<text x="14" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}">{escape(words)}</text>'
        for y, size, weight, fill, words in texts
        if words
    )
    return (
        f'<g transform="translate({drawn.x} {drawn.y})"{faded}><rect width="{CARD[0]}" height="{CARD[1]}" rx="7" '
        f'fill="#ffffff" stroke="{ink}" stroke-width="{width}"{dash}/>{written}</g>'
    )


def _title(whole: Whole) -> str:
    return _("Decision makers at {account}").format(account=whole.account.name)
