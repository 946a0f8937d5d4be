"""A table of rows, described once: the columns give the page with its sorting, and CSV, Excel and JSON with their event."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from covalue.core import days, events, exports, money
from covalue.web import moments, requests

Row = TypeVar("Row")
Label = str | Promise
EMPTY = money.UNKNOWN


class Kind(StrEnum):
    """How a page writes the values of a column."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    HOURS = "hours"
    MONEY = "money"
    AMOUNT = "amount"  # money to the cent
    SHARE = "share"
    DAY = "day"
    WHEN = "when"  # relative while it is near
    FIGURES = "figures"  # a text that stands where numbers do


EXCEL_FORMATS: Final = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.####",
    Kind.HOURS: "#,##0.##",
    Kind.MONEY: "#,##0.00",
    Kind.AMOUNT: "#,##0.00",
    Kind.SHARE: "0.0%",
}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`heading` is the name in files; `label` the one on the page, and without it the column is in files only.

    `sort` is the value of `?sort=` that orders by this column, `reverse` the one that turns the order round. `href` leads to
    the row behind a cell, `full` is shown on hovering, `note` stands behind the text; `chip` draws the text as a chip of a
    colour (or none, ""). `tone` colours the cell (`bad`, `warn`, `good`, `quiet`, `muted` or nothing); a `signed` one is bad
    below zero. `places` are the decimals of numbers; `unknown` stands for None. `currency` is that of a row's money
    where rows have their own.
    """

    heading: str
    value: Callable[[Row], Any]
    label: Label = ""
    kind: Kind = Kind.TEXT
    sort: str | None = None
    descending: bool = True
    reverse: str | None = None
    href: Callable[[Row], str | None] | None = None
    full: Callable[[Row], str] | None = None
    note: Callable[[Row], Label] | None = None
    chip: Callable[[Row], str | None] | None = None
    tone: Callable[[Row], str | None] | None = None
    signed: bool = False
    strong: bool = False
    places: int = 0
    unknown: Label = EMPTY
    in_files: bool = True
    currency: Callable[[Row], str | None] | None = None

    @property
    def is_number(self) -> bool:
        return self.kind not in (Kind.TEXT, Kind.DAY, Kind.WHEN)


def ordered(
    heading: str, value: Callable[[Row], Any], label: Label, kind: Kind = Kind.TEXT, *, by: str = "", **options: Any
) -> Column[Row]:
    """A column that a click orders by, ascending first: `by` the field of that name in the database, or its heading's."""
    order = by or heading
    return Column(heading, value, label, kind, sort=order, descending=False, reverse=f"-{order}", **options)


@dataclass(frozen=True)
class Cell:
    """A value as the page writes it; `full` is shown on hovering where `text` is shortened."""

    text: str
    full: str = ""
    href: str | None = None
    style: str = ""
    note: str = ""
    chip: str | None = None
    strong: bool = False

    def html(self) -> SafeString:
        """The cell of a page. Not a template: a page has hundreds of them."""
        if self.strong:
            inner = format_html('<b class="clip">{}</b>', self.text)
        elif self.chip is not None:
            inner = format_html('<span class="chip {}">{}</span>', self.chip, self.text)
        else:
            inner = conditional_escape(self.text)
        if self.href:
            inner = format_html('<a href="{}">{}</a>', self.href, inner)
        note = format_html(' <span class="quiet">{}</span>', self.note) if self.note else ""
        title = format_html(' title="{}"', self.full) if self.full else ""
        return format_html('<td class="{}"{}>{}{}</td>', self.style, title, inner, note)


@dataclass(frozen=True)
class Heading:
    """A heading as the page writes it: `sort` is what a click asks for, `order` how the rows are sorted by it now."""

    label: Label
    is_number: bool
    sort: str | None = None
    order: str = ""

    @property
    def blank(self) -> bool:
        """Of a column that needs no heading, such as one of links."""
        return not str(self.label).strip()


@dataclass(frozen=True)
class Table(Generic[Row]):
    """`name` is the file's, and what the audit log says was exported; `stream` is whose history the export belongs to."""

    name: str
    columns: tuple[Column[Row], ...]
    stream: str = ""

    def with_columns(self, columns: Iterable[Column[Row]]) -> "Table[Row]":
        """The same with more columns behind its own."""
        return replace(self, columns=(*self.columns, *columns))

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self._filed)

    def values(self, rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
        """A tuple for each row, in the order of the headings."""
        return (tuple(_in_file(column.value(row)) for column in self._filed) for row in rows)

    @property
    def formats(self) -> tuple[str, ...]:
        """Excel's format of the numbers in each column."""
        return tuple(EXCEL_FORMATS.get(column.kind, "") for column in self._filed)

    @property
    def sorts(self) -> frozenset[str]:
        """The values of `?sort=` that order the rows by a column."""
        pairs = ((column.sort, column.reverse) for column in self.columns)
        return frozenset(sort for pair in pairs for sort in pair if sort is not None)

    @property
    def shown(self) -> tuple[Column[Row], ...]:
        """The columns of the page."""
        return tuple(column for column in self.columns if column.label)

    def headings_of_page(self, sort: str | None = None) -> tuple[Heading, ...]:
        """The headings of the page whose rows are in the order `sort`."""
        return tuple(_heading(column, sort) for column in self.shown)

    def cells(self, rows: Iterable[Row], currency: str = "EUR") -> Iterator[tuple[Cell, ...]]:
        """The cells of each row, as the page shows them."""
        return (tuple(_cell(column, row, currency) for column in self.shown) for row in rows)

    @property
    def _filed(self) -> tuple[Column[Row], ...]:
        return tuple(column for column in self.columns if column.in_files)


def download(
    request: HttpRequest,
    table: Table[Row],
    rows: Iterable[Row],
    *,
    file_name: str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
    stream: Any = "",
    subject: Any = None,
) -> HttpResponseBase:
    """The file `?format=` asks for (csv, xlsx, json), and one event in the audit log, about `subject` if there is one."""
    rows = list(rows)  # a query that refuses does so before anything is written or sent
    events.write(
        requests.actor(request),
        f"exported {table.name}",
        name="" if subject else table.name,
        subject=subject,
        stream=stream or table.stream,
        changes=changes,
        now=timezone.now(),
    )
    name = file_name or table.name
    return exports.response(request.GET.get("format"), name, table.headings, table.values(rows), table.formats)


def _in_file(value: Any) -> Any:
    """A value as files hold it: rows by their name, and texts in the language of the request."""
    return str(value) if isinstance(value, Promise | Model) else value


def _heading(column: Column[Row], sort: str | None) -> Heading:
    if column.sort is None:
        return Heading(column.label, column.is_number)
    orders = ("descending", "ascending") if column.descending else ("ascending", "descending")
    if sort == column.sort:
        turned = column.sort if column.reverse is None else column.reverse
        return Heading(column.label, column.is_number, turned, orders[0])
    turned_round = sort is not None and sort == column.reverse
    return Heading(column.label, column.is_number, column.sort, orders[1] if turned_round else "")


def _cell(column: Column[Row], row: Row, currency: str) -> Cell:
    value = column.value(row)
    known = value is not None and value != ""
    own = column.currency(row) if column.currency else None
    text, full = _written(column, value, own or currency) if known else (str(column.unknown), "")
    return Cell(
        text,
        column.full(row) if column.full else full,
        column.href(row) if column.href else None,
        " ".join(_styles(column, row, value)),
        str(column.note(row)) if column.note else "",
        column.chip(row) if column.chip and known else None,
        column.strong,
    )


def _styles(column: Column[Row], row: Row, value: Any) -> Iterator[str]:
    if column.is_number:
        yield "num"
    tone = column.tone(row) if column.tone else "bad" if column.signed and value is not None and value < 0 else None
    if tone in ("quiet", "muted"):
        yield tone
    elif tone:
        yield f"{tone}-ink"
    elif value is None and column.unknown != EMPTY:
        yield "quiet"


def _written(column: Column[Any], value: Any, currency: str) -> tuple[str, str]:
    kind, places = column.kind, column.places
    if kind is Kind.MONEY:
        return money.short_money(value, currency), money.money(value, currency)
    if kind is Kind.AMOUNT:
        return money.money(value, currency), ""
    if kind is Kind.SHARE:
        return money.percent(value), money.percent(value, 2)
    if kind is Kind.NUMBER:
        return money.number(value, places), ""
    if kind is Kind.COUNT:
        return money.count(value), ""
    if kind is Kind.HOURS:
        return money.number(value, -1), ""
    if kind is Kind.WHEN:
        return moments.near(moments.day_of(value), timezone.localdate()), moments.in_full(value)
    if kind is Kind.DAY:
        return days.day(value), ""
    return str(value), ""
