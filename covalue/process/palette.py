"""What one finds by typing anywhere: accounts, contacts, people, pages, and things to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import found
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass, Contact
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.search import queries as search
from covalue.search import rules
from covalue.web import navigation

SHOWN: Final = 6  # of each kind
WEIGHED: Final = 30
CLASSES: Final = tuple(AccountClass.values)


@dataclass(frozen=True)
class Hit:
    """One line of what was found, and where it leads."""

    title: str
    href: str
    detail: str = ""


@dataclass(frozen=True)
class HitGroup:
    """Hits of one kind under their heading."""

    title: str
    hits: tuple[Hit, ...]


def look_up(user: User, text: str) -> tuple[HitGroup, ...]:
    """What fits the typed words and this user may see; without words, where they are likely to go. Constant queries."""
    shown = _accounts(user, text)
    groups = (
        HitGroup(_("Accounts"), tuple(_account_hit(account, openable) for account, openable in shown)),
        HitGroup(_("Contacts"), tuple(_contacts(user, text))),
        HitGroup(_("People"), tuple(_people(user, text))),
        HitGroup(_("To do"), tuple(_to_do(user, text, [account for account, openable in shown if openable]))),
        HitGroup(_("Pages"), tuple(_pages(user, text))),
    )
    return tuple(group for group in groups if group.hits)


def _accounts(user: User, text: str) -> list[tuple[Account, bool]]:
    """Accounts one may know of, with whether one may open them; without words, one's own."""
    if not text.strip():
        return [(account, True) for account in accounts.mine(user)[:SHOWN]]
    among = None if user.may(Right.SEE_PORTFOLIO) else _ids(user)
    ids = search.find(found.ACCOUNT, text, limit=WEIGHED, among=among)
    known = accounts.in_portfolio_of(user).filter(pk__in=ids)
    likeliest = sorted(known, key=lambda account: _order(account, rules.folded(text)))[:SHOWN]
    openable = set(accounts.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [(account, account.pk in openable) for account in likeliest]


def _order(account: Account, typed: str) -> tuple[bool, int, str]:
    """Names that begin as typed first, then by class: one looks for a strategic account more often."""
    return not rules.folded(account.name).startswith(typed), CLASSES.index(account.account_class), account.name


def _account_hit(account: Account, openable: bool) -> Hit:
    listed = f"{reverse('accounts:list')}?q={account.name}"
    href = reverse("process:account", args=[account.pk]) if openable else listed
    return Hit(account.name, href, " · ".join(filter(None, [account.get_account_class_display(), account.sector])))


def _contacts(user: User, text: str) -> Iterable[Hit]:
    among = None if user.may(Right.SEE_ALL_ACCOUNTS) else _ids(user)
    ids = search.find(found.CONTACT, text, limit=SHOWN, among=among)
    rows = accounts.within(user, Contact.objects.select_related("account")).in_bulk(ids)
    for contact in (rows[pk] for pk in ids if pk in rows):
        detail = " · ".join(filter(None, [contact.title, contact.account.name]))
        yield Hit(contact.name, reverse("accounts:contact", args=[contact.pk]), detail)


def _people(user: User, text: str) -> Iterable[Hit]:
    words = rules.asked_terms(text)
    if not words:
        return
    fits = Q()
    for word in text.split()[: len(words)]:
        fits &= Q(name__icontains=word) | Q(title__icontains=word)
    for one in people.colleagues_for(user).filter(fits).order_by("name")[:SHOWN]:
        yield Hit(one.name, f"mailto:{one.email}", one.title or one.role_names)


def _pages(user: User, text: str) -> Iterable[Hit]:
    pages = [Hit(title, href) for title, href in navigation.pages_of(user)]
    return _fitting([*pages, Hit(_("My settings"), reverse("people:me"))], text)[:SHOWN]


def _to_do(user: User, text: str, near: list[Account]) -> Iterable[Hit]:
    """Things one can begin right away; with the account found first, those that concern it."""
    for account in near[:1]:
        yield Hit(_("Log a conversation"), reverse("conversations:log", args=[account.pk]), account.name)
        yield Hit(_("Open the board"), reverse("discovery:board", args=[account.pk]), account.name)
        yield Hit(_("Open the value cases"), reverse("value:account", args=[account.pk]), account.name)
        yield Hit(_("Open the plan"), reverse("plans:plan", args=[account.pk]), account.name)
    general = []
    if user.may(Right.CREATE_ACCOUNTS):
        general.append(Hit(_("New account"), reverse("accounts:create")))
    if not user.is_guest:
        general.append(Hit(_("Import a file"), reverse("masterdata:imports")))
    if user.may(Right.IMPORT_LEDGER):
        general.append(Hit(_("Import the ledger"), reverse("ledger:imports")))
        general.append(Hit(_("Decide likely matches"), reverse("accounts:matches")))
    yield from _fitting(general, text)


def _fitting(hits: list[Hit], text: str) -> list[Hit]:
    """Those whose title has, for every typed word, a word that begins like it."""
    words = rules.asked_terms(text)
    return [hit for hit in hits if all(any(t.startswith(w) for t in rules.terms_of(hit.title)) for w in words)]


def _ids(user: User) -> list[int]:
    return list(accounts.visible_to(user).values_list("pk", flat=True))
