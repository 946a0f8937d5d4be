"""The portfolio as slides one can edit: the figures, the matrix, the whale curve, and the accounts the programme looks at."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import days
from covalue.core.money import UNKNOWN, count, percent, short_money
from covalue.lifetime.rules import EXPECTED_MARGIN
from covalue.organisation import queries as organisation
from covalue.overview import queries
from covalue.overview.queries import Customer, OverviewPage
from covalue.portfolio import currencies
from covalue.selection import charts as matrix
from covalue.selection.charts import Label
from covalue.selection.queries.picture import Result
from covalue.selection.rules import Quadrant
from covalue.web.charts.drawing import Scale
from covalue.web.slides import BRAND, QUIET, calm, content_of, listing, spot, text, wide_deck
from covalue.web.slides import slide as slide_of
from covalue.web.templatetags.covalue import customers_in

LOSS: Final = "A8322A"
SEE_THROUGH: Final = "45000"  # of 100 000: circles lie upon each other
ROWS: Final = 14
ACROSS: Final = (60.0, 1100.0)  # px of the matrix on its slide, left to right and bottom to top
UPWARDS: Final = (440.0, 20.0)
BUBBLE: Final = 28.0  # px, of a middling circle there
NUMBERS: Final = (2, 3, 6, 7)  # columns of the table
POINTS: Final = 120


def deck(page: OverviewPage, today: date) -> bytes:
    """A .pptx of three slides; without a round or a ledger those of what is known."""
    made = wide_deck()
    _figures(made, page, today)
    if page.picture is not None:
        _matrix(made, page)
    _accounts(made, page)
    return content_of(made)


def _figures(made: Any, page: OverviewPage, today: date) -> None:
    slide = slide_of(made, _finding(page))
    counted = ""
    if page.period:
        counted = customers_in(page.all, "traded", page.period.start, page.period.end, page.stopped)
    under = (organisation.company().name, days.written(today), counted, currencies.told(page.currencies))
    text(slide, " · ".join(part for part in under if part), 0.6, 1.05, 12.1, 12, colour=QUIET)
    for place, (label, value, note) in enumerate(_told(page)):
        left = 0.6 + place * 2.5
        text(slide, label, left, 1.6, 2.6, 11, colour=QUIET)
        text(slide, value, left, 1.9, 2.4, 24, bold=True)
        text(slide, note, left, 2.4, 2.4, 10, colour=QUIET)
    if page.whale.customers:
        _whale(slide, page)


def _told(page: OverviewPage) -> list[tuple[str, str, str]]:
    peak = page.whale.height
    lost = short_money(_decimal(page.whale.lost), page.currency)
    return [
        (_("Strategic accounts"), str(page.strategic.num_rows), _("{n} of class Watch").format(n=page.on_watch)),
        (
            _("Their share of revenue"),
            _share(page.strategic_share),
            (_("of contribution {share}") if page.serving_known else _("of gross margin {share}")).format(
                share=_share(page.strategic_contribution)
            ),
        ),
        (
            _("Customers for 80 % of revenue"),
            _share(page.share_for_80),
            _("{n} of {all}").format(n=page.customers_for_80, all=page.table.num_rows),
        ),
        (
            _peak(page),
            _share(peak),
            ngettext("the last customer costs {lost}", "the last {n} customers cost {lost}", page.whale.losing).format(
                n=page.whale.losing, lost=lost
            ),
        ),
        (
            _("Growing but earning less"),
            str(page.eroding),
            _("strategic accounts; of everybody {everybody} of {all}").format(
                everybody=count(page.eroding_all), all=count(page.all)
            ),
        ),
    ]


def _peak(page: OverviewPage) -> str:
    if not page.costs_known:
        return _("Revenue peak")
    return _("Profit peak") if page.serving_known else _("Margin peak")


def _whale_title(page: OverviewPage) -> str:
    """What is added up, by the costs that are known."""
    if not page.costs_known:
        return _("Cumulative net revenue less cost to serve: cost of goods unknown")
    if page.serving_known:
        return _("Cumulative net contribution, best customers first")
    return _("Cumulative gross margin, best customers first: no cost to serve known")


def _finding(page: OverviewPage) -> str:
    """What the picture says, in one sentence."""
    if page.strategic_share is None:
        return _("The portfolio")
    return ngettext(
        "{n} strategic account brings {share} of net revenue",
        "{n} strategic accounts bring {share} of net revenue",
        page.strategic.num_rows,
    ).format(n=page.strategic.num_rows, share=_share(page.strategic_share))


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
    chart = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *spot(0.6, 2.8, 12.1, 4.3), data).chart
    chart.has_legend, chart.has_title = False, True
    chart.chart_title.text_frame.text = _whale_title(page)
    chart.font.size = Pt(10)
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.category_axis.minimum_scale, chart.category_axis.maximum_scale = 0, found.customers
    calm(chart)
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
    slide = slide_of(
        made,
        ngettext("{n} candidate fits us and is valuable", "{n} candidates fit us and are valuable", strategic).format(
            n=strategic
        ),
    )
    text(slide, f"{picture.round.name} · {_('circle: net revenue')}", 0.6, 1.05, 12.1, 12, colour=QUIET)
    data = BubbleChartData()
    names = {
        Quadrant.STRATEGIC: (_("strategic"), BRAND),
        Quadrant.DEVELOP: (_("develop"), "4B83C4"),
        Quadrant.LARGE: (_("large, transactional"), "8B8F94"),
        Quadrant.STANDARD: (_("standard"), "C9CBCE"),
    }
    drawn: list[tuple[str, list[Result]]] = []
    for quadrant, (name, colour) in names.items():
        rows = [row for row in picture.rows if row.quadrant == quadrant]
        if rows:
            series = data.add_series(name)
            for row in rows:
                series.add_data_point(row.fit or 0, row.worth or 0, max(1.0, float(row.net or 0)))
            drawn.append((colour, rows))
    if not drawn:
        return
    named = _named([row for _colour, rows in drawn for row in rows])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BUBBLE, *spot(0.6, 1.5, 12.1, 5.2), data).chart
    numbered = sorted((one for one in named.values() if one.number), key=lambda one: one.number or 0)
    text(slide, " · ".join(f"{one.number} {one.row.account}" for one in numbered), 0.6, 6.75, 12.1, 10, colour=QUIET)
    chart.has_legend, chart.font.size = True, Pt(10)
    for axis, title in ((chart.category_axis, _("Strategic fit")), (chart.value_axis, _("Value to us"))):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
        axis.has_title = True
        axis.axis_title.text_frame.text = title
    calm(chart)
    for series, (colour, rows) in zip(chart.plots[0].series, drawn, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        solid = series.format.fill._xPr.find(f".//{qn('a:srgbClr')}")
        solid.append(solid.makeelement(qn("a:alpha"), {"val": SEE_THROUGH}))
        for place, row in enumerate(rows):
            label = series.points[place].data_label
            label.text_frame.text = named[row.candidate.pk].text
            label.position = _position(named[row.candidate.pk])


def _named(rows: list[Result]) -> dict[int, Label]:
    """What is written at each circle, as on the page: names where there is room, numbers where circles crowd."""
    x, y = Scale(0, 100, *ACROSS), Scale(0, 100, *UPWARDS)
    largest_first = sorted(rows, key=lambda row: -(row.net or 0))
    circles = [(x(row.fit or 0), y(row.worth or 0), BUBBLE) for row in largest_first]
    found = matrix.labels(largest_first, circles, (), left=ACROSS[0], right=ACROSS[1])
    return {label.row.candidate.pk: label for label in found}


def _position(label: Label) -> Any:
    """Where the slide's chart writes a label."""
    from pptx.enum.chart import XL_LABEL_POSITION

    if label.number is not None:
        return XL_LABEL_POSITION.CENTER
    if label.anchor != "middle":
        return XL_LABEL_POSITION.RIGHT if label.anchor == "start" else XL_LABEL_POSITION.LEFT
    below = label.base > Scale(0, 100, *UPWARDS)(label.row.worth or 0)
    return XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE


def _accounts(made: Any, page: OverviewPage) -> None:
    rows = queries.customers_of(queries.chosen(page.table, page.filter).slice(0, ROWS))
    slide = slide_of(made, _("The accounts, by expected margin"))
    headings = [
        _("Account"),
        _("Class"),
        _("Net revenue"),
        _("Net contribution, %") if page.serving_known else _("Gross margin, %"),
        "ABC · XYZ",
        _("Segment"),
        _("Fit"),
        str(EXPECTED_MARGIN),
    ]
    widths = (3.0, 1.2, 1.4, 1.5, 1.1, 1.6, 0.7, 1.6)
    if page.has_lifetime and page.lifetime_caveat:
        said = _("Expected margin (lifetime value) is {caveat}.").format(caveat=page.lifetime_caveat)
        text(slide, said, 0.6, 1.0, 12.1, 12, colour=QUIET)
    listing(slide, (0.6, 1.3), widths, [headings, *(_row(one, page) for one in rows)], NUMBERS)


def _row(one: Customer, page: OverviewPage) -> list[str]:
    return [
        one.name,
        one.class_label or UNKNOWN,
        short_money(_decimal(one.net), page.currency),
        _share(one.contribution_share),
        f"{one.abc} · {one.xyz}",
        one.segment,
        count(one.fit) if one.fit is not None else UNKNOWN,
        short_money(_decimal(one.lifetime), page.currency) if one.lifetime is not None else UNKNOWN,
    ]


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else percent(_decimal(value))


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
