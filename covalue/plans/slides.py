"""The plan as slides one can edit: value first, then targets, cases and what is signed, then revenue."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.plans import handover, position
from covalue.plans.document import Figure, ValueRow
from covalue.plans.position import PlanPosition
from covalue.plans.queries import PlanPage, PlanValue
from covalue.value.claims import deliveries
from covalue.web.slides import BRAND, CUSTOMER, QUIET, calm, content_of, listing, slide, spot, text, wide_deck

ROWS: Final = 14
NOBODYS: Final = -1  # no column is the customer's alone
FAMILIES: Final = (BRAND, "4B83C4", "C9862A", "8B6FC0", "8B8F94", "C9CBCE")
PROMISED: Final = "A3A7AB"


def deck(page: PlanPage, value: PlanValue, stands: PlanPosition | None = None) -> bytes:
    """A .pptx with one slide each for value, targets, cases, position, signals, growth, objectives and actions where there are any, and revenue."""
    made = wide_deck()
    under = f"{page.account.name} · {organisation.company().name} · {days.written(page.today)}"
    _value(made, value, under)
    _targets(made, value, under)
    _cases(made, value, under)
    if stands is not None:
        _position(made, stands, under)
    if page.growth is not None:
        _growth(made, page, under)
    if page.theirs or page.ours:
        _objectives(made, page, under)
    if page.actions:
        _actions(made, page, under)
    if page.revenue.families:
        _revenue(made, page, under)
    return content_of(made)


def _value(made: Any, value: PlanValue, under: str) -> None:
    added = slide(made, handover.value_finding(value), under)
    _figures(added, handover.value_figures(value))
    statement = value.statement.statement
    if not statement.points:
        return
    labels = [deliveries.period_name(point.period) for point in statement.points]
    lines = (
        (_("delivered"), BRAND, [point.claimed for point in statement.points]),
        (
            _("promised"),
            PROMISED,
            [point.promised if statement.total.agreed else None for point in statement.points],
        ),
        (_("validated"), CUSTOMER, [point.validated for point in statement.points]),
    )
    title = _("Cumulative, {currency}").format(currency=statement.currency)
    _line_chart(added, labels, lines, title)


def _targets(made: Any, value: PlanValue, under: str) -> None:
    rows = [handover.target_row(target) for target in value.targets][:ROWS]
    validated = sum(target.validated_on is not None for target in value.targets)
    title = ngettext(
        "{n} of {all} value target validated", "{n} of {all} value targets validated", len(value.targets)
    ).format(n=validated, all=len(value.targets))
    added = slide(made, title if rows else _("No value targets recorded yet."), under)
    if rows:
        headings = (_("Value target"), _("What success looks like"), _("State"))
        _listing(added, headings, [(row.title, row.note, row.state) for row in rows], (3.8, 5.1, 3.2), (), theirs=2)


def _cases(made: Any, value: PlanValue, under: str) -> None:
    rows = [handover.case_row(row, value) for row in value.cases][:ROWS]
    title = handover.agreed_title(value.cases[:ROWS])
    added = slide(made, title if rows else _("No value cases recorded yet."), under)
    if rows:
        headings = (_("Value case"), _("State"), _("Promised"), _("Delivered"), _("Validated"), _("Disputed"))
        told = [(row.title, row.state, *row.amounts) for row in rows]
        _listing(added, headings, told, (4.3, 3.0, 1.2, 1.2, 1.2, 1.2), (2, 3, 4, 5), theirs=4)
    disputed = [handover.disputed_row(view) for view in value.disputed][: max(0, 5 - len(rows))]
    top = 1.9 + 0.36 * (len(rows) + 1)
    for place, row in enumerate(disputed):
        _dispute(added, row, top + 0.4 * place)


def _position(made: Any, stands: PlanPosition, under: str) -> None:
    """The three checks with whom contacts named, what we stand for by dimension, and what happened at the customer."""
    if stands.page.started:
        added = slide(made, position.finding(stands), under)
        named = ((title, "", said) for title, said in position.measure_rows(stands))
        headings = (_("Check"), _("State"), _("From these rows"))
        _listing(added, headings, [*position.check_rows(stands), *named], (3.6, 1.3, 7.2), (), theirs=NOBODYS)
    if rows := position.dimension_rows(stands):
        added = slide(made, _("What we stand for, and how it is rated"), under)
        _listing(added, (_("Dimension"), _("What we say"), _("As they see it")), rows, (1.8, 5.4, 4.9), (), theirs=2)
    if signals := position.signal_rows(stands):
        added = slide(made, _("Signals, and what they change"), under)
        _listing(added, (_("Day"), _("Signal"), _("What it changes")), signals, (1.5, 6.0, 4.6), (), theirs=NOBODYS)


def _growth(made: Any, page: PlanPage, under: str) -> None:
    """The moves with what they build on, or that there is only a list of deals; the path as a line, where there is one."""
    added = slide(made, handover.growth_finding(page), under)
    rows = handover.move_rows(page)[:ROWS]
    if rows:
        headings = (_("What it does"), _("Move"), _("Years"), _("Builds on"))
        _listing(added, headings, rows, (1.4, 3.9, 1.3, 5.5), (), theirs=3)
    growth = page.growth
    if growth is None or len(growth.comparable) < 2:
        return
    path = slide(made, _("Revenue and margin path"), under)
    lines = (
        (_("Revenue, low"), PROMISED, [year.revenue_low for year in growth.comparable]),
        (_("Revenue, base"), BRAND, [year.revenue_base for year in growth.comparable]),
        (_("Revenue, high"), PROMISED, [year.revenue_high for year in growth.comparable]),
        (_("Margin, base"), CUSTOMER, [year.margin_base for year in growth.comparable]),
    )
    _line_chart(path, [str(year.year) for year in growth.comparable], lines, growth.currency, top=1.6)


def _objectives(made: Any, page: PlanPage, under: str) -> None:
    """Theirs, then ours, each with its measure, from where to where, and by when."""
    goals = page.alignment
    title = _("{n} of {all} of theirs supported by ours").format(n=goals.answered, all=goals.theirs)
    added = slide(made, title if page.theirs else _("No objectives of theirs yet"), under)
    rows = [
        (whose, row.statement, row.measure, " → ".join(filter(None, (row.baseline, row.target))), row.due, row.owner)
        for whose, several in ((_("theirs"), page.theirs), (_("ours"), page.ours))
        for row in map(handover.objective_row, several)
    ]
    headings = (_("Whose"), _("Objective"), _("Measure"), _("Target"), _("Due"), _("Owner"))
    _pages(made, added, under, headings, rows, (0.9, 4.3, 2.4, 1.7, 1.2, 1.6), theirs=NOBODYS)


def _actions(made: Any, page: PlanPage, under: str) -> None:
    """What is to be done, first what is late."""
    waiting = sorted((one for one in page.actions if one.done_at is None), key=lambda one: one.due_on or date.max)
    late = sum(one.due_on is not None and one.due_on < page.today for one in waiting)
    title = ngettext("{n} open action, {late} overdue", "{n} open actions, {late} overdue", len(waiting))
    added = slide(made, title.format(n=len(waiting), late=late), under)
    rows = [
        (row.title, row.owner, row.due, row.status) for row in (handover.action_row(a, page.today) for a in waiting)
    ]
    headings = (_("Action"), _("Owner"), _("Due"), _("Status"))
    _pages(made, added, under, headings, rows, (6.2, 2.8, 1.6, 1.5), theirs=NOBODYS)


def _pages(
    made: Any,
    first: Any,
    under: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    theirs: int,
) -> None:
    """A table that goes on, on slides of its own, where it is longer than one."""
    added = first
    for begin in range(0, len(rows), ROWS):
        if begin:
            added = slide(made, _("continued"), under)
        _listing(added, headings, rows[begin : begin + ROWS], widths, (), theirs=theirs)


def _dispute(added: Any, row: ValueRow, top: float) -> None:
    said = " · ".join(part for part in (row.title, row.state, *row.amounts, row.note) if part)
    text(added, _("In dispute: {what}").format(what=said), 0.6, top, 12.1, 11, colour=CUSTOMER)


def _revenue(made: Any, page: PlanPage, under: str) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE

    added = slide(made, handover.finding(page), under)
    data = CategoryChartData()
    data.categories = [days.short_month(month) for month in page.revenue.months]
    for family in page.revenue.families:
        data.add_series(family.name, [float(amount) for amount in family.by_month])
    chart = added.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *spot(0.6, 1.6, 12.1, 5.5), data).chart
    _styled(chart, _("Net revenue by month, {currency}").format(currency=page.revenue.currency))
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, 100
    for place, series in enumerate(chart.plots[0].series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(FAMILIES[place % len(FAMILIES)])


def _figures(added: Any, figures: Sequence[Figure]) -> None:
    for place, figure in enumerate(figures):
        left = 0.6 + place * 3.05
        text(added, figure.label, left, 1.55, 2.9, 12, colour=QUIET)
        text(added, figure.value, left, 1.8, 2.9, 24, bold=True, colour=CUSTOMER if place == 2 else "1D1F21")
        text(added, figure.note, left, 2.35, 2.9, 10, colour=QUIET)


def _line_chart(
    added: Any,
    labels: list[str],
    lines: Sequence[tuple[str, str, Sequence[Decimal | None]]],
    title: str,
    top: float = 2.9,
) -> None:
    """Lines with a marker at each point, so that a single one is seen, too."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE

    data = CategoryChartData()
    data.categories = labels
    for name, _colour, values in lines:
        data.add_series(name, [None if value is None else float(value) for value in values])
    chart = added.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *spot(0.6, top, 12.1, 7.1 - top), data).chart
    _styled(chart, title)
    for series, (_name, colour, _values) in zip(chart.plots[0].series, lines, strict=True):
        rgb = RGBColor.from_string(colour)
        series.smooth, series.format.line.color.rgb = False, rgb
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb
        series.marker.format.line.color.rgb = rgb


def _styled(chart: Any, title: str) -> None:
    """The unit in the title, the legend below, calm axes."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.has_title, chart.has_legend, chart.font.size = True, True, Pt(10)
    chart.chart_title.text_frame.text = title
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    calm(chart)


def _listing(
    added: Any,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    numbers: tuple[int, ...],
    *,
    theirs: int,
) -> None:
    listing(added, (0.6, 1.6), widths, [headings, *rows], numbers, theirs)
