"""The list of accounts: filter, search, sort, page, export."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from covalue.accounts import queries
from covalue.accounts.models import Account, AccountClass, Identifier
from covalue.accounts.rules import country_name
from covalue.people.models import User

A_PAGE: Final = 50
SUGGESTED: Final = 12
CHOICES: Final = 60
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "name": ("name", "id"),
    "class": ("account_class", "name", "id"),
    "sector": ("sector", "name", "id"),
    "owner": (F("owner__name").asc(nulls_last=True), "name", "id"),
}
HEADINGS: Final = ("name", "class", "since", "part of", "sector", "countries", "currency", "owner", "keys")


@dataclass(frozen=True)
class Filter:
    """What the list was asked to show."""

    account_class: str = ""
    sector: str = ""
    country: str = ""
    owner: int | None = None
    words: str = ""
    mine: bool = False
    archived: bool = False
    sort: str = "name"
    page: int = 1

    @classmethod
    def of(cls, asked: QueryDict) -> "Filter":
        """From an address; what is not understood is left out."""
        page = asked.get("page", "1")
        return cls(
            account_class=asked.get("class", "") if asked.get("class") in AccountClass.values else "",
            sector=_plain(asked.get("sector", ""))[:120],
            country=asked.get("country", "") if re.fullmatch("[A-Z]{2}", asked.get("country", "")) else "",
            owner=int(owner) if re.fullmatch("[0-9]{1,12}", owner := asked.get("owner", "")) else None,
            words=_plain(asked.get("q", "")),
            mine=asked.get("mine") == "1",
            archived=asked.get("archived") == "1",
            sort=asked.get("sort", "") if asked.get("sort") in SORTS else "name",
            page=int(page) if page.isdecimal() and int(page[:6]) > 0 and len(page) < 6 else 1,
        )


@dataclass(frozen=True)
class ListPage:
    """One page of the list. `more` tells of a next page without counting all."""

    filter: Filter
    accounts: tuple[Account, ...]
    openable: frozenset[int]
    known_parents: frozenset[int]
    more: bool
    total: int
    sectors: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    owners: tuple[User, ...]
    may_create: bool


def list_page(user: User, wanted: Filter, *, may_create: bool) -> ListPage:
    """The accounts this user may know of, as asked; a constant number of queries."""
    found = chosen(user, wanted)
    start = (wanted.page - 1) * A_PAGE
    rows = list(found.select_related("parent", "owner")[start : start + A_PAGE + 1])
    shown = rows[:A_PAGE]
    openable = queries.visible_to(user).filter(pk__in=[account.pk for account in shown]).values_list("pk", flat=True)
    above = [account.parent_id for account in shown if account.parent_id]
    known = queries.in_portfolio_of(user).filter(pk__in=above).values_list("pk", flat=True)
    sectors = (
        queries.in_portfolio_of(user).exclude(sector="").values_list("sector", flat=True).distinct().order_by("sector")
    )
    return ListPage(
        filter=wanted,
        accounts=tuple(shown),
        openable=frozenset(openable),
        known_parents=frozenset(known),
        more=len(rows) > A_PAGE,
        total=found.count(),
        sectors=tuple(sectors[:CHOICES]),
        countries=_countries(user),
        owners=tuple(
            User.objects.filter(pk__in=queries.in_portfolio_of(user).values("owner")).order_by("name")[:CHOICES]
        ),
        may_create=may_create,
    )


def _countries(user: User) -> tuple[tuple[str, str], ...]:
    """Codes and names of the countries that occur, by name."""
    found = queries.in_portfolio_of(user).exclude(countries="").values_list("countries", flat=True).distinct()
    codes = {code for countries in found[:2000] for code in countries.split()}
    return tuple(sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1]))


def chosen(user: User, wanted: Filter) -> QuerySet[Account]:
    """The accounts a filter leaves, in its order."""
    found = queries.in_portfolio_of(user).filter(archived_at__isnull=not wanted.archived)
    if wanted.account_class:
        found = found.filter(account_class=wanted.account_class)
    if wanted.sector:
        found = found.filter(sector=wanted.sector)
    if wanted.country:
        found = found.filter(countries__contains=wanted.country)
    if wanted.owner:
        found = found.filter(owner=wanted.owner)
    if wanted.mine:
        found = found.filter(memberships__user=user).distinct()
    return _with_words(found, wanted.words).order_by(*SORTS[wanted.sort])


def _with_words(found: QuerySet[Account], words: str) -> QuerySet[Account]:
    for word in words.split():
        keys = Identifier.objects.filter(key__istartswith=word).values("account")
        found = found.filter(Q(name__icontains=word) | Q(pk__in=keys))
    return found


def _plain(text: str) -> str:
    """Typed text as the databases take it: short, without zero bytes."""
    return text.replace("\x00", "").strip()[:200]


def rows(user: User, accounts: QuerySet[Account]) -> Iterator[Sequence[Any]]:
    """The same accounts as rows of an export."""
    known = set(queries.in_portfolio_of(user).filter(children__isnull=False).values_list("pk", flat=True))
    for account in accounts.select_related("parent", "owner").prefetch_related("identifiers").iterator(chunk_size=2000):
        yield (
            account.name, account.get_account_class_display(), account.class_since,
            account.parent.name if account.parent and account.parent_id in known else "", account.sector, account.countries, account.currency,
            account.owner.name if account.owner else "", "; ".join(str(key) for key in account.identifiers.all()),
        )  # fmt: skip


def suggestions(user: User, words: str) -> Sequence[Account]:
    """A few accounts this user may open, by words of their name or the beginning of a key."""
    if not words.strip():
        return ()
    found = _with_words(queries.visible_to(user).filter(archived_at=None), _plain(words))
    return tuple(found.order_by("name", "id")[:SUGGESTED])
