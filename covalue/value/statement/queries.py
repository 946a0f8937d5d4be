"""The value statement of an account and everything below it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.value.case import CaseSide
from covalue.core.periods import Period
from covalue.portfolio import revenue
from covalue.value.cases import figures
from covalue.value.cases import sheet as sheets
from covalue.value.cases.queries import CaseView
from covalue.value.claims.queries import ClaimView
from covalue.value.models import Claim, SheetRevision, Signature
from covalue.value.records import Records, records_of, records_within
from covalue.value.signing import documents
from covalue.value.signing.agreements import Agreement
from covalue.value.statement import rules
from covalue.value.statement.rules import Delivery, Line, Promise, Row, Statement

FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True)
class Remark:
    """Why a period came out other than claimed, in the customer's words, or how we settled it."""

    claim: Claim
    words: str
    who: str
    on: date
    theirs: bool


@dataclass(frozen=True)
class StatementPage:
    """A statement with what was said to it. `sales`: net revenue of the year before, and the share of it that was validated."""

    account: Account
    year: int | None
    years: tuple[int, ...]
    statement: Statement
    sales: Decimal | None
    share_of_sales: Decimal | None
    remarks: tuple[Remark, ...]
    claims: tuple[ClaimView, ...]
    cases: tuple[CaseView, ...] = ()

    @property
    def disputed(self) -> tuple[ClaimView, ...]:
        """The claims that make up what is disputed."""
        return tuple(view for view in self.claims if view.money.disputed)

    @property
    def waived(self) -> tuple[ClaimView, ...]:
        """The claims of which a difference was waived: never one of those disputed."""
        return tuple(view for view in self.claims if view.money.let_go)


def statement_of(account: Account, year: int | None, today: date, *, below: bool = True) -> StatementPage:
    """What was promised, delivered and validated, with accounts `below` or without; of one calendar year, or of the whole
    relationship.
    """
    return stated(account, records_of(account) if below else records_within([account]), year, today)


def totals_of(shown: Collection[Account], today: date) -> dict[int, Row]:
    """The whole relationship with each of these accounts in one line, as its own statement says, in few queries."""
    tops = accounts.tops_of(account.pk for account in shown)
    records = records_within(accounts.unscoped().filter(pk__in=tops))
    promises: dict[int, list[Promise]] = defaultdict(list)
    claims: dict[int, list[Delivery]] = defaultdict(list)
    for case in records.cases:
        for top in tops[case.initiative.account_id]:
            promises[top].append(_promise(case, case.agreements))
    for view in records.claims:
        for top in tops[view.claim.account_id]:
            claims[top].append(_delivery(view))
    return {
        account.pk: rules.state(
            promises[account.pk],
            claims[account.pk],
            span=_whole(claims[account.pk], today),
            today=today,
            currency=account.currency or "EUR",
        ).total
        for account in shown
    }


def stated(account: Account, records: Records, year: int | None, today: date) -> StatementPage:
    """The same of records that are fetched already."""
    span = Period(date(year, 1, 1), date(year, 12, 31)) if year else None
    return _stated(account, records, span, today, year=year)


def stated_over(account: Account, span: Period, today: date) -> StatementPage:
    """The same of an account and everything below it over the days of `span`, such as the term of a contract."""
    return _stated(account, records_of(account), span, today)


def _stated(
    account: Account, records: Records, asked: Period | None, today: date, *, year: int | None = None
) -> StatementPage:
    views = records.claims
    promises = [_promise(case, case.agreements) for case in records.cases]
    claims = [_delivery(view) for view in views]
    currency = account.currency or "EUR"
    span = asked or _whole(claims, today)
    statement = rules.state(promises, claims, span=span, today=today, currency=currency)
    sales = revenue.net_of(account, Period(date(year - 1, 1, 1), date(year - 1, 12, 31)), currency) if year else None
    within = tuple(
        view for view in views if view.claim.period.end >= span.start and view.claim.period.start <= span.end
    )
    return StatementPage(
        account=account,
        year=year,
        years=rules.years(promises, claims, today),
        statement=statement,
        sales=sales,
        share_of_sales=statement.total.money.validated / sales if sales and sales > 0 else None,
        remarks=tuple(_remarks(within)),
        claims=within,
        cases=records.cases,
    )


def _whole(claims: Iterable[Delivery], today: date) -> Period:
    """The whole relationship: a claim counts whole where the whole is looked at."""
    return Period(FIRST_DAY, max([today, *(claim.period.end for claim in claims)]))


def _promise(case: CaseView, words: Iterable[Agreement]) -> Promise:
    """What they agreed to last; our sheet as it is now where they have not agreed, and nothing while it is unfinished.

    What they signed while a value was missing in it is no agreement.
    """
    initiative, sheet = case.initiative, case.sheet
    agreements = (word for word in words if word.signature.answer != "disagree")
    agreement = next((word for word in agreements if not _signed_blank(word.signature)), None)
    agreed = agreement.signature if agreement else None
    theirs = documents.promised_sheet(agreed.read) if agreed else sheet
    known = agreed is not None or not case.unfinished
    their_result = figures.of(theirs).result if known else None
    our_result = case.figures.result if known else None
    return Promise(
        initiative=initiative.pk,
        title=initiative.title,
        account=initiative.account.name,
        currency=theirs.currency,
        begins_on=(agreement and agreement.begins_on) or initiative.begins_on,
        agreed=agreed is not None,
        theirs=rules.side_of(their_result.lines, CaseSide.CUSTOMER) if their_result else (),
        ours=rules.side_of(our_result.lines, CaseSide.SUPPLIER) if our_result else (),
    )


def _signed_blank(signature: Signature) -> bool:
    """Whether a zero they signed was a value nobody had entered; what was signed reads the same either way."""
    rows = signature.read["terms"]["assumptions"]
    zeros = {row["name"] for row in rows if not row["formula"] and not any(row[end] for end in ("low", "base", "high"))}
    if not zeros:
        return False
    number = signature.read["revision"]
    revision = SheetRevision.objects.filter(initiative=signature.initiative_id, number=number).first()
    return revision is not None and not zeros.isdisjoint(sheets.without_value(sheets.read(revision.sheet)))


def _delivery(view: ClaimView) -> Delivery:
    before = view.earlier.signed_amounts if view.earlier else {}
    return Delivery(
        initiative=view.claim.initiative_id,
        currency=view.claim.currency,
        period=view.claim.period,
        money=view.money,
        lines=tuple(
            Line(
                row.line.group,
                row.line.amount,
                row.signed if row.signed is not None else before.get(row.line.key, Decimal(0)),
            )
            for row in view.theirs
        ),
        ours=view.claim.ours,
    )


def _remarks(views: Iterable[ClaimView]) -> Iterable[Remark]:
    for view in views:
        if view.signature is not None and view.signature.remark:
            signature = view.signature
            yield Remark(
                view.claim,
                signature.remark,
                signature.signer_name,
                view.claim.account.day_of(signature.signed_at),
                theirs=True,
            )
        if view.settlement is not None:
            by = view.settlement.settled_by.name if view.settlement.settled_by else ""
            yield Remark(
                view.claim,
                view.settlement.words,
                by,
                view.claim.account.day_of(view.settlement.settled_at),
                theirs=False,
            )
