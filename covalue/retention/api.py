"""Contracts for programs: cohorts, their fits, and files counted. Shares are parts of one; money is decimal text; rates and margins
are a year's. Forms of the pages post here, too."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from covalue.people.models import User
from covalue.retention import actions, files, queries
from covalue.retention.actions import Sheet
from covalue.retention.inputs import ColumnsInput, TableEdit, TableInput, TermsQuery
from covalue.retention.models import ContractTable
from covalue.retention.queries import USUAL, SegmentFit
from covalue.retention.rules import Terms
from covalue.web import requests, versions
from covalue.web.answered import AsRef
from covalue.web.shapes import Id

router = Router(tags=["retention"])


@dataclass(frozen=True)
class TableAnswer:
    """`period` is year, quarter or month; `rows` and `rejected` are of the file it was counted from."""

    id: int
    name: str
    period: str
    margin: Decimal | None
    file: str
    until: date | None
    rows: int | None
    rejected: int | None
    changed_by: AsRef[User] | None
    changed_at: datetime
    version: str


@dataclass(frozen=True)
class TableWithFits(TableAnswer):
    segments: tuple[SegmentFit, ...]


@dataclass(frozen=True)
class FileAnswer(TableAnswer):
    """An uploaded file, its columns and the suggested field for each."""

    columns: tuple[str, ...]
    suggested: dict[str, str]


@router.get("/contract-tables", response=list[TableAnswer], summary="List contract tables")
def list_contract_tables(request: HttpRequest) -> list[TableAnswer]:
    """For those who may see all customers."""
    queries.guard(requests.user_of(request))
    return [TableAnswer(**_values(table)) for table in queries.standing()]


@router.post("/contract-tables", response={201: TableWithFits}, summary="Add a contract table")
def add_contract_table(request: HttpRequest, body: TableInput) -> Status[TableWithFits]:
    """How many of each cohort were still active, period by period."""
    actor = requests.actor(request)
    actions.guard(actor)
    sheet = Sheet(body.name, body.period, body.margin, tuple(cohort.segment for cohort in body.segments))
    return Status(201, _with_fits(actions.add(actor, sheet=sheet, now=timezone.now())))


@router.post("/contract-tables/files", response={201: FileAnswer}, summary="Upload a file of contracts")
def send_contracts(request: HttpRequest, file: File[UploadedFile]) -> Status[FileAnswer]:
    """CSV, Excel or Parquet, one contract per row. Nothing is counted before the columns are mapped."""
    actor = requests.actor(request)
    actions.guard(actor)
    table = actions.receive(actor, upload=file, name="", now=timezone.now())
    names = files.columns_of(table.path)
    return Status(201, FileAnswer(**_values(table), columns=names, suggested=files.suggest(names)))


@router.get("/contract-tables/{table_id}", response=TableWithFits, summary="Get a contract table with its fits")
def get_contract_table(request: HttpRequest, table_id: Id, asked: Query[TermsQuery]) -> TableWithFits:
    """Each segment separately and, if there are several, all combined."""
    return _with_fits(queries.get(requests.user_of(request), table_id), asked.terms)


@router.patch(
    "/contract-tables/{table_id}",
    response=TableWithFits,
    summary="Edit a contract table",
    openapi_extra=versions.IF_MATCH,
)
def edit_contract_table(request: HttpRequest, table_id: Id, body: TableEdit) -> TableWithFits:
    """What is left out stays as it is."""
    table = versions.hold(request, queries.get(requests.user_of(request), table_id))
    head = {name: body.sent.get(name, getattr(table, name)) for name in ("name", "period", "margin")}
    segments = tuple(cohort.segment for cohort in body.segments) if "segments" in body.sent else None
    sheet, now = Sheet(**head, segments=segments), timezone.now()
    return _with_fits(actions.edit(requests.actor(request), table=table, sheet=sheet, seen=table.version, now=now))


@router.post("/contract-tables/{table_id}/count", response=TableWithFits, summary="Count the contracts of a file")
def count_contracts(request: HttpRequest, table_id: Id, body: ColumnsInput) -> TableWithFits:
    """Counting again replaces the counts."""
    return _with_fits(count(request, table_id, body))


def count(request: HttpRequest, table_id: Id, body: ColumnsInput) -> ContractTable:
    """The same for the page, which shows the fits itself."""
    table = queries.get(requests.user_of(request), table_id)
    mapping, actor = {field: getattr(body, field) for field in files.FIELDS}, requests.actor(request)
    return actions.count(actor, table=table, mapping=mapping, period=body.period, until=body.until, now=timezone.now())


@router.delete("/contract-tables/{table_id}", response={204: None}, summary="Remove a contract table")
def remove_contract_table(request: HttpRequest, table_id: Id) -> Status[None]:
    """It can be restored."""
    table = queries.get(requests.user_of(request), table_id)
    actions.remove(requests.actor(request), table=table, now=timezone.now())
    return Status(204, None)


@router.post("/contract-tables/{table_id}/restore", response=TableAnswer, summary="Restore a contract table")
def restore_contract_table(request: HttpRequest, table_id: Id) -> TableAnswer:
    table = queries.get(requests.user_of(request), table_id, removed=True)
    actions.restore(requests.actor(request), table=table, now=timezone.now())
    return TableAnswer(**_values(table))


def _with_fits(table: ContractTable, terms: Terms = USUAL) -> TableWithFits:
    return TableWithFits(**_values(table), segments=queries.fitted(table, terms))


def _values(table: ContractTable) -> dict[str, Any]:
    of_row = ("name", "period", "margin", "until", "changed_by", "changed_at")
    return {
        "id": table.pk,
        "file": table.file_name,
        "rows": table.tally.get("rows"),
        "rejected": table.tally.get("rejected"),
        "version": versions.of(table),
        **{name: getattr(table, name) for name in of_row},
    }
