"""Bringing master data in and taking it back.

An import is carried out in parts, each in one transaction with the record of what it touched: killed at any moment, it
plans the file again and does what is missing, since what is there already is found and left alone.
"""

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import rules as account_rules
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.ledger.rules import ABANDONED_AFTER
from covalue.masterdata import files, planning, queries
from covalue.masterdata.files import Sheet
from covalue.masterdata.importers import NounImporter
from covalue.masterdata.models import FileImport, State, Touched
from covalue.masterdata.planning import Does, Planned
from covalue.masterdata.rules import DESCRIPTIONS, Noun, Options, default_key, guess

AT_ONCE: Final = 2000  # rows of one transaction
MOST_NOTES: Final = 1000  # sentences kept about rows
STARTABLE: Final = (State.RECEIVED, State.FAILED)
TAKEN_BACK: Final = (State.DONE, State.CANCELLED, State.FAILED)


class OvertakenError(Exception):
    """Another attempt goes on with this import, or it was cancelled."""


def receive(actor: Actor, *, upload: File[bytes], noun: Noun | None, now: datetime, asks: bool = False) -> FileImport:
    """Keep an uploaded file until its columns are mapped. Without a noun, its headings say what it is about.

    Where they do not, BadInput; or, if somebody `asks` then, the file is kept without a noun until `name` gives it one.
    """
    if not upload.size:
        raise errors.BadInput(_("The file is empty."), field="file")
    if upload.size > settings.IMPORT_SIZE_LIMIT:
        raise errors.TooLarge(_("The file is too large. Split it, and import one part after the other."), field="file")
    if noun is not None:
        queries.guard(actor.user, noun)
    name = Path(upload.name or "upload").name[:200]
    path = Path(tempfile.mkdtemp(dir=_folder(), prefix="master-")) / f"file{Path(name).suffix.lower()[:10]}"
    try:
        with path.open("wb") as target:
            shutil.copyfileobj(upload, target, 1024 * 1024)
        about = _about(actor, files.columns_of(path), noun, asks=asks)
    except errors.Refused:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    record = _record(actor, path, name, about, now)
    later = timezone.now() + ABANDONED_AFTER
    jobs.enqueue("covalue.masterdata.tasks.discard_abandoned", record.pk, run_after=later)
    return record


@transaction.atomic
def name(actor: Actor, *, record: FileImport, noun: Noun, now: datetime) -> FileImport:
    """Say what a file is about whose headings did not tell."""
    queries.guard(actor.user, noun)
    record = FileImport.objects.select_for_update().get(pk=record.pk)
    if record.noun:
        raise errors.WrongState(_("It is known already what is in this file."))
    record.noun = noun
    record.save(update_fields=["noun"])
    events.write(actor, f"named a file of {noun}", subject=record, now=now)
    return record


@transaction.atomic
def discard(actor: Actor, *, record: FileImport, now: datetime) -> None:
    """Delete a file that was sent and not started."""
    record = FileImport.objects.select_for_update().get(pk=record.pk)
    if record.noun:
        queries.guard(actor.user, Noun(record.noun))
    if not record.not_started:
        raise errors.WrongState(_("This import was started. It can be undone, not discarded."))
    events.write(actor, "discarded a file", subject=record, now=now)
    shutil.rmtree(Path(record.path).parent, ignore_errors=True)
    record.delete()


@transaction.atomic
def ask(
    actor: Actor,
    *,
    record: FileImport,
    mapping: Mapping[str, str],
    source: str,
    now: datetime,
    options: Options = Options(),
) -> FileImport:
    """Ask for a received file to be imported with this mapping; a background job does it, once."""
    record = _prepare(actor, record, mapping, source, options)
    jobs.enqueue("covalue.masterdata.tasks.run_import", record.pk)
    return record


def import_file(
    actor: Actor,
    *,
    path: Path,
    noun: Noun,
    mapping: Mapping[str, str],
    source: str,
    now: datetime,
    options: Options = Options(),
) -> tuple[FileImport, list[Planned]]:
    """Import a file of this machine now, for the command line. The file itself stays where it is.

    Returns its record and the plan that was carried out.
    """
    queries.guard(actor.user, noun)
    copy = Path(tempfile.mkdtemp(dir=_folder(), prefix="master-")) / f"file{path.suffix.lower()[:10]}"
    shutil.copyfile(path, copy)
    record = _record(actor, copy, path.name, noun, now)
    _prepare(actor, record, mapping, source, options)
    plan = run(actor, record=record, now=now)
    return record, plan


def run(actor: Actor, *, record: FileImport, now: datetime) -> list[Planned]:
    """Carry out an import that was asked for. Run again after a crash, it does what is missing and nothing twice.

    Returns the plan of every row; none where the import was cancelled or another attempt took it over.
    """
    token = _take_over(record)
    try:
        return _carry_out(actor, record, token, now)
    except OvertakenError:
        record.refresh_from_db()
        return []
    except errors.Refused as refused:
        FileImport.objects.filter(pk=record.pk, run=token).update(
            state=State.FAILED, message=refused.sentence, progress="", ended_at=now
        )
        raise


@transaction.atomic
def cancel(actor: Actor, *, record: FileImport, now: datetime) -> FileImport:
    """Stop an import; what it brought in stays until it is undone."""
    record = _locked(actor, record)
    if record.state not in (State.RECEIVED, State.WAITING, State.RUNNING):
        raise errors.WrongState(_("Only a waiting or running import can be cancelled."))
    record.state, record.run, record.progress, record.ended_at = State.CANCELLED, "", "", now
    _count(record)
    record.save()
    events.write(actor, f"cancelled an import of {record.noun}", subject=record, now=now)
    return record


@transaction.atomic
def give_up(actor: Actor, *, record: FileImport, now: datetime, reason: str = "") -> None:
    """Say on the record why it was not done: that it broke each time it was tried, or the `reason`."""
    if record.state not in (State.WAITING, State.RUNNING, State.UNDOING):
        return
    record.state = State.DONE if record.state == State.UNDOING else State.FAILED
    broke = _("This import failed several times and is not retried automatically. Start it again.")
    record.message = reason or broke
    record.run, record.progress, record.ended_at = "", "", now
    _count(record)
    record.save()
    events.write(actor, f"gave up an import of {record.noun}", subject=record, now=now)


@transaction.atomic
def ask_undo(actor: Actor, *, record: FileImport, now: datetime) -> FileImport:
    """Ask for an import to be taken back; a background job does it."""
    record = _begin_undo(actor, record)
    jobs.enqueue("covalue.masterdata.tasks.run_undo", record.pk)
    return record


@transaction.atomic
def undo_now(actor: Actor, *, record: FileImport, now: datetime) -> FileImport:
    """Take an import back at once, for the command line."""
    return undo(actor, record=_begin_undo(actor, record), now=now)


def _begin_undo(actor: Actor, record: FileImport) -> FileImport:
    record = _locked(actor, record)
    if record.state not in TAKEN_BACK or not record.touched.exists():
        raise errors.WrongState(_("Only an import that changed something can be undone, and only once."))
    record.state, record.undone_by = State.UNDOING, actor.user
    record.save(update_fields=["state", "undone_by"])
    return record


@transaction.atomic
def undo(actor: Actor, *, record: FileImport, now: datetime) -> FileImport:
    """Remove what an import created and put back what it changed. What a person changed since is left and named, and so is
    what whoever undoes it may not change.
    """
    queries.guard(actor.user, Noun(record.noun))
    record = FileImport.objects.select_for_update().get(pk=record.pk)
    if record.state != State.UNDOING:
        raise errors.WrongState(_("This import is not being undone."))
    importer = queries.importer_for(actor, record)
    left: list[str] = []
    for part in _parts(record.touched.order_by("-id").iterator(chunk_size=AT_ONCE)):
        left += _undo_part(actor, importer, part, now)
    record.state, record.left, record.undone_at = State.UNDONE, left, now
    record.save(update_fields=["state", "left", "undone_at"])
    events.write(actor, f"undid an import of {record.noun}", subject=record, now=now, changes={"left": ("", len(left))})
    return record


def checked(noun: Noun, mapping: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """A mapping with each column as the file writes it; BadInput for a field or column there is not."""
    fields = [field.name for field in DESCRIPTIONS[noun].fields]
    columns_by_field: dict[str, str] = {}
    for field, text in (default_key(mapping) if noun == Noun.ACCOUNTS else mapping).items():
        if field not in fields:
            raise errors.BadInput(
                _("There is no field “{field}”. Choose one of {fields}.").format(field=field, fields=", ".join(fields)),
                field="fields",
            )
        wanted = text.strip().casefold()
        if not wanted:
            continue
        column = next((name for name in columns if name.casefold() == wanted), None)
        if column is None and field == "account" and files.is_same_in_all(text.strip()):
            column = text.strip()
        if column is None:
            raise errors.BadInput(
                _("The file has no column “{column}” for {field}. It has: {columns}.").format(
                    column=text.strip()[:100], field=field, columns=", ".join(columns[:30])
                ),
                field="fields",
            )
        columns_by_field[field] = column
    for name in DESCRIPTIONS[noun].required:
        if name not in columns_by_field:
            raise errors.BadInput(_("Choose the column for the {field}.").format(field=name), field="fields")
    return columns_by_field


def _about(actor: Actor, columns: Sequence[str], noun: Noun | None, *, asks: bool) -> Noun | None:
    if noun is not None:
        return noun
    allowed = queries.nouns_for(actor.user) if actor.user is not None else tuple(Noun)
    if not allowed:
        raise errors.NotAllowed(_("Only colleagues can import files."))
    about = guess(columns, allowed)
    if about is None and not asks:
        raise errors.BadInput(_("The headings do not show what is in the file. Choose it."), field="noun")
    return about


@transaction.atomic
def _record(actor: Actor, path: Path, name: str, noun: Noun | None, now: datetime) -> FileImport:
    record = FileImport.objects.create(
        noun=noun or "", file_name=name, path=str(path), asked_by=actor.user, asked_at=now
    )
    events.write(actor, f"uploaded a file of {noun}" if noun else "uploaded a file", subject=record, now=now)
    return record


@transaction.atomic
def _prepare(actor: Actor, record: FileImport, mapping: Mapping[str, str], source: str, options: Options) -> FileImport:
    locked = _locked(actor, record)
    if locked.state not in STARTABLE or not Path(locked.path).is_file():
        raise errors.WrongState(_("This file has already been imported."))
    if not source.strip() or len(source.strip()) > 60:
        raise errors.BadInput(_("Enter the system the file comes from, in at most 60 characters."), field="source")
    noun = Noun(locked.noun)
    locked.mapping = checked(noun, mapping, files.columns_of(Path(locked.path), options.layout))
    locked.reading = asdict(options.layout)
    locked.source, locked.clears_empty = source.strip(), options.clears_empty
    locked.invites = options.invites and noun == Noun.USERS
    locked.creates_parents = options.creates_parents and noun == Noun.ACCOUNTS
    locked.state, locked.message, locked.progress = State.WAITING, "", _("queued")
    locked.save()
    return locked


def _locked(actor: Actor, record: FileImport) -> FileImport:
    queries.guard(actor.user, Noun(record.noun))
    return FileImport.objects.select_for_update().get(pk=record.pk)


@transaction.atomic
def _take_over(record: FileImport) -> str:
    """From now on only this attempt writes."""
    token = uuid.uuid4().hex
    records = FileImport.objects.filter(pk=record.pk, state__in=[State.WAITING, State.RUNNING])
    if not records.update(state=State.RUNNING, run=token):
        raise errors.WrongState(_("This file has already been imported."))
    record.refresh_from_db()
    return token


def _carry_out(actor: Actor, record: FileImport, token: str, now: datetime) -> list[Planned]:
    queries.guard(actor.user, Noun(record.noun))
    _tell(record, token, _("reading the file"))
    sheet = files.read(Path(record.path), record.mapping, options=record.options.layout)
    _tell(record, token, _("comparing with existing data"))
    importer = queries.importer_for(actor, record)
    plan = planning.plan(importer, sheet.rows)
    _write(actor, record, token, importer, plan, now)
    if any(planned.later for planned in plan):
        importer = queries.importer_for(actor, record)
        again = planning.plan(importer, [planned.row for planned in plan if planned.does != Does.REFUSE])
        _write(actor, record, token, importer, again, now)
    _settle(actor, record, token, sheet, plan, now)
    return plan


def _tell(record: FileImport, token: str, sentence: str) -> None:
    if not FileImport.objects.filter(pk=record.pk, run=token, state=State.RUNNING).update(progress=sentence[:200]):
        raise OvertakenError


def _write(
    actor: Actor, record: FileImport, token: str, importer: NounImporter, plan: Sequence[Planned], now: datetime
) -> None:
    doing = [
        planned for planned in plan if planned.does == Does.CREATE or (planned.does == Does.CHANGE and planned.changes)
    ]
    done = 0
    for part in _parts(iter(doing)):
        with transaction.atomic():
            done += len(part)
            _tell(
                record,
                token,
                ngettext("{done} of {all} row", "{done} of {all} rows", len(doing)).format(done=done, all=len(doing)),
            )
            _create(record, importer, [planned for planned in part if planned.does == Does.CREATE], now)
            _change(actor, record, importer, [planned for planned in part if planned.does == Does.CHANGE], now)


def _create(record: FileImport, importer: NounImporter, part: list[Planned], now: datetime) -> None:
    if not part:
        return
    values = [planned.values for planned in part]
    records = importer.model._default_manager.bulk_create(
        [importer.make(attributes, now) for attributes in values], batch_size=500
    )
    events.write_many(importer.created(records, values, now))
    Touched.objects.bulk_create(
        (
            Touched(
                file_import=record,
                row=planned.row.number,
                thing_id=thing.pk,
                label=planned.label[:300],
                after={
                    name: planned.values.get(name, _missing(importer, thing, name)) for name in importer.written_fields
                },
            )
            for planned, thing in zip(part, records, strict=True)
        ),
        batch_size=500,
    )


def _missing(importer: NounImporter, thing: Any, name: str) -> Any:
    """What a new record has where the file says nothing."""
    return "" if name in importer.extra_rows else importer.value_of(thing, name)


def _change(actor: Actor, record: FileImport, importer: NounImporter, part: list[Planned], now: datetime) -> None:
    if not part:
        return
    ids = [planned.thing_id for planned in part]
    fresh = {row.pk: row for row in importer.rows().filter(pk__in=ids).select_for_update(of=("self",))}
    touched, wanted = [], {}
    for planned in part:
        if planned.thing_id not in fresh:
            continue
        thing = fresh[planned.thing_id]
        values = {name: value for name, value in planned.values.items() if importer.value_of(thing, name) != value}
        if values:
            before = {name: importer.value_of(thing, name) for name in values}
            wanted[thing.pk] = values
            touched.append(
                Touched(
                    file_import=record,
                    row=planned.row.number,
                    thing_id=thing.pk,
                    label=planned.label[:300],
                    before=before,
                    after=values,
                )
            )
    _set(actor, importer, fresh, wanted, now)
    Touched.objects.bulk_create(touched, batch_size=500)


def _set(
    actor: Actor,
    importer: NounImporter,
    things: Mapping[int, Any],
    wanted: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Give records these values: one event each, index and lineage with them."""
    lines, names, plain, replaced = [], set[str](), set[str](), []
    for pk, values in wanted.items():
        thing = things[pk]
        own = {name: value for name, value in values.items() if name not in importer.extra_rows}
        changes = events.changed(thing, own)
        if changes:
            replaced.append((thing, changes))
            lines.append(
                events.prepare(
                    actor,
                    f"edited {importer.called}",
                    subject=thing,
                    stream=importer.stream(thing),
                    changes={name.removesuffix("_id"): sides for name, sides in changes.items()},
                    now=now,
                )
            )
        plain |= own.keys()
        names |= values.keys()
    rows = [things[pk] for pk in wanted]
    if rows and plain:
        importer.model._default_manager.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=sorted(plain)
        )
    for pk, values in wanted.items():
        for name in values.keys() & set(importer.extra_rows):
            importer.write_extra(things[pk], name, values[name], now)
    importer.changed(rows, names)
    importer.replaced(replaced, actor, now)
    events.write_many(lines)


@transaction.atomic
def _settle(actor: Actor, record: FileImport, token: str, sheet: Sheet, plan: Sequence[Planned], now: datetime) -> None:
    refused = [planned for planned in plan if planned.does == Does.REFUSE]
    record.refresh_from_db()
    if record.run != token:
        raise OvertakenError
    record.read, record.rejected = len(sheet.rows) + len(sheet.unreadable), len(refused) + len(sheet.unreadable)
    if record.rejected:
        path = _folder() / f"master-rejects-{record.pk}.csv"
        rejects = [(planned.row.raw, planned.reason) for planned in refused]
        rejects += [((content,), reason) for _number, reason, content in sheet.unreadable]
        files.write_rejects(path, sheet.columns, rejects)
        record.reject_file = str(path)
    record.state, record.progress, record.ended_at = State.DONE, "", now
    record.notes = [_noted(planned) for planned in plan if planned.note and planned.does != Does.REFUSE][:MOST_NOTES]
    record.assumed = [assumed.as_dict() for assumed in sheet.assumed]
    _count(record)
    if record.nothing:
        record.state, record.message = State.FAILED, record.nothing
    record.save()
    created = record.touched.filter(before__isnull=True).values_list("thing_id", flat=True)
    queries.importer_for(actor, record).finish(list(created), now)
    if record.state == State.DONE or any(planned.is_forgotten for planned in plan):
        shutil.rmtree(Path(record.path).parent, ignore_errors=True)
    counts: dict[str, tuple[Any, Any]] = {
        "created": (0, record.created),
        "changed": (0, record.changed),
        "rejected": (0, record.rejected),
    }
    counts |= {"assumed": ("", " ".join(assumed.sentence for assumed in sheet.assumed))}
    events.write(actor, f"imported {record.noun}", subject=record, now=now, changes=counts)


def _noted(planned: Planned) -> str:
    if planned.row.number < 0:
        return f"{planned.label}: {planned.note}"
    return _("row {n}, {name}: {note}").format(n=planned.row.number, name=planned.label, note=planned.note)


def _count(record: FileImport) -> None:
    rows = dict(record.touched.filter(before__isnull=True).values_list("thing_id", "row"))
    changed = set(record.touched.exclude(before__isnull=True).values_list("thing_id", flat=True)) - rows.keys()
    record.created, record.changed = len(rows), len(changed)
    in_file = sum(row > 0 for row in rows.values())
    record.unchanged = max(0, record.read - record.rejected - in_file - record.changed)


def _undo_part(actor: Actor, importer: NounImporter, part: Sequence[Touched], now: datetime) -> list[str]:
    ids = [touched.thing_id for touched in part]
    things = {row.pk: row for row in importer.rows().filter(pk__in=ids).select_for_update(of=("self",))}
    importer.load_extra(ids)
    here = [touched for touched in part if touched.thing_id in things]
    held = {pk: why for pk, thing in things.items() if (why := importer.held(thing))}
    left = [
        _("{name} was left as it is: {why}.").format(name=touched.label, why=held[touched.thing_id])
        for touched in here
        if touched.thing_id in held
    ]
    here = [touched for touched in here if touched.thing_id not in held]
    wanted: dict[int, dict[str, Any]] = {}
    for touched in here:
        if touched.before is None:
            continue
        thing = things[touched.thing_id]
        same = {name for name, after in touched.after.items() if importer.value_of(thing, name) == after}
        wanted[thing.pk] = {name: touched.before[name] for name in same}
        if same != set(touched.after):
            left.append(_("{name} was changed since; that change is kept.").format(name=touched.label))
    left += _leave_what_may_not_be(importer, things, wanted)
    _set(actor, importer, things, {pk: values for pk, values in wanted.items() if values}, now)
    return left + _remove(actor, importer, things, [touched for touched in here if touched.before is None], now)


def _leave_what_may_not_be(
    importer: NounImporter, things: Mapping[int, Any], wanted: dict[int, dict[str, Any]]
) -> list[str]:
    """Take out of `wanted` what may not, or cannot, be put back; returns a sentence for each."""
    left = []
    field = importer.parent_field
    placed = {pk: values[field] for pk, values in wanted.items() if field in values}
    standing = dict(importer.model._default_manager.values_list("pk", field)) if placed else {}
    places = {**standing, **placed}
    held = importer.held_in_place({pk: planning.above(pk, places) for pk in placed})
    unfit = account_rules.plan_tree(placed, standing).problems if placed else {}
    for pk, values in wanted.items():
        why = held.get(pk) or unfit.get(pk) or ""
        if why:
            del values[importer.parent_field]
        for name in [name for name, before in values.items() if _is_gone(importer, name, before)]:
            del values[name]
            why = why or _("what it referred to is gone")
        if reason := importer.held_values(things[pk], values):
            values.clear()
            why = reason
        if why:
            left.append(_("{name} was left as it is: {why}.").format(name=things[pk], why=why))
    return left


def _is_gone(importer: NounImporter, name: str, before: Any) -> bool:
    """Whether a value that is another record's id stands for none any more."""
    if not name.endswith("_id") or before is None:
        return False
    related = importer.model._meta.get_field(name.removesuffix("_id")).related_model
    return not related._base_manager.filter(pk=before).exists()  # type: ignore[union-attr]


def _remove(
    actor: Actor, importer: NounImporter, things: Mapping[int, Any], created: Sequence[Touched], now: datetime
) -> list[str]:
    used = importer.in_use([touched.thing_id for touched in created]) if created else set()
    left, going, lines = [], [], []
    for touched in created:
        thing = things[touched.thing_id]
        if any(importer.value_of(thing, name) != after for name, after in touched.after.items()):
            left.append(_("{name} was changed since and is kept.").format(name=touched.label))
        elif touched.thing_id in used:
            left.append(_("{name} is in use by now and is kept.").format(name=touched.label))
        else:
            going.append(touched.thing_id)
            lines.append(
                events.prepare(
                    actor,
                    f"removed {importer.called}",
                    subject=thing,
                    stream=importer.stream(thing),
                    now=now,
                )
            )
    importer.remove_from_index(going)
    events.write_many(lines)
    rows = importer.model._default_manager.filter(pk__in=going)
    if importer.parent:
        rows.update(**{importer.parent: None})
    rows.delete()
    return left


def _parts(items: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(items, AT_ONCE)):
        yield part


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
