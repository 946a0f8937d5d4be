"""The list of accounts: filter, search, sort, page, export."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries
from covalue.accounts.models import Account, AccountClass, Identifier, Membership
from covalue.accounts.rules import country_name
from covalue.core.shared import AddedByName
from covalue.listviews.rules import Column
from covalue.people import queries as people
from covalue.people.models import User

A_PAGE: Final = 50
SUGGESTED: Final = 12
CHOICES: Final = 60
COUNTED: Final = 10_000  # further than anybody counts; the page says “more than”
KEPT_SECONDS: Final = 60
AT_ONCE: Final = 2000
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "name": ("name", "id"),
    "class": ("account_class", "name", "id"),
    "sector": ("sector", "name", "id"),
    "owner": (F("owner__name").asc(nulls_last=True), "name", "id"),
}
PLACE: Final = "accounts"
COLUMNS: Final = (
    Column("class", _("Class")), Column("part_of", _("Parent account")), Column("sector", _("Sector")),
    Column("countries", _("Countries")), Column("owner", _("Owner")), Column("keys", _("IDs"), usual=False),
    Column("since", _("Class since"), usual=False), Column("currency", _("Currency"), usual=False),
    Column("employees", _("Employees"), usual=False), Column("website", _("Website"), usual=False),
    Column("relationship", _("Current relationship"), usual=False), Column("team", _("Team"), usual=False),
)  # fmt: skip
CONFIDED: Final = frozenset({"team"})  # told only of accounts one may open, like the columns of other packages


@dataclass(frozen=True)
class AddedColumn:
    """A column of another package: `values` gives it for accounts by their numbers, in one query.

    Its values are shown only of accounts one may open.
    """

    key: str
    label: str | Promise
    order: int
    values: Callable[[Sequence[int]], Mapping[int, Any]]


_added: AddedByName[str, AddedColumn] = AddedByName()


def add_column(column: AddedColumn) -> None:
    """Offer one more column in the list and in its exports."""
    _added.add(column.key, column)


def columns() -> tuple[Column, ...]:
    """All columns one can choose from."""
    added = sorted(_added.values(), key=attrgetter("order"))
    return (*COLUMNS, *(Column(column.key, column.label, usual=False) for column in added))


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

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.account_class or self.sector or self.country or self.owner or self.words or self.mine)

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
class Cell:
    """What stands in one column of one account: a text, a number or a day."""

    key: str
    value: Any

    @property
    def is_day(self) -> bool:
        return isinstance(self.value, date)


@dataclass(frozen=True)
class Row:
    """One account as the list shows it."""

    account: Account
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Choices:
    """What the filters of the list offer."""

    sectors: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    owners: tuple[User, ...]


@dataclass(frozen=True)
class ListPage:
    """One page of the list. `more` tells of a next page; `beyond` that there are more than `total`, which is not counted."""

    filter: Filter
    columns: tuple[Column, ...]
    accounts: tuple[Row, ...]
    openable: frozenset[int]
    more: bool
    total: int
    beyond: bool
    sectors: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    owners: tuple[User, ...]
    may_create: bool


def list_page(user: User, wanted: Filter, columns: tuple[Column, ...], *, may_create: bool) -> ListPage:
    """The accounts this user may know of, as asked; a constant number of queries."""
    accounts = chosen(user, wanted)
    start = (wanted.page - 1) * A_PAGE
    rows = list(accounts.select_related("parent", "owner")[start : start + A_PAGE + 1])
    shown = rows[:A_PAGE]
    openable = queries.openable(user, (account.pk for account in shown))
    total, choices = accounts.order_by()[: COUNTED + 1].count(), _choices(user)
    return ListPage(
        filter=wanted,
        columns=columns,
        accounts=_filled(user, shown, columns, openable),
        openable=openable,
        more=len(rows) > A_PAGE,
        total=min(total, COUNTED),
        beyond=total > COUNTED,
        sectors=choices.sectors,
        countries=choices.countries,
        owners=choices.owners,
        may_create=may_create,
    )


def _choices(user: User) -> Choices:
    """What the filters offer, of what this user may know of. Kept for a minute: it takes reading the whole base."""
    choices: Choices | None = cache.get(f"accounts:choices:{user.pk}")
    if choices is None:
        known = queries.in_portfolio_of(user)
        sectors = known.exclude(sector="").values_list("sector", flat=True).distinct().order_by("sector")
        owners = people.among(known.values("owner"))
        choices = Choices(tuple(sectors[:CHOICES]), _countries(user), tuple(owners[:CHOICES]))
        cache.set(f"accounts:choices:{user.pk}", choices, KEPT_SECONDS)
    return choices


def _countries(user: User) -> tuple[tuple[str, str], ...]:
    """Codes and names of the countries that occur, by name."""
    texts = (
        queries.in_portfolio_of(user).exclude(countries="").values_list("countries", flat=True).order_by().distinct()
    )
    codes = {code for countries in texts[:2000] for code in countries.split()}
    return tuple(sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1]))


def chosen(user: User, wanted: Filter) -> QuerySet[Account]:
    """The accounts a filter leaves, in its order."""
    accounts = queries.in_portfolio_of(user).filter(archived_at__isnull=not wanted.archived)
    if wanted.account_class:
        accounts = accounts.filter(account_class=wanted.account_class)
    if wanted.sector:
        accounts = accounts.filter(sector=wanted.sector)
    if wanted.country:
        accounts = accounts.filter(countries__contains=wanted.country)
    if wanted.owner:
        accounts = accounts.filter(owner=wanted.owner)
    if wanted.mine:
        accounts = accounts.filter(memberships__user=user).distinct()
    return _with_words(accounts, wanted.words).order_by(*SORTS[wanted.sort])


def _with_words(accounts: QuerySet[Account], words: str) -> QuerySet[Account]:
    for word in words.split():
        keys = Identifier.objects.filter(key__folded_start=word).values("account")
        accounts = accounts.filter(Q(name__folded=word) | Q(pk__in=keys))
    return accounts


def _plain(text: str) -> str:
    """Typed text as the databases take it: short, without zero bytes."""
    return text.replace("\x00", "").strip()[:200]


def headings(columns: Sequence[Column]) -> tuple[str, ...]:
    """The first line of an export."""
    return ("name", *(column.key.replace("_", " ") for column in columns))


def rows(user: User, accounts: QuerySet[Account], columns: tuple[Column, ...]) -> Iterator[Sequence[Any]]:
    """The same accounts as rows of an export, with the columns one chose."""
    for part in batched(accounts.select_related("parent", "owner").iterator(chunk_size=AT_ONCE)):
        for row in _filled(user, part, columns, queries.openable(user, (account.pk for account in part))):
            yield (row.account.name, *(cell.value for cell in row.cells))


def batched(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    """Parts that one statement can ask about."""
    waiting = iter(accounts)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def _filled(
    user: User, shown: Sequence[Account], columns: Sequence[Column], openable: frozenset[int]
) -> tuple[Row, ...]:
    """The accounts with the columns asked for; one query for each column that is not the account's own."""
    wanted = {column.key for column in columns}
    above = [account.parent_id for account in shown if account.parent_id] if "part_of" in wanted else []
    known = set(queries.in_portfolio_of(user).filter(pk__in=above).values_list("pk", flat=True)) if above else set()
    ids = [account.pk for account in shown]
    looked_up: dict[str, Mapping[int, Any]] = {key: _LOOKED_UP[key](ids) for key in wanted & _LOOKED_UP.keys()}
    looked_up |= {key: _added[key].values(ids) for key in wanted & _added.keys()}
    confided = CONFIDED | _added.keys()

    def value(account: Account, key: str) -> Any:
        if key == "part_of":
            return account.parent.name if account.parent and account.parent_id in known else ""
        if key in confided and account.pk not in openable:
            return ""
        return looked_up[key].get(account.pk, "") if key in looked_up else _OWN[key](account)

    return tuple(
        Row(account, tuple(Cell(column.key, value(account, column.key)) for column in columns)) for account in shown
    )


def _keys(ids: Sequence[int]) -> dict[int, str]:
    return _joined(Identifier.objects.filter(account__in=ids).values_list("account", "source", "key"))


def _team(ids: Sequence[int]) -> dict[int, str]:
    """Those on the account's own team; who comes from above is on the account's page."""
    places = Membership.objects.filter(account__in=ids, user__in=people.on_teams().order_by().values("pk")).order_by(
        "id"
    )
    return _joined(places.values_list("account", "user__name"), between=", ", within="")


def _joined(facts: Iterable[tuple[Any, ...]], *, between: str = "; ", within: str = ": ") -> dict[int, str]:
    texts: dict[int, list[str]] = defaultdict(list)
    for account, *parts in facts:
        texts[account].append(within.join(parts))
    return {account: between.join(dict.fromkeys(parts)) for account, parts in texts.items()}


_LOOKED_UP: Final[dict[str, Callable[[Sequence[int]], dict[int, str]]]] = {"keys": _keys, "team": _team}
_OWN: Final[dict[str, Callable[[Account], Any]]] = {
    "class": lambda account: account.get_account_class_display(),
    "sector": lambda account: account.sector,
    "countries": lambda account: account.countries,
    "owner": lambda account: account.owner.name if account.owner else "",
    "since": lambda account: account.class_since or "",
    "currency": lambda account: account.currency,
    "employees": lambda account: "" if account.employees is None else account.employees,
    "website": lambda account: account.website,
    "relationship": lambda account: account.relationship_now,
}


def suggestions(user: User, words: str) -> Sequence[Account]:
    """A few accounts this user may open, by words of their name or the beginning of a key."""
    if not words.strip():
        return ()
    accounts = _with_words(queries.visible_to(user).filter(archived_at=None), _plain(words))
    return tuple(accounts.order_by("name", "id")[:SUGGESTED])
