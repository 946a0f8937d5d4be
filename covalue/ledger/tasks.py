"""Background work of the ledger: unpack ids, call an action."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.ledger import actions
from covalue.ledger.models import Import, ImportState


@task()  # type: ignore[untyped-decorator]
def run_import(import_id: int) -> None:
    """Import a file that was asked for. Asked twice, it is done once; a refusal is kept on the record."""
    record = Import.objects.select_related("asked_by").get(pk=import_id)
    if record.state not in (ImportState.WAITING, ImportState.RUNNING):
        return

    if record.asked_by is None:
        _give_up(import_id, _("Whoever asked for this is no longer a user here; nothing was changed."))
        return

    def tell(sentence: str) -> None:
        Import.objects.filter(pk=import_id).update(progress=sentence[:200])

    try:
        actions.run(
            Actor(user=record.asked_by, origin=f"import {import_id}"),
            record=record,
            now=timezone.now(),
            progress=tell,
        )
    except errors.Refused:
        return


@task()  # type: ignore[untyped-decorator]
def discard_abandoned(import_id: int) -> None:
    """Away with a file that was sent and that nobody started since."""
    record = Import.objects.filter(pk=import_id).first()
    if record is not None and record.not_started:
        actions.discard(events.system("abandoned files"), record=record, now=timezone.now())


def _give_up(import_id: int, reason: str = "") -> None:
    record = Import.objects.select_related("asked_by").filter(pk=import_id).first()
    if record is not None:
        actor = Actor(user=record.asked_by, origin=f"import {import_id}")
        actions.give_up(actor, record=record, now=timezone.now(), reason=reason)


jobs.when_given_up(run_import.module_path, _give_up)
