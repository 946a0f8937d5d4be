"""Background work of imports of master data: unpack ids, call an action."""

from django.utils import timezone
from django_tasks import task

from covalue.core import errors, jobs
from covalue.core.events import Actor
from covalue.masterdata import actions
from covalue.masterdata.models import FileImport, State


@task()  # type: ignore[untyped-decorator]
def run_import(import_id: int) -> None:
    """Import a file that was asked for. Asked twice, it is done once; a refusal is kept on the record."""
    record = FileImport.objects.select_related("asked_by").get(pk=import_id)
    if record.state not in (State.WAITING, State.RUNNING):
        return
    try:
        actions.run(_actor(record), record=record, now=timezone.now())
    except errors.Refused:
        return


@task()  # type: ignore[untyped-decorator]
def run_undo(import_id: int) -> None:
    """Take an import back, in one transaction."""
    record = FileImport.objects.select_related("asked_by").get(pk=import_id)
    if record.state == State.UNDOING:
        actions.undo(_actor(record), record=record, now=timezone.now())


def _give_up(import_id: int) -> None:
    record = FileImport.objects.select_related("asked_by").filter(pk=import_id).first()
    if record is not None:
        actions.give_up(_actor(record), record=record, now=timezone.now())


def _actor(record: FileImport) -> Actor:
    return Actor(user=record.asked_by, origin=f"import {record.noun} {record.pk}")


jobs.when_given_up(run_import.module_path, _give_up)
jobs.when_given_up(run_undo.module_path, _give_up)
