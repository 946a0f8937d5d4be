"""Imports with rows that were not taken, or that wait for a decision."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, TypeVar

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
SHOWN_FOR: Final = timedelta(days=30)


def rejected(day: Day) -> Iterator[Item]:
    """The user's own imports of the last thirty days that rejected rows, hold lines back, met names that look like accounts, or failed, until undone or set aside."""
    since = day.today - SHOWN_FOR
    files = FileImport.objects.filter(asked_by=day.user, asked_at__date__gte=since)
    for file in _with_rejects(files, State.DONE, State.FAILED):
        yield _item(day, f"import:file-{file.pk}", file, reverse("masterdata:import", args=[file.pk]))
    if day.user.may(Right.IMPORT_LEDGER):
        ledgers = ledger_imports.imports_for(day.user).filter(asked_by=day.user, asked_at__date__gte=since)
        undecided = Q(held__gt=0, held_decision="") | ~Q(likely=[])
        for ledger in _with_rejects(ledgers, ImportState.DONE, ImportState.FAILED, undecided):
            if _why_of(ledger) or ledger.state == ImportState.FAILED:
                yield _item(day, f"import:ledger-{ledger.pk}", ledger, reverse("ledger:import", args=[ledger.pk]))


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


def _item(day: Day, key: str, record: FileImport | Import, url: str) -> Item:
    return Item(
        key=key,
        why=f"{_why(record)} · {moments.near(moments.day_of(record.asked_at), day.today)}",
        title=_("Import: {file}").format(file=record.file_name),
        url=url,
        urgency=Urgency.WEEK,
        sets_aside=True,
    )
