"""Bringing master data in by programs: send a file, say which column is what, watch the job, undo."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.core import errors
from covalue.masterdata import actions, files, queries
from covalue.masterdata.models import FileImport, State
from covalue.masterdata.planning import Does, Planned
from covalue.masterdata.rules import DESCRIPTIONS, Noun, Options, suggest
from covalue.web import paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Flag, Id, In, Ref, Text, ref

router = Router(tags=["master data"])


class FieldOut(Schema):
    """A field that a column can fill."""

    name: str
    label: str
    sentence: str
    example: str
    required: bool
    clears: bool


class NounOut(Schema):
    """What a file can contain, and the fields it can have."""

    noun: Noun
    label: str
    fields: list[FieldOut]


class MasterImportOut(Schema):
    """A file: its content, its state and its result."""

    id: int
    noun: Noun
    file_name: str
    source: str
    state: State
    progress: str
    message: str
    asked_by: Ref | None
    asked_at: datetime
    ended_at: datetime | None
    read: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    left: list[str]


class MasterMapIn(In):
    """Field → column."""

    fields: dict[str, Text] = Field(max_length=40)
    source: Text = Field("crm", min_length=1, max_length=60, description="the system in which IDs are looked up")
    clears_empty: Flag = Field(False, description="an empty cell clears the field")
    creates_parents: Flag = Field(
        False, description="accounts only: create parents that are neither in Covalue nor in the file"
    )

    @property
    def options(self) -> Options:
        return Options(clears_empty=self.clears_empty, creates_parents=self.creates_parents)


class MasterStartIn(MasterMapIn):
    invites: Flag = Field(False, description="users only: email each new one")

    @property
    def options(self) -> Options:
        return replace(super().options, invites=self.invites)


class MasterMappingOut(Schema):
    """The columns of the file, and the suggested field for each."""

    columns: list[str]
    fields: dict[str, str]


class MasterPreviewRowOut(Schema):
    """What would happen to a row: field → [before, after], or the reason why it would be rejected."""

    row: int
    does: Does
    label: str
    changes: dict[str, list[str]]
    reason: str
    note: str


class NounAsked(Schema):
    noun: Noun | None = None


@router.get("/master-nouns", response=list[NounOut], summary="List fields for master data files")
def list_master_nouns(request: HttpRequest) -> list[NounOut]:
    """The nouns you may import, with their fields."""
    return [_noun(noun) for noun in queries.nouns_for(requests.user_of(request))]


@router.get("/master-imports", response=Page[MasterImportOut], summary="List imports of master data")
def list_master_imports(request: HttpRequest, asked: Query[Asked]) -> Page[MasterImportOut]:
    """Latest first: your own, and those of the nouns you have permission for."""
    cut = paging.cut(request, queries.imports_for(requests.user_of(request)), ("-id",), asked)
    return Page[MasterImportOut](items=[_told(record) for record in cut.rows], next=cut.next)


@router.post("/master-imports", response={201: MasterImportOut}, summary="Upload a file of master data")
def send_master_file(
    request: HttpRequest, file: File[UploadedFile], asked: Query[NounAsked]
) -> Status[MasterImportOut]:
    """CSV, Excel or Parquet. Nothing changes before you start it. Without `noun` it is detected from the headings."""
    queries.imports_for(requests.user_of(request))
    record = actions.receive(requests.api_actor(request), upload=file, noun=asked.noun, now=timezone.now())
    return Status(201, _told(record))


@router.get("/master-imports/{master_import_id}", response=MasterImportOut, summary="Get an import of master data")
def get_master_import(request: HttpRequest, master_import_id: Id) -> MasterImportOut:
    """Check again while its state is waiting, running or undoing."""
    return _told(queries.get_import(requests.user_of(request), master_import_id))


@router.get(
    "/master-imports/{master_import_id}/mapping",
    response=MasterMappingOut,
    summary="List columns of a file of master data",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def suggest_master_mapping(request: HttpRequest, master_import_id: Id) -> MasterMappingOut:
    """With the suggested field for each."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    columns = _columns(record)
    return MasterMappingOut(columns=list(columns), fields=suggest(Noun(record.noun), columns))


@router.post(
    "/master-imports/{master_import_id}/preview",
    response=Page[MasterPreviewRowOut],
    summary="Preview an import of master data",
)
def preview_master_import(request: HttpRequest, master_import_id: Id, body: MasterMapIn) -> Page[MasterPreviewRowOut]:
    """The first rows, rejected ones first; nothing changes."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    mapping = actions.checked(Noun(record.noun), body.fields, _columns(record))
    actor, source = requests.api_actor(request), body.source.strip()
    preview = queries.preview(actor, record, mapping, source=source, options=body.options)
    return Page[MasterPreviewRowOut](items=[_row(planned) for planned in preview.rows], next=None)


@router.post(
    "/master-imports/{master_import_id}/start",
    response={202: MasterImportOut},
    summary="Start an import of master data",
)
def start_master_import(request: HttpRequest, master_import_id: Id, body: MasterStartIn) -> Status[MasterImportOut]:
    """It runs once, as a background job."""
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.ask(
        requests.api_actor(request),
        record=record,
        mapping=body.fields,
        source=body.source,
        options=body.options,
        now=timezone.now(),
    )
    return Status(202, _told(queries.get_import(user, master_import_id)))


@router.get(
    "/master-imports/{master_import_id}/rejects",
    response={200: None},
    summary="Download rejected rows of master data",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_master_rejects(request: HttpRequest, master_import_id: Id) -> HttpResponseBase:
    """As CSV in their own columns, with the reason."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    path = queries.reject_path(record)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{record.pk}.csv", content_type="text/csv"
    )


@router.post(
    "/master-imports/{master_import_id}/undo", response={202: MasterImportOut}, summary="Undo an import of master data"
)
def undo_master_import(request: HttpRequest, master_import_id: Id) -> Status[MasterImportOut]:
    """A background job removes what it created and restores what it changed; what was changed since then is kept."""
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.ask_undo(requests.api_actor(request), record=record, now=timezone.now())
    return Status(202, _told(queries.get_import(user, master_import_id)))


@router.post(
    "/master-imports/{master_import_id}/cancel", response=MasterImportOut, summary="Cancel an import of master data"
)
def cancel_master_import(request: HttpRequest, master_import_id: Id) -> MasterImportOut:
    """What it has imported so far stays until it is undone."""
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.cancel(requests.api_actor(request), record=record, now=timezone.now())
    return _told(queries.get_import(user, master_import_id))


def _columns(record: FileImport) -> tuple[str, ...]:
    if record.state not in actions.STARTABLE or not Path(record.path).is_file():
        raise errors.WrongState("This file was imported already.")
    return files.columns_of(Path(record.path))


def _noun(noun: Noun) -> NounOut:
    fields = [
        FieldOut(
            name=field.name,
            label=str(field.label),
            sentence=str(field.sentence),
            example=field.example,
            required=field.required,
            clears=field.clears,
        )
        for field in DESCRIPTIONS[noun].fields
    ]
    return NounOut(noun=noun, label=str(DESCRIPTIONS[noun].label), fields=fields)


def _told(record: FileImport) -> MasterImportOut:
    same: Any = (
        "noun",
        "file_name",
        "source",
        "state",
        "progress",
        "message",
        "asked_at",
        "ended_at",
        "read",
        "created",
        "changed",
        "unchanged",
        "rejected",
        "left",
    )
    return MasterImportOut(
        id=record.pk, asked_by=ref(record.asked_by), **{name: getattr(record, name) for name in same}
    )


def _row(planned: Planned) -> MasterPreviewRowOut:
    changes = {name: ["" if side is None else str(side) for side in sides] for name, sides in planned.changes.items()}
    return MasterPreviewRowOut(
        row=planned.row.number,
        does=planned.does,
        label=planned.label,
        changes=changes,
        reason=planned.reason,
        note=planned.note,
    )
