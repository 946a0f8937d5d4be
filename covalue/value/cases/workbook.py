"""A value case as a workbook. Personal motives are no part of a case, so none can leave with it."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from covalue.analytics.value.case import CaseSide, GainPaid, Kind, LineResult, Result
from covalue.core import money
from covalue.value.cases import figures
from covalue.value.cases.queries import AssumptionView, CaseView


def of(view: CaseView) -> IO[bytes]:
    """The file, open and at its beginning: figures, assumptions, lines, money by year. Of lines, what is given is negative."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    options = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(file, options)
    result = view.result
    if result is not None:
        _page(book, _("Figures"), (_("Figure"), view.sheet.currency), _figures(result))
    elif view.unfinished:
        _page(
            book,
            _("Figures"),
            (_("Not finished"), ""),
            [(words, ", ".join(names)) for words, names in view.readiness.missing],
        )
    assumptions = (
        _("Assumption"),
        _("Unit"),
        _("Low"),
        _("Base"),
        _("High"),
        _("Formula"),
        _("Source"),
        _("Confirmed by"),
        _("Date"),
    )
    _page(book, _("Assumptions"), assumptions, _assumptions(view))
    lines = (
        _("Line"),
        _("Type"),
        _("Side"),
        _("Source of value or kind of cost"),
        _("Formula"),
        _("Yearly"),
        _("Amount"),
        _("P10"),
        _("P90"),
        _("Present value"),
        _("Starts after, months"),
        _("Ramp-up, months"),
    )
    _page(book, _("Lines"), lines, _lines(view))
    if result is not None:
        _page(book, _("By year"), (_("Year"), _("Customer"), _("Supplier")), _years(result))
    if view.sheet.scenarios:
        _page(
            book,
            _("Scenarios"),
            (_("Scenario"), _("Customer"), _("Supplier"), _("Payback, months"), _("Assuming")),
            _scenarios(view),
        )
    book.close()
    file.seek(0)
    return file


def _page(book: Any, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(title[:31])
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, len(headings), 16)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(place, column, value)


def _figures(result: Result) -> list[tuple[str, float | str | None]]:
    return [
        (_("Net present value to the customer"), result.customer.npv),
        *_range(result),
        (_("Net present value to us"), result.supplier.npv),
        (_("Customer's share of the value"), result.customer_share),
        (_("Customer's payback, months"), result.customer.payback_months),
        (_("Customer's total cost"), result.total_cost),
        (_("Economic value to the customer"), result.economic_value),
        (_("Our price"), result.price),
    ]


def _range(result: Result) -> list[tuple[str, float | str]]:
    if not result.npv.apart:
        return [(_("P10 to P90"), _("no ranges entered"))]
    return [
        (_("P10 of it"), result.npv.p10),
        (_("P50 of it"), result.npv.p50),
        (_("P90 of it"), result.npv.p90),
    ]


def _scenarios(view: CaseView) -> list[tuple[Any, ...]]:
    return [
        (
            scenario.row.name,
            scenario.outcome and scenario.outcome.customer_npv,
            scenario.outcome and scenario.outcome.supplier_npv,
            scenario.outcome and scenario.outcome.payback_months,
            ", ".join(f"{name} = {value:g}" for name, value in scenario.row.values.items()),
        )
        for scenario in figures.scenarios(view.sheet)
    ]


def _assumptions(view: CaseView) -> list[tuple[Any, ...]]:
    return [
        (
            assumption.row.name,
            assumption.row.unit,
            *(assumption.row.ends if assumption.row.has_value else (None, None, None)),
            assumption.row.formula,
            assumption.row.source,
            *_stands_behind(assumption),
        )
        for assumption in view.assumptions
    ]


def _stands_behind(assumption: AssumptionView) -> tuple[str, str]:
    """Who confirmed an assumption, or agreed to it with the case, and when."""
    confirmation, agreed = assumption.confirmation, assumption.agreed
    if assumption.others:
        words, others = _("{who} says {number}, not settled"), assumption.others
        said = (words.format(who=word.contact.name, number=money.figure(word.number or 0, 12)) for word in others)
        return ", ".join(said), others[0].confirmed_on.isoformat()
    if confirmation:
        return confirmation.contact.name, confirmation.confirmed_on.isoformat()
    if agreed:
        who = _("{who}, with the case").format(who=agreed.signer_name or _("a former contact"))
        return who, agreed.initiative.account.day_of(agreed.signed_at).isoformat()
    return "", ""


def _lines(view: CaseView) -> list[tuple[Any, ...]]:
    rows = []
    for line_view in view.lines:
        line, result = line_view.row, line_view.result
        amounts = (result.signed_amount, *_ends(result), result.signed) if result else (None,) * 4
        rows.append(
            (
                line.title,
                str(line.kind),
                str(line.side),
                line.group,
                f"{line.formula} ({line_view.constants})" if line_view.constants else line.formula,
                _("yes") if line.yearly else _("once"),
                *amounts,
                line.starts or None,
                line.ramp,
            )
        )
    return [*rows, *_gain(view.result)]


def _gain(result: Result | None) -> list[tuple[Any, ...]]:
    """What the customer pays us of their gain, where a share of it is agreed: by the year, and what of it is paid once."""
    gain = result and result.gain
    if not gain:
        return []
    share = money.percent(gain.share, -1)
    title, formula = _("Our share of their gain ({share})"), _("{share} of their benefits")
    words = (
        title.format(share=share),
        str(Kind.PRICE),
        str(CaseSide.SUPPLIER),
        "",
        formula.format(share=share),
    )
    ends = (*_ends(gain), gain.signed)
    if not gain.yearly:
        return [(*words, _("once"), gain.signed_once, *ends)]
    by_year = (*words, _("yes"), gain.signed_amount, *ends)
    return [by_year, (*words, _("once"), gain.signed_once)] if gain.once else [by_year]


def _ends(found: LineResult | GainPaid) -> tuple[float, float] | tuple[None, None]:
    """P10 and P90; empty where no range changes the amount."""
    return found.signed_ends if found.p10 != found.p90 else (None, None)


def _years(result: Result) -> list[tuple[int, float, float]]:
    both = zip(result.customer.yearly.tolist(), result.supplier.yearly.tolist(), strict=True)
    return [(year, theirs, ours) for year, (theirs, ours) in enumerate(both)]
