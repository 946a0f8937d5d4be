"""Customers no account is identified with that look like an account there is: a person decides, nothing is assumed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

from covalue.accounts import rules
from covalue.accounts.models import Account, Identifier

Customer: TypeAlias = tuple[str, str]  # source system and ID


@dataclass(frozen=True)
class LikelyAccount:
    """The account a customer looks like most, how much (0 to 1), and why."""

    account: Account
    likeness: float
    reason: str


def accounts_named(customers: Mapping[Customer, str]) -> dict[Customer, Account]:
    """The active account each customer has the name of, where that is one account and says who is meant.

    A customer with a number is not recognised by name where the account, or another customer, has a number there too.
    """
    by_name: dict[str, list[Account]] = defaultdict(list)
    for account in Account.objects.filter(archived_at=None) if customers else ():
        by_name[rules.folded(account.name)].append(account)
    named = {customer: _only(name, by_name[rules.folded(name)]) for customer, name in customers.items()}
    found = {customer: account for customer, account in named.items() if account is not None}
    numbered = {customer: account.pk for customer, account in found.items() if _has_number(customer, customers)}
    claims = Counter((source, pk) for (source, _key), pk in numbered.items())
    taken = set(
        Identifier.objects.filter(source__in={source for source, _pk in claims}).values_list("source", "account")
    )
    doubtful = {
        (source, key) for (source, key), pk in numbered.items() if claims[source, pk] > 1 or (source, pk) in taken
    }
    return {customer: account for customer, account in found.items() if customer not in doubtful}


def _only(name: str, candidates: Sequence[Account]) -> Account | None:
    """The one of the accounts that has this name; of several the one that is spelled so."""
    same = [account for account in candidates if rules.same_name(name, account.name)]
    spelled = [account for account in same if account.name == name]
    return same[0] if len(same) == 1 else spelled[0] if len(spelled) == 1 else None


def _has_number(customer: Customer, names: Mapping[Customer, str]) -> bool:
    """Whether its ID is other than its name."""
    return rules.folded(customer[1]) != rules.folded(names[customer])


def accounts_like(customers: Mapping[Customer, str]) -> dict[Customer, LikelyAccount]:
    """Those of the customers, each with its name, that look like an active account, by name or by an ID of the same system."""
    present = {account.pk: account for account in Account.objects.filter(archived_at=None)} if customers else {}
    if not present:
        return {}
    found = _same_keys(customers, present)
    asked = [customer for customer in customers if customer not in found]
    fresh = {-number: customer for number, customer in enumerate(asked, 1)}
    names = {pk: account.name for pk, account in present.items()} | {
        n: customers[customer] for n, customer in fresh.items()
    }
    for newer, older, alike in rules.likely_pairs(names, fresh.keys()):
        best = found.get(fresh[newer])
        if older in present and (best is None or alike > best.likeness):
            reason = _("“{customer}” reads like “{account}”").format(customer=names[newer], account=names[older])
            found[fresh[newer]] = LikelyAccount(present[older], alike, reason)
    return found


def _same_keys(customers: Collection[Customer], present: dict[int, Account]) -> dict[Customer, LikelyAccount]:
    """Customers whose ID is that of an account but for leading zeros."""
    by_key = {
        (source, rules.same_key(key)): (account, key)
        for source, key, account in Identifier.objects.filter(source__in={source for source, _key in customers})
        .order_by("-account_id")
        .values_list("source", "key", "account_id")
        if account in present
    }
    found = {}
    for source, key in customers:
        if known := by_key.get((source, rules.same_key(key))):
            account, other = known
            reason = _("the IDs {one} and {other} differ only in leading zeros").format(one=key, other=other)
            found[source, key] = LikelyAccount(present[account], 1.0, reason)
    return found
