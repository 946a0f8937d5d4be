"""What tests say of the tree of accounts."""

from covalue.accounts.models import Account, Lineage


def lineage_is_true() -> bool:
    """Whether the lineage says what following the parents says."""
    parents = dict(Account.objects.values_list("pk", "parent"))
    expected = set()
    for pk in parents:
        step, depth = pk, 0
        while step is not None:
            expected.add((step, pk, depth))
            step, depth = parents[step], depth + 1
    return expected == set(Lineage.objects.values_list("ancestor", "account", "depth"))
