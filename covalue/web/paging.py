"""Long lists in pages, by where the last page ended: the next page is the same however many rows came before it."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field as Column
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from covalue.core import errors
from covalue.web.shapes import Text

MOST: Final = 200
FURTHEST: Final = 1_000_000

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


class Asked(Schema):
    """Which page of a list."""

    cursor: Text = Field("", max_length=2000, description="from `next` of the previous page")
    limit: int = Field(50, ge=1, le=MOST, description="at most this many")


class Page(Schema, Generic[Item]):
    """A page of a list. `next` is the address of the next page, if there is one."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True)
class Cut(Generic[Item]):
    """The rows of one page and the address of the next."""

    rows: tuple[Item, ...]
    next: str | None

    @property
    def items(self) -> tuple[Item, ...]:
        """The rows as a `Page` answers them: an operation may return the cut itself, and Ninja reads each row."""
        return self.rows


def cut(request: HttpRequest, rows: QuerySet[Row], order: Sequence[str], asked: Asked) -> Cut[Row]:
    """One page of a queryset. `order` names columns that are never empty and end in a unique one; “-” turns it round."""
    ordered = rows.order_by(*order)
    if asked.cursor:
        ordered = ordered.filter(_after(rows.model, order, _read(asked.cursor)))
    shown = list(ordered[: asked.limit + 1])
    page = tuple(shown[: asked.limit])
    more = len(shown) > asked.limit
    return Cut(page, _address(request, _place(page[-1], order)) if more else None)


def cut_by_number(request: HttpRequest, fetch: Callable[[int, int], Sequence[Item]], asked: Asked) -> Cut[Item]:
    """One page of what can only be counted: `fetch` gives so many rows (first argument) from a number on (second)."""
    start = _number(asked.cursor)
    shown = fetch(asked.limit + 1, start)
    more = len(shown) > asked.limit
    return Cut(tuple(shown[: asked.limit]), _address(request, [start + asked.limit]) if more else None)


def cut_of_table(request: HttpRequest, table: Any, rows_of: Callable[[Any], Sequence[Item]], asked: Asked) -> Cut[Item]:
    """One page of an Arrow table, of which only its own rows are made into what `rows_of` gives."""
    return cut_by_number(request, lambda limit, start: rows_of(table.slice(start, limit)), asked)


def _after(model: type[Model], order: Sequence[str], place: list[object]) -> Q:
    """Everything behind a place: greater in the first column, or equal there and greater in the next, and so on."""
    if len(place) != len(order):
        raise _unreadable()
    values = [(name.lstrip("-"), "lt" if name[0] == "-" else "gt") for name in order]
    cleaned = [_value(model, name, value) for (name, _sign), value in zip(values, place, strict=True)]
    behind = Q(pk__in=[])
    for depth, (name, sign) in enumerate(values):
        same = [Q(**{before: cleaned[n]}) for n, (before, _sign) in enumerate(values[:depth])]
        behind |= reduce(Q.__and__, same, Q(**{f"{name}__{sign}": cleaned[depth]}))
    first, sign = values[0]
    return Q(**{f"{first}__{sign}e": cleaned[0]}) & behind


def _value(model: type[Model], name: str, value: object) -> object:
    column = model._meta.get_field(name)
    assert isinstance(column, Column)
    try:
        if isinstance(value, str) and "\x00" in value:
            raise ValidationError("a character that is never kept")
        cleaned: object = column.to_python(value)
    except (ValidationError, TypeError, ValueError, OverflowError):
        raise _unreadable() from None
    if cleaned is None:
        raise _unreadable()
    return cleaned


def _place(row: Model, order: Sequence[str]) -> list[object]:
    columns = [row._meta.get_field(name.lstrip("-")) for name in order]
    return [column.value_to_string(row) for column in columns if isinstance(column, Column)]


def _number(cursor: str) -> int:
    if not cursor:
        return 0
    place = _read(cursor)
    if len(place) != 1 or not isinstance(place[0], int) or not 0 <= place[0] <= FURTHEST:
        raise _unreadable()
    return place[0]


def _address(request: HttpRequest, place: list[object]) -> str:
    query = request.GET.copy()
    query["cursor"] = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    return f"{request.path}?{query.urlencode()}"


def _read(cursor: str) -> list[object]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _unreadable() from None
    if not isinstance(place, list) or not all(isinstance(value, str | int) for value in place):
        raise _unreadable()
    return place


def _unreadable() -> errors.BadInput:
    return errors.BadInput(_("Unknown cursor. Start with the first page."), field="cursor")
