"""Background work of imports of master data: unpack ids, call an action."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.masterdata import actions
from covalue.masterdata.models import FileImport, State
from covalue.people.models import User

NOBODY: Final = _("Whoever asked for this is no longer a user here; nothing was changed.")


@task()  # type: ignore[untyped-decorator]
def run_import(import_id: int) -> None:
    """Import a file that was asked for. Asked twice, it is done once; a refusal is kept on the record."""
    record = FileImport.objects.select_related("asked_by").get(pk=import_id)
    if record.state not in (State.WAITING, State.RUNNING):
        return
    if record.asked_by is None:
        _give_up(import_id, str(NOBODY))
        return
    try:
        actions.run(_actor(record, record.asked_by), record=record, now=timezone.now())
    except errors.Refused:
        return


@task()  # type: ignore[untyped-decorator]
def run_undo(import_id: int) -> None:
    """Take an import back, in one transaction, in the name of whoever asked for that."""
    record = FileImport.objects.select_related("undone_by").get(pk=import_id)
    if record.state != State.UNDOING:
        return
    if record.undone_by is None:
        _give_up(import_id, str(NOBODY))
        return
    try:
        actions.undo(_actor(record, record.undone_by), record=record, now=timezone.now())
    except errors.Refused as refused:
        _give_up(import_id, refused.sentence)


@task()  # type: ignore[untyped-decorator]
def discard_abandoned(import_id: int) -> None:
    """Away with a file that was sent and that nobody started since."""
    record = FileImport.objects.filter(pk=import_id).first()
    if record is not None and record.not_started:
        actions.discard(events.system("abandoned files"), record=record, now=timezone.now())


def _give_up(import_id: int, reason: str = "") -> None:
    record = FileImport.objects.select_related("asked_by").filter(pk=import_id).first()
    if record is not None:
        actions.give_up(_actor(record, record.asked_by), record=record, now=timezone.now(), reason=reason)


def _actor(record: FileImport, user: User | None) -> Actor:
    return Actor(user=user, origin=f"import {record.noun} {record.pk}")


jobs.when_given_up(run_import.module_path, _give_up)
jobs.when_given_up(run_undo.module_path, _give_up)
