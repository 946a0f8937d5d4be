"""Loading the demo company into a workspace in which nothing is yet."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import found
from covalue.core import archive, errors, events, jobs
from covalue.core.events import Actor
from covalue.demo import build, queries, removing
from covalue.demo.models import SampleData, SampleState
from covalue.demo.removing import Removal
from covalue.ledger import actions as ledger
from covalue.people import actions as people
from covalue.people.rules import Right, Role


def guard(actor: Actor) -> None:
    """Refuse whoever does not set the workspace up."""
    if actor.user is not None and not queries.may_load(actor.user):
        raise errors.NotAllowed(_("Only an administrator can load the sample data, before anybody else has a role."))


@transaction.atomic
def ask(actor: Actor, *, now: datetime) -> SampleData:
    """Ask for the sample data; a background job loads them. WrongState where there is anything already."""
    guard(actor)
    record = SampleData.objects.select_for_update().first()
    if record is not None and record.state != SampleState.FAILED:
        raise errors.WrongState(_("The sample data are loaded already, or being loaded."))
    _guard_empty()
    values = {"state": SampleState.WAITING, "progress": "", "asked_by": actor.user, "asked_at": now, "ended_at": None}
    record, _created = SampleData.objects.update_or_create(pk=1, defaults=values)
    events.write(actor, "asked for the sample data", subject=record, now=now)
    jobs.enqueue("covalue.demo.tasks.load_sample")
    return record


def load(actor: Actor, *, record: SampleData, now: datetime) -> None:
    """Build the demo company. Nobody of it can sign in; who asked becomes a program director and sees all of it."""
    try:
        guard(actor)
        _guard_empty()
        before = removing.last_rows()
        tell(SampleState.RUNNING, _("people, accounts, conversations and value cases"))
        build.build(today=now.date(), now=now, progress=_progress, passwords=False)
        _settle(actor, before, now)
    except errors.Refused as refused:
        tell(SampleState.FAILED, refused.sentence)
        raise
    except Exception:
        tell(SampleState.FAILED, "")
        raise


def remove(actor: Actor, *, now: datetime, backup: Path | None = None) -> Removal:
    """Remove the sample data, but for what people changed or added and what customers signed. A backup is written before.

    Returns what went and what stays. NotAllowed for all but administrators, NotFound where there is nothing to remove.
    """
    guard_removal(actor)
    archive.backup(backup or _backup_file(now), progress=lambda sentence: None)
    for record in removing.imports():
        ledger.undo(actor, record=record, now=now)
    return _remove(actor, now)


@transaction.atomic
def _remove(actor: Actor, now: datetime) -> Removal:
    record = SampleData.objects.select_for_update().get()
    removal = removing.plan(record)
    removing.carry_out(removal, now)
    changes = {"accounts": (removal.accounts_before, len(removal.stays))}
    events.write(actor, "removed the sample data", subject=record, now=now, changes=changes)
    record.delete()
    found.rebuild()
    return removal


def guard_removal(actor: Actor) -> SampleData:
    """The sample data to be removed; refused for all but administrators, and where they were not loaded."""
    if actor.user is not None and not actor.user.may(Right.MANAGE_USERS):
        raise errors.NotAllowed(_("Only an administrator can remove the sample data."))
    record = SampleData.objects.first()
    if record is None or record.state != SampleState.DONE or record.last_event is None:
        raise errors.NotFound(_("There are no sample data to remove."))
    return record


def _backup_file(now: datetime) -> Path:
    return Path(settings.DATA_DIR) / "backups" / f"before-removing-sample-data-{now:%Y%m%d-%H%M%S}.tar.gz"


def tell(state: SampleState, sentence: str) -> None:
    """Write down where the loading stands."""
    SampleData.objects.update(state=state, progress=sentence[:200])


@transaction.atomic
def _settle(actor: Actor, before: dict[str, int], now: datetime) -> None:
    SampleData.objects.update(state=SampleState.DONE, progress="", ended_at=now, rows=removing.between(before))
    record = SampleData.objects.get()
    events.write(actor, "loaded the sample data", subject=record, now=now)
    if actor.user is not None:
        people.join_sample(actor, now=now, role=Role.PROGRAM_DIRECTOR)
    SampleData.objects.update(last_event=events.last_number())


def _progress(sentence: str) -> None:
    tell(SampleState.RUNNING, sentence)


def _guard_empty() -> None:
    if not queries.is_empty():
        raise errors.WrongState(
            _("There are accounts or ledger lines already. Sample data can only be loaded into an empty workspace.")
        )
