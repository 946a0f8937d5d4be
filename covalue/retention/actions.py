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

from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.retention import files, queries, rules
from covalue.retention.models import ContractTable
from covalue.retention.rules import Period, Segment

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
    """Add a table that was typed."""
    guard(actor)
    name, period, margin = _checked(sheet)
    segments = rules.checked(sheet.segments or ())
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
    changes = {"contracts": ("", _begun(table.segments)), "segments": ("", len(segments))}
    events.write(actor, "added contract table", subject=table, stream=table, changes=changes, now=now)
    return table


@transaction.atomic
def edit(actor: Actor, *, table: ContractTable, sheet: Sheet, seen: int, now: datetime) -> ContractTable:
    """Change name, period, margin, and the counts of a table that was typed; `seen` is the version that was looked at.

    A table of a file keeps its counts and its period: `count` counts it again.
    """
    guard(actor)
    _guard_seen(table, seen)
    name, period, margin = _checked(sheet)
    values: dict[str, object] = {"name": name, "margin": margin}
    if not table.path:
        values = {"name": name, "period": period, "margin": margin}
    changes, begun = events.changed(table, values), _begun(table.segments)
    if not table.path and sheet.segments is not None:
        segments = _as_json(rules.checked(sheet.segments))
        if segments != table.segments:
            table.segments = segments
            changes["contracts"] = (begun, _begun(segments))
    if not changes:
        return table
    _save(actor, table, now)
    events.write(actor, "edited contract table", subject=table, stream=table, changes=changes, now=now)
    return table


@transaction.atomic
def receive(actor: Actor, *, upload: File[bytes], name: str, now: datetime) -> ContractTable:
    """Store a file of contracts until it is said which column is what. Raises BadInput for one that cannot be read."""
    guard(actor)
    if not upload.size:
        raise errors.BadInput(_("The file is empty."), field="file")
    if upload.size > settings.FILE_SIZE_LIMIT:
        limit = settings.FILE_SIZE_LIMIT // 1024**2
        raise errors.TooLarge(_("The file is larger than {limit} MB.").format(limit=limit), field="file")
    file_name = Path(upload.name or "contracts").name[:200]
    folder = _folder()
    path = folder / f"file{Path(file_name).suffix.lower()[:10]}"
    try:
        with path.open("wb") as target:
            shutil.copyfileobj(upload, target, 1024 * 1024)
        files.look(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    table = ContractTable.objects.create(
        name=_name(name or Path(file_name).stem),
        file_name=file_name,
        path=str(path),
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
        raise errors.WrongState(_("The file is no longer available. Upload it again."))
    if period not in set(Period):
        raise errors.BadInput(_("The period must be a year, a quarter or a month."), field="period")
    counted = files.count(Path(table.path), mapping, period=period, until=until, today=now.date())
    before = _begun(table.segments)
    table.mapping = {field: column for field, column in mapping.items() if column}
    table.period, table.until, table.tally = period, counted.until, counted.tally.as_json()
    table.segments = _as_json(rules.checked(counted.segments))
    _save(actor, table, now)
    changes = {"contracts": (before, _begun(table.segments)), "rejected": ("", counted.tally.rejected)}
    events.write(actor, "counted contracts", subject=table, stream=table, changes=changes, now=now)
    return table


@transaction.atomic
def remove(actor: Actor, *, table: ContractTable, now: datetime) -> None:
    """Out of the list; `restore` brings it back."""
    guard(actor)
    removal.remove(actor, table, now=now)


@transaction.atomic
def restore(actor: Actor, *, table: ContractTable, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    removal.restore(actor, table, now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None:
        queries.guard(actor.user)


def _guard_seen(table: ContractTable, seen: int) -> None:
    _guard_standing(table)
    if queries.version_of(table) != seen:
        raise errors.WrongState(
            _("Someone has changed this table since. Open it in another tab and copy what you need.")
        )


def _guard_standing(table: ContractTable) -> None:
    if table.removed_at is not None:
        raise errors.WrongState(_("This table was removed. Restore it first."))


def _checked(sheet: Sheet) -> tuple[str, str, Decimal | None]:
    if sheet.period not in set(Period):
        raise errors.BadInput(_("The period must be a year, a quarter or a month."), field="period")
    if sheet.margin is not None and not 0 <= sheet.margin < HIGHEST_MARGIN:
        raise errors.BadInput(_("The margin cannot be negative."), field="margin")
    return _name(sheet.name), sheet.period, sheet.margin


def _name(name: str) -> str:
    cleaned = " ".join(name.replace("\x00", "").split())[:120]
    if not cleaned:
        raise errors.BadInput(_("Enter a name."), field="name")
    return cleaned


def _as_json(segments: Sequence[Segment]) -> list[dict[str, object]]:
    return [segment.as_json() for segment in segments]


def _begun(segments: Sequence[Mapping[str, object]]) -> int:
    return sum(Segment.read(segment).begun for segment in segments)


def _save(actor: Actor, table: ContractTable, now: datetime) -> None:
    table.version += 1
    table.changed_by, table.changed_at = actor.user, now
    table.save()
    table.refresh_from_db()


def _folder() -> Path:
    """A new one beside the ledger's uploads, which a backup takes along."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder, prefix="contracts-"))
