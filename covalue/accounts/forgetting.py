"""Forgetting a person: whatever they are known under, wherever it was written.

Every text of every model that hangs on an account of their tree, or on no account at all, is read and the person taken out
of it: a new model needs nothing. What is more than a text (a seat, a request, a file) says how it forgets in its package's
`hooks.py` (`when_erased`), and so does what keeps a text (`leave`). A test puts one person everywhere and looks for what is left.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from covalue.accounts import lineage
from covalue.accounts.models import Account, Contact, ContactMerge, ErasedMark, Lineage, Merge
from covalue.core import mailboxes
from covalue.core.person import Person
from covalue.core.shared import Added
from covalue.search import rules as search

TEXTS: Final = (models.CharField, models.TextField, models.JSONField)
NO_TEXTS: Final = (models.EmailField, models.FileField)
NOT_OF_CUSTOMERS: Final = frozenset({"core", "people", "provisioning", "organisation", "search", "api"})
FARTHEST: Final = 4  # links from a row to its account

_nouns: Added[Callable[["Forgotten"], None]] = Added()
_left: Added[tuple[type[models.Model], frozenset[str]]] = Added()


@dataclass(frozen=True)
class Forgotten:
    """Who is forgotten. `contact` is the row as it is left, `contacts` the ids of all rows of this person, merged ones
    included, `accounts` those of the whole tree of customers; `keep_words`: what they said may stay, unsigned.
    """

    contact: Contact
    contacts: frozenset[int]
    accounts: frozenset[int]
    person: Person
    keep_words: bool

    @property
    def by(self) -> str:
        return self.person.by


def when_erased(forget: Callable[[Forgotten], None]) -> None:
    """`forget` is called, in the transaction of the erasure, for every contact that is erased."""
    _nouns.add(forget)


def leave(model: type[models.Model], *fields: str) -> None:
    """These columns are not read through: they are sealed, hold no words of people, or their noun sees to them itself."""
    _left.add((model, frozenset(fields)))


def everywhere(gone: Forgotten) -> None:
    """Ask every noun, then read through every text."""
    for forget in _nouns:
        forget(gone)
    for model in apps.get_models():
        if model.__module__.startswith("covalue."):
            _read_through(gone, model)


def rows_of(contact: Contact) -> frozenset[int]:
    """The contact's id and those of all contacts that were merged into it, and into those."""
    ids, new = {contact.pk}, {contact.pk}
    while new:
        new = set(ContactMerge.objects.filter(kept__in=new, undone_at=None).values_list("gone", flat=True)) - ids
        ids |= new
    return frozenset(ids)


def tree_of(account_ids: Collection[int]) -> frozenset[int]:
    """All accounts that stand in one tree with these, and what was merged into or out of any of them."""
    ids: set[int] = set()
    new = set(account_ids)
    while new:
        ids |= new
        near: set[int] = set()
        for some in lineage.in_parts(new):
            above = Lineage.objects.filter(account__in=some).values("ancestor")
            near |= set(Lineage.objects.filter(ancestor__in=above).values_list("account", flat=True))
            merges = Merge.objects.filter(Q(kept__in=some) | Q(gone__in=some))
            near |= {pk for pair in merges.values_list("kept", "gone") for pk in pair}
        new = near - ids
    return frozenset(ids)


def mark(contact: Contact, accounts: Collection[int], person: Person) -> None:
    """Keep what a file would find the person by, as digests: a file of before does not bring them back."""
    digests = {_digest("email", mailboxes.folded(email)) for email in person.emails}
    digests |= {_digest("name", account_id, search.folded(name)) for account_id in accounts for name in person.names}
    ErasedMark.objects.bulk_create(ErasedMark(contact=contact, digest=digest) for digest in sorted(digests))


def erased_marks() -> frozenset[str]:
    """The digests of everybody who was erased."""
    return frozenset(ErasedMark.objects.values_list("digest", flat=True))


def was_erased(marks: Collection[str], *, account_id: int, name: str, email: str) -> bool:
    """Whether this is somebody who was erased: by their address, or by name where there is no address."""
    way = ("email", mailboxes.folded(email)) if email else ("name", account_id, search.folded(name))
    return bool(marks) and _digest(*way) in marks


def _digest(*parts: object) -> str:
    text = "\n".join(str(part).strip() for part in parts)
    return salted_hmac("covalue.accounts.erased", text, algorithm="sha256").hexdigest()


def _read_through(gone: Forgotten, model: type[models.Model]) -> None:
    fields = _texts(model)
    if not fields:
        return
    paths = _ways_to_accounts(model)
    if not paths and model.__module__.split(".")[1] in NOT_OF_CUSTOMERS:
        return
    for rows in _rows(gone, model, paths):
        for pk, *texts in rows.values_list("pk", *fields).iterator(chunk_size=500):
            changed = {
                name: gone.person.out_of(text)
                for name, text in zip(fields, texts, strict=True)
                if gone.person.is_in(text)
            }
            if changed:
                model._base_manager.filter(pk=pk).update(**_fitting(model, changed))


def _rows(gone: Forgotten, model: type[models.Model], paths: Collection[str]) -> Iterable[models.QuerySet[Any]]:
    if not paths:
        return [model._base_manager.order_by("pk")]
    return [
        model._base_manager.filter(**{f"{path}__in": some}).order_by("pk")
        for path in paths
        for some in lineage.in_parts(gone.accounts)
    ]


def _texts(model: type[models.Model]) -> list[str]:
    """The names of the columns that may hold words."""
    left = frozenset[str]().union(*(names for kept, names in _left if kept is model))
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS)
        and not isinstance(field, NO_TEXTS)
        and not field.choices
        and not field.primary_key
        and field.name not in left
    ]


def _ways_to_accounts(model: type[models.Model]) -> list[str]:
    """How rows of this model hang on accounts: the shortest chains of links, such as `conversation__account`."""
    if model is Account:
        return ["pk"]
    ways: dict[type[models.Model], list[str]] = {model: [""]}
    for _step in range(FARTHEST):
        further: dict[type[models.Model], list[str]] = defaultdict(list)
        for standing, paths in ways.items():
            for field in standing._meta.concrete_fields:
                related = field.related_model
                if field.is_relation and isinstance(related, type) and related.__module__.startswith("covalue."):
                    further[related] += [f"{path}__{field.name}".strip("_") for path in paths]
        if Account in further:
            return further[Account]
        ways = further
    return []


def _fitting(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Texts no longer than their columns."""
    lengths = {name: getattr(model._meta.get_field(name), "max_length", None) for name in values}
    return {name: value[: lengths[name]] if isinstance(value, str) else value for name, value in values.items()}
