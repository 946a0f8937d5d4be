"""Contracts for programs: cohorts, their fits, and files counted. Shares are parts of one; money is decimal text; rates and margins
are a year's."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.analytics.lifetime.cohorts import Band
from covalue.core.money import cents
from covalue.retention import actions, files, queries, rules
from covalue.retention.actions import Sheet
from covalue.retention.models import ContractTable
from covalue.retention.queries import Fitted, Money
from covalue.retention.rules import Segment, Terms
from covalue.web import requests, versions
from covalue.web.shapes import Count, Day, Id, In, Ref, Text, left_out, ref, sent

router = Router(tags=["retention"])

PeriodName = Literal["year", "quarter", "month"]
Margin = Field(None, ge=0, lt=10**12, max_digits=14, decimal_places=2, description="of a contract, a year")


class CohortIn(In):
    """`there`: how many ran at the start, after the first renewal, after the second, …; never more than before."""

    name: Text = Field(min_length=1, max_length=rules.LONGEST_NAME)
    there: list[Count] = Field(min_length=1, max_length=rules.MOST_PERIODS + 1)


class ContractTableIn(In):
    name: Text = Field(min_length=1, max_length=120)
    period: PeriodName = "year"
    margin: Decimal | None = Margin
    segments: list[CohortIn] = Field(min_length=1, max_length=rules.MOST_SEGMENTS)


class ContractTableChange(In):
    """Period and segments are of tables that were typed; a file is counted again instead."""

    name: Text = left_out(min_length=1, max_length=120)
    period: PeriodName = left_out()
    margin: Decimal | None = left_out(ge=0, lt=10**12, max_digits=14, decimal_places=2)
    segments: list[CohortIn] = left_out(min_length=1, max_length=rules.MOST_SEGMENTS)


class ContractColumnsIn(In):
    """Which column of the file is what, how often contracts are renewed, and the day they are counted to."""

    begins: Text = Field(min_length=1, max_length=500)
    ends: Text = Field(min_length=1, max_length=500)
    customer: Text = Field("", max_length=500)
    margin: Text = Field("", max_length=500)
    segment: Text = Field("", max_length=500)
    period: PeriodName = "year"
    until: Day | None = Field(None, description="without it, the last day in the file that is not to come")


class TermsAsked(Schema):
    discount: Decimal = Field(Decimal("0.1"), ge=rules.LOWEST_DISCOUNT, le=1, max_digits=5, decimal_places=4)
    margin: Decimal | None = Margin
    ahead: int | None = Field(None, ge=1, le=rules.LONGEST_AHEAD, description="periods beyond those known")
    held: int | None = Field(
        None, ge=0, le=rules.MOST_PERIODS, description="periods held out for the check; without it two fifths"
    )


class EstimateOut(Schema):
    """With its 95 % interval."""

    value: float
    low: float
    high: float


class ContractPeriodOut(Schema):
    """Shares still there of those begun, and of those that came to the renewal who renewed; null where nothing is known."""

    period: int
    at_risk: int | None
    observed: float | None
    model: EstimateOut
    constant: float
    retention: float | None
    model_retention: float | None


class ContractStepOut(Schema):
    ahead: int
    actual: float
    model: float
    naive: float


class ContractCheckOut(Schema):
    """Fitted to `known` renewals, `held` periods held out; errors are mean absolute, in shares of the contracts begun."""

    known: int
    held: int
    contracts: int
    model_error: float
    naive_error: float
    steps: list[ContractStepOut]


class ContractMoneyOut(Schema):
    """A new contract with the first margin at once, and after the first renewal; and all that run."""

    margin: Decimal
    at_start: list[Decimal] = Field(description="value, low, high")
    after_renewal: list[Decimal]
    running: list[Decimal]
    constant_at_start: Decimal
    constant_after_renewal: Decimal


class ContractFitOut(Schema):
    """Lifetimes are discounted, in periods."""

    parameters: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    log_likelihood: float
    constant_retention: float
    lifetime: EstimateOut
    lifetime_after_renewal: EstimateOut
    check: ContractCheckOut | None
    money: ContractMoneyOut | None
    periods: list[ContractPeriodOut]


class ContractSegmentOut(Schema):
    """A segment; `key` is all for all together. Without a fit `refused` says why."""

    key: str
    name: str
    began: int
    running: int
    renewals: int
    vintages: list[list[int]]
    margin: float | None
    warnings: list[str]
    refused: str
    fit: ContractFitOut | None


class ContractTableOut(Schema):
    id: int
    name: str
    period: str = Field(description="year, quarter or month")
    margin: Decimal | None
    file: str
    until: date | None
    rows: int | None
    rejected: int | None
    changed_by: Ref | None
    changed_at: datetime
    version: str


class ContractTableFitted(ContractTableOut):
    segments: list[ContractSegmentOut]


class ContractFileOut(ContractTableOut):
    """A file that was sent, its columns, and the likeliest for each field."""

    columns: list[str]
    suggested: dict[str, str]


@router.get("/contract-tables", response=list[ContractTableOut], summary="Tables of contracts")
def list_contract_tables(request: HttpRequest) -> list[ContractTableOut]:
    """For those who see the whole base."""
    return [_told(one.table) for one in queries.tables(requests.user_of(request))]


@router.post("/contract-tables", response={201: ContractTableFitted}, summary="Add a table of contracts")
def add_contract_table(request: HttpRequest, body: ContractTableIn) -> Status[ContractTableFitted]:
    """How many of each cohort were still there, period by period."""
    actor = requests.api_actor(request)
    actions.guard(actor)
    sheet = Sheet(body.name, body.period, body.margin, _segments(body.segments))
    return Status(201, _fitted(actions.add(actor, sheet=sheet, now=timezone.now()), queries.USUAL))


@router.post("/contract-tables/files", response={201: ContractFileOut}, summary="Send a file of contracts")
def send_contracts(request: HttpRequest, file: File[UploadedFile]) -> Status[ContractFileOut]:
    """CSV, Excel or Parquet, a contract a row. Nothing is counted before it is said which column is what."""
    actor = requests.api_actor(request)
    actions.guard(actor)
    table = actions.receive(actor, upload=file, name="", now=timezone.now())
    names = files.columns_of(table.path)
    return Status(201, ContractFileOut(**_told(table).dict(), columns=list(names), suggested=files.suggest(names)))


@router.get("/contract-tables/{table_id}", response=ContractTableFitted, summary="A table of contracts with its fits")
def get_contract_table(request: HttpRequest, table_id: Id, asked: Query[TermsAsked]) -> ContractTableFitted:
    """Each segment by itself, and where there are several all together."""
    table = queries.get(requests.user_of(request), table_id)
    return _fitted(table, Terms(asked.discount, asked.margin, asked.ahead, asked.held))


@router.patch(
    "/contract-tables/{table_id}",
    response=ContractTableFitted,
    summary="Edit a table of contracts",
    openapi_extra=versions.IF_MATCH,
)
def edit_contract_table(request: HttpRequest, table_id: Id, body: ContractTableChange) -> ContractTableFitted:
    """What is left out stays as it is."""
    table, told = versions.hold(request, queries.get(requests.user_of(request), table_id)), sent(body)
    segments = _segments(body.segments) if "segments" in told else None
    sheet = Sheet(
        told.get("name", table.name), told.get("period", table.period), told.get("margin", table.margin), segments
    )
    actions.edit(requests.api_actor(request), table=table, sheet=sheet, seen=table.version, now=timezone.now())
    return _fitted(table, queries.USUAL)


@router.post("/contract-tables/{table_id}/count", response=ContractTableFitted, summary="Count the contracts of a file")
def count_contracts(request: HttpRequest, table_id: Id, body: ContractColumnsIn) -> ContractTableFitted:
    """Counting again replaces the counts."""
    table = queries.get(requests.user_of(request), table_id)
    mapping = {field: getattr(body, field) for field in files.FIELDS}
    actions.count(
        requests.api_actor(request),
        table=table,
        mapping=mapping,
        period=body.period,
        until=body.until,
        now=timezone.now(),
    )
    return _fitted(table, queries.USUAL)


@router.delete("/contract-tables/{table_id}", response={204: None}, summary="Remove a table of contracts")
def remove_contract_table(request: HttpRequest, table_id: Id) -> Status[None]:
    """It can be restored."""
    table = queries.get(requests.user_of(request), table_id)
    actions.remove(requests.api_actor(request), table=table, now=timezone.now())
    return Status(204, None)


@router.post("/contract-tables/{table_id}/restore", response=ContractTableOut, summary="Restore a table of contracts")
def restore_contract_table(request: HttpRequest, table_id: Id) -> ContractTableOut:
    table = queries.get(requests.user_of(request), table_id, removed=True)
    actions.restore(requests.api_actor(request), table=table, now=timezone.now())
    return _told(table)


def _segments(told: list[CohortIn]) -> tuple[Segment, ...]:
    return tuple(Segment(one.name, (tuple(one.there),)) for one in told)


def _told(table: ContractTable) -> ContractTableOut:
    return ContractTableOut(
        id=table.pk,
        name=table.name,
        period=table.period,
        margin=table.margin,
        file=table.file_name,
        until=table.until,
        rows=table.tally.get("rows"),
        rejected=table.tally.get("rejected"),
        changed_by=ref(table.changed_by),
        changed_at=table.changed_at,
        version=versions.of(table),
    )


def _fitted(table: ContractTable, terms: Terms) -> ContractTableFitted:
    return ContractTableFitted(**_told(table).dict(), segments=[_segment(one) for one in queries.fitted(table, terms)])


def _segment(one: Fitted) -> ContractSegmentOut:
    segment = one.segment
    return ContractSegmentOut(
        key=one.key,
        name=one.name,
        began=segment.begun,
        running=segment.there,
        renewals=segment.known,
        vintages=[list(each) for each in segment.vintages],
        margin=segment.margin,
        warnings=list(one.warnings),
        refused=one.refused,
        fit=_fit(one),
    )


def _fit(one: Fitted) -> ContractFitOut | None:
    if one.found is None:
        return None
    found, check = one.found, one.found.check
    return ContractFitOut(
        parameters=found.fit.parameters,
        intervals=found.fit.intervals,
        log_likelihood=found.fit.log_likelihood,
        constant_retention=found.constant,
        lifetime=_estimate(found.worth.at_start),
        lifetime_after_renewal=_estimate(found.worth.after_renewal),
        check=ContractCheckOut(
            known=check.known,
            held=check.held,
            contracts=check.begun,
            model_error=check.model_error,
            naive_error=check.naive_error,
            steps=[ContractStepOut(**vars(step)) for step in check.steps],
        )
        if check
        else None,
        money=_money(one.money) if one.money else None,
        periods=[
            ContractPeriodOut(
                period=row.period,
                at_risk=row.at_risk,
                observed=row.observed,
                constant=row.constant,
                model=EstimateOut(value=row.model, low=row.low, high=row.high),
                retention=row.retention,
                model_retention=row.model_retention,
            )
            for row in one.rows
        ],
    )


def _estimate(band: Band) -> EstimateOut:
    return EstimateOut(value=float(band.value[0]), low=float(band.low[0]), high=float(band.high[0]))


def _money(told: Money) -> ContractMoneyOut:
    return ContractMoneyOut(
        margin=_amount(told.margin),
        at_start=[_amount(each) for each in told.at_start],
        after_renewal=[_amount(each) for each in told.after_renewal],
        running=[_amount(each) for each in told.running],
        constant_at_start=_amount(told.constant_at_start),
        constant_after_renewal=_amount(told.constant_after_renewal),
    )


def _amount(amount: float) -> Decimal:
    return cents(Decimal(str(amount)))
