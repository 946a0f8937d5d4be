"""The ledger's lines summed up by month: small tables that answer what needs neither days nor lines.

`summed/` says what is in the tables. An analysis that they can answer has a second text in `monthly/`, over them
instead of the lines; it is asked where all spans of the question are whole months, and finds what the lines would have told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any, Final

import pyarrow as pa

from covalue.analytics.columns import EMPTY_LINES

TABLES: Final = ("months", "documents", "parts", "activities", "days")
BY_DOCUMENT: Final = "by_document"  # what the first two are summed up from
SPANS: Final = (("start", "end"), ("alike", "end"), ("before", "before_end"))  # values that are first and last days
POOLS: Final = "pools"
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Months:
    """The tables of one version of the ledger: by name, the first day of each month with a file of it."""

    files: Mapping[str, tuple[tuple[date, str], ...]]

    def sql(self, asked: Mapping[str, Any]) -> str:
        """All tables as common table expressions, of the months that matter to a question with these values."""
        spans = spans_of(asked)
        first, last = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (date.min, date.max)
        return ", ".join(f"{name} AS NOT MATERIALIZED ({self._rows(name, first, last)})" for name in TABLES)

    def _rows(self, table: str, first: date, last: date) -> str:
        files = ", ".join(_text(file) for month, file in self.files[table] if first <= month <= last)
        return f"SELECT * FROM read_parquet([{files}])" if files else nothing_of(table)


def text_for(
    analysis: str, asked: Mapping[str, Any], tables: Mapping[str, pa.Table], narrowed: Mapping[str, str]
) -> str | None:
    """The text that answers a question from months; None where it wants the lines: of odd days, or narrowed by something that
    months do not tell.
    """
    pools = tables.get(POOLS)
    charged = pools if pools is not None and pools.num_rows else None
    text = text_of(analysis) if charged is None else text_of(f"{analysis}_charged") or text_of(analysis)
    if text is None or any(by and f"{{{place}}}" not in text for place, by in narrowed.items()):
        return None
    spans = spans_of(asked)
    if charged is not None:
        spans += zip(charged["starts"].to_pylist(), charged["ends"].to_pylist(), strict=True)
    return text if all(first.day == 1 and (last + ONE_DAY).day == 1 for first, last in spans) else None


def spans_of(asked: Mapping[str, Any]) -> list[tuple[date, date]]:
    """First and last day of each span of a question; those that no day lies in are none."""
    spans = [(asked[start], asked[end]) for start, end in SPANS if start in asked and end in asked]
    return [(first, last) for first, last in spans if first <= last]


@cache
def text_of(analysis: str) -> str | None:
    """The text of an analysis over months; None where it wants the lines."""
    return _read("monthly", analysis)


@cache
def nothing_of(table: str) -> str:
    """SQL for a table without rows."""
    return f"SELECT * FROM (WITH lines AS ({EMPTY_LINES}), {BY_DOCUMENT} AS ({summed(BY_DOCUMENT)}) {summed(table)})"


def summed(table: str) -> str:
    """SQL that makes a table: from `lines`, or from `by_document`, which is made from them."""
    text = _read("summed", table)
    assert text is not None
    return text


@cache
def form() -> str:
    """What is in the tables, as a short text: another one where a text that sums up was changed."""
    return blake2b("\n".join(map(summed, (BY_DOCUMENT, *TABLES))).encode(), digest_size=8).hexdigest()


def _read(folder: str, name: str) -> str | None:
    file = resources.files("covalue.analytics") / folder / f"{name}.sql"
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
