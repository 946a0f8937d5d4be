"""Columns of a list, chosen and in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

LONGEST_QUERY: Final = 1000
NOT_SAVED: Final = frozenset({"page", "view", "format"})  # where one stands in a list, not how one looks at it


@dataclass(frozen=True)
class Column:
    """One column a list can show: its name in addresses, its heading, and whether it is shown unless chosen otherwise."""

    key: str
    label: Any
    usual: bool = True


def arranged(wanted: Iterable[str], available: Sequence[Column]) -> tuple[Column, ...]:
    """The columns wanted, each once, in the order wanted; with none that exists, the usual ones."""
    known = {column.key: column for column in available}
    chosen = tuple(known[key] for key in dict.fromkeys(wanted) if key in known)
    return chosen or tuple(column for column in available if column.usual)


def saved_query(query: str) -> str:
    """An address's query without what is not part of a view, in a fixed order."""
    pairs = [(key, value) for key, value in parse_qsl(query) if key not in NOT_SAVED and value]
    return urlencode(sorted(pairs))[:LONGEST_QUERY]
