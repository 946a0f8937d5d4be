"""What an account's home shows first: value over time, and initiative by initiative."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from covalue.accounts.home import AccountView
from covalue.analytics.value.case import CaseSide, Kind, LineResult
from covalue.core import money
from covalue.value.account import queries
from covalue.value.cases import figures
from covalue.value.records import CaseRow, Records, records_of
from covalue.value.rules import ValueStanding
from covalue.value.signing import documents
from covalue.value.statement import charts
from covalue.value.statement.queries import StatementPage, stated
from covalue.value.statement.rules import Row
from covalue.web.charts import Drawing

MOST_INITIATIVES: Final = 6
FEWEST_PERIODS: Final = 2  # a single point is no line


@dataclass(frozen=True)
class ValueOverTime:
    """Promised, delivered and validated, cumulated by quarter, of the account and those below it."""

    statement: StatementPage
    chart: Drawing


@dataclass(frozen=True)
class InitiativeRow:
    """An initiative of the account: what it promises a year, from which sources of value, and what of it is validated.

    `promised` is the customer's benefit in a full year, None while the case has no figures; `by_today` is its line of the
    value statement, None before it has one.
    """

    case: CaseRow
    promised: Decimal | None
    sources: tuple[str, ...]
    by_today: Row | None

    @property
    def in_part(self) -> bool:
        """They agreed, but not to all of it."""
        return self.case.signed is not None and self.case.signed.only_in_part

    @property
    def signed_worth(self) -> str:
        """What they signed for in whole: the net present value to them; nothing where it was in part."""
        if self.case.signed is None or self.in_part:
            return ""
        document = self.case.signed.signature.read
        return money.short_money(Decimal(str(document["figures"]["npv"])), document["terms"]["currency"])

    @property
    def changed_since(self) -> bool:
        """Our sheet no longer says what they agreed to."""
        return self.case.signed is not None and self.case.agreed is None


@dataclass(frozen=True)
class Initiatives:
    """The account's initiatives, how many more there are, and those of accounts below it."""

    rows: tuple[InitiativeRow, ...]
    more: int
    below: tuple[Row, ...]
    currency: str
    may_edit: bool


def records(view: AccountView) -> Records:
    """Cases, claims and signatures of the account and those below it."""
    return view.once(records_of, view.account)


def standing(view: AccountView) -> ValueStanding:
    """How far the account is with its value."""
    return view.once(_standing, view)


def statement(view: AccountView) -> StatementPage:
    """The value statement of the whole relationship."""
    return view.once(_stated, view)


def _standing(view: AccountView) -> ValueStanding:
    return queries.standing(view.account, records(view))


def _stated(view: AccountView) -> StatementPage:
    return stated(view.account, records(view), None, view.today)


def over_time(view: AccountView) -> ValueOverTime | None:
    """The account's value, once there are two quarters of something to compare."""
    page = statement(view)
    if len(page.statement.told) < FEWEST_PERIODS:
        return None
    return ValueOverTime(page, charts.over_time(page.statement))


def initiatives(view: AccountView) -> Initiatives:
    """What we do together, the largest promise first."""
    stated = statement(view).statement
    by_case = {row.key: row for row in stated.by_initiative}
    cases = records(view).rows(view.account)
    rows = sorted((_row(case, by_case) for case in cases), key=lambda row: row.promised or 0, reverse=True)
    own = {case.case.initiative.pk for case in cases}
    return Initiatives(
        rows=tuple(rows[:MOST_INITIATIVES]),
        more=max(len(rows) - MOST_INITIATIVES, 0),
        below=tuple(row for row in stated.by_initiative if row.key not in own)[:MOST_INITIATIVES],
        currency=stated.currency,
        may_edit=view.may_edit,
    )


def _row(case: CaseRow, by_case: dict[object, Row]) -> InitiativeRow:
    lines = _promised(case)
    return InitiativeRow(
        case=case,
        promised=Decimal(repr(sum(line.amount for line in lines if line.line.yearly))) if lines else None,
        sources=tuple(dict.fromkeys(line.line.group for line in lines if line.line.group)),
        by_today=by_case.get(case.case.initiative.pk),
    )


def _promised(case: CaseRow) -> list[LineResult]:
    """The customer's benefits as they signed them; before that as our sheet has them, and none while it is unfinished."""
    if case.signed:
        result = figures.of(documents.promised_sheet(case.signed.signature.read)).result
    else:
        result = None if case.case.unfinished else case.case.figures.result
    lines = result.lines if result else ()
    return [line for line in lines if line.line.kind is Kind.BENEFIT and line.line.side is CaseSide.CUSTOMER]
