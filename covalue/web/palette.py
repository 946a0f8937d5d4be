"""What one finds by typing anywhere: rows of the packages, things to do, and pages.

A package adds kinds of hits and things to do in its `hooks.py`; how it looks for them, and what a user may find, it
decides itself.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from covalue.core.shared import Added
from covalue.search import rules
from covalue.web import keeping, navigation
from covalue.web.navigation import everybody

if TYPE_CHECKING:
    from covalue.people.models import User

SHOWN: Final = 6  # of each kind
SHORTEST_NAMED: Final = 3  # letters by which a page of an account is meant


@dataclass(frozen=True)
class Hit:
    """One line of what was found, and where it leads. `account_id` is set on an account the user may open."""

    title: str
    href: str
    detail: str = ""
    account_id: int | None = None


@dataclass(frozen=True)
class HitGroup:
    """Hits of one kind under their heading."""

    title: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class HitKind:
    """A kind of rows to be found: `find` gives the hits for a user and the typed words, at most SHOWN."""

    title: str | Promise
    order: int
    find: Callable[["User", str], Iterable[Hit]]
    of_accounts: bool = False  # its hits are accounts themselves


@dataclass(frozen=True)
class Command:
    """Something to do that is found by its title."""

    title: str | Promise
    url_name: str
    order: int
    visible: Callable[["User"], bool] = everybody


@dataclass(frozen=True)
class AccountCommand:
    """Something to do on the account that was found first; its address takes the account's number."""

    title: str | Promise
    url_name: str
    order: int


@dataclass(frozen=True)
class AccountPage:
    """A page or document of every account, found by the account's name beside a word of its title, or of the `words` it is
    called by as well; `href` makes its address of the account's number. Those of a lower `order` come first.
    """

    title: str | Promise
    href: Callable[[int], str]
    words: str | Promise = ""
    order: int = 10


_kinds: Added[HitKind] = Added()
_account_pages: Added[Callable[[], Iterable[AccountPage]]] = Added()
_commands: Added[Command] = Added()
_account_commands: Added[AccountCommand] = Added()


def add_kind(kind: HitKind) -> None:
    """Let rows of this kind be found."""
    _kinds.add(kind)


def add_command(command: Command) -> None:
    """Let something to do be found."""
    _commands.add(command)


def add_account_command(command: AccountCommand) -> None:
    """Offer something to do on the account that was found first."""
    _account_commands.add(command)


def add_account_pages(pages: Callable[[], Iterable[AccountPage]]) -> None:
    """Let pages and documents of accounts be found; whoever opens the account may see all of them."""
    _account_pages.add(pages)


def look_up(user: "User", text: str) -> tuple[HitGroup, ...]:
    """What fits the typed words and this user may see; without words, where they are likely to go. Constant queries."""
    kinds = sorted(_kinds, key=attrgetter("order"))
    found = _hits(kinds, user, text)
    groups = [HitGroup(str(kind.title), hits) for kind, hits in zip(kinds, found, strict=True)]
    named = _named(text)
    groups.sort(key=lambda group: not named(group.title))  # what is asked for by its name first
    account = next((hit for group in groups for hit in group.hits if hit.account_id is not None), None)
    to_do = (*(_on_account(account) if account else ()), *_commands_for(user, text))
    groups.insert(0, HitGroup(_("Pages of an account"), tuple(_of_accounts(user, text))[:SHOWN]))
    groups += [HitGroup(_("Commands"), to_do), HitGroup(_("Pages"), _pages(user, text))]
    return tuple(group for group in groups if group.hits)


def _named(text: str) -> Callable[[str], bool]:
    """Whether the typed words, long enough to be meant so, are a title."""
    words = rules.asked_terms(text)
    meant = bool(words) and all(len(word) > SHORTEST_NAMED for word in words)
    return lambda title: meant and _all_begin(words, title)


def _hits(kinds: Sequence[HitKind], user: "User", text: str) -> list[tuple[Hit, ...]]:
    """What each kind has for the typed words, looked up again only when something was written that could change it."""
    part = "hits", tuple(kind.order for kind in kinds), text
    return keeping.kept_each(keeping.viewer(user), part, [partial(_hits_of, kind, user, text) for kind in kinds])


def _hits_of(kind: HitKind, user: "User", text: str) -> tuple[Hit, ...]:
    """Of what is typed in the plural also what has it in the singular."""
    one = " ".join(map(rules.singular, rules.asked_terms(text)))
    return tuple(kind.find(copy(user), text)) or (tuple(kind.find(copy(user), one)) if one != text.lower() else ())


def _of_accounts(user: "User", text: str) -> Iterable[Hit]:
    """“handel plan”: the words that name pages, and the accounts that are found by the others and may be opened; with “plan” alone
    one's own accounts, those worked on last first.
    """
    asked = rules.asked_terms(text)
    known = sorted((page for pages in _account_pages for page in pages()), key=attrgetter("order"))
    pages = [(page, rules.terms_of(f"{page.title} {page.words}")) for page in known]
    meant = {
        word for word in asked if len(word) >= SHORTEST_NAMED and any(_begins(word, terms) for _page, terms in pages)
    }
    rest = " ".join(word for word in asked if word not in meant)
    if not meant:
        return
    found = _hits([kind for kind in _kinds if kind.of_accounts], user, rest)
    accounts = [hit for hits in found for hit in hits if hit.account_id is not None]
    pages.sort(
        key=lambda entry: not _all_begin(meant, str(entry[0].title))
    )  # by its title before what else it is called
    for page, terms in pages:
        for account in accounts:
            if account.account_id is not None and all(_begins(word, terms) for word in meant):
                yield Hit(str(page.title), page.href(account.account_id), account.title)


def _begins(word: str, terms: Iterable[str]) -> bool:
    return any(rules.begins(word, term) for term in terms)


def _on_account(account: Hit) -> Iterable[Hit]:
    for command in sorted(_account_commands, key=attrgetter("order")):
        yield Hit(str(command.title), reverse(command.url_name, args=[account.account_id]), account.title)


def _commands_for(user: "User", text: str) -> Iterable[Hit]:
    commands = (command for command in sorted(_commands, key=attrgetter("order")) if command.visible(user))
    return _fitting([Hit(str(command.title), reverse(command.url_name)) for command in commands], text)


def _pages(user: "User", text: str) -> tuple[Hit, ...]:
    pages = [Hit(title, href) for title, href in navigation.pages_of(user)]
    return tuple(_fitting([*pages, Hit(_("My settings"), reverse("people:me"))], text)[:SHOWN])


def _fitting(hits: list[Hit], text: str) -> list[Hit]:
    """Those whose title has, for every typed word, a word that begins like it."""
    words = rules.asked_terms(text)
    called = navigation.words_of_pages()
    return [hit for hit in hits if _all_begin(words, f"{hit.title} {called.get(hit.href, '')}")]


def _all_begin(words: Iterable[str], title: str) -> bool:
    terms = rules.terms_of(title)
    return all(_begins(word, terms) for word in words)
