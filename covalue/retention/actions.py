"""Tables of contracts added, edited, counted from a file, removed."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.rules import Right
from covalue.retention import files, rules
from covalue.retention.models import ContractTable, Period
from covalue.retention.rules import Segment

HIGHEST_MARGIN = Decimal(10) ** 12


@dataclass(frozen=True)
class Sheet:
    """What is typed of a table. `margin` is of a contract a year; `segments` is None where they come from a file."""

    name: str
    period: str
    margin: Decimal | None = None
    segments: tuple[Segment, ...] | None = None


@transaction.atomic
def add(actor: Actor, *, sheet: Sheet, now: datetime) -> ContractTable:
    """Keep a table that was typed."""
    guard(actor)
    name, period, margin = _checked(sheet)
    segments = rules.guarded(sheet.segments or ())
    table = ContractTable.objects.create(
        name=name,
        period=period,
        margin=margin,
        segments=_as_json(segments),
        added_by=actor.user,
        added_at=now,
        changed_by=actor.user,
        changed_at=now,
    )
    table.refresh_from_db()
    events.write(actor, "added contract table", subject=table, stream=table, changes=_told(segments), now=now)
    return table


@transaction.atomic
def edit(actor: Actor, *, table: ContractTable, sheet: Sheet, seen: int, now: datetime) -> ContractTable:
    """Change name, period, margin, and the counts of a table that was typed; `seen` is the version that was looked at.

    A table of a file keeps its counts and its period: `count` counts it again.
    """
    guard(actor)
    _guard_seen(table, seen)
    name, period, margin = _checked(sheet)
    before = (table.name, table.period, table.margin, table.segments)
    table.name, table.margin = name, margin
    if not table.path:
        table.period = period
        if sheet.segments is not None:
            table.segments = _as_json(rules.guarded(sheet.segments))
    after = (table.name, table.period, table.margin, table.segments)
    if after == before:
        return table
    changes: dict[str, tuple[object, object]] = {
        field: (old, new)
        for field, old, new in zip(("name", "period", "margin"), before[:3], after[:3], strict=True)
        if old != new
    }
    if before[3] != after[3]:
        changes["contracts"] = (_begun(before[3]), _begun(after[3]))
    _keep(actor, table, now)
    events.write(actor, "edited contract table", subject=table, stream=table, changes=changes, now=now)
    return table


@transaction.atomic
def receive(actor: Actor, *, upload: File[bytes], name: str, now: datetime) -> ContractTable:
    """Keep a file of contracts until it is said which column is what. Raises BadInput for one that cannot be read."""
    guard(actor)
    if not upload.size:
        raise errors.BadInput(_("The file is empty."), field="file")
    if upload.size > settings.FILE_SIZE_LIMIT:
        limit = settings.FILE_SIZE_LIMIT // 1024**2
        raise errors.TooLarge(_("The file is larger than {limit} MB.").format(limit=limit), field="file")
    file_name = Path(upload.name or "contracts").name[:200]
    folder = _folder()
    kept = folder / f"file{Path(file_name).suffix.lower()[:10]}"
    try:
        with kept.open("wb") as target:
            shutil.copyfileobj(upload, target, 1024 * 1024)
        files.look(kept)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    table = ContractTable.objects.create(
        name=_name(name or Path(file_name).stem),
        file_name=file_name,
        path=str(kept),
        added_by=actor.user,
        added_at=now,
        changed_by=actor.user,
        changed_at=now,
    )
    events.write(actor, "uploaded contracts", subject=table, stream=table, now=now)
    return table


@transaction.atomic
def count(
    actor: Actor, *, table: ContractTable, mapping: Mapping[str, str], period: str, until: date | None, now: datetime
) -> ContractTable:
    """Count the contracts of a file; again, by another period, columns or day. Raises BadInput, and nothing changes."""
    guard(actor)
    _guard_standing(table)
    if not table.path or not Path(table.path).is_file():
        raise errors.WrongState(_("The file is not there any more. Bring it in again."))
    if period not in Period.values:
        raise errors.BadInput(_("The period is a year, a quarter or a month."), field="period")
    found = files.count(Path(table.path), mapping, period=period, until=until, today=now.date())
    before = _begun(table.segments)
    table.mapping = {field: column for field, column in mapping.items() if column}
    table.period, table.until, table.tally = period, found.until, found.tally.as_json()
    table.segments = _as_json(rules.guarded(found.segments))
    _keep(actor, table, now)
    changes = {"contracts": (before, _begun(table.segments)), "rejected": ("", found.tally.rejected)}
    events.write(actor, "counted contracts", subject=table, stream=table, changes=changes, now=now)
    return table


@transaction.atomic
def remove(actor: Actor, *, table: ContractTable, now: datetime) -> None:
    """Out of the list; `restore` brings it back."""
    guard(actor)
    _mark(table, now)
    events.write(actor, "removed contract table", subject=table, stream=table, now=now)


@transaction.atomic
def restore(actor: Actor, *, table: ContractTable, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    _mark(table, None)
    events.write(actor, "restored contract table", subject=table, stream=table, now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None and not actor.user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def _guard_seen(table: ContractTable, seen: int) -> None:
    _guard_standing(table)
    if ContractTable.objects.select_for_update().get(pk=table.pk).version != seen:
        raise errors.WrongState(
            _("Somebody changed this table since. Open it again beside this, and take over what you need.")
        )


def _guard_standing(table: ContractTable) -> None:
    if table.removed_at is not None:
        raise errors.WrongState(_("This table was removed. Restore it first."))


def _checked(sheet: Sheet) -> tuple[str, str, Decimal | None]:
    if sheet.period not in Period.values:
        raise errors.BadInput(_("The period is a year, a quarter or a month."), field="period")
    if sheet.margin is not None and not 0 <= sheet.margin < HIGHEST_MARGIN:
        raise errors.BadInput(_("The margin is not below zero."), field="margin")
    return _name(sheet.name), sheet.period, sheet.margin


def _name(name: str) -> str:
    cleaned = " ".join(name.replace("\x00", "").split())[:120]
    if not cleaned:
        raise errors.BadInput(_("Give it a name."), field="name")
    return cleaned


def _as_json(segments: Sequence[Segment]) -> list[dict[str, object]]:
    return [one.as_json() for one in segments]


def _begun(kept: Sequence[Mapping[str, object]]) -> int:
    return sum(Segment.read(one).begun for one in kept)


def _told(segments: Sequence[Segment]) -> dict[str, tuple[object, object]]:
    return {"contracts": ("", sum(one.begun for one in segments)), "segments": ("", len(segments))}


def _keep(actor: Actor, table: ContractTable, now: datetime) -> None:
    table.version += 1
    table.changed_by, table.changed_at = actor.user, now
    table.save()
    table.refresh_from_db()


def _mark(table: ContractTable, removed_at: datetime | None) -> None:
    table.removed_at = removed_at
    table.save(update_fields=["removed_at"])


def _folder() -> Path:
    """A new one beside the ledger's uploads, which a backup takes along."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder, prefix="contracts-"))
