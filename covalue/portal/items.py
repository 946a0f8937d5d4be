"""What of an account can be shared with its guests, as the packages show it: see `accounts.shareables`."""

from covalue.accounts import shareables
from covalue.accounts.models import Account
from covalue.accounts.shareables import Item
from covalue.portal.rules import ItemKind


def all_of(account: Account) -> dict[ItemKind, tuple[Item, ...]]:
    """Everything of an account that could be shared, in the order of its own lists."""
    return {ItemKind(kind.kind): tuple(kind.items(account)) for kind in shareables.kinds()}


def of_kind(account: Account, kind: ItemKind) -> tuple[Item, ...]:
    """What of one kind could be shared."""
    return tuple(shareables.kind_of(kind).items(account))


def find(account: Account, kind: ItemKind, item_id: int) -> Item | None:
    """One item by its number, if it could be shared."""
    return next((item for item in of_kind(account, kind) if item.pk == item_id), None)
