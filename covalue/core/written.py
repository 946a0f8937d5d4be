"""Which tables of the database were written to, so that what was read from them can be kept while they stand still.

Nothing is declared by hand: both sides come from the statements as they pass. A statement that writes leaves a row with
the name of its table in its own transaction; `reading` notes the tables that are read while something is made. What was
made stands as long as no other row names one of them.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.signals import request_finished, request_started
from django.db import connection

from covalue.core import statements
from covalue.core.models import TableWrite
from covalue.core.statements import PART

LOG: Final = TableWrite._meta.db_table
LATE: Final = 1_000  # numbers are given before they are committed: so many before the newest are looked at again
KEPT: Final = 20_000  # rows; older ones are of no use
MOST: Final = 100_000  # names that are known; with more all is forgotten, and what was kept
ANYTHING: Final = ""  # the name of every table there is

NEWEST: Final = f"SELECT MAX(id), SUM(id) FROM {LOG} WHERE id > %s"
NAMED: Final = f'SELECT id, "table" FROM {LOG} WHERE id > %s ORDER BY id'
Versions = dict[str, int]


@dataclass
class Reading:
    """The tables read so far; `shared` are answers that were used meanwhile, which know what anybody read through them."""

    tables: set[str] = field(default_factory=set)
    shared: list[set[str]] = field(default_factory=list)

    def add(self, tables: frozenset[str] | set[str]) -> None:
        self.tables |= tables
        for answer in self.shared:
            answer |= tables


class _Thread(threading.local):
    """What this thread is reading, and whether it has looked at the log since its request began."""

    def __init__(self) -> None:
        self.request: Reading | None = None
        self.readings: list[Reading] = []
        self.looked = False


class _Log:
    """What this process knows of the log: at which of its looks each table was last found in it."""

    def __init__(self) -> None:
        self.lock, self.looks = threading.Lock(), 0
        self.clear()

    def clear(self) -> None:
        self.known: set[int] = set()
        self.newest, self.seen = 0, (0, 0)
        self.forget()

    def forget(self) -> None:
        """Whatever was kept before stands no more."""
        self.looks += 1
        self.found = {ANYTHING: self.looks}

    def look(self) -> None:
        """Take in what was written since."""
        with self.lock, connection.cursor() as cursor:
            since = self.newest - LATE
            cursor.execute(NEWEST, [since])
            if tuple(int(number or 0) for number in cursor.fetchone()) == self.seen:
                return
            cursor.execute(NAMED, [since])
            rows = cursor.fetchall()
            self.looks += 1
            for number, table in rows:
                if number not in self.known:
                    self.found.update(dict.fromkeys(statements.touched(table), self.looks))
            is_missed = self.known and rows and rows[0][0] > self.newest + 1
            if (
                is_missed or len(self.found) > MOST
            ):  # rows were taken away before these, and nobody knows what they named
                self.forget()
            self.newest = rows[-1][0] if rows else 0
            self.known = {number for number, _table in rows if number > self.newest - LATE}
            self.seen = self.newest, sum(self.known)

    def last(self, table: str) -> int:
        """When a table, or a part of it, was found last; a part also where rows were written of we know not whom."""
        found = self.found.get(table, 0)
        return max(found, self.found.get(table.partition(PART)[0] + PART, 0)) if PART in table else found


_thread, _log = _Thread(), _Log()


def watch(connection: Any, **_named: Any) -> None:
    """Let a connection note what it reads and writes; for the signal `connection_created`."""
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def request_begins(**_named: Any) -> None:
    """Note from here what is read before anything is kept."""
    _thread.request, _thread.readings, _thread.looked = Reading(), [], False


def request_ends(**_named: Any) -> None:
    """What this thread does next is no part of a page."""
    _thread.request, _thread.readings, _thread.looked = None, [], False


@contextmanager
def reading() -> Iterator[Reading]:
    """Notes the tables read inside, those of readings inside this one, too."""
    _thread.readings.append(Reading())
    try:
        yield _thread.readings[-1]
    finally:
        inner = _thread.readings.pop()
        _read(frozenset(inner.tables))


@contextmanager
def apart() -> Iterator[None]:
    """What is read inside is shown apart from all that is kept, and made for each answer: the menu beside a page."""
    _thread.readings.append(Reading())
    try:
        yield
    finally:
        _thread.readings.pop()


def used(answer: set[str], *, reads_on: bool) -> None:
    """What is being made uses an answer that was made before from these tables; where it `reads_on` from it, `answer` grows."""
    _read(frozenset(answer))
    if reads_on and _thread.readings:
        _thread.readings[-1].shared.append(answer)


def may_keep() -> bool:
    """Within a request, where all is noted that was read before; not in a transaction of one's own, which may be undone."""
    return _thread.request is not None and all(
        getattr(block, "_from_testcase", False) for block in connection.atomic_blocks
    )


def versions() -> Callable[[set[str]], Versions]:
    """The look as of now, for the tables that will have been read."""
    _look()
    now = _log.looks
    return lambda tables: dict.fromkeys({ANYTHING} | tables | _of_request(), now)


def looks() -> Versions:
    """At which look of this process each table, or part of one, was last found to be written to; outside a request."""
    _log.look()
    with _log.lock:
        return dict(_log.found)


def stands(versions: Mapping[str, int]) -> bool:
    """Whether none of these tables has been written to since."""
    _look()
    if any(_log.last(table) > look for table, look in versions.items()):
        return False
    _read(frozenset(versions) - {ANYTHING})
    return True


def forget() -> None:
    """Know nothing: another database is looked at. For tests."""
    _log.clear()
    request_ends()


def prune() -> None:
    """Take away rows nobody looks at any more."""
    newest = TableWrite.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    TableWrite.objects.filter(pk__lte=newest - KEPT).delete()


def _look() -> None:
    """Once a request, and again after anything this thread has written."""
    if not _thread.looked:
        _log.look()
        _thread.looked = _thread.request is not None


def _of_request() -> set[str]:
    """What was read before anything was kept: who asks, and what they may open."""
    return _thread.request.tables if _thread.request else set()


def _read(tables: frozenset[str]) -> None:
    reading = _thread.readings[-1] if _thread.readings else _thread.request
    if reading is not None:
        reading.add(tables)


def _note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around every statement: what it reads is noted here, what it writes in the database."""
    done = execute(sql, params, many, context)
    read, written = statements.of(sql).tables(None if many else params)
    if read:
        _read(read)
    if written:
        _thread.looked = False
        _write(context["connection"], written)
    return done


def _write(connection: Any, tables: frozenset[str]) -> None:
    """Past Django: this is no statement anybody counts, and it must not note itself."""
    if not _is_made(connection):
        return
    values = ", ".join(f"('{table}')" for table in sorted(tables))  # names alone: see _NAME
    connection.connection.cursor().execute(f'INSERT INTO {LOG} ("table") VALUES {values}')


_made: set[str] = set()


def _is_made(connection: Any) -> bool:
    """Whether the log is there: not before its migration."""
    name = str(connection.settings_dict["NAME"])
    if name not in _made:
        question = {
            "sqlite": f"SELECT 1 FROM sqlite_master WHERE name = '{LOG}'",
            "postgresql": f"SELECT 1 WHERE to_regclass('{LOG}') IS NOT NULL",
        }[connection.vendor]
        if not connection.connection.cursor().execute(question).fetchone():
            return False
        _made.add(name)
    return True


request_started.connect(request_begins, dispatch_uid="covalue.core.written")
request_finished.connect(request_ends, dispatch_uid="covalue.core.written")
