"""The days people write: “Fri”, “next week”, “end of March”, “Q3 2027”, “2027-W12”, “in 3 weeks”; English and German.

Nothing is guessed in silence: what can be two days is asked (`Unclear`), what is no day at all is None, and whoever reads
shows what was read. Source of the cases: what general libraries make of them (a quarter or a week became a single day
nobody meant, 1.5 years a wish for two).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from covalue.core.periods import add_months, last_of
from covalue.search.rules import folded

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
MOST_WORDS: Final = 6  # of a day within a line: “at the end of next month”
FAR: Final = 3_650  # days; what is counted further on is a slip


class Towards(StrEnum):
    """Where a day without a year lies: a promise is due ahead, a conversation was held before."""

    AHEAD = "ahead"
    BACK = "back"


@dataclass(frozen=True)
class When:
    """From the first day meant to the last, both included; a single day is both."""

    start: date
    end: date

    @property
    def is_day(self) -> bool:
        return self.start == self.end


class Unclear(ValueError):  # noqa: N818 it is a question, not a fault
    """A day that can be read in several ways."""

    def __init__(self, text: str, choices: tuple[date, ...]) -> None:
        super().__init__(text)
        self.text, self.choices = text, choices


WEEKDAYS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon", "montag", "mo"),
            ("tuesday", "tue", "tues", "dienstag", "di"),
            ("wednesday", "wed", "mittwoch", "mi"),
            ("thursday", "thu", "thur", "thurs", "donnerstag", "do"),
            ("friday", "fri", "freitag", "fr"),
            ("saturday", "sat", "samstag", "sonnabend", "sa"),
            ("sunday", "sun", "sonntag", "so"),
        )
    )
    for name in names
}
GERMAN_SHORT: Final = frozenset(
    {"mo", "di", "mi", "do", "fr", "sa", "so"}
)  # words of English, too: only as written days
MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "januar", "janner"),
            ("february", "feb", "februar", "feber"),
            ("march", "mar", "marz", "maerz", "mrz"),
            ("april", "apr"),
            ("may", "mai"),
            ("june", "jun", "juni"),
            ("july", "jul", "juli"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct", "oktober", "okt"),
            ("november", "nov"),
            ("december", "dec", "dezember", "dez"),
        ),
        1,
    )
    for name in names
}
NUMBERS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            ("a", "an", "one", "ein", "einem", "einer", "eine"),
            ("two", "zwei"),
            ("three", "drei"),
            ("four", "vier"),
            ("five", "funf"),
            ("six", "sechs"),
            ("seven", "sieben"),
            ("eight", "acht"),
            ("nine", "neun"),
            ("ten", "zehn"),
            ("eleven", "elf"),
            ("twelve", "zwolf"),
        ),
        1,
    )
    for name in names
}
LEADING: Final = re.compile(
    r"^(?:by the|by|until|till|on the|on|due|before the|at the|at|in der|in dem|im|bis zum|bis|am|zum|spatestens|the) "
)
MONTH: Final = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
YEAR: Final = r"(?P<year>\d{4})"
NAMED: Final = "(?P<name>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\.?"
THIS: Final = "this|dieser|diesen|diesem|dieses|diese|current"
NEXT: Final = "next|nachsten|nachster|nachstem|nachstes|nachste|kommenden|kommender|kommende|coming"
LAST: Final = "last|letzten|letzter|letztem|letztes|letzte|vorigen|vorige"
SPANS: Final = "week|month|quarter|year|woche|monat|monats|quartal|quartals|jahr|jahres|jahrs"
UNITS: Final = {"day": "day", "days": "day", "tag": "day", "tage": "day", "tagen": "day", "week": "week",
                "weeks": "week", "woche": "week", "wochen": "week", "month": "month", "months": "month",
                "monat": "month", "monate": "month", "monaten": "month", "monats": "month", "quarter": "quarter",
                "quarters": "quarter", "quartal": "quarter", "quartale": "quarter", "quartalen": "quarter",
                "quartals": "quarter", "year": "year", "years": "year", "jahr": "year", "jahre": "year",
                "jahren": "year", "jahres": "year", "jahrs": "year"}  # fmt: skip
MONTHS_IN: Final = {"month": 1, "quarter": 3, "year": 12}


def read(text: str, today: date, towards: Towards = Towards.AHEAD) -> When | None:
    """What a text says as days, None where it says none; Unclear where it says several."""
    words = " ".join(folded(text).replace(",", " ").split())
    words = words.rstrip(".!;") if not words[-2:-1].isdigit() else words.rstrip("!;")
    for _times in range(2):  # “by the end of March”, “due on Friday”
        words = LEADING.sub("", words)
    for pattern, meant in _WAYS:
        found = pattern.fullmatch(words)
        if found is not None:
            try:
                when = meant(found, today, towards)
            except (ValueError, OverflowError) as problem:
                if isinstance(problem, Unclear):
                    raise Unclear(text.strip(), problem.choices) from None
                return None
            return when if when and when.start.year >= FIRST_YEAR and when.end.year <= LAST_YEAR else None
    return None


def cut_end(text: str, today: date, towards: Towards = Towards.AHEAD) -> tuple[str, str]:
    """A text without the days it ends in, and those words: “send the offer by Friday” → “send the offer”, “by Friday”.

    The most words that are days are taken; a text of nothing else stays as it is.
    """
    words = text.split()
    for length in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        tail = " ".join(words[-length:])
        if is_too_short(words[-length:]):
            continue
        try:
            is_day = read(tail, today, towards) is not None
        except Unclear:
            is_day = True
        if is_day:
            return " ".join(words[:-length]).rstrip(" ,;:–-"), tail
    return text, ""


def is_too_short(words: list[str]) -> bool:
    """A lone “so”, “do” or “may” ends a sentence more often than it is a day; and a number alone is an amount."""
    if len(words) != 1:
        return False
    word = words[0].rstrip(".,")
    plain = folded(word)
    return (plain in GERMAN_SHORT and not word[:1].isupper()) or (plain == "may" and word == "may") or word.isdigit()


def _day(day: date) -> When:
    return When(day, day)


def _near(found: re.Match[str], today: date, towards: Towards) -> When:
    away = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "yesterday": -1, "gestern": -1,
            "day after tomorrow": 2, "ubermorgen": 2, "day before yesterday": -2, "vorgestern": -2}  # fmt: skip
    return _day(today + timedelta(days=away[found[0]]))


def _weekday(found: re.Match[str], today: date, towards: Towards) -> When:
    """The next one, or the last one; on that very day both are meant, and it is asked."""
    wanted, step = WEEKDAYS[found["name"]], 7 if towards is Towards.AHEAD else -7
    if wanted == today.weekday():
        raise Unclear("", (today, today + timedelta(days=step)))
    ahead = (wanted - today.weekday()) % 7
    return _day(today + timedelta(days=ahead if towards is Towards.AHEAD else ahead - 7))


def _weekday_of(found: re.Match[str], today: date, towards: Towards) -> When:
    """“next Friday” is that of next week, “last Friday” the one before today, “this Friday” that of this week."""
    monday, wanted = today - timedelta(days=today.weekday()), WEEKDAYS[found["name"]]
    if re.fullmatch(THIS, found["which"]):
        return _day(monday + timedelta(days=wanted))
    if re.fullmatch(NEXT, found["which"]):
        return _day(monday + timedelta(days=7 + wanted))
    back = (today.weekday() - wanted) % 7 or 7
    return _day(today - timedelta(days=back))


def _span(found: re.Match[str], today: date, towards: Towards) -> When:
    which = found["which"]
    step = 0 if re.fullmatch(THIS, which) else 1 if re.fullmatch(NEXT, which) else -1
    return _span_at(UNITS[found["unit"]], today, step)


def _span_at(unit: str, today: date, step: int) -> When:
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return When(monday, monday + timedelta(days=6))
    months = MONTHS_IN[unit]
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    start = add_months(first, months * step)
    return When(start, last_of(add_months(start, months - 1)))


def _end_of_span(found: re.Match[str], today: date, towards: Towards) -> When:
    which = found["which"] or "this"
    step = 1 if re.fullmatch(NEXT, which) else -1 if re.fullmatch(LAST, which) else 0
    return _day(_span_at(UNITS[found["unit"]], today, step).end)


def _in(found: re.Match[str], today: date, towards: Towards) -> When | None:
    """So long from today; months keep their day, or end where the month does. Of parts only halves of years are whole."""
    amount = found["amount"].replace(",", ".")
    number = float(NUMBERS[amount]) if amount in NUMBERS else float(amount)
    unit, sign = UNITS[found["unit"]], -1 if found[0].endswith(" ago") or found[0].startswith("vor ") else 1
    count = number * (MONTHS_IN.get(unit) or (7 if unit == "week" else 1))
    if count != int(count):
        return None
    if unit in MONTHS_IN:
        return _day(add_months(today, sign * int(count))) if count <= FAR / 30 else None
    return _day(today + timedelta(days=sign * int(count))) if count <= FAR else None


def _in_month(month: int, today: date, towards: Towards, year: str | None) -> date:
    """The first day of the month: of that year, or the next one that has not ended, or the last one that has begun."""
    if year:
        return date(int(year), month, 1)
    first = date(today.year, month, 1)
    if towards is Towards.AHEAD and last_of(first) < today:
        return date(today.year + 1, month, 1)
    if towards is Towards.BACK and first > today:
        return date(today.year - 1, month, 1)
    return first


def _month(found: re.Match[str], today: date, towards: Towards) -> When:
    first = _in_month(MONTHS[found["month"]], today, towards, found["year"])
    return When(first, last_of(first))


def _part_of_month(found: re.Match[str], today: date, towards: Towards) -> When:
    first = _in_month(MONTHS[found["month"]], today, towards, found["year"])
    if found["part"].startswith(("end", "late")):
        return _day(last_of(first))
    if found["part"].startswith("mi"):
        return When(first.replace(day=11), first.replace(day=20))
    return When(first, first.replace(day=10))


def _day_and_month(found: re.Match[str], today: date, towards: Towards) -> When:
    return _day(_on(int(found["day"]), MONTHS[found["month"]], today, towards, found["year"]))


def _on(day: int, month: int, today: date, towards: Towards, year: str | None) -> date:
    if year:
        return date(int(year), month, day)
    years = range(today.year, today.year + 9) if towards is Towards.AHEAD else range(today.year, today.year - 9, -1)
    for candidate in years:  # 29 February waits for its year
        try:
            on = date(candidate, month, day)
        except ValueError:
            continue
        if on >= today if towards is Towards.AHEAD else on <= today:
            return on
    raise ValueError("no such day")


def _dotted(found: re.Match[str], today: date, towards: Towards) -> When:
    return _day(_on(int(found["day"]), int(found["month"]), today, towards, _full_year(found["year"])))


def _slashed(found: re.Match[str], today: date, towards: Towards) -> When:
    """3/4 is read in two ways in the world: asked, unless only one of them is a day."""
    one, other, year = int(found["one"]), int(found["other"]), _full_year(found["year"])
    days: dict[date, None] = {}
    for day, month in ((one, other), (other, one)):
        try:
            days[_on(day, month, today, towards, year)] = None
        except ValueError:
            continue
    if len(days) > 1:
        raise Unclear("", tuple(days))
    return _day(next(iter(days)))


def _full_year(year: str | None) -> str | None:
    return f"20{year}" if year and len(year) == 2 else year


def _iso(found: re.Match[str], today: date, towards: Towards) -> When:
    return _day(date(int(found["year"]), int(found["month"]), int(found["day"])))


def _quarter(found: re.Match[str], today: date, towards: Towards) -> When:
    months = 3 if found["kind"] == "q" else 6
    return _numbered(int(found["number"]), months, found["year"], today, towards)


def _numbered(number: int, months: int, year: str | None, today: date, towards: Towards) -> When:
    first_month = months * (number - 1) + 1

    def of(which: int) -> When:
        start = date(which, first_month, 1)
        return When(start, last_of(add_months(start, months - 1)))

    when = of(int(year) if year else today.year)
    if year is None and towards is Towards.AHEAD and when.end < today:
        return of(today.year + 1)
    if year is None and towards is Towards.BACK and when.start > today:
        return of(today.year - 1)
    return when


def _week(found: re.Match[str], today: date, towards: Towards) -> When:
    """A week of ISO 8601; without a year the next one that has not ended, or the last one that has begun."""
    number, year = int(found["week"]), found["year"]

    def of(which: int) -> When:
        monday = date.fromisocalendar(which, number, 1)
        return When(monday, monday + timedelta(days=6))

    this_year = today.isocalendar().year
    when = of(int(year) if year else this_year)
    if year is None and towards is Towards.AHEAD and when.end < today:
        return of(this_year + 1)
    if year is None and towards is Towards.BACK and when.start > today:
        return of(this_year - 1)
    return when


def _year(found: re.Match[str], today: date, towards: Towards) -> When:
    year = int(found["year"])
    return When(date(year, 1, 1), date(year, 12, 31))


Meant = Callable[[re.Match[str], date, Towards], When | None]
_WAYS: Final[tuple[tuple[re.Pattern[str], Meant], ...]] = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (
            "today|heute|tomorrow|morgen|yesterday|gestern|day after tomorrow|ubermorgen|day before yesterday|vorgestern",
            _near,
        ),
        (NAMED, _weekday),
        (rf"(?P<which>{THIS}|{NEXT}|{LAST}) {NAMED}", _weekday_of),
        (rf"(?P<which>{THIS}|{NEXT}|{LAST}) (?P<unit>{SPANS})", _span),
        (
            rf"(?:end of|ende|ende des|ende der) (?:the |of )?(?:(?P<which>{THIS}|{NEXT}|{LAST}) )?(?P<unit>{SPANS})",
            _end_of_span,
        ),
        (r"(?P<unit>month|quarter|year|week)(?P<which>)-?end", _end_of_span),
        (
            rf"(?:in|within|innerhalb von|binnen) (?P<amount>\d+(?:[.,]\d+)?|{'|'.join(NUMBERS)}) (?P<unit>{'|'.join(UNITS)})",
            _in,
        ),
        (rf"(?P<amount>\d+(?:[.,]\d+)?|{'|'.join(NUMBERS)}) (?P<unit>{'|'.join(UNITS)}) ago", _in),
        (rf"vor (?P<amount>\d+(?:[.,]\d+)?|{'|'.join(NUMBERS)}) (?P<unit>{'|'.join(UNITS)})", _in),
        (rf"(?:in )?{MONTH}(?: {YEAR})?", _month),
        (
            rf"(?P<part>beginning of|begin|start of|early|anfang|mid|mid-?|middle of|mitte|late|end of|ende) ?{MONTH}(?: {YEAR})?",
            _part_of_month,
        ),
        (rf"{DAY} (?:of )?{MONTH}(?: {YEAR})?", _day_and_month),
        (rf"{MONTH} {DAY}(?: {YEAR})?", _day_and_month),
        (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", _iso),
        (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})?", _dotted),
        (r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?", _slashed),
        (rf"(?P<kind>q) ?(?P<number>[1-4])(?:[ /-]{YEAR})?", _quarter),
        (rf"(?P<kind>h) ?(?P<number>[12])(?:[ /-]{YEAR})?", _quarter),
        (rf"{YEAR}[ /-](?P<kind>[q])(?P<number>[1-4])", _quarter),
        (r"(?P<number>[1-4])\. (?P<kind>q)uartal(?: (?P<year>\d{4}))?", _quarter),
        (r"(?P<year>\d{4})-?w(?P<week>\d{1,2})", _week),
        (r"(?:w|week|kw|woche|kalenderwoche) ?(?P<week>\d{1,2})(?:[ /]+(?P<year>\d{4}))?", _week),
        (rf"(?:in )?{YEAR}", _year),
    )
)
