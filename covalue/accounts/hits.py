"""Accounts and contacts as the search shows them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from covalue.accounts import found, queries
from covalue.accounts.models import Account, AccountClass, Attachment, Contact
from covalue.core import events
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.search import folding, rules
from covalue.search import queries as search
from covalue.web.palette import SHOWN, Hit

WEIGHED: Final = 30
LATELY: Final = timedelta(days=60)
CHANGES_LOOKED_AT: Final = 200
WHAT_THEY_ARE: Final = ("title", "department", "buying_role")
CLASSES: Final = tuple(AccountClass.values)


def accounts(user: User, text: str) -> Iterator[Hit]:
    """Accounts one may know of, those one may open with their own page; without words, one's own, worked on last first."""
    if not text.strip():
        yield from (_account_hit(account, openable=True) for account in _likely_meant(user))
        return
    among = None if user.may(Right.SEE_PORTFOLIO) else _ids(user)
    ids = search.find(found.ACCOUNT, text, limit=WEIGHED, among=among)
    known = queries.in_portfolio_of(user).filter(pk__in=ids)
    openable = queries.openable(user, ids)
    for account in sorted(known, key=lambda account: _order(account, rules.folded(text)))[:SHOWN]:
        yield _account_hit(account, openable=account.pk in openable)


def _likely_meant(user: User) -> list[Account]:
    """One's own accounts, those one worked on last first; who is on no team gets those worked on lately."""
    own = {account.pk: account for account in queries.mine(user)}
    recent = _worked_on(user)
    known = own or queries.current(user).in_bulk(recent)
    last_first = [known[pk] for pk in recent if pk in known]
    return [*last_first, *(account for pk, account in known.items() if pk not in recent)][:SHOWN]


def _worked_on(user: User) -> list[int]:
    """The accounts in which one changed something in these weeks, the last one first."""
    return events.worked_on(user.pk, since=timezone.now() - LATELY, of="account", most=CHANGES_LOOKED_AT)


def contacts(user: User, text: str) -> Iterator[Hit]:
    """Contacts of accounts one may open: by their names, then by what they are."""
    among = None if user.may(Right.SEE_ALL_ACCOUNTS) else _ids(user)
    ids = search.find(found.CONTACT, text, limit=SHOWN, among=among)
    rows = queries.within(user, Contact.objects.select_related("account"))
    named = rows.in_bulk(ids)
    shown = [named[pk] for pk in ids if pk in named]
    if len(shown) < SHOWN:
        current = rows.filter(account__archived_at=None).exclude(pk__in=ids)
        shown += folding.with_words(current, text, *WHAT_THEY_ARE).order_by("name", "pk")[: SHOWN - len(shown)]
    for contact in shown:
        detail = " · ".join(filter(None, [contact.title, contact.buying_role, contact.account.name]))
        yield Hit(contact.name, reverse("accounts:contact", args=[contact.pk]), detail)


def _order(account: Account, typed: str) -> tuple[bool, int, str]:
    """Names that begin as typed first, then by class: one looks for a strategic account more often."""
    return not rules.folded(account.name).startswith(typed), CLASSES.index(account.account_class), account.name


def _account_hit(account: Account, *, openable: bool) -> Hit:
    listed = f"{reverse('accounts:list')}?q={account.name}"
    href = reverse("process:account", args=[account.pk]) if openable else listed
    detail = " · ".join(filter(None, [account.get_account_class_display(), account.sector]))
    return Hit(account.name, href, detail, account.pk if openable else None)


def _ids(user: User) -> list[int]:
    return list(queries.visible_to(user).values_list("pk", flat=True))


def files(user: User, text: str) -> Iterator[Hit]:
    """Files of the accounts one may open, by their name or the account's; they lead to the account's files."""
    if not text.strip():
        return
    rows = queries.within(user, Attachment.objects.filter(removed_at=None, account__archived_at=None))
    for file in folding.with_words(rows.select_related("account"), text, "name", "account__name").order_by(
        "name", "pk"
    )[:SHOWN]:
        yield Hit(file.name, reverse("accounts:files", args=[file.account_id]), file.account.name)
