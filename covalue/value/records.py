"""What is kept of the value of accounts: cases, claims and what was signed, fetched once for everything shown of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.value.cases.queries import CaseView, cases_below
from covalue.value.claims.deliveries import Standing
from covalue.value.claims.queries import ClaimView, claims_below, total_of
from covalue.value.signing.agreements import Agreement


@dataclass(frozen=True)
class CaseRow:
    """A case in a list: its figures, the last word of each contact on it, and what it delivered."""

    case: CaseView
    agreements: tuple[Agreement, ...]
    money: Standing
    claims: tuple[ClaimView, ...]

    @property
    def bound(self) -> bool:
        """Whether anything was signed of it or of its claims, so that it can be archived and not removed."""
        return bool(self.case.signed) or any(view.signature or view.earlier for view in self.claims)

    @property
    def agreed(self) -> Agreement | None:
        """The latest agreement, in whole or in part, that still holds."""
        return self.case.agreed

    @property
    def signed(self) -> Agreement | None:
        """The latest agreement, whether or not the sheet was changed since: what is promised."""
        return self.case.agreed_once


@dataclass(frozen=True)
class Records:
    """Cases with their figures and what was signed on them, and claims as they stand."""

    cases: tuple[CaseView, ...] = ()
    claims: tuple[ClaimView, ...] = ()

    def rows(self, account: Account) -> tuple[CaseRow, ...]:
        """The cases of one account, without those of accounts below it."""
        return tuple(self._row(case) for case in self.cases if case.initiative.account_id == account.pk)

    def _row(self, case: CaseView) -> CaseRow:
        own = tuple(view for view in self.claims if view.claim.initiative_id == case.initiative.pk)
        return CaseRow(case, case.agreements, total_of(own).get(case.sheet.currency, Standing()), own)


def records_of(account: Account) -> Records:
    """Of an account and everything below it, in a constant number of queries."""
    return records_within(accounts.subtree_of(account))


def records_within(within: Iterable[Account]) -> Records:
    """Of these accounts."""
    cases = cases_below(within)
    return Records(cases, claims_below(within)) if cases else Records()
