"""Bringing master data in by programs: send a file, say which column is what, watch the job, undo."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.core import errors
from covalue.ledger.api import AssumedAnswer, LayoutQuery
from covalue.ledger.mapping import READING
from covalue.ledger.mapping import Mapping as LedgerMapping
from covalue.ledger.reading import Options as Layout
from covalue.ledger.reading import Source
from covalue.masterdata import actions, files, queries
from covalue.masterdata.models import FileImport, State
from covalue.masterdata.planning import Does, Planned
from covalue.masterdata.rules import DESCRIPTIONS, Description, Noun, Options, suggest
from covalue.masterdata.rules import Field as DescribedField
from covalue.web import paging, requests
from covalue.web.inputs import Input
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Flag, Id, Ref, Text

router = Router(tags=["master data"])


class FieldAnswer(Schema):
    """A field that a column can fill."""

    name: str
    label: str
    sentence: str
    example: str
    required: bool
    clears: bool

    @staticmethod
    def resolve_label(described: DescribedField) -> str:
        return str(described.label)

    @staticmethod
    def resolve_sentence(described: DescribedField) -> str:
        return str(described.sentence)


class NounAnswer(Schema):
    """What a file can contain, and the fields it can have."""

    noun: Noun
    label: str
    fields: list[FieldAnswer]

    @staticmethod
    def resolve_label(description: Description) -> str:
        return str(description.label)


class MasterImportAnswer(Schema):
    """A file: its content, its state and its result; `left` is what an undo left alone."""

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
    undone_by: Ref | None
    undone_at: datetime | None
    read: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    assumed: list[AssumedAnswer] = Field(description="what the file left open, and how it was read")
    notes: list[str] = Field(description="rows that were taken, but not quite as the file has them")
    left: list[str]


class MasterMapInput(Input):
    """Field → column."""

    fields: dict[str, Text] = Field(max_length=40)
    source: Text = Field("crm", min_length=1, max_length=60, description="the system in which IDs are looked up")
    clears_empty: Flag = Field(False, description="an empty cell clears the field")
    creates_parents: Flag = Field(
        False, description="accounts only: create parents that are neither in Covalue nor in the file"
    )

    sheet: Text = Field("", max_length=100, description="a workbook's sheet; empty for the first visible one")
    heading: int = Field(0, ge=0, le=1_000_000, description="the row that names the columns; 0 to find it")
    separator: Text = Field("", max_length=10, description="what parts the columns: a sign, or tab or blanks")
    encoding: Text = Field("", max_length=40, description="such as utf-8 or cp1250; empty to detect it")

    @property
    def options(self) -> Options:
        layout = LedgerMapping.from_dict({name: getattr(self, name) for name in READING}).options
        return Options(clears_empty=self.clears_empty, creates_parents=self.creates_parents, layout=layout)


class MasterStartInput(MasterMapInput):
    invites: Flag = Field(False, description="users only: email each new one")

    @property
    def options(self) -> Options:
        return replace(super().options, invites=self.invites)


class MasterMappingAnswer(Schema):
    """The columns of the file, and the suggested field for each."""

    columns: list[str]
    fields: dict[str, str]
    sheet: str
    sheets: list[str]
    heading: int
    separator: str
    encoding: str
    assumed: list[AssumedAnswer]
    first_rows: list[list[str]] = Field(description="the file as it begins, for choosing the row of the headings")


class MasterPreviewRowAnswer(Schema):
    """What would happen to a row: field → [before, after], or the reason why it would be rejected."""

    row: int = Field(validation_alias="row.number")
    does: Does
    label: str
    changes: dict[str, list[str]]
    reason: str
    note: str

    @staticmethod
    def resolve_changes(planned: Planned) -> dict[str, list[str]]:
        changes = planned.changes.items()
        return {name: ["" if side is None else str(side) for side in sides] for name, sides in changes}


class MasterPreviewAnswer(Page[MasterPreviewRowAnswer]):
    """What would happen to the first rows, and how the whole file is read where it leaves something open."""

    assumed: list[AssumedAnswer]


class NounQuery(Schema):
    noun: Noun | None = None


@router.get("/master-nouns", response=list[NounAnswer], summary="List fields for master data files")
def list_master_nouns(request: HttpRequest) -> list[Description]:
    """The nouns you may import, with their fields."""
    return [DESCRIPTIONS[noun] for noun in queries.nouns_for(requests.user_of(request))]


@router.get("/master-imports", response=Page[MasterImportAnswer], summary="List imports of master data")
def list_master_imports(request: HttpRequest, asked: Query[Asked]) -> Cut[FileImport]:
    """Latest first: your own, and those of the nouns you have permission for."""
    return paging.cut(request, queries.imports_for(requests.user_of(request)), ("-id",), asked)


@router.post("/master-imports", response={201: MasterImportAnswer}, summary="Upload a file of master data")
def send_master_file(request: HttpRequest, file: File[UploadedFile], asked: Query[NounQuery]) -> Status[FileImport]:
    """CSV, Excel or Parquet. Nothing changes before you start it. Without `noun` it is detected from the headings."""
    queries.imports_for(requests.user_of(request))
    record = actions.receive(requests.actor(request), upload=file, noun=asked.noun, now=timezone.now())
    return Status(201, record)


@router.get("/master-imports/{master_import_id}", response=MasterImportAnswer, summary="Get an import of master data")
def get_master_import(request: HttpRequest, master_import_id: Id) -> FileImport:
    """Check again while its state is waiting, running or undoing."""
    return queries.get_import(requests.user_of(request), master_import_id)


@router.get(
    "/master-imports/{master_import_id}/mapping",
    response=MasterMappingAnswer,
    summary="List columns of a file of master data",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def suggest_master_mapping(
    request: HttpRequest, master_import_id: Id, asked: Query[LayoutQuery]
) -> MasterMappingAnswer:
    """With the suggested field for each, and how the file is written: as said, or as found out."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    file = _looked_at(record, LedgerMapping.from_dict(asked.dict()).options)
    return MasterMappingAnswer(
        columns=list(file.columns),
        fields=suggest(Noun(record.noun), file.columns, file.sample),
        sheet=file.sheet,
        sheets=list(file.sheets),
        heading=file.heading,
        separator=file.separator,
        encoding=file.encoding,
        assumed=[AssumedAnswer(**assumed.as_dict()) for assumed in file.assumed],
        first_rows=[list(row.cells) for row in file.head],
    )


@router.post(
    "/master-imports/{master_import_id}/preview",
    response=MasterPreviewAnswer,
    summary="Preview an import of master data",
)
def preview_master_import(request: HttpRequest, master_import_id: Id, body: MasterMapInput) -> dict[str, object]:
    """The first rows, rejected ones first; nothing changes."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    columns = _looked_at(record, body.options.layout).columns
    mapping = actions.checked(Noun(record.noun), body.fields, columns)
    actor, source = requests.actor(request), body.source.strip()
    preview = queries.preview(actor, record, mapping, source=source, options=body.options)
    return {"items": preview.rows, "next": None, "assumed": preview.assumed}


@router.post(
    "/master-imports/{master_import_id}/start",
    response={202: MasterImportAnswer},
    summary="Start an import of master data",
)
def start_master_import(request: HttpRequest, master_import_id: Id, body: MasterStartInput) -> Status[FileImport]:
    """It runs once, as a background job."""
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.ask(
        requests.actor(request),
        record=record,
        mapping=body.fields,
        source=body.source,
        options=body.options,
        now=timezone.now(),
    )
    return Status(202, queries.get_import(user, master_import_id))


@router.get(
    "/master-imports/{master_import_id}/rejects",
    response={200: None},
    summary="Download rejected rows of master data",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_master_rejects(request: HttpRequest, master_import_id: Id) -> FileResponse:
    """As CSV in their own columns, with the reason."""
    record = queries.get_import(requests.user_of(request), master_import_id)
    name, file = f"rejected-{record.noun}-{record.pk}.csv", queries.reject_path(record).open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


@router.post(
    "/master-imports/{master_import_id}/undo",
    response={202: MasterImportAnswer},
    summary="Undo an import of master data",
)
def undo_master_import(request: HttpRequest, master_import_id: Id) -> Status[FileImport]:
    """A background job removes what it created and restores what it changed; what was changed since then, or is not yours to
    change, is kept.
    """
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.ask_undo(requests.actor(request), record=record, now=timezone.now())
    return Status(202, queries.get_import(user, master_import_id))


@router.post(
    "/master-imports/{master_import_id}/cancel", response=MasterImportAnswer, summary="Cancel an import of master data"
)
def cancel_master_import(request: HttpRequest, master_import_id: Id) -> FileImport:
    """What it has imported so far stays until it is undone."""
    user = requests.user_of(request)
    record = queries.get_import(user, master_import_id)
    actions.cancel(requests.actor(request), record=record, now=timezone.now())
    return queries.get_import(user, master_import_id)


@router.delete(
    "/master-imports/{master_import_id}",
    response={204: None},
    summary="Discard a file of master data that was not started",
)
def discard_master_import(request: HttpRequest, master_import_id: Id) -> Status[None]:
    """The file and its record are deleted. 409 once the import was started: undo it."""
    record = queries.discardable(requests.user_of(request), master_import_id)
    actions.discard(requests.actor(request), record=record, now=timezone.now())
    return Status(204, None)


def _looked_at(record: FileImport, layout: Layout) -> Source:
    if record.state not in actions.STARTABLE or not Path(record.path).is_file():
        raise errors.WrongState(_("This file has already been imported."))
    return files.look(Path(record.path), layout)
