"""Exchange rates as companies keep them: typed one by one, or a file of them read.

A file is a list (day, currency, rate, and the source where it has one), or a table with a column for each currency as central
banks publish it: units of the currency for one euro.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import money

PLACES: Final = Decimal("1e-12")
LARGEST: Final = Decimal(10) ** 6
EURO: Final = "EUR"
HEADINGS: Final = {
    "day": ("day", "date", "valid from", "from", "tag", "datum", "gültig ab", "gueltig ab"),
    "currency": ("currency", "code", "iso", "währung", "waehrung", "devise", "moneda"),
    "rate": ("rate", "exchange rate", "kurs", "wechselkurs", "taux", "cambio"),
    "source": ("source", "quelle", "origine", "fuente"),
}
EMPTY: Final = ("", "-", "–", "n/a", "na", "null")
DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y")
MOST_ROWS: Final = 200_000


class Quoted(StrEnum):
    """What a rate says: how much of our currency one of theirs is, or how much of theirs one of ours."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Rate:
    """From `day` on, one of `currency` is `rate` of ours."""

    currency: str
    day: date
    rate: Decimal
    source: str = ""


def of_ours(rate: Decimal, quoted: Quoted) -> Decimal:
    """How much of ours one of theirs is, to twelve places. Raises ValueError with a sentence for what is no rate."""
    if not rate.is_finite() or rate <= 0:
        raise ValueError(_("A rate is a number above zero."))
    ours = (rate if quoted is Quoted.OURS else 1 / rate).quantize(PLACES, rounding=ROUND_HALF_UP)
    if not 0 < ours < LARGEST:
        raise ValueError(_("This rate is too large or too small."))
    return ours


def read(content: bytes, *, into: str, quoted: Quoted) -> list[Rate]:
    """The rates of a file, into our currency. Raises ValueError with a sentence that names the row."""
    rows = _rows(content)
    if not rows:
        raise ValueError(_("The file is empty."))
    names = [cell.strip().casefold() for cell in rows[0]]
    places = {field: _place(names, known) for field, known in HEADINGS.items()}
    if places["day"] is None:
        raise ValueError(_("The first row has no column for the day: call it “date”."))
    if places["currency"] is not None and places["rate"] is not None:
        found = _listed(rows, places, into, quoted)
    else:
        found = _across(rows, places["day"], into)
    if not found:
        raise ValueError(_("The file has no rates."))
    return list({(rate.currency, rate.day): rate for rate in found if rate.currency != into}.values())


def _listed(rows: list[list[str]], places: dict[str, int | None], into: str, quoted: Quoted) -> list[Rate]:
    def rate(row: list[str]) -> Rate | None:
        cell = _cell_of(row)
        if cell(places["rate"]).casefold() in EMPTY:
            return None
        currency = money.currency_code(cell(places["currency"]))
        ours = of_ours(_number(cell(places["rate"])), quoted)
        return Rate(currency, _day(cell(places["day"])), ours, cell(places["source"]))

    return _of_rows(rows, lambda row: [found] if (found := rate(row)) else [])


def _across(rows: list[list[str]], day: int, into: str) -> list[Rate]:
    """A column for each currency: how much of it one euro is. Into another currency than the euro by the euro's own rate."""
    currencies = {place: _code(name) for place, name in enumerate(rows[0]) if place != day and name.strip()}
    if not currencies:
        raise ValueError(_("The first row needs columns named date, currency and rate, or a currency's code each."))
    if into != EURO and into not in currencies.values():
        sentence = _("The table says what one euro is, but has no column for {currency}, the currency you count in.")
        raise ValueError(sentence.format(currency=into))

    def rates(row: list[str]) -> list[Rate]:
        cell = _cell_of(row)
        of_euro = {EURO: Decimal(1)}
        for place, currency in currencies.items():
            if cell(place).casefold() not in EMPTY:
                of_euro[currency] = _number(cell(place))
        if into not in of_euro:
            return []
        on = _day(cell(day))
        units = ((currency, of_ours(units, Quoted.OURS)) for currency, units in of_euro.items() if currency != into)
        return [Rate(currency, on, of_ours(of_euro[into] / each, Quoted.OURS)) for currency, each in units]

    return _of_rows(rows, rates)


def _of_rows(rows: list[list[str]], read: Callable[[list[str]], list[Rate]]) -> list[Rate]:
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = max(place for place, cell in enumerate(row, start=1) if cell.strip())
        try:
            if cells > len(rows[0]):
                wide = ngettext(
                    "the row has {n} cell where the heading has {m}",
                    "the row has {n} cells where the heading has {m}",
                    len(row),
                )
                raise ValueError(wide.format(n=cells, m=len(rows[0])))
            found += read(row)
        except ValueError as problem:
            raise ValueError(_("Row {n}: {reason}").format(n=number, reason=problem)) from None
    return found


def _rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines = text.splitlines()  # whatever ends them: a lone carriage return is refused inside a cell otherwise
    text = "\n".join(lines).lstrip("\n")
    separator = max(";\t,", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise ValueError(_("The file cannot be read as a table.")) from None
    if len(rows) > MOST_ROWS:
        raise ValueError(_("A file of rates has at most {n} rows.").format(n=money.count(MOST_ROWS)))
    return rows


def _place(names: Sequence[str], known: tuple[str, ...]) -> int | None:
    return next((place for place, name in enumerate(names) if name in known), None)


def _cell_of(row: list[str]) -> Callable[[int | None], str]:
    return lambda place: row[place].strip() if place is not None and place < len(row) else ""


def _code(name: str) -> str:
    return money.currency_code(name)


def _number(text: str) -> Decimal:
    """1.0832 and 1,0832 alike: a rate has one sign in it, and it parts the fraction; of two the last one does."""
    plain = re.sub(r"[\s'’]", "", text)
    if "," in plain and "." in plain:
        plain = plain.replace(min(",.", key=plain.rfind), "")
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("“{text}” is not a number.").format(text=text[:40])) from None


def _day(text: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(_("“{text}” is not a day; write it as 2027-03-31.").format(text=text[:40]))
