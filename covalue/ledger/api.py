"""Bringing files into the ledger: send one, say which column is what, watch the job, look at rejects, undo."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.core import errors
from covalue.ledger import actions, forms, importing, queries
from covalue.ledger.mapping import Mapping, suggest
from covalue.ledger.models import Import, ImportState, SavedMapping, Unknown
from covalue.ledger.reading import Source, sniff
from covalue.ledger.rules import FIELDS, LedgerInputError
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, In, Ref, Text, ref

router = Router(tags=["ledger"])


class ImportOut(Schema):
    """A file: what it is, its state and its result."""

    id: int
    file_name: str
    source: str
    state: ImportState
    progress: str
    message: str
    unknown: Unknown
    asked_by: Ref | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    ledger_version: int | None
    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    amount_total: Decimal
    amount_unassigned: Decimal
    has_rejects: bool


class MappingIn(In):
    """Field of the ledger → a column, a constant in single quotes, or arithmetic over columns."""

    fields: dict[Literal[FIELDS], Text] = Field(max_length=len(FIELDS))  # type: ignore[valid-type]
    date_order: Literal["", "ymd", "dmy", "mdy"] = ""
    decimal: Literal["", ".", ","] = ""


class StartIn(MappingIn):
    source: Text = Field(min_length=1, max_length=60, description="source system of the file, such as erp")
    unknown: Unknown = Field(Unknown.KEEP, description="what to do with customers that have no account")
    save_as: Text = Field("", max_length=120, description="save the mapping under this name")


class MappingOut(Schema):
    """The columns of the file, and the suggested field for each."""

    columns: list[str]
    fields: dict[str, str]
    date_order: str
    decimal: str


class PreviewRowOut(Schema):
    """A row as it would be imported, or the reason why it would be rejected."""

    row: int
    values: dict[str, str | None]
    reason: str | None


class SavedOut(Schema):
    """A mapping saved for the next file."""

    id: int
    name: str
    source: str
    fields: dict[str, str]
    date_order: str
    decimal: str


@router.get("/imports", response=Page[ImportOut], summary="List imports")
def list_imports(request: HttpRequest, asked: Query[Asked]) -> Page[ImportOut]:
    """Latest first. For program directors and analysts."""
    cut = paging.cut(request, queries.imports_for(requests.user_of(request)), ("-id",), asked)
    return Page[ImportOut](items=[_told(record) for record in cut.rows], next=cut.next)


@router.post("/imports", response={201: ImportOut}, summary="Upload a file")
def send_file(request: HttpRequest, file: File[UploadedFile]) -> Status[ImportOut]:
    """CSV, Excel or Parquet. Nothing is imported before you start it with a mapping."""
    queries.imports_for(requests.user_of(request))
    actor, now = requests.api_actor(request), timezone.now()
    record = actions.receive(actor, upload=file, now=now)
    try:
        sniff(Path(record.path))
    except LedgerInputError as refused:
        actions.discard(actor, record=record, now=now)
        raise errors.BadInput(str(refused), field="file") from None
    return Status(201, _told(record))


@router.get("/imports/{import_id}", response=ImportOut, summary="Get an import")
def get_import(request: HttpRequest, import_id: Id) -> ImportOut:
    """Check again while its state is waiting or running."""
    return _told(queries.get_import(requests.user_of(request), import_id))


@router.get(
    "/imports/{import_id}/mapping",
    response=MappingOut,
    summary="List columns and suggested fields",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def suggest_mapping(request: HttpRequest, import_id: Id) -> MappingOut:
    record = queries.get_import(requests.user_of(request), import_id)
    looked = _look(record)
    mapping = suggest(looked.columns, looked.sample)
    return MappingOut(
        columns=list(looked.columns),
        fields=dict(mapping.fields),
        date_order=mapping.date_order,
        decimal=mapping.decimal,
    )


@router.post("/imports/{import_id}/preview", response=Page[PreviewRowOut], summary="Preview with a mapping")
def preview_import(request: HttpRequest, import_id: Id, body: MappingIn) -> Page[PreviewRowOut]:
    """The first rows as they would be imported; nothing changes."""
    record = queries.get_import(requests.user_of(request), import_id)
    mapping = _mapping(body, _look(record))
    try:
        rows = importing.preview(Path(record.path), mapping, temp_dir=Path(record.path).parent)
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="fields") from None
    return Page[PreviewRowOut](items=[_preview(row) for row in rows], next=None)


@router.post("/imports/{import_id}/start", response={202: ImportOut}, summary="Start an import")
def start_import(request: HttpRequest, import_id: Id, body: StartIn) -> Status[ImportOut]:
    """It runs as a background job; check the import until its state is done or failed."""
    user, actor, now = requests.user_of(request), requests.api_actor(request), timezone.now()
    record = queries.get_import(user, import_id)
    mapping = _mapping(body, _look(record), source=body.source)
    if body.save_as:
        actions.save_mapping(actor, name=body.save_as, mapping=mapping, now=now)
    actions.ask(actor, record=record, mapping=mapping, source=body.source, unknown=body.unknown, now=now)
    return Status(202, _told(queries.get_import(user, import_id)))


@router.get(
    "/imports/{import_id}/rejects",
    response={200: None},
    summary="Download rejected rows",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_rejects(request: HttpRequest, import_id: Id) -> HttpResponseBase:
    """As CSV, with row numbers and reasons."""
    record = queries.get_import(requests.user_of(request), import_id)
    path = Path(record.reject_file)
    if not _has_rejects(record):
        raise errors.NotFound()
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{record.pk}.csv", content_type="text/csv"
    )


@router.post("/imports/{import_id}/undo", response=ImportOut, summary="Undo an import")
def undo_import(request: HttpRequest, import_id: Id) -> ImportOut:
    """Removes what it added and restores what it changed."""
    user = requests.user_of(request)
    record = queries.get_import(user, import_id)
    actions.undo(requests.api_actor(request), record=record, now=timezone.now())
    return _told(queries.get_import(user, import_id))


@router.get("/mappings", response=Page[SavedOut], summary="List saved mappings")
def list_mappings(request: HttpRequest, asked: Query[Asked]) -> Page[SavedOut]:
    cut = paging.cut(request, queries.saved_mappings(requests.user_of(request)), ("name", "id"), asked)
    return Page[SavedOut](items=[_saved(saved) for saved in cut.rows], next=cut.next)


def _look(record: Import) -> Source:
    """What the file holds, while it waits for its mapping."""
    if record.state not in (ImportState.WAITING, ImportState.FAILED) or not Path(record.path).is_file():
        raise errors.WrongState(_("This file has already been imported."))
    try:
        return sniff(Path(record.path))
    except LedgerInputError as refused:
        raise errors.WrongState(str(refused)) from None


def _mapping(body: MappingIn, looked: Source, *, source: str = "") -> Mapping:
    """As the page's form reads it: every field asked for, every column there."""
    typed = {f"map_{name}": body.fields.get(name, "") for name in FIELDS}
    values = inputs.cleaned(forms.MapColumns(), typed, only=typed)
    fields = {name: values[f"map_{name}"] for name in FIELDS if values[f"map_{name}"]}
    try:
        mapping = Mapping(fields, source=source.strip(), date_order=body.date_order, decimal=body.decimal)
        mapping.check(looked.columns)
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="fields") from None
    return mapping


def _has_rejects(record: Import) -> bool:
    path = Path(record.reject_file)
    return bool(record.reject_file) and path.is_file() and path.is_relative_to(settings.DATA_DIR)


def _told(record: Import) -> ImportOut:
    same = ("file_name", "source", "state", "progress", "message", "unknown", "asked_at", "started_at", "ended_at")
    counts = ("read", "added", "changed", "unchanged", "rejected", "amount_total", "amount_unassigned")
    return ImportOut(
        id=record.pk,
        asked_by=ref(record.asked_by),
        ledger_version=record.version,
        has_rejects=_has_rejects(record),
        **{name: getattr(record, name) for name in (*same, *counts)},
    )


def _preview(row: importing.PreviewRow) -> PreviewRowOut:
    values = {name: None if value is None else str(value) for name, value in row.values.items()}
    return PreviewRowOut(row=row.row_number, values=values, reason=row.reason)


def _saved(saved: SavedMapping) -> SavedOut:
    kept: Any = Mapping.from_toml(saved.content)
    return SavedOut(
        id=saved.pk,
        name=saved.name,
        source=kept.source,
        fields=dict(kept.fields),
        date_order=kept.date_order,
        decimal=kept.decimal,
    )
