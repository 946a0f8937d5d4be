"""Reading what was claimed and validated; queries of accounts decide whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Attachment
from covalue.accounts.rows import AccountRows
from covalue.core.periods import Period
from covalue.value.cases import queries as cases
from covalue.value.cases import readiness
from covalue.value.cases import sheet as sheets
from covalue.value.cases.queries import CaseView
from covalue.value.cases.readiness import Readiness
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import ClaimState, Delivered, Standing
from covalue.value.claims.inputs import ClaimInput, delivered, period_of
from covalue.value.models import Claim, Initiative, Settlement, Signature, SignatureRequest
from covalue.web.inputs import chosen_many


@dataclass(frozen=True)
class LineView:
    """A line of a claim with what the customer signed for of it; None before they answered."""

    line: Delivered
    signed: Decimal | None

    @property
    def short(self) -> Decimal | None:
        return None if self.signed is None else self.line.amount - self.signed


@dataclass(frozen=True)
class ClaimView:
    """A claim, how it stands in money, and who signed what. `earlier` is what was signed for a claim it replaces."""

    claim: Claim
    state: ClaimState
    money: Standing
    lines: tuple[LineView, ...]
    signature: Signature | None
    earlier: Signature | None
    settlement: Settlement | None
    waiting: tuple[SignatureRequest, ...]

    @property
    def theirs(self) -> tuple[LineView, ...]:
        return tuple(view for view in self.lines if view.line.side == "customer")

    @property
    def short(self) -> tuple[LineView, ...]:
        """The customer's lines they signed less for than was claimed."""
        return tuple(view for view in self.theirs if view.short and view.short > 0)

    @property
    def ours(self) -> tuple[LineView, ...]:
        return tuple(view for view in self.lines if view.line.side == "supplier")


@dataclass(frozen=True)
class ClaimPage:
    """One claim and the claims it replaced, the latest first."""

    view: ClaimView
    history: tuple[ClaimView, ...]


@dataclass(frozen=True)
class ClaimSheet:
    """A claim being typed: its lines beside what the case promised for them. `fixed`: its days cannot be changed; `agreed`:
    somebody at the customer agreed to the case.
    """

    initiative: Initiative
    claim: Claim | None
    title: str
    currency: str
    rows: tuple[tuple[Delivered, Delivered | None], ...]
    fixed: bool = False
    agreed: bool = True

    @property
    def readiness(self) -> Readiness:
        """What of the case is missing, so that less is filled in than will be promised."""
        return readiness.of(sheets.read(self.initiative.sheet), 0, has_target=self.initiative.target_id is not None)


CLAIMS: Final = AccountRows(Claim, related=("initiative__account", "claimed_by", "replaces"))
get, get_current = CLAIMS.get_or_removed, CLAIMS.get


def choices(account: Account) -> dict[str, QuerySet[Any]]:
    """The files a claim can rest on."""
    return {"evidence": accounts.files_of(account)}


def evidence_of(account: Account, ids: list[int]) -> list[Attachment]:
    """The files of these ids; BadInput where one is none of the account's."""
    return chosen_many(accounts.files_of(account), ids, "evidence")


def changes_of(claim: Claim, body: ClaimInput) -> dict[str, Any]:
    """The fields of a claim that were sent: period, lines, remark, evidence."""
    values = body.with_rows(choices(claim.account))
    days = {name: values.pop(name, getattr(claim, name)) for name in ("starts_on", "ends_on")}
    return values | {"period": period_of(**days)} | ({"lines": delivered(body.lines)} if "lines" in values else {})


def latest_claims(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those that were neither removed nor replaced."""
    replacements = Claim.objects.filter(removed_at=None, replaces__isnull=False).values("replaces")
    return claims.filter(removed_at=None).exclude(pk__in=replacements)


def replaced(claim: Claim) -> bool:
    """Whether a later claim took its place."""
    return claim.replacements.filter(removed_at=None).exists()


def claims_of(account: Account) -> tuple[ClaimView, ...]:
    """The account's claims as they stand, the latest period first, in a constant number of queries."""
    return views_of_claims(account.claims.filter(initiative__removed_at=None))


def claims_below(within: Iterable[Account]) -> tuple[ClaimView, ...]:
    """The same for several accounts."""
    return views_of_claims(Claim.objects.filter(account__in=within, initiative__removed_at=None))


def claims_of_case(initiative: Initiative) -> tuple[ClaimView, ...]:
    """The same for one case."""
    return views_of_claims(initiative.claims.filter(initiative__removed_at=None))


def view_of_claim(claim: Claim) -> ClaimView:
    """One claim as it stands; one that was replaced as it stood by itself."""
    return claim_page(claim).view


def claim_page(claim: Claim) -> ClaimPage:
    """The same with the claims it replaced."""
    rows = views_of_claims(Claim.objects.filter(initiative=claim.initiative_id), every=True)
    views = {view.claim.pk: view for view in rows}
    history, before = [], claim.replaces_id
    while before is not None:
        history.append(views[before])
        before = views[before].claim.replaces_id
    return ClaimPage(views[claim.pk], tuple(history))


def sheet_of(claim: Claim, title: str, *, fixed: bool = False) -> ClaimSheet:
    """A claim as it is typed again."""
    promised = lines_for(cases.case(claim.initiative), claim.period)
    return ClaimSheet(claim.initiative, claim, title, claim.currency, beside(claim.delivered, promised), fixed)


def beside(
    lines: tuple[Delivered, ...], promised: tuple[Delivered, ...]
) -> tuple[tuple[Delivered, Delivered | None], ...]:
    """Lines with what the case promises for each."""
    by_key = {line.key: line for line in promised}
    return tuple((line, by_key.get(line.key)) for line in lines)


def total_of(views: Iterable[ClaimView]) -> dict[str, Standing]:
    """Money by currency; amounts in different currencies are never added."""
    totals: dict[str, Standing] = {}
    for view in views:
        totals[view.claim.currency] = totals.get(view.claim.currency, Standing()) + view.money
    return totals


def suggested(view: CaseView, claims: Iterable[ClaimView], today: date) -> tuple[Period, tuple[Delivered, ...]]:
    """The next period one would claim, and what the case says of it."""
    last = max((view.claim.period for view in claims), key=lambda period: period.end, default=None)
    period = deliveries.next_period(last, view.initiative.begins_on, today)
    return period, lines_for(view, period)


def claimable_from(view: CaseView, claims: Iterable[ClaimView], today: date) -> date | None:
    """The day from which the next period of a case can be claimed, where it has not even begun; None where one can be."""
    period, _lines = suggested(view, claims, today)
    return period.end + timedelta(days=1) if period.start > today else None


def lines_for(view: CaseView, period: Period) -> tuple[Delivered, ...]:
    """What the finished lines of the case say of a period; zero by line where it does not say since when it delivers."""
    results = [line.result for line in view.lines if line.result is not None]
    return deliveries.promised(results, view.initiative.begins_on or deliveries.first_of_next_month(period.end), period)


def views_of_claims(claims: QuerySet[Claim], *, every: bool = False) -> tuple[ClaimView, ...]:
    """Claims as they stand, the latest period first; those that were removed or replaced only if `every` is wanted."""
    signed = Signature.objects.filter(withdraws=None).select_related("withdrawn_by", "contact").order_by("-number")
    shown = claims if every else claims.filter(removed_at=None)
    rows = list(
        shown.select_related("account", "initiative", "claimed_by")
        .prefetch_related(
            Prefetch("signatures", queryset=signed),
            Prefetch("settlements", queryset=Settlement.objects.select_related("settled_by")),
            "evidence",
            Prefetch("requests", queryset=SignatureRequest.objects.select_related("account", "contact", "asked_by")),
        )
        .order_by("-starts_on", "-id")
    )
    by_id = {claim.pk: claim for claim in rows}
    gone = set() if every else {claim.replaces_id for claim in rows if claim.removed_at is None}
    return tuple(_view(claim, by_id) for claim in rows if claim.pk not in gone)


def _view(claim: Claim, by_id: dict[int, Claim]) -> ClaimView:
    signature, settlement = _standing_signature(claim), _standing_settlement(claim)
    earlier = None if signature else _earlier_signature(claim, by_id)
    money = deliveries.standing(
        claim.total,
        signature.amount if signature else None,
        settled=settlement is not None,
        earlier=earlier.amount if earlier else None,
    )
    waiting = tuple(request for request in claim.requests.all() if request.open)
    state = deliveries.state_of(
        money, asked=bool(waiting), answered=signature is not None, settled=settlement is not None
    )
    amounts = signature.signed_amounts if signature else {}
    lines = tuple(LineView(line, amounts.get(line.key) if signature else None) for line in claim.delivered)
    return ClaimView(claim, state, money, lines, signature, earlier, settlement, waiting)


def _standing_signature(claim: Claim) -> Signature | None:
    return next((signature for signature in claim.signatures.all() if signature.stands), None)


def _standing_settlement(claim: Claim) -> Settlement | None:
    return next((settlement for settlement in claim.settlements.all() if settlement.taken_back_at is None), None)


def _earlier_signature(claim: Claim, by_id: dict[int, Claim]) -> Signature | None:
    """What was signed for the claim it replaces, or for the one before that."""
    before = by_id.get(claim.replaces_id or 0)
    return (_standing_signature(before) or _earlier_signature(before, by_id)) if before else None
