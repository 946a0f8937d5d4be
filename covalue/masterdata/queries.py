"""Imports of master data: who may see and ask for them, and what a page of one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.lineage import in_parts
from covalue.core import errors, money
from covalue.core.events import Actor
from covalue.ledger import mapping
from covalue.ledger import queries as ledger_files
from covalue.ledger.assumptions import Assumed
from covalue.ledger.models import Import
from covalue.ledger.rules import REQUIRED
from covalue.ledger.undoing import Undoing
from covalue.masterdata import files, planning
from covalue.masterdata.importers import NounImporter, importer
from covalue.masterdata.models import FileImport, State
from covalue.masterdata.planning import Does, Planned
from covalue.masterdata.rules import DESCRIPTIONS, OF_ACCOUNTS, Description, Noun, Options
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right

SHOWN: Final = 100  # rows of a preview on a page
LOOKED_AT: Final = 100_000  # rows a preview counts
RIGHTS: Final = {
    Noun.UNITS: Right.MANAGE_ORGANISATION,
    Noun.OFFERINGS: Right.MANAGE_ORGANISATION,
    Noun.USERS: Right.MANAGE_USERS,
    Noun.ACCOUNTS: Right.IMPORT_LEDGER,
}


@dataclass(frozen=True)
class Preview:
    """What a file would do: how many rows of each kind, and the first of them, the refused ones before the others."""

    counts: dict[str, int]
    rows: tuple[Planned, ...]
    unreadable: tuple[tuple[int, str, str], ...]
    cut: bool
    assumed: tuple[Assumed, ...] = ()

    @property
    def refused(self) -> int:
        return self.counts[Does.REFUSE] + len(self.unreadable)


@dataclass(frozen=True)
class ImportsPage:
    """Everything on the page of imports."""

    nouns: tuple[Description, ...]
    ledger: bool
    whom_to_ask: str
    master_imports: tuple[FileImport, ...]
    ledger_imports: tuple[Import, ...]
    not_started: tuple[FileImport, ...]
    unnamed: tuple[FileImport, ...]
    ledger_not_started: tuple[Import, ...]

    @property
    def waits(self) -> bool:
        """Whether any file was sent and not started."""
        return bool(self.not_started or self.unnamed or self.ledger_not_started)


def may_import(user: User | None, noun: Noun) -> bool:
    """What hangs on accounts comes in by anybody of ours, into those they may open; all else needs its right."""
    if user is None:
        return True
    if noun in OF_ACCOUNTS:
        return user.is_active and not user.is_guest
    return user.may(RIGHTS[noun])


def nouns_for(user: User) -> tuple[Noun, ...]:
    return tuple(noun for noun in Noun if may_import(user, noun))


def guard(user: User | None, noun: Noun) -> None:
    """Refuse whoever may not bring this in."""
    if not may_import(user, noun):
        raise errors.NotAllowed(_("You may not import {noun}.").format(noun=str(DESCRIPTIONS[noun].label).lower()))


def imports_for(user: User) -> QuerySet[FileImport]:
    """One's own; and those of others, of the nouns one has the right for. What hangs on accounts only for who sees all."""
    nouns = nouns_for(user)
    if not nouns:
        raise errors.NotAllowed(_("Only colleagues can import files."))
    others = [noun for noun in nouns if noun not in OF_ACCOUNTS or user.may(Right.SEE_ALL_ACCOUNTS)]
    return FileImport.objects.filter(Q(asked_by=user) | Q(noun__in=others), noun__in=nouns).select_related("asked_by")


def get_import(user: User, import_id: int) -> FileImport:
    record = imports_for(user).filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound()
    return record


def unnamed(user: User, import_id: int) -> FileImport:
    """A file this user sent of which nobody said yet what is in it; NotFound for any other."""
    imports_for(user)
    record = FileImport.objects.filter(pk=import_id, asked_by=user, noun="").first()
    if record is None or not Path(record.path).is_file():
        raise errors.NotFound()
    return record


def not_started(user: User) -> QuerySet[FileImport]:
    """Files this user may start that were sent and looked at only."""
    return imports_for(user).filter(state=State.RECEIVED)


def discardable(user: User, import_id: int) -> FileImport:
    """A file this user may discard: one they may start, or one of theirs of which nobody said what is in it."""
    own = FileImport.objects.filter(pk=import_id, asked_by=user, noun="")
    record = own.first() or imports_for(user).filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound()
    return record


def looks_like_ledger(user: User, columns: Iterable[str]) -> bool:
    """Whether headings are those of a ledger, for somebody who may import one."""
    return user.may(Right.IMPORT_LEDGER) and reads_like_sales(columns)


def reads_like_sales(columns: Iterable[str]) -> bool:
    """Whether headings are those of a ledger, whoever asks."""
    return set(REQUIRED) <= mapping.suggest(columns).fields.keys()


def imports_page(user: User) -> ImportsPage:
    ledger = user.may(Right.IMPORT_LEDGER)
    return ImportsPage(
        nouns=tuple(DESCRIPTIONS[noun] for noun in nouns_for(user)),
        ledger=ledger,
        whom_to_ask="" if ledger else people.whom_to_ask(Right.IMPORT_LEDGER),
        master_imports=tuple(imports_for(user).select_related("undone_by").exclude(state=State.RECEIVED)[:SHOWN]),
        ledger_imports=tuple(ledger_files.started(user)[:SHOWN]) if ledger else (),
        not_started=tuple(not_started(user)[:SHOWN]),
        unnamed=tuple(FileImport.objects.filter(asked_by=user, noun="", state=State.RECEIVED)[:SHOWN]),
        ledger_not_started=tuple(ledger_files.not_started(user)[:SHOWN]) if ledger else (),
    )


def importer_for(actor: Actor, record: FileImport) -> NounImporter:
    """The importer of a file that was asked for."""
    return importer(Noun(record.noun), actor, record.source, record.options)


def undoing(actor: Actor, record: FileImport) -> Undoing:
    """What an undo takes away now, and what stays; WrongState where there is nothing to undo."""
    guard(actor.user, Noun(record.noun))
    if not record.can_be_undone or record.is_open:
        raise errors.WrongState(_("Only an import that changed something can be undone, and only once."))
    touched = list(record.touched.values_list("thing_id", "label", "before"))
    made = {pk: label for pk, label, before in touched if before is None}
    there = importer_for(actor, record)
    here = {pk for some in in_parts(made) for pk in there.rows().filter(pk__in=some).values_list("pk", flat=True)}
    used = {pk for some in in_parts(here) for pk in there.in_use(some)}
    takes = []
    if going := len(here - used):
        sentence = ngettext("%(n)s row it created is removed.", "%(n)s rows it created are removed.", going)
        takes.append(sentence % {"n": money.count(going)})
    if changed := len(touched) - len(made):
        sentence = ngettext(
            "%(n)s row gets its values from before again.", "%(n)s rows get their values from before again.", changed
        )
        takes.append(sentence % {"n": money.count(changed)})
    stays = sorted(_("{name} is in use by now and is kept.").format(name=made[pk]) for pk in used)
    return Undoing((*takes, _("What somebody changed since stays as it is.")), tuple(stays))


def preview(
    actor: Actor, record: FileImport, fields: dict[str, str], *, source: str, options: Options = Options()
) -> Preview:
    """The plan of the file with this mapping; nothing changes."""
    sheet = files.read(Path(record.path), fields, options=options.layout, most=LOOKED_AT)
    rows = planning.plan(importer(Noun(record.noun), actor, source, options), sheet.rows)
    counts = {does.value: 0 for does in Does}
    for row in rows:
        counts[row.does] += 1
    order = [Does.REFUSE, Does.CHANGE, Does.CREATE, Does.LEAVE]
    first = sorted(rows, key=lambda row: (order.index(row.does), not row.note))[:SHOWN]
    return Preview(counts, tuple(first), sheet.unreadable, len(sheet.rows) == LOOKED_AT, sheet.assumed)


def reject_path(record: FileImport) -> Path:
    """The file of rows not taken; NotFound where there is none."""
    path = Path(record.reject_file)
    if not record.reject_file or not path.is_file() or not path.is_relative_to(settings.DATA_DIR):
        raise errors.NotFound()
    return path
