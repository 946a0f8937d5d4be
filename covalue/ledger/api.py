"""Bringing files into the ledger: send one, say which column is what, watch the job, look at rejects, undo."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.core import errors
from covalue.ledger import actions, crosstab, forms, importing, matching, queries
from covalue.ledger.assumptions import QuestionError
from covalue.ledger.fitting import Offer
from covalue.ledger.importing import PreviewRow
from covalue.ledger.mapping import (
    FAR_DAYS,
    KNOWN_DOCUMENTS,
    NUMBERINGS,
    OPTIONS,
    OVERLAPS,
    SAME_NAMES,
    Mapping,
    suggest,
)
from covalue.ledger.matching import NOBODY
from covalue.ledger.models import HeldDecision, Import, ImportState, SavedMapping, Unknown
from covalue.ledger.reading import Options, Source, sniff
from covalue.ledger.rules import FIELDS, LedgerInputError
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, In, Ref, Text

router = Router(tags=["ledger"])


class AssumedAnswer(Schema):
    """What a file left open, and how it was read; `setting` is empty where there is nothing to set."""

    setting: str
    value: str
    sentence: str


class ImportAnswer(Schema):
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
    ledger_version: int | None = Field(validation_alias="version")
    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    held: int = Field(description="lines held back: their documents are in the ledger with other lines")
    removed: int
    without_account: int = Field(description="lines of customers that had no account")
    held_decision: HeldDecision | Literal[""]
    awaits_decision: bool
    held_from: int | None = Field(None, validation_alias="held_from_id")
    amount_total: Decimal
    amount_unassigned: Decimal
    amount_held: Decimal
    has_rejects: bool
    assumed: list[AssumedAnswer] = Field(description="what the file left open, and how it was read")
    accounts_created: int
    offerings_created: int = Field(description="offerings added with the names the file gives them")
    customers_matched: int = Field(description="customers that were accounts there are, which got their IDs")
    likely: list[str] = Field(description="customers no account was created for, as they look like one there is")
    not_started: bool = Field(description="only sent and looked at; discarded after 14 days if nobody starts it")
    undone_by: Ref | None
    undone_at: datetime | None
    accounts_kept: list[str] = Field(validation_alias="left", description="created accounts that an undo left alone")

    @staticmethod
    def resolve_has_rejects(record: Import) -> bool:
        return record.rejects is not None

    @staticmethod
    def resolve_customers_matched(record: Import) -> int:
        return len(record.matched.all())


class MappingInput(In):
    """Field of the ledger → a column, a constant in single quotes, or arithmetic over columns."""

    fields: dict[Literal[FIELDS], Text] = Field(max_length=len(FIELDS))  # type: ignore[valid-type]
    date_order: Literal["", "ymd", "dmy", "mdy"] = ""
    decimal: Literal["", ".", ","] = ""
    sheet: Text = Field("", max_length=100, description="a workbook's sheet; empty for the first visible one")
    heading: int = Field(0, ge=0, le=1_000_000, description="the row that names the columns; 0 to find it")
    separator: Text = Field("", max_length=10, description="what parts the columns: a sign, or tab or blanks")
    encoding: Text = Field("", max_length=40, description="such as utf-8 or cp1250; empty to detect it")
    known_documents: Literal[KNOWN_DOCUMENTS] = Field(  # type: ignore[valid-type]
        "hold", description="lines that differ from those of a document in the ledger: hold them back, add or replace"
    )
    turn: Literal["", "periods"] = Field(
        "",
        description="periods: a cross table's columns for months, quarters or years become rows with Date and Amount",
    )
    overlap: Literal[OVERLAPS] = Field(  # type: ignore[valid-type]
        "",
        description="amounts of months a cross table and the ledger both have: add, replace or leave out; empty to be asked (422)",
    )
    numbering: Literal[NUMBERINGS] = Field(  # type: ignore[valid-type]
        "", description="document numbers: continuous, or beginning again yearly; empty as in earlier imports"
    )
    far_days: Literal[FAR_DAYS] = Field(  # type: ignore[valid-type]
        "", description="take: bring in lines dated before 1970 or more than a year ahead, which are rejected otherwise"
    )

    same_names: Literal[SAME_NAMES] = Field(  # type: ignore[valid-type]
        "",
        description="ask: customers called exactly as an account are asked about, too; otherwise they are that account",
    )
    customers: dict[Text, Id | None] = Field(
        default_factory=dict,
        max_length=10_000,
        description="customers of the file → the id of the account each is, null for none there is; see the preview",
    )

    @property
    def decisions(self) -> dict[str, int]:
        """Customer → account, 0 for none."""
        return {customer: account or NOBODY for customer, account in self.customers.items()}


class LayoutQuery(Schema):
    """Where the table is in a file and how it is written."""

    sheet: Text = Field("", max_length=100)
    heading: int = Field(0, ge=0, le=1_000_000)
    separator: Text = Field("", max_length=10)
    encoding: Text = Field("", max_length=40)
    turn: Literal["", "periods"] = Field("", description="periods: as a turned cross table")


class HeldDecisionInput(In):
    decision: HeldDecision


class LikelyAnswer(Schema):
    """A customer that looks like an account; `likeness` is 0 to 1."""

    customer: str
    account: Ref
    likeness: float
    reason: str


class LikelyDecisionInput(In):
    customers: list[Text] = Field(min_length=1, max_length=1000)
    same: bool = Field(description="whether they are the accounts they look like; otherwise each becomes an account")


class PreviewInput(MappingInput):
    source: Text = Field(
        "", max_length=60, description="source system of the file; without it nothing is compared or counted"
    )
    unknown: Unknown = Field(Unknown.KEEP, description="what to do with customers that have no account")


class StartInput(MappingInput):
    source: Text = Field(min_length=1, max_length=60, description="source system of the file, such as erp")
    unknown: Unknown = Field(Unknown.KEEP, description="what to do with customers that have no account")
    save_as: Text = Field("", max_length=120, description="save the mapping under this name")


class OfferAnswer(Schema):
    """A saved mapping that fits the file: what it says for it, and what is other than in the file it was saved with."""

    id: int
    name: str
    fields: dict[str, str]
    settings: list[str] = Field(description="what it sets beside the fields, as decimal=comma")
    missing: list[str] = Field(description="columns this file lacks")
    new: list[str] = Field(description="columns that one lacked")
    lost: list[str] = Field(description="fields that have no column now")
    differences: list[str] = Field(description="all of it in sentences; empty for an exact fit")


class MappingAnswer(Schema):
    """The columns of the file, the suggested field for each, and the saved mappings that fit."""

    columns: list[str]
    fields: dict[str, str]
    date_order: str
    decimal: str
    sheet: str
    sheets: list[str]
    heading: int
    separator: str
    encoding: str
    assumed: list[AssumedAnswer]
    periods: list[str] = Field(description="columns called like a month, quarter or year: a cross table, see `turn`")
    first_rows: list[list[str]] = Field(description="the file as it begins, for choosing the row of the headings")
    saved: list[OfferAnswer] = Field(description="saved mappings that fit, best first; send what you use of one")


class PreviewRowAnswer(Schema):
    """A row as it would be imported, or the reason why it would be rejected."""

    row: int = Field(validation_alias="row_number")
    values: dict[str, str | None]
    reason: str | None
    held: str | None = Field(description="why it would be held back")

    @staticmethod
    def resolve_values(row: PreviewRow) -> dict[str, str | None]:
        return {name: None if value is None else str(value) for name, value in row.values.items()}


class CountsAnswer(Schema):
    """What would come of an import now, as the import itself tells afterwards."""

    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    held: int
    removed: int
    without_account: int = Field(description="lines of customers that have no account")
    offerings_named: int = Field(description="new offerings, which get the names the file gives them")
    amount_total: Decimal
    amount_unassigned: Decimal
    amount_held: Decimal
    new_customers: int = Field(description="customers of the lines that have no account")


class ProposalAnswer(Schema):
    """A customer of the file without an account that is, or may be, one there is; `likeness` is 0 to 1."""

    customer: str
    name: str = Field(description="what the file calls them beside the ID; often empty")
    lines: int
    account: Ref
    likeness: float
    reason: str = Field(description="empty where the names are the same")
    matched: bool = Field(description="whether it gets to be this account; decide otherwise with `customers`")


class PreviewAnswer(Page[PreviewRowAnswer]):
    """The first rows as they would be imported, and how the whole file is read where it leaves something open."""

    assumed: list[AssumedAnswer]
    counts: CountsAnswer | None = Field(description="of the whole file; null where no source was said")
    customers: list[ProposalAnswer] = Field(description="customers without an ID of ours that are, or may be, accounts")


class SavedMappingAnswer(Schema):
    """A mapping saved for the next file."""

    id: int
    name: str
    source: str = Field(validation_alias="mapping.source")
    fields: dict[str, str] = Field(validation_alias="mapping.fields")
    date_order: str = Field(validation_alias="mapping.date_order")
    decimal: str = Field(validation_alias="mapping.decimal")
    sheet: str = Field(validation_alias="mapping.sheet")
    heading: int = Field(validation_alias="mapping.heading")
    separator: str = Field(validation_alias="mapping.separator")
    encoding: str = Field(validation_alias="mapping.encoding")
    known_documents: str = Field(validation_alias="mapping.known_documents")
    numbering: str = Field(validation_alias="mapping.numbering")
    unknown: str = Field(validation_alias="mapping.unknown", description="empty as usual")
    turn: str = Field(validation_alias="mapping.turn")
    far_days: str = Field(validation_alias="mapping.far_days")
    overlap: str = Field(validation_alias="mapping.overlap")
    same_names: str = Field(validation_alias="mapping.same_names")


@router.get("/imports", response=Page[ImportAnswer], summary="List imports")
def list_imports(request: HttpRequest, asked: Query[Asked]) -> Cut[Import]:
    """Latest first. For program directors and analysts."""
    return paging.cut(request, queries.imports_for(requests.user_of(request)), ("-id",), asked)


@router.post("/imports", response={201: ImportAnswer}, summary="Upload a file")
def send_file(request: HttpRequest, file: File[UploadedFile]) -> Status[Import]:
    """CSV, Excel or Parquet. Nothing is imported before you start it with a mapping."""
    return Status(201, actions.receive(requests.actor(request), upload=file, now=timezone.now()))


@router.get("/imports/{import_id}", response=ImportAnswer, summary="Get an import")
def get_import(request: HttpRequest, import_id: Id) -> Import:
    """Check again while its state is waiting or running."""
    return queries.get_import(requests.user_of(request), import_id)


@router.delete("/imports/{import_id}", response={204: None}, summary="Discard a file that was not started")
def discard_import(request: HttpRequest, import_id: Id) -> Status[None]:
    """The file and its record are deleted. 409 once the import was started: undo it."""
    record = queries.get_import(requests.user_of(request), import_id)
    actions.discard(requests.actor(request), record=record, now=timezone.now())
    return Status(204, None)


@router.get(
    "/imports/{import_id}/mapping",
    response=MappingAnswer,
    summary="List columns and suggested fields",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def suggest_mapping(request: HttpRequest, import_id: Id, asked: Query[LayoutQuery]) -> MappingAnswer:
    """Where the table is and how it is written can be said; otherwise it is found out, and `assumed` tells."""
    user = requests.user_of(request)
    record = queries.get_import(user, import_id)
    file = _sniffed(record, Mapping.from_dict(asked.dict()).options)
    mapping = suggest(file.columns, file.sample)
    offers = queries.offers(Path(record.path), file, queries.saved_mappings(user))
    return MappingAnswer(
        columns=list(file.columns),
        fields=dict(mapping.fields),
        date_order=mapping.date_order,
        decimal=mapping.decimal,
        sheet=file.sheet,
        sheets=list(file.sheets),
        heading=file.heading,
        separator=file.separator,
        encoding=file.encoding,
        assumed=[AssumedAnswer(**assumed.as_dict()) for assumed in file.assumed],
        periods=list(crosstab.periods_in(file.columns)),
        first_rows=[list(row.cells) for row in file.head],
        saved=[_offer(offer) for offer in offers],
    )


@router.post("/imports/{import_id}/preview", response=PreviewAnswer, summary="Preview with a mapping")
def preview_import(request: HttpRequest, import_id: Id, body: PreviewInput) -> dict[str, object]:
    """The first rows as they would be imported, those refused or held back, and counts; nothing changes.

    422 where numbers can be read two ways: say `decimal`.
    """
    record = queries.get_import(requests.user_of(request), import_id)
    mapping, path = _mapping(body, record), Path(record.path)
    try:
        asked: dict[str, Any] = {"source": body.source, "unknown": body.unknown, "decisions": body.decisions}
        looked = actions.preview(path, mapping, **asked, temp_dir=path.parent)
    except QuestionError as question:
        raise errors.BadInput(str(question), field=question.setting) from None
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="fields") from None
    counts: CountsAnswer | None = None
    customers: tuple[matching.Proposal, ...] = ()
    if looked.result is not None:
        names: dict[str, Any] = {"same_names": mapping.same_names, "decisions": body.decisions}
        customers = matching.proposals(body.source, looked.result, **names)
        counts = CountsAnswer(**importing.foretold(looked.result), new_customers=len(looked.result.new_customers))
    return {
        "items": looked.rows,
        "next": None,
        "assumed": looked.assumed,
        "counts": counts,
        "customers": customers,
    }


@router.post("/imports/{import_id}/start", response={202: ImportAnswer}, summary="Start an import")
def start_import(request: HttpRequest, import_id: Id, body: StartInput) -> Status[Import]:
    """It runs as a background job; check the import until its state is done or failed."""
    user, actor, now = requests.user_of(request), requests.actor(request), timezone.now()
    record = queries.get_import(user, import_id)
    mapping = _mapping(body, record, source=body.source)
    if body.save_as:
        columns = _sniffed(record, mapping.options).columns
        actions.save_mapping(actor, name=body.save_as, mapping=replace(mapping, columns=columns), now=now)
    asked: dict[str, Any] = {"source": body.source, "unknown": body.unknown, "decisions": body.decisions}
    actions.ask(actor, record=record, mapping=mapping, **asked, now=now)
    return Status(202, queries.get_import(user, import_id))


@router.get(
    "/imports/{import_id}/rejects",
    response={200: None},
    summary="Download rejected rows",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_rejects(request: HttpRequest, import_id: Id) -> FileResponse:
    """As CSV, with row numbers and reasons."""
    return rejects_of(queries.get_import(requests.user_of(request), import_id))


@router.get(
    "/imports/{import_id}/held",
    response={200: None},
    summary="Download lines held back",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_held(request: HttpRequest, import_id: Id) -> FileResponse:
    """As CSV, with row numbers and reasons."""
    return held_of(queries.get_import(requests.user_of(request), import_id))


@router.post("/imports/{import_id}/held", response={202: ImportAnswer}, summary="Decide on lines held back")
def decide_held(request: HttpRequest, import_id: Id, body: HeldDecisionInput) -> Status[Import]:
    """Answers with the import that brings them in, which runs as a background job; with this one if they are left out."""
    user = requests.user_of(request)
    record = queries.get_import(user, import_id)
    brings = actions.bring_held(requests.actor(request), record=record, decision=body.decision, now=timezone.now())
    return Status(202, queries.get_import(user, brings.pk))


@router.get(
    "/imports/{import_id}/likely", response=list[LikelyAnswer], summary="List customers that look like accounts"
)
def list_likely_customers(request: HttpRequest, import_id: Id) -> list[LikelyAnswer]:
    """Those of this import nobody has decided on; they have no account until somebody does."""
    found = queries.likely_accounts(queries.get_import(requests.user_of(request), import_id))
    return [
        LikelyAnswer(customer=key, account=Ref.model_validate(one.account), likeness=one.likeness, reason=one.reason)
        for key, one in found.items()
    ]


@router.post("/imports/{import_id}/likely", response=ImportAnswer, summary="Decide who likely customers are")
def decide_likely_customers(request: HttpRequest, import_id: Id, body: LikelyDecisionInput) -> Import:
    """The same: the account gets the customer's ID. Otherwise the customer becomes an account of its own."""
    user, actor, now = requests.user_of(request), requests.actor(request), timezone.now()
    record = queries.get_import(user, import_id)
    actions.decide_likely(actor, record=record, customers=body.customers, same=body.same, now=now)
    return queries.get_import(user, import_id)


@router.post(
    "/imports/{import_id}/accounts", response=ImportAnswer, summary="Create accounts for an import's customers"
)
def create_import_accounts(request: HttpRequest, import_id: Id) -> Import:
    """One for each customer of its lines without an account. Those that look like an account are to be decided on first."""
    user, actor = requests.user_of(request), requests.actor(request)
    record = queries.get_import(user, import_id)
    actions.create_accounts(actor, record=record, now=timezone.now())
    return queries.get_import(user, import_id)


@router.post("/imports/{import_id}/undo", response=ImportAnswer, summary="Undo an import")
def undo_import(request: HttpRequest, import_id: Id) -> Import:
    """Removes what it added, restores what it changed, and removes accounts it created that nothing uses."""
    user = requests.user_of(request)
    actions.undo(requests.actor(request), record=queries.get_import(user, import_id), now=timezone.now())
    return queries.get_import(user, import_id)


@router.get("/mappings", response=Page[SavedMappingAnswer], summary="List saved mappings")
def list_mappings(request: HttpRequest, asked: Query[Asked]) -> Cut[SavedMapping]:
    return paging.cut(request, queries.saved_mappings(requests.user_of(request)), ("name", "id"), asked)


def rejects_of(record: Import) -> FileResponse:
    """The rows that were not taken, with their reasons; NotFound where all were."""
    path = record.rejects
    if path is None:
        raise errors.NotFound()
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{record.pk}.csv", content_type="text/csv"
    )


def held_of(record: Import) -> FileResponse:
    """The lines held back, with their reasons; NotFound where there are none."""
    if not record.held or not record.held_file.is_file():
        raise errors.NotFound()
    name, file = f"held-back-{record.pk}.csv", record.held_file.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


def _offer(offer: Offer) -> OfferAnswer:
    fit = offer.fit
    lists = {name: list(getattr(fit, name)) for name in ("missing", "new", "lost", "differences")}
    fields, settings = dict(fit.mapping.fields), list(fit.choices)
    return OfferAnswer(id=offer.saved.pk, name=offer.saved.name, fields=fields, settings=settings, **lists)


def _sniffed(record: Import, options: Options) -> Source:
    """What the file holds, while it waits for its mapping."""
    if record.state not in (ImportState.WAITING, ImportState.FAILED) or not Path(record.path).is_file():
        raise errors.WrongState(_("This file has already been imported."))
    try:
        return sniff(Path(record.path), options)
    except LedgerInputError as refused:
        if options == Options():
            raise errors.WrongState(str(refused)) from None
        raise errors.BadInput(str(refused), field="fields") from None


def _mapping(body: MappingInput, record: Import, *, source: str = "") -> Mapping:
    """As the page's form reads it: every field asked for, every column there."""
    typed = {f"map_{name}": body.fields.get(name, "") for name in FIELDS}
    values = inputs.cleaned(forms.MapColumns(turn=body.turn), typed, only=typed)
    fields = {name: values[f"map_{name}"] for name in FIELDS if values[f"map_{name}"]}
    try:
        settings = {name: getattr(body, name, "") for name in OPTIONS}
        mapping = Mapping.from_dict({**settings, "source": source.strip(), "fields": fields})
        mapping.check(_sniffed(record, mapping.options).columns)
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="fields") from None
    return mapping
