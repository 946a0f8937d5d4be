"""Which tables a statement reads or writes, and where it says so plainly, of which accounts the rows are.

“register_action@27” are the actions of account 27. A statement that adds rows says whose they are by a column; one that asks, by
one of the conditions that all have to hold. “register_action#” are the rows that others refer to: a new one changes nothing of
them, as nothing refers to it without being written itself. Everything else is about the whole table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

UNSEEN: Final = frozenset(  # written all the time, and kept nowhere
    {"core_tablewrite", "django_session", "core_workerbeat"}
)
MOST_PARTS: Final = 100  # accounts a statement names; of more it is the whole table
PART: Final = "@"
BY_KEY: Final = "#"
ADDED: Final = "+"  # rows of we know not whom

_WRITES: Final = re.compile(
    r"\s*(?:WITH\b.*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b", re.IGNORECASE | re.DOTALL
)
_TARGET: Final = re.compile(r'\b(?:INTO|UPDATE|FROM|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
_SOURCE: Final = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
_OWNER: Final = r"account_id|stream"  # the column that says whose a row is: no table has both
_OF_OWNERS: Final = re.compile(rf'"(\w+)"\."(?:{_OWNER})" (?:= %s|IN \(%s(?:, %s)*\))')
_ADDS: Final = re.compile(r"\s*INSERT(?: OR IGNORE)? INTO\b")
_ADDED: Final = re.compile(r'\s*INSERT INTO "(\w+)" \(([^()]*)\) VALUES (\(.*\))(?: RETURNING [^()]*)?', re.DOTALL)
_BY_KEY: Final = re.compile(r'JOIN "(\w+)"(?: "?(\w+)"?)? ON \("?\w+"?\."\w+_id" = "?(?:\1|\2)"?\."id"\)')
_LITERAL: Final = re.compile(r"'[^']*'")
_WORD: Final = re.compile(
    r"\b(AND|OR|WHERE|GROUP BY|HAVING|WINDOW|ORDER BY|LIMIT|OFFSET|FOR|UNION|INTERSECT|EXCEPT|CASE)\b|[()]"
)
_WITHIN: Final = ("AND", "OR", "CASE")  # of these, what stands within a clause
_NAME: Final = re.compile(r"[\w:.-]{1,40}")

Places = tuple[int, int | None, int]  # as a slice has them
NOWHERE: Final[Places] = (0, 0, 1)


@dataclass(frozen=True)
class Statement:
    """What a statement reads, and what it writes; of `part_of` only the rows of whom its parameters at `places` name."""

    reads: frozenset[str]
    writes: frozenset[str]
    part_of: str = ""
    places: Places = NOWHERE

    def tables(self, params: Any) -> tuple[frozenset[str], frozenset[str]]:
        """Tables it reads and writes with these parameters, or parts of them."""
        parts = self._parts(params) if self.part_of else None
        if parts is None:
            return self.reads, self.writes
        return (self.reads, parts) if self.writes else (self.reads - {self.part_of} | parts, self.writes)

    def _parts(self, params: Any) -> frozenset[str] | None:
        names = {str(name) for name in params[slice(*self.places)]} if isinstance(params, list | tuple) else set()
        if not 0 < len(names) <= MOST_PARTS or not all(_NAME.fullmatch(name) for name in names):
            return None
        return frozenset(f"{self.part_of}{PART}{name}" for name in names)


@lru_cache(maxsize=4_096)
def of(sql: str) -> Statement:
    """What a statement reads or writes."""
    text = str(sql)
    writes = _WRITES.match(text)
    if writes is None:
        return _reading(text)
    target = _TARGET.search(text, writes.start(1))
    table = target[1] if target else ""
    if not table or table in UNSEEN:
        return Statement(frozenset(), frozenset())
    added = ADDED if _ADDS.match(text) and "ON CONFLICT" not in text else ""
    return Statement(frozenset(), frozenset({table + added}), *(_part_added(text) if added else ("", NOWHERE)))


def touched(written: str) -> tuple[str, ...]:
    """What of a table is something else once this was written to it."""
    table, kind, _part = re.fullmatch(r"(\w+)([@+]?)(.*)", written, re.DOTALL).groups()  # type: ignore[union-attr]
    if kind == PART:
        return table, written
    return (table, table + PART) if kind == ADDED else (table, table + PART, table + BY_KEY)


def table_of(name: str) -> str:
    """The table, of this or of a part of it."""
    return re.split("[@#+]", name, maxsplit=1)[0]


def _reading(text: str) -> Statement:
    named, by_key = Counter(_SOURCE.findall(text)), Counter(table for table, _alias in _BY_KEY.findall(text))
    reads = (table + BY_KEY if by_key[table] == times else table for table, times in named.items())
    part_of, places = _part_read(text)
    part_of = part_of if named[part_of] == 1 else ""
    return Statement(frozenset(reads) - UNSEEN, frozenset(), part_of, places)


def _part_added(text: str) -> tuple[str, Places]:
    """The table whose rows are added with their owner among the values, and where the owners are among the parameters."""
    adds = _ADDED.fullmatch(_LITERAL.sub("", text))
    columns = [name.strip(' "') for name in adds[2].split(",")] if adds else []
    place = next((place for place, name in enumerate(columns) if re.fullmatch(_OWNER, name)), None)
    if adds is None or place is None or adds[3].count("%s") != len(columns) * (adds[3].count("), (") + 1):
        return "", NOWHERE
    return adds[1], (place, None, len(columns))


def _part_read(text: str) -> tuple[str, Places]:
    """The table of whose rows only those of some owners can matter, and where these are among the parameters."""
    plain = _LITERAL.sub("", text)
    for start, condition in _conditions(plain):
        owners = _OF_OWNERS.fullmatch(condition)
        if owners is not None:
            before = plain.count("%s", 0, start)
            return owners[1], (before, before + condition.count("%s"), 1)
    return "", NOWHERE


def _conditions(text: str) -> Iterable[tuple[int, str]]:
    """The conditions of a question that all have to hold, each with its place; none where it is not as plain as that."""
    words = list(_words_outside(text, 0, len(text)))
    clauses = [word for word in words if word[1] not in _WITHIN]
    names = [word[1] for word in clauses]
    if names.count("WHERE") != 1 or {"UNION", "INTERSECT", "EXCEPT"} & set(names):
        return
    place = names.index("WHERE")
    begin, end = clauses[place].end(), clauses[place + 1].start() if clauses[place + 1 :] else len(text)
    begin, end = _without_brackets(text, *_stripped(text, begin, end))
    between = list(_words_outside(text, begin, end))
    if all(word[1] == "AND" for word in between):
        starts, ends = [begin, *(word.end() for word in between)], [*(word.start() for word in between), end]
        for start, until in zip(starts, ends, strict=True):
            start, until = _stripped(text, start, until)
            yield start, text[start:until]


def _words_outside(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The words between the clauses and conditions, but not those inside of brackets."""
    depth = 0
    for word in _WORD.finditer(text, begin, end):
        if word[1] is None:
            depth += 1 if word[0] == "(" else -1
        elif depth == 0:
            yield word


def _without_brackets(text: str, begin: int, end: int) -> tuple[int, int]:
    """The place without brackets around the whole of it."""
    depth = 0
    for at in range(begin, end):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return (begin + 1, end - 1) if at == end - 1 else (begin, end)
    return begin, end


def _stripped(text: str, begin: int, end: int) -> tuple[int, int]:
    """The place without blanks around it."""
    inner = text[begin:end]
    return begin + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))
