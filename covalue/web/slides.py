"""Slides in the house style: wide, a sentence as the title, charts and tables one can edit, thin grey lines."""

import io
from collections.abc import Collection, Sequence
from typing import Any, Final

EMU: Final = 914_400  # an inch
INK: Final = "1D1F21"
QUIET: Final = "5D6166"
BRAND: Final = "0B6E5F"
CUSTOMER: Final = "6A3FB5"
LINE: Final = "E2E2DF"
HEAD: Final = "F4F4F2"
PLAIN_TABLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own name for “no style, no grid”
ROW_HEIGHT: Final = 0.36


def wide_deck() -> Any:
    """An empty presentation of 13.3 by 7.5 inches."""
    from pptx import Presentation
    from pptx.util import Emu

    made = Presentation()
    made.slide_width, made.slide_height = Emu(int(13.333 * EMU)), Emu(int(7.5 * EMU))
    return made


def content_of(made: Any) -> bytes:
    """The presentation as a file."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def slide(made: Any, title: str, under: str = "") -> Any:
    """One more slide with its title, and a quiet line under it."""
    added = made.slides.add_slide(made.slide_layouts[6])
    text(added, title, 0.6, 0.4, 12.1, 24, bold=True)
    if under:
        text(added, under, 0.6, 1.05, 12.1, 12, colour=QUIET)
    return added


def text(
    slide: Any, said: str, left: float, top: float, width: float, size: int, *, bold: bool = False, colour: str = INK
) -> None:
    """A line of text; places and width in inches, size in points."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    box = slide.shapes.add_textbox(*spot(left, top, width, 0.4)).text_frame
    box.word_wrap = True
    run = box.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = said, Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)


def spot(left: float, top: float, width: float, height: float) -> tuple[Any, ...]:
    """A place in inches, as the library wants it."""
    from pptx.util import Emu

    return tuple(Emu(int(inches * EMU)) for inches in (left, top, width, height))


def listing(
    slide: Any,
    at: tuple[float, float],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    numbers: Collection[int],
    theirs: int | None = None,
) -> None:
    """A table one can edit: the first row are headings, columns in `numbers` stand right; `theirs` is the customer's."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Emu, Pt

    place = spot(*at, sum(widths), ROW_HEIGHT * len(rows))
    table = slide.shapes.add_table(len(rows), len(widths), *place).table
    table._tbl.tblPr.find("{*}tableStyleId").text = PLAIN_TABLE
    for across, width in enumerate(widths):
        table.columns[across].width = Emu(int(width * EMU))
    for down, values in enumerate(rows):
        for across, said in enumerate(values):
            cell = table.cell(down, across)
            cell.text = said
            line = cell.text_frame.paragraphs[0]
            line.alignment = PP_ALIGN.RIGHT if across in numbers else PP_ALIGN.LEFT
            for run in line.runs:
                run.font.size, run.font.bold = Pt(10), across == 0 and down > 0
                colour = QUIET if not down else CUSTOMER if across == theirs else INK
                run.font.color.rgb = RGBColor.from_string(colour)
            if not down:
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(HEAD)


def calm(chart: Any, number_format: str = "#,##0") -> None:
    """Thin grey lines, and numbers with their thousands apart."""
    from pptx.dml.color import RGBColor

    for axis in (chart.category_axis, chart.value_axis):
        axis.format.line.color.rgb = RGBColor.from_string(LINE)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format, False
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(LINE)
