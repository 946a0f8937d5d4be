"""Keeping `Lineage` in step with the tree: every action that gives an account another parent calls one of these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, TypeVar

from covalue.accounts.models import Account, Lineage

Id = TypeVar("Id", int, str)
AT_ONCE: Final = 5000  # ids in one statement, well below what either database takes


def move(account: Account, parent: Account | None) -> None:
    """Hang an account with all below it under `parent`: cut the subtree off what was above, tie it to what is now."""
    inside = Lineage.objects.filter(ancestor=account)
    subtree = list(inside.values_list("account", "depth"))
    for some in in_parts([pk for pk, _ in subtree]):
        Lineage.objects.filter(account__in=some).exclude(ancestor__in=inside.values("account")).delete()
    if parent is None:
        return
    above = list(Lineage.objects.filter(account=parent).values_list("ancestor", "depth"))
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, account_id=below, depth=high + 1 + low)
            for ancestor, high in above
            for below, low in subtree
        ],
        batch_size=1000,
    )


def begin(account: Account) -> None:
    """The first lines of a new account: its own, and one for each account above the parent it was created under."""
    above = Lineage.objects.filter(account=account.parent_id).values_list("ancestor", "depth")
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor=account, account=account, depth=0),
            *(Lineage(ancestor_id=ancestor, account=account, depth=depth + 1) for ancestor, depth in above),
        ]
    )


def begin_many(accounts: Iterable[Account]) -> None:
    """The first line of each of many new accounts that stand by themselves."""
    Lineage.objects.bulk_create([Lineage(ancestor=a, account=a, depth=0) for a in accounts], batch_size=1000)


def rebuild(moved: Collection[int]) -> None:
    """Write the lines again of many accounts that got another parent, and of all below them; the tree has no cycle."""
    parents = dict(Account.objects.values_list("pk", "parent"))
    touched = sorted(_with_all_below(moved, parents))
    for some in in_parts(touched):
        Lineage.objects.filter(account__in=some).delete()
    for some in in_parts(touched):
        Lineage.objects.bulk_create(_lines(some, parents), batch_size=1000)


def in_parts(ids: Collection[Id]) -> Iterator[list[Id]]:
    """The ids in parts that one statement can take."""
    waiting = iter(ids)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def _with_all_below(moved: Collection[int], parents: Mapping[int, int | None]) -> set[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for pk, parent in parents.items():
        if parent is not None:
            children[parent].append(pk)
    accounts, waiting = set(moved), list(moved)
    while waiting:
        below = [pk for pk in children[waiting.pop()] if pk not in accounts]
        accounts.update(below)
        waiting += below
    return accounts


def _lines(accounts: Iterable[int], parents: Mapping[int, int | None]) -> Iterator[Lineage]:
    for account in accounts:
        above: int | None = account
        depth = 0
        while above is not None:
            yield Lineage(ancestor_id=above, account_id=account, depth=depth)
            above, depth = parents[above], depth + 1
