"""The value statement to hand over: one page for the customer, one for our management, a slide, a workbook.

What is ours alone (our side's money, our remarks on settling) is on the management's page and in the workbook only.
"""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.core import days, exports, money
from covalue.organisation import queries as organisation
from covalue.value.claims import deliveries
from covalue.value.statement import charts, words
from covalue.value.statement.queries import StatementPage
from covalue.value.statement.rules import Row, Statement
from covalue.web import typesetting

TEMPLATE: Final = Path(__file__).parent / "statement.typ"
SOURCES: Final = {
    "revenue": gettext_lazy("Revenue"), "cost": gettext_lazy("Cost"), "efficiency": gettext_lazy("Efficiency"),
    "risk": gettext_lazy("Risk"), "capital": gettext_lazy("Capital"), "decisions": gettext_lazy("Decisions"),
}  # fmt: skip
EMU: Final = 914_400  # English metric units an inch, as slides are measured


def made(page: StatementPage, form: str, today: date) -> bytes:
    """The file: `customer` or `management` (PDF), `slide` (PowerPoint) or `excel`."""
    if form == "slide":
        return _slide(page, today)
    if form == "excel":
        return _workbook(page)
    return _pdf(page, today, ours=form == "management")


def _pdf(page: StatementPage, today: date, *, ours: bool) -> bytes:
    return typesetting.made(TEMPLATE, _content(page, today, ours=ours))


def _content(page: StatementPage, today: date, *, ours: bool) -> dict[str, Any]:
    """Everything on the page, already written out."""
    statement, cur = page.statement, page.statement.currency
    total = statement.total
    figures = [
        (
            _("Promised"),
            _full(total.promised, cur) if total.agreed else "–",
            _of_promised(statement),
        ),
        (_("Delivered"), _full(total.money.claimed, cur), _("as we claim it")),
        (
            _("Validated"),
            _full(total.money.validated, cur),
            _("as signed by {account}").format(account=page.account.name),
        ),
        (_("Not agreed"), _full(total.money.disputed, cur), _("claimed but not signed for")),
    ]
    if ours:
        figures.append(
            (
                _("Value to us"),
                _full(total.ours, cur),
                _("of {promised} in the cases").format(promised=_full(total.promised_ours, cur)),
            )
        )
    shown = [remark for remark in page.remarks if remark.theirs or ours]
    return {
        "title": _("Value statement"),
        "account": page.account.name,
        "supplier": organisation.company().name,
        "span": _span(page),
        "date": days.written(today),
        "confidentiality": _("For our management")
        if ours
        else _("Confidential, for {account}").format(account=page.account.name),
        "figures": [{"label": label, "value": value, "note": note} for label, value, note in figures],
        "chart": charts.over_time(statement, standalone=True).svg if statement.points else "",
        "by_initiative": _rows(statement.by_initiative, cur, ours=ours),
        "by_source": _rows(statement.by_source, cur, ours=False, sources=True),
        "apart": [
            {
                "title": _("Initiative, in {currency}: apart, in none of the figures above").format(
                    currency=part.currency
                ),
                "rows": _rows(part.by_initiative, part.currency, ours=ours),
            }
            for part in statement.apart
        ],
        "headers": [_("Promised"), _("Delivered"), _("Validated"), *([_("Value to us")] if ours else [])],
        "source_headers": [_("Promised"), _("Delivered"), _("Validated")],
        "initiative": _("Initiative"),
        "source": _("Source of value"),
        "said_title": _("Comments"),
        "said": [
            {
                "words": remark.words,
                "who": remark.who,
                "on": days.day(remark.on),
                "theirs": remark.theirs,
                "what": remark.claim.label,
            }
            for remark in shown[:5]
        ],
        "sales": _of_sales(page) if ours else "",
        "rule": _rule(page),
        "empty": _("Nothing was promised or delivered in this period yet."),
    }


def _rule(page: StatementPage) -> str:
    """What the words mean; nothing is called promised that is not agreed."""
    promised = _(
        "Promised: the benefits that were agreed, added up day by day, without costs and prices, not discounted."
    )
    proposed = _("Proposed: what a value case says that is not agreed.") if page.statement.total.proposed else ""
    others = _("Delivered: what we claim. Validated: what a named person at {account} signed for.")
    return " ".join(filter(None, (promised, proposed, others.format(account=page.account.name))))


def _of_promised(statement: Statement) -> str:
    """Up to which day, what it will be by the end of the span, and what is not part of it."""
    cur, agreed = statement.currency, statement.total.agreed
    notes = [_("by {day}").format(day=days.day(statement.until)) if agreed else _("nothing is agreed yet")]
    if agreed and statement.promised_by_end is not None:
        by_end = _("{amount} by {day}").format(
            amount=_full(statement.promised_by_end, cur), day=days.day(statement.span.end)
        )
        notes.append(by_end)
    if statement.total.later is not None:
        notes.append(words.of_later(statement.total.later, cur, _full))
    if statement.total.proposed:
        notes.append(_("{amount} proposed, not agreed").format(amount=_full(statement.total.proposed, cur)))
    return " · ".join(notes)


def _rows(rows: tuple[Row, ...], cur: str, *, ours: bool, sources: bool = False) -> list[list[str]]:
    return [
        [
            str(SOURCES.get(row.title, row.title or "–")) if sources else _titled(row, cur),
            _("{amount} proposed").format(amount=_full(row.proposed, cur))
            if row.proposed
            else (_full(row.promised, cur) if row.agreed else "–"),
            _full(row.money.claimed, cur),
            _full(row.money.validated, cur),
            *([_full(row.ours, cur)] if ours else []),
        ]
        for row in rows
    ]


def _titled(row: Row, cur: str) -> str:
    return f"{row.title} ({words.of_later(row.later, cur, _full)})" if row.later else row.title


def _slide(page: StatementPage, today: date) -> bytes:
    """One slide for the customer: figures, a chart one can edit, the table by initiative."""
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Emu, Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(int(13.333 * EMU)), Emu(int(7.5 * EMU))
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    statement, content = page.statement, _content(page, today, ours=False)

    def text(
        words: str, left: float, top: float, width: float, size: int, *, bold: bool = False, colour: str = "1D1F21"
    ) -> None:
        box = slide.shapes.add_textbox(*(Emu(int(inch * EMU)) for inch in (left, top, width, 0.4))).text_frame
        box.word_wrap = True
        run = box.paragraphs[0].add_run()
        run.text, run.font.size, run.font.bold = words, Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour)

    text(f"{content['account']}: {_finding(page)}", 0.6, 0.4, 12.1, 24, bold=True)
    text(
        f"{content['title']} · {content['span']} · {content['supplier']} · {content['date']}",
        0.6,
        1.05,
        12.1,
        12,
        colour="5D6166",
    )
    for place, figure in enumerate(content["figures"]):
        left = 0.6 + place * 3.05
        text(figure["label"], left, 1.55, 2.9, 12, colour="5D6166")
        text(figure["value"], left, 1.8, 2.9, 24, bold=True, colour="6A3FB5" if place == 2 else "1D1F21")
        text(figure["note"], left, 2.3, 2.9, 10, colour="6F7378")
    if statement.points:
        data = CategoryChartData()
        data.categories = [deliveries.period_name(point.period) for point in statement.points]
        for name, values in (
            (_("delivered"), [point.claimed for point in statement.points]),
            (_("promised"), [point.promised if statement.total.agreed else None for point in statement.points]),
            (_("validated"), [point.validated for point in statement.points]),
        ):
            data.add_series(name, [None if value is None else float(value) for value in values])
        spot = (Emu(int(inch * EMU)) for inch in (0.6, 2.8, 6.2, 4.2))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *spot, data).chart
        chart.has_legend, chart.legend.position, chart.legend.include_in_layout = True, XL_LEGEND_POSITION.BOTTOM, False
        chart.font.size = Pt(10)
        for series, colour in zip(chart.plots[0].series, ("0B6E5F", "A3A7AB", "6A3FB5"), strict=True):
            series.format.line.color.rgb, series.smooth = RGBColor.from_string(colour), False
    rows = content["by_initiative"][:8]
    if rows:
        spot = (Emu(int(inch * EMU)) for inch in (7.0, 2.9, 5.75, 0.35 * (len(rows) + 1)))
        table = slide.shapes.add_table(len(rows) + 1, 4, *spot).table
        for across, width in enumerate((2.15, 1.2, 1.2, 1.2)):
            table.columns[across].width = Emu(int(width * EMU))
        for down, row in enumerate([[content["initiative"], *content["source_headers"]], *rows]):
            for across, words in enumerate(row):
                cell = table.cell(down, across)
                cell.text = words
                cell.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    for place, part in enumerate(statement.apart[:2]):
        text(_apart(part), 0.6, 2.55 + 0.18 * place, 12.1, 10, colour="5D6166")
    text(content["rule"], 0.6, 7.05, 12.1, 9, colour="6F7378")
    slide.notes_slide.notes_text_frame.text = "\n".join(
        f"{remark['what']}: “{remark['words']}” {remark['who']}, {remark['on']}" for remark in content["said"]
    )
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _workbook(page: StatementPage) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    statement, bold = page.statement, book.add_format({"bold": True})
    headings = (
        _("Promised"),
        _("Delivered"),
        _("Validated"),
        _("Disputed"),
        _("Waived"),
        _("Not yet answered"),
        _("Promised to us"),
        _("Value to us"),
        _("Proposed, not agreed"),
    )
    not_due = (_("Starts on"), _("Promised later, a year"), _("Promised later, once"))

    def sheet(title: str, first: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        worksheet = book.add_worksheet(title[:31])
        worksheet.freeze_panes(1, 0)
        worksheet.set_column(0, len(first), 26)
        worksheet.write_row(0, 0, first, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    worksheet.write_number(place, column, float(value))
                elif value is not None:
                    worksheet.write(place, column, value[: exports.LONGEST_CELL] if isinstance(value, str) else value)

    def amounts(row: Row) -> tuple[Decimal, ...]:
        money = row.money
        return (
            row.promised,
            money.claimed,
            money.validated,
            money.disputed,
            money.let_go,
            money.waiting,
            row.promised_ours,
            row.ours,
            row.proposed,
        )

    sheet(
        _("By initiative"),
        (f"{_('Initiative')} ({statement.currency})", *headings, *not_due),
        [(row.title, *amounts(row), *_later(row)) for row in (*statement.by_initiative, statement.total)],
    )
    for part in statement.apart:
        sheet(
            _("By initiative, {currency}").format(currency=part.currency),
            (f"{_('Initiative')} ({part.currency})", *headings, *not_due),
            [(row.title, *amounts(row), *_later(row)) for row in (*part.by_initiative, part.total)],
        )
    sheet(
        _("By source"),
        (_("Source of value"), *headings[:3]),
        [(row.title, *amounts(row)[:3]) for row in statement.by_source],
    )
    sheet(
        _("Periods"),
        (
            _("Initiative"),
            _("From"),
            _("Until"),
            _("Currency"),
            *headings[1:6],
            _("Signed by"),
            _("Date"),
            _("Comment"),
        ),
        [
            (
                view.claim.initiative.title,
                view.claim.starts_on.isoformat(),
                view.claim.ends_on.isoformat(),
                view.claim.currency,
                view.money.claimed,
                view.money.validated,
                view.money.disputed,
                view.money.let_go,
                view.money.waiting,
                *(
                    (
                        view.signature.signer_name,
                        view.claim.account.day_of(view.signature.signed_at).isoformat(),
                        view.signature.remark,
                    )
                    if view.signature
                    else ()
                ),
            )
            for view in page.claims
        ],
    )
    sheet(
        _("Quarters, cumulative"),
        (_("Quarter"), *headings[:3]),
        [
            (deliveries.period_name(point.period), point.promised, point.claimed, point.validated)
            for point in statement.points
        ],
    )
    book.close()
    return file.getvalue()


def _apart(part: Statement) -> str:
    """What is in another currency, in one line."""
    total, cur = part.total, part.currency
    promised = _full(total.promised, cur) if total.agreed else "–"
    sentence = _("In {currency}, apart: promised {promised}, delivered {claimed}, validated {validated}")
    if total.proposed:
        sentence = _(
            "In {currency}, apart: promised {promised} ({proposed} proposed, not agreed), delivered {claimed}, validated {validated}"
        )
    return sentence.format(
        currency=cur,
        promised=promised,
        proposed=_full(total.proposed, cur),
        claimed=_full(total.money.claimed, cur),
        validated=_full(total.money.validated, cur),
    )


def _later(row: Row) -> tuple[Any, ...]:
    """From when, and what is agreed and not due yet."""
    return (", ".join(day.isoformat() for day in row.later.days), row.later.yearly, row.later.once) if row.later else ()


def _finding(page: StatementPage) -> str:
    total, cur = page.statement.total, page.statement.currency
    if not total.money.claimed and not total.agreed and total.proposed:
        return _("{amount} proposed, not agreed yet").format(amount=_short(total.proposed, cur))
    if not total.money.claimed and total.later and not total.promised:
        return words.of_later(total.later, cur)
    if not total.money.claimed:
        return _("{amount} promised so far").format(amount=_short(total.promised, cur))
    return _("{validated} validated of {claimed} delivered").format(
        validated=_short(total.money.validated, cur), claimed=_short(total.money.claimed, cur)
    )


def _of_sales(page: StatementPage) -> str:
    if page.share_of_sales is None or page.year is None:
        return ""
    share = money.percent(page.share_of_sales)
    return _("Validated value is {share} of our sales to them in {year}.").format(share=share, year=page.year - 1)


def _span(page: StatementPage) -> str:
    return str(page.year) if page.year else _("the whole relationship")


def _short(amount: Decimal, currency: str) -> str:
    return money.short_money(amount, currency)


def _full(amount: Decimal, currency: str) -> str:
    """To the last cent: rows add up to the figures above them."""
    return money.money(amount, currency)
