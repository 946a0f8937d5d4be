"""The account's page of value, and how far an account is: what is wanted, agreed, claimed and validated."""

from dataclasses import dataclass

from django.db.models import Count, Q

from covalue.accounts.models import Account
from covalue.value.cases.queries import OverlapView, overlaps_of
from covalue.value.claims.deliveries import ClaimState, Standing
from covalue.value.claims.queries import total_of
from covalue.value.models import Target
from covalue.value.records import CaseRow, Records, records_of, records_within
from covalue.value.rules import ValueStanding
from covalue.value.targets import queries as targets


@dataclass(frozen=True)
class AccountPage:
    """What the account values, what our joint work is worth, and cases that may count the same money."""

    account: Account
    targets: tuple[Target, ...]
    cases: tuple[CaseRow, ...]
    overlaps: list[OverlapView]


def account_page(account: Account) -> AccountPage:
    """The account's targets and cases."""
    cases = records_within([account]).rows(account)
    overlaps = overlaps_of(row.case for row in cases)
    return AccountPage(account, tuple(targets.of_account(account)), cases, overlaps)


def standing_of(account: Account) -> ValueStanding:
    """How far discovery, co-creation and realisation are: targets and those validated; cases, those agreed, assumptions and
    those confirmed; money claimed, validated and disputed in the account's currency, with accounts below as in its statement.
    """
    return standing(account, records_of(account))


def standing(account: Account, records: Records) -> ValueStanding:
    """The same of records that are fetched already."""
    counts = account.targets.filter(removed_at=None, parked_at=None).aggregate(
        all=Count("pk"), validated=Count("pk", filter=Q(validated_on__isnull=False))
    )
    rows, claims = records.rows(account), records.claims
    words = {row.case.initiative.pk: row.agreements for row in rows}
    disagreed = {pk for pk, said in words.items() if any(word.to_settle and not word.in_part for word in said)}
    in_part = {pk for pk, said in words.items() if any(word.in_part for word in said)} - disagreed
    agreed = {pk for pk, said in words.items() if any(word.agreed for word in said)} - disagreed - in_part
    currency = account.currency or "EUR"
    money = total_of(claims).get(currency, Standing())
    return ValueStanding(
        targets=counts["all"],
        targets_validated=counts["validated"],
        cases=len(rows),
        cases_agreed=len(agreed),
        cases_in_part=len(in_part),
        cases_disagreed=len(disagreed),
        case_to_settle=min(disagreed | in_part, default=None),
        claim_to_settle=next((view.claim.pk for view in reversed(claims) if view.state == ClaimState.DISPUTED), None),
        assumptions=sum(len(row.case.assumptions) for row in rows),
        assumptions_confirmed=sum(row.case.confirmed for row in rows),
        claimed=money.claimed,
        validated=money.validated,
        disputed=money.disputed,
        currency=currency,
    )
