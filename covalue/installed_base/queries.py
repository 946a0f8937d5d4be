"""Reading the installed base; queries of accounts decide whose."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.core import errors
from covalue.installed_base import rules
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.rules import Due, Quarter, Upgraded
from covalue.organisation import queries as organisation
from covalue.people.models import User

AHEAD: Final = timedelta(days=90)  # how long before support ends it is said
ASKED: Final = 3  # contacts named whom to ask
NEXT: Final = 5  # things like customers did that are shown


@dataclass(frozen=True)
class FallsDue:
    """An item with the day it falls due and the contacts to ask."""

    item: InstalledItem
    due: Due
    ask: tuple[Contact, ...]

    @property
    def basis(self) -> str:
        """What the day follows from, in words."""
        return str(rules.BASIS_NAMES[self.due.basis])


@dataclass(frozen=True)
class DueQuarter:
    """What falls due in a quarter; without one it is overdue."""

    quarter: Quarter | None
    items: tuple[FallsDue, ...]

    @property
    def title(self) -> str:
        return str(self.quarter) if self.quarter else _("Overdue")


@dataclass(frozen=True)
class Glance:
    """What falls due on an account, as its home shows it."""

    account: Account
    clock: tuple[DueQuarter, ...]


@dataclass(frozen=True)
class Site:
    """What stands at one site, and how many of the items are ours."""

    name: str
    items: tuple[InstalledItem, ...]

    @property
    def ours(self) -> int:
        return sum(item.is_ours for item in self.items)


@dataclass(frozen=True)
class Next:
    """What came after a product at customers of the same sector: those one may open by name, the others counted.

    `others` is 0 while they are too few to stay unknown.
    """

    product: str
    after: str
    named: tuple[Account, ...]
    others: int


@dataclass(frozen=True)
class BasePage:
    """The installed base of an account."""

    account: Account
    sites: tuple[Site, ...]
    clock: tuple[DueQuarter, ...]
    undated: tuple[InstalledItem, ...]
    upgraded: tuple[Upgraded, ...]
    next: tuple[Next, ...]
    items: tuple[InstalledItem, ...]

    @property
    def standing(self) -> int:
        return sum(len(site.items) for site in self.sites)

    @property
    def ours(self) -> int:
        return sum(site.ours for site in self.sites)

    @property
    def overdue(self) -> int:
        return sum(len(part.items) for part in self.clock if part.quarter is None)

    @property
    def now(self) -> Upgraded:
        """Where “obsolete systems upgraded” stands today."""
        return self.upgraded[-1]


def _guard(row: InstalledItem) -> None:
    if row.offering is None and not row.product:
        raise errors.BadInput(_("Choose one of our offerings, or enter what it is called."), field="product")
    if row.offering is not None and row.maker:
        raise errors.BadInput(_("An offering of ours has no other maker: leave one of both empty."), field="maker")
    for name, why in (
        ("supported_until", _("Its support would end before it was installed.")),
        ("written_off_until", _("It would be written off before it was installed.")),
        ("replaced_on", _("It would be replaced before it was installed.")),
    ):
        day = getattr(row, name)
        if day is not None and row.since is not None and day < row.since:
            raise errors.BadInput(why, field=name)
    _guard_successor(row)


def _guard_successor(row: InstalledItem) -> None:
    seen, after = {row.pk}, row.replaced_by
    if after is not None and after.account_id != row.account_id:
        raise errors.BadInput(_("What replaces it stands at another customer."), field="replaced_by")
    while after is not None:
        if after.pk in seen:
            raise errors.BadInput(_("It would replace itself in the end."), field="replaced_by")
        seen.add(after.pk)
        after = after.replaced_by


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    others = InstalledItem.objects.filter(account=account, removed_at=None).select_related("offering")
    return {"offering": organisation.offerings(), "replaced_by": others}


ITEMS: Final = AccountRows(
    InstalledItem,
    related=("offering", "replaced_by", "replaced_by__offering"),
    order=("site", "product", "id"),
    choices=_choices,
    check=_guard,
)


def everywhere(user: User) -> QuerySet[InstalledItem]:
    """What stands at active accounts this user may open, or stood there."""
    return ITEMS.visible_to(user).filter(account__archived_at=None)


def page_of(user: User, account: Account, today: date) -> BasePage:
    """The installed base of an account this user may open."""
    items = tuple(ITEMS.of(account))
    standing = [item for item in items if not item.is_replaced]
    clock = clock_of(account, standing, today)
    return BasePage(
        account,
        sites=_sites(standing),
        clock=clock,
        undated=tuple(item for item in standing if item.due is None),
        upgraded=rules.upgraded((item.life for item in items), today),
        next=next_at_others(user, account, standing),
        items=items,
    )


def glance_of(account: Account, today: date) -> Glance | None:
    """What falls due on an account, without whom to ask; None where nothing is known to stand there."""
    items = list(ITEMS.of(account))
    standing = (item for item in items if not item.is_replaced)
    return Glance(account, _by_quarter(standing, (), today)) if items else None


def clock_of(account: Account, items: Iterable[InstalledItem], today: date) -> tuple[DueQuarter, ...]:
    """The refresh clock: what is overdue, then what falls due by quarter, each with whom to ask."""
    standing = list(items)
    people = list(accounts.current_contacts(account)) if any(item.due for item in standing) else []
    return _by_quarter(standing, people, today)


def _by_quarter(items: Iterable[InstalledItem], people: Sequence[Contact], today: date) -> tuple[DueQuarter, ...]:
    dated = [(item, due) for item in items if (due := item.due) is not None]
    parts: dict[Quarter | None, list[FallsDue]] = defaultdict(list)
    for item, due in sorted(dated, key=lambda pair: (pair[1].day, pair[0].pk)):
        quarter = None if due.day < today else rules.quarter_of(due.day)
        parts[quarter].append(FallsDue(item, due, whom_to_ask(item, people)))
    return tuple(DueQuarter(quarter, tuple(rows)) for quarter, rows in parts.items())


def whom_to_ask(item: InstalledItem, people: Iterable[Contact]) -> tuple[Contact, ...]:
    """The contacts of the item's unit, those with a buying role first; none where no unit is named."""
    unit = item.unit.strip().casefold()
    if not unit:
        return ()
    there = [contact for contact in people if contact.department.strip().casefold() == unit]
    return tuple(sorted(there, key=lambda contact: (not contact.buying_role, contact.name, contact.pk))[:ASKED])


def next_at_others(user: User, account: Account, standing: Iterable[InstalledItem]) -> tuple[Next, ...]:
    """What came after the same products at customers of the same sector, the most frequent first."""
    ours = {item.offering_id for item in standing if item.offering_id}
    products = {item.product for item in standing if not item.offering_id}
    if not account.sector or not (ours or products):
        return ()
    same = Q(offering__in=ours) | Q(offering=None, product__in=products)
    rows = (
        InstalledItem.objects.filter(same, account__sector=account.sector, removed_at=None, account__archived_at=None)
        .exclude(account=account)
        .filter(replaced_by__removed_at=None, replaced_by__isnull=False)
        .select_related("account", "offering", "replaced_by__offering")
    )
    found: dict[tuple[str, str], dict[int, Account]] = defaultdict(dict)
    for row in rows:
        assert row.replaced_by is not None
        found[row.name, row.replaced_by.name][row.account_id] = row.account
    open_to = accounts.openable(user, {pk for customers in found.values() for pk in customers})
    steps = [_next(names, customers, open_to) for names, customers in found.items()]
    told = [step for step in steps if step.named or step.others]
    return tuple(sorted(told, key=lambda step: (-len(step.named) - step.others, step.product, step.after))[:NEXT])


def _next(names: tuple[str, str], customers: dict[int, Account], open_to: frozenset[int]) -> Next:
    named = sorted((row for pk, row in customers.items() if pk in open_to), key=lambda row: row.name)
    others = len(customers) - len(named)
    return Next(*names, tuple(named), others if others >= rules.FEW else 0)


def support_ends_soon(account_ids: Any, today: date) -> QuerySet[InstalledItem]:
    """Items of these accounts that stand and lose their support within the next ninety days."""
    stands = Q(replaced_by=None) | Q(replaced_by__removed_at__isnull=False)
    return InstalledItem.objects.filter(
        stands,
        account__in=account_ids,
        removed_at=None,
        replaced_on=None,
        supported_until__range=(today, today + AHEAD),
    ).select_related("account", "offering")


def _sites(items: Iterable[InstalledItem]) -> tuple[Site, ...]:
    by_name: dict[str, list[InstalledItem]] = defaultdict(list)
    for item in items:
        by_name[item.site].append(item)
    return tuple(Site(name, tuple(by_name[name])) for name in sorted(by_name, key=lambda name: (not name, name)))


def offerings_of(items: Iterable[InstalledItem]) -> tuple[tuple[str, int], ...]:
    """How many items there are of each product, the most first."""
    counts = Counter(item.name for item in items)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
