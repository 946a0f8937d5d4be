"""How long a contact, or an account, may go without a conversation: what the customer asked for, else our own rule."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from covalue.core.shared import Added

Asked = Callable[[Iterable[int]], Mapping[int, timedelta]]

_asked: Added[tuple[Asked, Asked]] = Added()


def ask(of_contacts: Asked, of_accounts: Asked) -> None:
    """`of_contacts` gives how long each of these contacts may go, `of_accounts` each of these accounts; in one query each,
    without those of whom nothing was asked.
    """
    _asked.add((of_contacts, of_accounts))


def of_contacts(contact_ids: Iterable[int]) -> dict[int, timedelta]:
    """What these contacts asked for."""
    ids = list(contact_ids)
    return {pk: after for ask_contacts, _accounts in _asked for pk, after in ask_contacts(ids).items()} if ids else {}


def of_accounts(account_ids: Iterable[int]) -> dict[int, timedelta]:
    """The shortest time that anybody of these accounts asked for."""
    ids = list(account_ids)
    return {pk: after for _contacts, ask_accounts in _asked for pk, after in ask_accounts(ids).items()} if ids else {}
