"""Cross tables: a column for each day, month, quarter or year, turned into a row for each amount where that is unambiguous."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from covalue.ledger import layout
from covalue.ledger.assumptions import Assumed
from covalue.ledger.headings import folded
from covalue.ledger.layout import Passed
from covalue.ledger.rules import LedgerInputError
from covalue.ledger.source import Raw, Source

if TYPE_CHECKING:
    import duckdb

PERIODS: Final = "periods"  # the setting `turn`
DATE: Final = "Date"  # what the columns of a turned table are called
AMOUNT: Final = "Amount"
FEWEST: Final = 3  # columns called like a period that make a cross table
SCALE: Final = 1000  # row 5, column 3 is 5003
SHOWN: Final = 50
DAY, MONTH, QUARTER, YEAR = 0, 1, 3, 12
YEARS: Final = ("year", "jahr", "calendaryear", "kalenderjahr")
UNITS: Final = {DAY: "day", MONTH: "month", QUARTER: "quarter", YEAR: "year"}
EMPTY: Final = ("", "-", "–", "—", "NULL", "N/A", "#N/A", "#NV")
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january januar jän jänner", "feb february februar", "mar march mär märz mrz maerz", "apr april", "may mai",
         "jun june juni", "jul july juli", "aug august", "sep sept september", "oct october okt oktober", "nov november",
         "dec december dez dezember"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ISO_DAY: Final = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?: 00:00:00)?")
GERMAN_DAY: Final = re.compile(r"(\d\d?)\.(\d\d?)\.((?:19|20)\d\d)")
YEAR_ALONE: Final = re.compile(r"(?:fy|gj|year|jahr)? ?((?:19|20)\d\d)")
YEAR_MONTH: Final = re.compile(r"((?:19|20)\d\d)[-/. m]?(0?[1-9]|1[0-2])")
MONTH_YEAR: Final = re.compile(r"(0?[1-9]|1[0-2])[-/. ]((?:19|20)\d\d)")
QUARTER_YEAR: Final = re.compile(r"(?:q([1-4])|([1-4])\. ?quartal|quarter ([1-4])|([1-4])q)[-/. ]*((?:19|20)?\d\d)")
YEAR_QUARTER: Final = re.compile(r"((?:19|20)\d\d)[-/. ]*(?:q([1-4])|quarter ([1-4]))")
NAMED: Final = re.compile(r"([a-zäé]+)\.?[-/. ']*((?:19|20)?\d\d)?")
NAMED_BEHIND: Final = re.compile(r"((?:19|20)\d\d)[-/. ]*([a-zäé]+)\.?")


@dataclass(frozen=True)
class Period:
    """What a heading names: `months` long from the month `month` on, or one day; `year` None where it is not said."""

    year: int | None
    month: int
    months: int
    day: int = 1

    @property
    def text(self) -> str:
        """As in a document's number: 2026-01, 2026-Q1, 2026, 2026-01-31. Without the year what follows it."""
        if self.months == YEAR:
            return f"{self.year}"
        rest = f"Q{(self.month + 2) // 3}" if self.months == QUARTER else f"{self.month:02}"
        rest += f"-{self.day:02}" if self.months == DAY else ""
        return f"{self.year}-{rest}" if self.year else rest

    def covers(self) -> set[tuple[int | None, int]]:
        """Its months."""
        return {(self.year, month) for month in range(self.month, self.month + max(self.months, 1))}


@dataclass(frozen=True)
class Turning:
    """Which columns become rows: `periods` by column; `sums` add others up and are left out; `year` names the column of years."""

    labels: tuple[str, ...]
    periods: dict[str, Period]
    sums: tuple[str, ...] = ()
    year: str = ""


def period_of(heading: str) -> Period | None:
    """The period a heading names, None where it names none."""
    text = heading.strip().casefold()
    try:
        if match := ISO_DAY.fullmatch(text):
            return _day(*map(int, match.groups()))
        if match := GERMAN_DAY.fullmatch(text):
            return _day(*map(int, reversed(match.groups())))
    except ValueError:
        return None
    if match := YEAR_ALONE.fullmatch(text):
        return Period(int(match[1]), 1, YEAR)
    if match := YEAR_MONTH.fullmatch(text):
        return Period(int(match[1]), int(match[2]), MONTH)
    if match := MONTH_YEAR.fullmatch(text):
        return Period(int(match[2]), int(match[1]), MONTH)
    if match := QUARTER_YEAR.fullmatch(text):
        return _quarter(next(filter(None, match.groups()[:4])), match[5])
    if match := YEAR_QUARTER.fullmatch(text):
        return _quarter(match[2] or match[3], match[1])
    if (match := NAMED.fullmatch(text)) and match[1] in MONTHS:
        return Period(_year(match[2]) if match[2] else None, MONTHS[match[1]], MONTH)
    if (match := NAMED_BEHIND.fullmatch(text)) and match[2] in MONTHS:
        return Period(int(match[1]), MONTHS[match[2]], MONTH)
    return None


def periods_in(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns of a cross table: those called like a day, month, quarter or year. None unless there are several."""
    named = tuple(name for name in columns if period_of(name))
    return named if len(named) >= FEWEST else ()


def turning(columns: Iterable[str]) -> Turning:
    """How a table is turned. LedgerInputError where it is not plain which period an amount belongs to, or no column has one."""
    names = tuple(columns)
    periods = {name: period for name in names if (period := period_of(name))}
    labels = tuple(name for name in names if name not in periods)
    if not periods:
        raise LedgerInputError(
            "No column is called like a month, quarter or year, so there is nothing to turn into rows."
        )
    year = next((name for name in labels if folded(name) in YEARS), "")
    bare = [name for name, period in periods.items() if period.year is None]
    if bare and (not year or len(bare) < len(periods)):
        raise LedgerInputError(
            f"The columns {', '.join(bare[:3])} … do not say of which year. Write it into their headings, such as {bare[0]} 2026, or "
            "add a column Year."
        )
    finest = min(period.months for period in periods.values())
    kept = {name: period for name, period in periods.items() if period.months == finest}
    twice = [text for text, times in Counter(period.text for period in kept.values()).items() if times > 1]
    if twice:
        raise LedgerInputError(
            f"Two columns are for {twice[0]}, so they cannot be turned into rows. Leave one of them out."
        )
    months = {month for period in kept.values() for month in period.covers()}
    sums = tuple(name for name in periods if name not in kept)
    unsure = [name for name in sums if not periods[name].covers() <= months]
    if unsure:
        raise LedgerInputError(
            f"The column {unsure[0]} is for longer than the others and not their sum, so they cannot be turned into rows together."
        )
    totals = tuple(name for name in labels if layout.is_total([name]))
    return Turning(tuple(name for name in labels if name not in totals), kept, (*sums, *totals), year if bare else "")


def turned_source(source: Source) -> Source:
    """What a file looks like once it is turned."""
    plan = turning(source.columns)
    columns = _columns(plan)
    rows = [
        {
            **{name: row.get(name, "") for name in plan.labels},
            columns[-2]: _said(plan, row, period),
            columns[-1]: row[name],
        }
        for row in source.sample
        for name, period in plan.periods.items()
        if row.get(name, "").strip() not in EMPTY
    ]
    return replace(source, columns=columns, sample=tuple(rows[:SHOWN]))


def turn(connection: "duckdb.DuckDBPyConnection", raw: Raw) -> Raw:
    """Make the relation `turned`: the labels, a day and an amount for each cell that holds one; and what was assumed."""
    plan = turning(raw.columns)
    for column, top, bottom in raw.filled:  # an amount merged over several rows counts once
        if column in {raw.columns[name] for name in plan.periods}:
            connection.execute(f"UPDATE raw SET {column} = NULL WHERE row_number BETWEEN {top} AND {bottom}")
    names = list(raw.columns)
    scale = max(SCALE, 10 ** len(str(len(names))))
    columns = _columns(plan)
    day, amount = f"c{len(names)}", f"c{len(names) + 1}"
    periods = [
        (raw.columns[name], names.index(name) + 1, period.text, period.year, period.month, period.day)
        for name, period in plan.periods.items()
    ]
    connection.execute(
        "CREATE TEMP TABLE periods (name VARCHAR, place INTEGER, text VARCHAR, year INTEGER, month INTEGER, day INTEGER)"
    )
    connection.executemany("INSERT INTO periods VALUES (?, ?, ?, ?, ?, ?)", periods)
    kind = _kind(raw, plan)
    labels = [raw.columns[name] for name in plan.labels]
    year, before = "periods.year", ""
    if plan.year:
        year = f"TRY_CAST(regexp_extract({raw.columns[plan.year]}::VARCHAR, '^\\s*(\\d{{4}})', 1) AS INTEGER)"
        before = f"{year} || '-' || "
    cells = ", ".join(f"{raw.columns[name]}::{kind} AS {raw.columns[name]}" for name in plan.periods)
    inner = f"SELECT row_number, {', '.join([*labels, cells])} FROM {raw.relation} WHERE NOT {_no_line(raw, plan)}"
    empty = ", ".join(f"'{word}'" for word in EMPTY)
    connection.execute(
        f"CREATE TEMP TABLE turned AS SELECT row_number * {scale} + place AS row_number, {''.join(f'{label}, ' for label in labels)}"
        f"try_cast(lpad({year}::VARCHAR, 4, '0') || '-' || lpad(month::VARCHAR, 2, '0') || '-' || lpad(day::VARCHAR, 2, '0') AS DATE) AS {day}, "
        f"cell AS {amount}, {before}text AS period FROM (UNPIVOT ({inner}) ON {', '.join(row[0] for row in periods)} INTO NAME name VALUE cell) "
        f"JOIN periods USING (name) WHERE upper(trim(cell::VARCHAR)) NOT IN ({empty}) ORDER BY 1"
    )
    types = {**{name: raw.types[name] for name in plan.labels}, columns[-2]: "DATE", columns[-1]: kind}
    places = {**{name: raw.columns[name] for name in plan.labels}, columns[-2]: day, columns[-1]: amount}
    return replace(
        raw,
        relation="turned",
        columns=places,
        types=types,
        heading=raw.heading * scale,
        assumed=(*raw.assumed, *_assumed(connection, raw, plan, scale)),
        period="period",
        filled=(),
    )


def _assumed(connection: "duckdb.DuckDBPyConnection", raw: Raw, plan: Turning, scale: int) -> tuple[Assumed, ...]:
    names, unit = list(plan.periods), UNITS[next(iter(plan.periods.values())).months]
    day = "for its day" if unit == "day" else f"for its {unit}, dated the first day"
    sentences = [
        f"The amounts of {len(names)} columns, {names[0]} to {names[-1]}, became one line each; each counts {day}. When the table "
        f"comes again, a line is recognised by its customer, offering, unit and region, and its {unit}. In lists of rows, {5 * scale + 3} means row 5, column 3."
    ]
    if plan.sums:
        sentences.append(f"Left out, as they are sums of the others: {', '.join(plan.sums)}.")
    row = connection.execute(f"SELECT count(*) FROM {raw.relation} WHERE {_no_line(raw, plan)}").fetchone()
    if row and row[0]:
        sentences.append(layout.said(Counter({Passed.TOTAL: row[0]})))
    return tuple(Assumed("turn", PERIODS, sentence) for sentence in sentences)


def _no_line(raw: Raw, plan: Turning) -> str:
    """Whether a row adds others up, draws a line or names the columns again, by its first labels."""
    if not plan.labels:
        return "false"
    texts = [f"lower(trim(coalesce({raw.columns[name]}::VARCHAR, '')))" for name in plan.labels[:2]]
    patterns = (layout.TOTAL, layout.RULE)
    tests = [f"regexp_matches({text}, {_quoted(pattern)})" for text in texts for pattern in patterns]
    tests.append(f"{texts[0]} = {_quoted(plan.labels[0].strip().lower())}")
    return f"({' OR '.join(tests)})"


def _kind(raw: Raw, plan: Turning) -> str:
    """One type for all amounts: texts stay texts, numbers stay exact where they are."""
    kinds = {raw.types[name] for name in plan.periods}
    if "VARCHAR" in kinds:
        return "VARCHAR"
    return "DOUBLE" if kinds & {"DOUBLE", "FLOAT", "REAL"} else "DECIMAL(28,6)"


def _columns(plan: Turning) -> tuple[str, ...]:
    taken = {folded(name) for name in plan.labels}
    date_name = DATE if folded(DATE) not in taken else f"{DATE} of the column"
    amount_name = AMOUNT if folded(AMOUNT) not in taken else f"{AMOUNT} of the column"
    return (*plan.labels, date_name, amount_name)


def _said(plan: Turning, row: dict[str, str], period: Period) -> str:
    year = row.get(plan.year, "").strip()[:4] if plan.year else str(period.year)
    return f"{year}-{period.month:02}-{period.day:02}"


def _day(year: int, month: int, day: int) -> Period:
    date(year, month, day)
    return Period(year, month, DAY, day)


def _quarter(number: str, year: str) -> Period:
    return Period(_year(year), 3 * int(number) - 2, QUARTER)


def _year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
