"""The portfolio as slides one can edit: the figures, the matrix, the whale curve, and the accounts the programme looks at."""

import io
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from covalue.core.money import percent, short_money
from covalue.organisation import queries as organisation
from covalue.overview import queries
from covalue.overview.queries import Customer, OverviewPage
from covalue.selection.rules import Quadrant

EMU: Final = 914_400  # an inch
INK: Final = "1D1F21"
QUIET: Final = "5D6166"
BRAND: Final = "0B6E5F"
LOSS: Final = "A8322A"
LINE: Final = "E2E2DF"
HEAD: Final = "F4F4F2"
SEE_THROUGH: Final = "45000"  # of 100 000: circles lie upon each other
PLAIN_TABLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own name for “no style, no grid”
ROWS: Final = 14
NUMBERS: Final = (2, 3, 6, 7)  # columns of the table
POINTS: Final = 120


def deck(page: OverviewPage, today: date) -> bytes:
    """A .pptx of three slides; without a round or a ledger those of what is known."""
    from pptx import Presentation
    from pptx.util import Emu

    made = Presentation()
    made.slide_width, made.slide_height = Emu(int(13.333 * EMU)), Emu(int(7.5 * EMU))
    _figures(made, page, today)
    if page.picture is not None:
        _matrix(made, page)
    _accounts(made, page)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _figures(made: Any, page: OverviewPage, today: date) -> None:
    slide = _slide(made, _finding(page))
    _text(slide, f"{organisation.company().name} · {date_format(today, 'j F Y')}", 0.6, 1.05, 12.1, 12, colour=QUIET)
    for place, (label, value, note) in enumerate(_told(page)):
        left = 0.6 + place * 2.5
        _text(slide, label, left, 1.6, 2.6, 11, colour=QUIET)
        _text(slide, value, left, 1.9, 2.4, 24, bold=True)
        _text(slide, note, left, 2.4, 2.4, 10, colour=QUIET)
    if page.whale.customers:
        _whale(slide, page)


def _told(page: OverviewPage) -> list[tuple[str, str, str]]:
    peak = page.whale.height
    lost = short_money(_decimal(page.whale.lost), page.currency)
    return [
        (_("Strategic accounts"), str(page.strategic.num_rows), _("{n} on watch").format(n=page.on_watch)),
        (
            _("Their share of revenue"),
            _share(page.strategic_share),
            _("of contribution {share}").format(share=_share(page.strategic_contribution)),
        ),
        (
            _("Customers for 80 % of revenue"),
            _share(page.share_for_80),
            _("{n} of {all}").format(n=page.customers_for_80, all=page.table.num_rows),
        ),
        (
            _("Profit peak"),
            _share(peak),
            _("the last {n} customers cost {lost}").format(n=page.whale.losing, lost=lost),
        ),
        (_("Growing but earning less"), str(page.eroding), _("strategic accounts")),
    ]


def _finding(page: OverviewPage) -> str:
    """What the picture says, in one sentence."""
    if page.strategic_share is None:
        return _("The portfolio")
    return _("{n} strategic accounts bring {share} of net revenue").format(
        n=page.strategic.num_rows, share=_share(page.strategic_share)
    )


def _whale(slide: Any, page: OverviewPage) -> None:
    from pptx.chart.data import XyChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    data, found = XyChartData(), page.whale
    step = max(1, found.customers // POINTS)
    for name, first, last in (
        (_("bring"), 0, found.last_at_peak),
        (_("cost"), found.last_at_peak, found.customers),
    ):
        if last > first:
            series = data.add_series(name)
            for place in sorted({*range(first, last, step), last}):
                series.add_data_point(place, found.cumulative[place - 1] if place else 0)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *_spot(0.6, 2.8, 12.1, 4.3), data).chart
    chart.has_legend, chart.has_title = False, True
    chart.chart_title.text_frame.text = _("Cumulative net contribution, best customers first")
    chart.font.size = Pt(10)
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.category_axis.minimum_scale, chart.category_axis.maximum_scale = 0, found.customers
    _calm(chart)
    for series, colour in zip(chart.plots[0].series, (BRAND, LOSS), strict=False):
        series.format.line.color.rgb, series.smooth = RGBColor.from_string(colour), False


def _matrix(made: Any, page: OverviewPage) -> None:
    from pptx.chart.data import BubbleChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    picture = page.picture
    assert picture is not None
    strategic = sum(1 for row in picture.rows if row.quadrant == Quadrant.STRATEGIC)
    slide = _slide(made, _("{n} candidates fit us and are valuable").format(n=strategic))
    _text(slide, f"{picture.round.name} · {_('circle: net revenue')}", 0.6, 1.05, 12.1, 12, colour=QUIET)
    data = BubbleChartData()
    names = {
        Quadrant.STRATEGIC: (_("strategic"), BRAND),
        Quadrant.DEVELOP: (_("develop"), "4B83C4"),
        Quadrant.LARGE: (_("large, transactional"), "8B8F94"),
        Quadrant.STANDARD: (_("standard"), "C9CBCE"),
    }
    drawn: list[tuple[str, list[str]]] = []
    for quadrant, (name, colour) in names.items():
        rows = [row for row in picture.rows if row.quadrant == quadrant]
        if rows:
            series = data.add_series(name)
            for row in rows:
                series.add_data_point(row.fit or 0, row.worth or 0, max(1.0, float(row.net or 0)))
            drawn.append((colour, [str(row.account) for row in rows]))
    if not drawn:
        return
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BUBBLE, *_spot(0.6, 1.5, 12.1, 5.6), data).chart
    chart.has_legend, chart.font.size = True, Pt(10)
    for axis, title in ((chart.category_axis, _("Strategic fit")), (chart.value_axis, _("Value to us"))):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
        axis.has_title = True
        axis.axis_title.text_frame.text = title
    _calm(chart)
    for series, (colour, accounts) in zip(chart.plots[0].series, drawn, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        solid = series.format.fill._xPr.find(f".//{qn('a:srgbClr')}")
        solid.append(solid.makeelement(qn("a:alpha"), {"val": SEE_THROUGH}))
        for place, name in enumerate(accounts):
            series.points[place].data_label.text_frame.text = name


def _calm(chart: Any) -> None:
    """Thin grey lines, and numbers with their thousands apart."""
    from pptx.dml.color import RGBColor

    for axis in (chart.category_axis, chart.value_axis):
        axis.format.line.color.rgb = RGBColor.from_string(LINE)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(LINE)


def _accounts(made: Any, page: OverviewPage) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Emu, Pt

    rows = queries.customers_of(queries.chosen(page.table, page.filter).slice(0, ROWS))
    slide = _slide(made, _("The accounts, by lifetime value"))
    headings = [
        _("Account"),
        _("Class"),
        _("Net revenue"),
        _("Net contribution"),
        "ABC · XYZ",
        _("Segment"),
        _("Fit"),
        _("Lifetime value"),
    ]
    table = slide.shapes.add_table(len(rows) + 1, len(headings), *_spot(0.6, 1.3, 12.1, 0.36 * (len(rows) + 1))).table
    table._tbl.tblPr.find("{*}tableStyleId").text = PLAIN_TABLE
    for across, width in enumerate((3.0, 1.2, 1.4, 1.5, 1.1, 1.6, 0.7, 1.6)):
        table.columns[across].width = Emu(int(width * EMU))
    for down, values in enumerate([headings, *(_row(one, page) for one in rows)]):
        for across, said in enumerate(values):
            cell = table.cell(down, across)
            cell.text = said
            line = cell.text_frame.paragraphs[0]
            line.alignment = PP_ALIGN.RIGHT if across in NUMBERS else PP_ALIGN.LEFT
            for run in line.runs:
                run.font.size, run.font.bold = Pt(10), across == 0 and down > 0
                run.font.color.rgb = RGBColor.from_string(INK if down else QUIET)
            if not down:
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(HEAD)


def _row(one: Customer, page: OverviewPage) -> list[str]:
    return [
        one.name,
        one.class_label or "–",
        short_money(_decimal(one.net), page.currency),
        _share(one.contribution_share),
        f"{one.abc} · {one.xyz}",
        one.segment,
        f"{one.fit:.0f}" if one.fit is not None else "–",
        short_money(_decimal(one.lifetime), page.currency) if one.lifetime is not None else "–",
    ]


def _slide(made: Any, title: str) -> Any:
    slide = made.slides.add_slide(made.slide_layouts[6])
    _text(slide, title, 0.6, 0.4, 12.1, 24, bold=True)
    return slide


def _text(
    slide: Any, said: str, left: float, top: float, width: float, size: int, *, bold: bool = False, colour: str = INK
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    box = slide.shapes.add_textbox(*_spot(left, top, width, 0.4)).text_frame
    box.word_wrap = True
    run = box.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = said, Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)


def _spot(left: float, top: float, width: float, height: float) -> tuple[Any, ...]:
    from pptx.util import Emu

    return tuple(Emu(int(inches * EMU)) for inches in (left, top, width, height))


def _share(value: float | None) -> str:
    return "–" if value is None else percent(_decimal(value), 0)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
