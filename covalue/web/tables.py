"""A table of rows, described once: the columns give the page with its sorting, and CSV, Excel and JSON with their event."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise

from covalue.core import events, exports, money
from covalue.web import requests

Row = TypeVar("Row")
Label = str | Promise
EMPTY = "–"


class Kind(StrEnum):
    """How a page writes the values of a column."""

    TEXT = "text"
    COUNT = "count"
    HOURS = "hours"
    MONEY = "money"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`heading` is the name in files; `label` the one on the page, and without it the column is in files only.

    `sort` is the value of `?sort=` that orders by this column; `href` leads to the row behind a cell; `tone` colours it
    (`bad`, `warn`, `good`, `quiet` or nothing).
    """

    heading: str
    value: Callable[[Row], Any]
    label: Label = ""
    kind: Kind = Kind.TEXT
    sort: str | None = None
    descending: bool = True
    href: Callable[[Row], str | None] | None = None
    tone: Callable[[Row], str | None] | None = None
    in_files: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind not in (Kind.TEXT, Kind.DAY)


@dataclass(frozen=True)
class Cell:
    """A value as the page writes it; `full` is shown on hovering where `text` is shortened."""

    text: str
    full: str = ""
    href: str | None = None
    style: str = ""


@dataclass(frozen=True)
class Table(Generic[Row]):
    """`name` is the file's, and what the audit log says was exported; `stream` is whose history the export belongs to."""

    name: str
    columns: tuple[Column[Row], ...]
    stream: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self._filed)

    def values(self, rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
        """A tuple for each row, in the order of the headings."""
        return (tuple(column.value(row) for column in self._filed) for row in rows)

    @property
    def shown(self) -> tuple[Column[Row], ...]:
        """The columns of the page."""
        return tuple(column for column in self.columns if column.label)

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
    events.write(
        requests.actor(request),
        f"exported {table.name}",
        name="" if subject else table.name,
        subject=subject,
        stream=stream or table.stream,
        changes=changes,
        now=timezone.now(),
    )
    kind, name = request.GET.get("format"), file_name or table.name
    if kind == "json":
        lines = [dict(zip(table.headings, values, strict=True)) for values in table.values(rows)]
        return JsonResponse(lines, safe=False, headers={"Content-Disposition": f'attachment; filename="{name}.json"'})
    write = exports.excel_response if kind == "xlsx" else exports.csv_response
    return write(name, table.headings, table.values(rows))


def _cell(column: Column[Row], row: Row, currency: str) -> Cell:
    value = column.value(row)
    href = column.href(row) if column.href else None
    tone = column.tone(row) if column.tone else None
    style = " ".join([*(["num"] if column.is_number else []), *([f"{tone}-ink"] if tone else [])])
    text, full = (EMPTY, "") if value is None or value == "" else _written(column.kind, value, currency)
    return Cell(text, full, href, style)


def _written(kind: Kind, value: Any, currency: str) -> tuple[str, str]:
    if kind is Kind.MONEY:
        return money.short_money(value, currency), money.money(value, currency)
    if kind is Kind.SHARE:
        return money.percent(value, 0), money.percent(value, 2)
    if kind is Kind.COUNT:
        return f"{value:,.0f}".replace(",", "\u202f"), ""
    if kind is Kind.HOURS:
        return number_format(value, 1 if value % 1 else 0), ""
    if kind is Kind.DAY:
        return date_format(value, "j M Y"), ""
    return str(value), ""
