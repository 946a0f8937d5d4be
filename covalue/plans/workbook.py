"""The plan as a spreadsheet: amounts are numbers, days are days, and no text is cut."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.core import money
from covalue.core.exports import LONGEST_CELL
from covalue.plans import handover
from covalue.plans.factors import PlanQuality
from covalue.plans.queries import PlanPage, PlanValue
from covalue.value.claims.deliveries import Standing

NARROWEST: Final = 10  # characters of a column
WIDEST: Final = 60
LINE: Final = 15  # points
HIGHEST: Final = 405  # points of a row, of which Excel takes 409
A4: Final = 9  # as the format numbers it
Row = Sequence[str | int | date | Decimal | None]


def workbook(page: PlanPage, value: PlanValue, quality: PlanQuality) -> bytes:
    """An .xlsx with a sheet each for texts, targets, cases, objectives, actions, growth, its path, and quality."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    currency = value.statement.statement.currency
    case_headings = (
        _("Value case"), _("State"), _("Currency"), _("Promised"), _("Delivered"), _("Validated"), _("Disputed"),
    )  # fmt: skip
    objective_headings = (
        _("Whose"), _("Objective"), _("Measure"), _("Today"), _("Target"), _("Due"), _("Owner"), _("Source"),
    )  # fmt: skip
    path_headings = (
        _("Year"), _("Currency"), _("Revenue, low"), _("Revenue, base"), _("Revenue, high"),
        _("Margin, low"), _("Margin, base"), _("Margin, high"),
    )  # fmt: skip
    quality_headings = (
        _("Factor"), _("State"), _("Criterion"), _("met"), _("What shows it"), _("What would raise it"),
    )  # fmt: skip
    _sheet(book, _("Texts"), (_("Section"), _("Text")), tuple(_texts(page)))
    targets = tuple((row.title, row.note, row.state) for row in map(handover.target_row, value.targets))
    _sheet(book, _("Value targets"), (_("Value target"), _("What success looks like"), _("State")), targets)
    _sheet(book, _("Value cases"), case_headings, tuple(_cases(value, currency)))
    _sheet(book, _("Objectives"), objective_headings, tuple(_objectives(page)))
    _sheet(book, _("Actions"), (_("Action"), _("Owner"), _("Due"), _("Status")), tuple(_actions(page)))
    headings = (_("What it does"), _("Move"), _("Years"), _("Builds on"))
    _sheet(book, _("Growth strategy"), headings, handover.move_rows(page))
    _sheet(book, _("Revenue and margin path"), path_headings, tuple(_path(page)))
    _sheet(book, _("Quality"), quality_headings, tuple(_quality(quality)))
    book.close()
    return file.getvalue()


def _texts(page: PlanPage) -> Iterator[Row]:
    """A paragraph a row; one longer than a cell goes on in the next."""
    for view in page.sections:
        for paragraph in view.section.text.split("\n"):
            for begin in range(0, len(paragraph), LONGEST_CELL):
                yield view.title, paragraph[begin : begin + LONGEST_CELL]


def _cases(value: PlanValue, currency: str) -> Iterator[Row]:
    for case in value.cases:
        row, line = handover.case_row(case, value), value.money_of.get(case.case.initiative.pk)
        money = line.money if line else Standing()
        promised = line.promised if line else Decimal(0)
        yield row.title, row.state, currency, promised, money.claimed, money.validated, money.disputed


def _objectives(page: PlanPage) -> Iterator[Row]:
    for whose, goals in ((_("theirs"), page.theirs), (_("ours"), page.ours)):
        for goal in goals:
            holder = goal.contact or goal.owner
            name = holder.name if holder else ""
            yield (
                whose, goal.statement, goal.measure, goal.baseline, goal.target, goal.due_on, name, goal.source,
            )  # fmt: skip


def _actions(page: PlanPage) -> Iterator[Row]:
    for action in page.actions:
        row = handover.action_row(action, page.today)
        yield row.title, row.owner, action.due_on, row.status


def _path(page: PlanPage) -> Iterator[Row]:
    for year in page.growth.path if page.growth else ():
        revenue = (year.revenue_low, year.revenue_base, year.revenue_high)
        yield year.year, year.currency, *revenue, year.margin_low, year.margin_base, year.margin_high


def _quality(quality: PlanQuality) -> Iterator[Row]:
    for view in quality.factors:
        for one in view.criteria:
            shown = "; ".join(fact.text for fact in one.facts)
            yield (
                str(view.name),
                str(view.state_name),
                one.title,
                _("yes") if one.met else _("no"),
                shown,
                "" if one.met else one.raised_by,
            )


def _sheet(book: Any, title: str, headings: Sequence[str], rows: Sequence[Row]) -> None:
    sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True, "valign": "top"})
    right = book.add_format({"bold": True, "align": "right", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    amount = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    number = book.add_format({"align": "left", "valign": "top"})
    widths = [_width([heading, *(row[column] for row in rows)]) for column, heading in enumerate(headings)]
    for column, heading in enumerate(headings):
        of_money = any(isinstance(row[column], Decimal) for row in rows)
        sheet.set_column(column, column, widths[column])
        sheet.write_string(0, column, heading, right if of_money else bold)
    for place, row in enumerate(rows, start=1):
        sheet.set_row(place, _height(row, widths))
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(place, column, value, day)
            elif isinstance(value, Decimal):
                sheet.write_number(place, column, float(value), amount)
            elif isinstance(value, str):
                sheet.write_string(place, column, value[:LONGEST_CELL], wrapped)
            elif value is not None:
                sheet.write_number(place, column, value, number)
    sheet.freeze_panes(1, 0)
    _for_paper(sheet)


def _width(values: Sequence[object]) -> int:
    """As wide as its longest value, within bounds."""
    longest = max(len(_written(value)) for value in values)
    return max(NARROWEST, min(WIDEST, longest + 2))


def _height(row: Row, widths: Sequence[int]) -> float:
    """In points: programs that open the file do not all measure texts that are broken into lines."""
    lines = max(ceil(len(_written(value)) / (width - 2)) for value, width in zip(row, widths, strict=True))
    return min(HIGHEST, LINE * max(1, lines))


def _written(value: object) -> str:
    return money.number(value, 2) if isinstance(value, Decimal) else "" if value is None else str(value)


def _for_paper(sheet: Any) -> None:
    """Across, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
