"""Imports with rows that were not taken."""

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
    """The user's own imports of the last thirty days that rejected rows or failed, until they are undone or set aside."""
    since = day.today - SHOWN_FOR
    files = FileImport.objects.filter(asked_by=day.user, asked_at__date__gte=since)
    for file in _with_rejects(files, State.DONE, State.FAILED):
        yield _item(day, f"import:file-{file.pk}", file, reverse("masterdata:import", args=[file.pk]))
    if day.user.may(Right.IMPORT_LEDGER):
        ledgers = ledger_imports.imports_for(day.user).filter(asked_by=day.user, asked_at__date__gte=since)
        for ledger in _with_rejects(ledgers, ImportState.DONE, ImportState.FAILED):
            yield _item(day, f"import:ledger-{ledger.pk}", ledger, reverse("ledger:import", args=[ledger.pk]))


def _with_rejects(rows: QuerySet[Row], done: str, failed: str) -> QuerySet[Row]:
    return rows.filter(Q(state=done, rejected__gt=0) | Q(state=failed)).order_by("-asked_at")


def _item(day: Day, key: str, record: FileImport | Import, url: str) -> Item:
    rejected = ngettext("%(n)s row was rejected", "%(n)s rows were rejected", record.rejected) % {"n": record.rejected}
    why = rejected if record.rejected else _("the import failed; nothing was taken")
    return Item(
        key=key,
        why=f"{why} · {moments.near(moments.day_of(record.asked_at), day.today)}",
        title=_("Import: {file}").format(file=record.file_name),
        url=url,
        urgency=Urgency.WEEK,
        sets_aside=True,
    )
