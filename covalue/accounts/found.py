"""What accounts and contacts are found under in the search."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from covalue.accounts.models import Account, Contact, ContactMerge, Identifier
from covalue.search import actions as search
from covalue.search.actions import Found
from covalue.search.models import Term

ACCOUNT: Final = "account"
CONTACT: Final = "contact"


def index_accounts(ids: Iterable[int]) -> None:
    """Index these accounts again, under name and keys; one put away is found no more."""
    wanted = list(ids)
    search.remove(ACCOUNT, wanted)
    rows = Account.objects.filter(pk__in=wanted, archived_at=None).prefetch_related("identifiers")
    search.add_many(_account(row.pk, row.name, [key.key for key in row.identifiers.all()]) for row in rows)


def index_new_accounts(rows: Iterable[tuple[int, str, str]]) -> None:
    """Index many accounts that were just created: id, name, key."""
    search.add_many(_account(pk, name, [key]) for pk, name, key in rows)


def index_contacts(contacts: Iterable[Contact]) -> None:
    """Index these contacts again, under their name and the names they were merged from; one put away is found no more."""
    wanted = list(contacts)
    search.remove(CONTACT, [contact.pk for contact in wanted])
    present = [contact for contact in wanted if contact.merged_at is None]
    also = _also_known(ContactMerge.objects.filter(kept__in=present))
    search.add_many(
        _contact(contact.pk, contact.account_id, " ".join([contact.name, *also.get(contact.pk, ())]))
        for contact in present
    )


def is_missing() -> bool:
    """Whether there are accounts and no index of them."""
    return Account.objects.exists() and not Term.objects.exists()


def rebuild() -> int:
    """Build the whole index again; returns how many things are in it."""
    search.empty()
    keys: dict[int, list[str]] = {}
    for account, key in Identifier.objects.values_list("account_id", "key").iterator():
        keys.setdefault(account, []).append(key)
    accounts = Account.objects.filter(archived_at=None).values_list("pk", "name")
    search.add_many(_account(pk, name, keys.get(pk, [])) for pk, name in accounts.iterator())
    contacts = Contact.objects.values_list("pk", "account_id", "name")
    also = _also_known(ContactMerge.objects.all())
    search.add_many(
        _contact(pk, account_id, " ".join([name, *also.get(pk, ())])) for pk, account_id, name in contacts.iterator()
    )
    return accounts.count() + contacts.count()


def _also_known(merges: QuerySet[ContactMerge]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for contact_id, name in merges.filter(undone_at=None).values_list("kept", "gone__name"):
        names.setdefault(contact_id, []).append(name)
    return names


def _account(pk: int, name: str, keys: list[str]) -> Found:
    return Found(ACCOUNT, pk, pk, " ".join([name, *(key for key in keys if key != name)]))


def _contact(pk: int, account_id: int, name: str) -> Found:
    return Found(CONTACT, pk, account_id, name)
