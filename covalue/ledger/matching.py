"""Customers of a file without an ID of ours that are, or may be, accounts there are: shown before the start, decided there.

A customer with exactly the name of one account is that account unless somebody says otherwise; one whose name or ID only
resembles an account's is asked about.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from covalue.accounts import likely
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.ledger.importing import ImportResult, Newcomer
from covalue.ledger.mapping import ASK

COMPARED: Final = 2_000  # customers without an account whose names are compared before the start; more are afterwards
NOBODY: Final = 0  # decided to be none of our accounts

Decisions = Mapping[str, int]  # customer → the account it is, or NOBODY


@dataclass(frozen=True)
class Proposal:
    """A customer of a file, and the account it is or may be.

    `same` says that the names are the same, which counts unless decided otherwise; `decided` is the account decided on,
    `NOBODY` for none, or None where nobody decided.
    """

    customer: str
    name: str
    lines: int
    account: Account
    same: bool
    likeness: float
    reason: str
    decided: int | None = None

    @property
    def matched(self) -> bool:
        """Whether the customer gets to be the account as things stand."""
        return self.decided == self.account.pk if self.decided is not None else self.same

    @property
    def apart(self) -> bool:
        """Whether somebody said that it is not."""
        return self.decided == NOBODY


def recognised(
    source: str, newcomers: Collection[Newcomer], *, same_names: str, decisions: Decisions
) -> dict[str, int]:
    """Customer → account, of those that are one."""
    wanted = {each.customer: decisions[each.customer] for each in newcomers if decisions.get(each.customer)}
    present = set(
        accounts.unscoped().filter(pk__in=set(wanted.values()), archived_at=None).values_list("pk", flat=True)
    )
    chosen = {customer: pk for customer, pk in wanted.items() if pk in present}
    if same_names == ASK:
        return chosen
    undecided = [each for each in newcomers if each.customer not in decisions]
    named = likely.accounts_named(_names(source, undecided))
    return chosen | {customer: account.pk for (_source, customer), account in named.items()}


def proposals(source: str, result: ImportResult, *, same_names: str, decisions: Decisions) -> tuple[Proposal, ...]:
    """What to look at before the start: customers that are accounts there are, and those that may be, most lines first."""
    met: list[Newcomer] = sorted([*result.recognised, *result.newcomers], key=lambda each: (-each.lines, each.customer))
    names = _names(source, met)
    named = likely.accounts_named(names)
    ours = {each.customer: each.account_id for each in result.recognised}
    chosen = {account.pk: account for account in accounts.unscoped().filter(pk__in=set(ours.values()))}
    rest = {customer: name for customer, name in names.items() if customer not in named}
    like = likely.accounts_like(rest) if len(rest) <= COMPARED else {}
    found = []
    for each in met:
        customer, decided = (source, each.customer), decisions.get(each.customer)
        if account := chosen.get(ours.get(each.customer, NOBODY)) or named.get(customer):
            same = same_names != ASK and named.get(customer) == account
            found.append(Proposal(each.customer, each.name, each.lines, account, same, 1.0, "", decided))
        elif near := like.get(customer):
            values = (near.account, False, near.likeness, near.reason, decided)
            found.append(Proposal(each.customer, each.name, each.lines, *values))
    return tuple(found)


def _names(source: str, newcomers: Collection[Newcomer]) -> dict[tuple[str, str], str]:
    return {(source, each.customer): each.name or each.customer for each in newcomers}
