"""The account's page of value, and how far an account is: what is wanted, agreed, claimed and validated."""

from dataclasses import dataclass

from django.db.models import Count, Q

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.value.cases import sheet as sheets
from covalue.value.cases.queries import CaseView, OverlapView, assumptions_of, cases_of, initiatives_below, overlaps_of
from covalue.value.claims.deliveries import ClaimState, Standing
from covalue.value.claims.queries import ClaimView, claims_below, claims_of, total_of
from covalue.value.models import Initiative, Target
from covalue.value.rules import ValueStanding
from covalue.value.signing.queries import Agreement, agreements_of
from covalue.value.targets import queries as targets


@dataclass(frozen=True)
class CaseRow:
    """A case in a list: its figures, the last word of each contact on it, and what it delivered."""

    case: CaseView
    agreements: tuple[Agreement, ...]
    money: Standing
    claims: tuple[ClaimView, ...]

    @property
    def agreed(self) -> Agreement | None:
        """The latest agreement, in whole or in part, that still holds."""
        return next((word for word in self.agreements if word.holds and word.signature.answer != "disagree"), None)

    @property
    def signed(self) -> Agreement | None:
        """The latest agreement, whether or not the sheet was changed since: what is promised."""
        return next((word for word in self.agreements if word.signature.answer != "disagree"), None)


@dataclass(frozen=True)
class AccountPage:
    """What the account values, what our joint work is worth, and cases that may count the same money."""

    account: Account
    targets: tuple[Target, ...]
    cases: tuple[CaseRow, ...]
    overlaps: list[OverlapView]


def account_page(account: Account) -> AccountPage:
    """The account's targets and cases."""
    cases = case_rows(account)
    overlaps = overlaps_of(row.case for row in cases)
    return AccountPage(account, tuple(targets.of_account(account)), cases, overlaps)


def case_rows(account: Account) -> tuple[CaseRow, ...]:
    """The account's cases with what was signed and delivered, in a constant number of queries."""
    cases, claims = cases_of(account), claims_of(account)
    agreed = agreements_of(account, {case.initiative.pk: case.sheet for case in cases})
    rows = []
    for case in cases:
        own = tuple(view for view in claims if view.claim.initiative_id == case.initiative.pk)
        money = total_of(own).get(case.sheet.currency, Standing())
        rows.append(CaseRow(case, agreed.get(case.initiative.pk, ()), money, own))
    return tuple(rows)


def standing_of(account: Account) -> ValueStanding:
    """How far discovery, co-creation and realisation are: targets and those validated; cases, those agreed, assumptions and
    those confirmed; money claimed, validated and disputed in the account's currency, with accounts below as in its statement.
    """
    counts = account.targets.filter(removed_at=None, parked_at=None).aggregate(
        all=Count("pk"), validated=Count("pk", filter=Q(validated_on__isnull=False))
    )
    below = accounts.subtree_of(account)
    everywhere = list(initiatives_below(below).prefetch_related("confirmations"))
    cases = [case for case in everywhere if case.account_id == account.pk]
    assumptions = {case.pk: assumptions_of(sheets.read(case.sheet), case.confirmations.all()) for case in cases}
    words = _agreements(account, cases)
    disagreed = {pk for pk, said in words.items() if any(word.to_settle and not word.in_part for word in said)}
    in_part = {pk for pk, said in words.items() if any(word.in_part for word in said)} - disagreed
    agreed = {pk for pk, said in words.items() if any(word.agreed for word in said)} - disagreed - in_part
    claims = claims_below(below) if everywhere else ()
    currency = account.currency or "EUR"
    money = total_of(claims).get(currency, Standing())
    return ValueStanding(
        targets=counts["all"],
        targets_validated=counts["validated"],
        cases=len(cases),
        cases_agreed=len(agreed),
        cases_in_part=len(in_part),
        cases_disagreed=len(disagreed),
        case_to_settle=min(disagreed | in_part, default=None),
        claim_to_settle=next((view.claim.pk for view in reversed(claims) if view.state == ClaimState.DISPUTED), None),
        assumptions=sum(len(views) for views in assumptions.values()),
        assumptions_confirmed=sum(view.confirmation is not None for views in assumptions.values() for view in views),
        claimed=money.claimed,
        validated=money.validated,
        disputed=money.disputed,
        currency=currency,
    )


def _agreements(account: Account, cases: list[Initiative]) -> dict[int, tuple[Agreement, ...]]:
    return agreements_of(account, {case.pk: sheets.read(case.sheet) for case in cases}) if cases else {}
