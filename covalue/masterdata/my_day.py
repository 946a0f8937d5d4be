"""Imports with rows that were not taken, or that wait for a decision."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final, TypeAlias, TypeVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.ledger import queries as ledger_imports
from covalue.ledger.models import Import, ImportState
from covalue.masterdata.models import FileImport, State
from covalue.people.rules import Right
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

Row = TypeVar("Row", FileImport, Import)
Repeats: TypeAlias = Counter[tuple[str, str]]  # earlier imports that say the same, by what is imported and file name
SHOWN_FOR: Final = timedelta(days=30)


def rejected(day: Day) -> Iterator[Item]:
    """The user's own imports of the last thirty days that rejected rows, hold lines back, met names that look like accounts, or failed, until undone or set aside."""
    since = day.today - SHOWN_FOR
    files = FileImport.objects.filter(asked_by=day.user, asked_at__date__gte=since)
    again: Repeats = Counter()
    for file in _latest(_with_rejects(files, State.DONE, State.FAILED), again, lambda file: True):
        yield _item(
            day, f"import:file-{file.pk}", file, reverse("masterdata:import", args=[file.pk]), again[_kind(file)]
        )
    if day.user.may(Right.IMPORT_LEDGER):
        ledgers = ledger_imports.imports_for(day.user).filter(asked_by=day.user, asked_at__date__gte=since)
        undecided = Q(held__gt=0, held_decision="") | ~Q(likely=[])
        waiting = [
            ledger
            for ledger in _with_rejects(ledgers, ImportState.DONE, ImportState.FAILED, undecided)
            if _why_of(ledger) or ledger.state == ImportState.FAILED
        ]
        for ledger in _latest(waiting, again, lambda ledger: not _to_decide(ledger)):
            yield _item(
                day,
                f"import:ledger-{ledger.pk}",
                ledger,
                reverse("ledger:import", args=[ledger.pk]),
                again[_kind(ledger)],
            )


def _latest(rows: Iterable[Row], again: Repeats, only_says: Callable[[Row], bool]) -> list[Row]:
    """The rows, newest first, without earlier ones of the same file that only say the same again; those are counted."""
    latest: list[Row] = []
    for row in rows:
        if _kind(row) in again and only_says(row):
            again[_kind(row)] += 1
            continue
        again.setdefault(_kind(row), 0)
        latest.append(row)
    return latest


def _kind(row: FileImport | Import) -> tuple[str, str]:
    """What makes two imports the same again: their file, and what it is about."""
    return (row.noun if isinstance(row, FileImport) else "ledger", row.file_name)


def _to_decide(ledger: Import) -> bool:
    """Whether it holds lines back or met likely accounts, which no later import of the file decides."""
    return bool((ledger.held and not ledger.held_decision) or ledger_imports.undecided(ledger))


def _with_rejects(rows: QuerySet[Row], done: str, failed: str, undecided: Q | None = None) -> QuerySet[Row]:
    open_rows = Q(rejected__gt=0) | undecided if undecided else Q(rejected__gt=0)
    return rows.filter(Q(open_rows, state=done) | Q(state=failed)).order_by("-asked_at")


def _why(record: FileImport | Import) -> str:
    return _why_of(record) or _("the import failed; nothing was taken")


def _why_of(record: FileImport | Import) -> str:
    held = 0 if isinstance(record, FileImport) or record.held_decision else record.held
    likely = 0 if isinstance(record, FileImport) else len(ledger_imports.undecided(record))
    parts = []
    if likely:
        sentence = ngettext("%(n)s name looks like an account", "%(n)s names look like accounts", likely)
        parts.append(sentence % {"n": likely})
    if held:
        parts.append(ngettext("%(n)s line was held back", "%(n)s lines were held back", held) % {"n": held})
    if record.rejected:
        rejected = ngettext("%(n)s row was rejected", "%(n)s rows were rejected", record.rejected)
        parts.append(rejected % {"n": record.rejected})
    return ", ".join(parts)


def _item(day: Day, key: str, record: FileImport | Import, url: str, again: int) -> Item:
    parts = [_why(record), moments.near(moments.day_of(record.asked_at), day.today)]
    if again:
        earlier = ngettext(
            "%(n)s earlier import of this file likewise", "%(n)s earlier imports of this file likewise", again
        )
        parts.append(earlier % {"n": again})
    return Item(
        key=key,
        why=" · ".join(parts),
        title=_("Import: {file}").format(file=record.file_name),
        url=url,
        urgency=Urgency.WEEK,
        sets_aside=True,
    )
