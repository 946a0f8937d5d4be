"""A table of rows, described once: its columns give CSV, Excel and JSON, and the audit log says who exported it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from covalue.core import events, exports
from covalue.web import requests

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A heading, and the value of a row under it: text, number, date or None."""

    heading: str
    value: Callable[[Row], Any]


@dataclass(frozen=True)
class Table(Generic[Row]):
    """`name` is the file's, and what the event says was exported; `stream` is whose history the event belongs to."""

    name: str
    columns: tuple[Column[Row], ...]
    stream: str = ""

    def values(self, rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
        """A tuple for each row, in the order of the columns."""
        return (tuple(column.value(row) for column in self.columns) for row in rows)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def download(
    request: HttpRequest,
    table: Table[Row],
    rows: Iterable[Row],
    *,
    changes: Mapping[str, tuple[object, object]] | None = None,
    stream: Any = "",
) -> HttpResponseBase:
    """The file `?format=` asks for (csv, xlsx, json), and one event in the audit log."""
    events.write(
        requests.actor(request),
        f"exported {table.name}",
        name=table.name,
        stream=stream or table.stream,
        changes=changes,
        now=timezone.now(),
    )
    kind = request.GET.get("format")
    if kind == "json":
        lines = [dict(zip(table.headings, values, strict=True)) for values in table.values(rows)]
        return JsonResponse(
            lines, safe=False, headers={"Content-Disposition": f'attachment; filename="{table.name}.json"'}
        )
    write = exports.excel_response if kind == "xlsx" else exports.csv_response
    return write(table.name, table.headings, table.values(rows))
