"""The door to coverage: who directs the programme sees everybody's hours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass, Lineage
from covalue.core import errors
from covalue.coverage import rules
from covalue.coverage.models import Capacity, Cover, CoverageModel, Effort
from covalue.coverage.rules import Covered, Load, Segment
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Settings

SEGMENT_NAMES: Final = {
    Segment.STRATEGIC: gettext_lazy("Strategic"),
    Segment.KEY: gettext_lazy("Key"),
    Segment.CANDIDATE: gettext_lazy("Candidate"),
    Segment.WATCH: gettext_lazy("Watch"),
    Segment.A: gettext_lazy("Others, A by revenue"),
    Segment.B: gettext_lazy("Others, B by revenue"),
    Segment.C: gettext_lazy("Others, C by revenue or without any"),
}
LOOKED_AT: Final = (AccountClass.STRATEGIC, AccountClass.KEY, AccountClass.CANDIDATE, AccountClass.WATCH)


@dataclass(frozen=True)
class Person:
    """Somebody's load, with the accounts behind it."""

    user: User
    load: Load
    accounts: tuple[tuple[Account, Decimal], ...]

    @property
    def hundredths(self) -> int:
        """Of capacity, for drawing; at most a hundred."""
        return min(100, round((self.load.share or Decimal(0)) * 100))


@dataclass(frozen=True)
class Gap:
    """An account with what its model asks and who gives how much."""

    account: Account
    segment: Segment
    model: CoverageModel | None
    covered: Covered
    people: tuple[tuple[User, Decimal], ...]


@dataclass(frozen=True)
class ModelUse:
    """A model and its segments: how many customers, hours asked and given. Given is of accounts looked at one by one."""

    model: CoverageModel
    segments: tuple[str, ...]
    customers: int
    asked: Decimal
    given: Decimal


@dataclass(frozen=True)
class SegmentUse:
    """A segment and the model it gets."""

    segment: Segment
    name: str
    customers: int
    model: CoverageModel | None


@dataclass(frozen=True)
class CoveragePage:
    """Everything on the page. Without models only `starters` say how one would begin."""

    people: tuple[Person, ...]
    accounts: tuple[Gap, ...]
    models: tuple[ModelUse, ...]
    segments: tuple[SegmentUse, ...]
    more_places: int
    begun: bool

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Accounts with hours missing, the largest gap in front."""
        return tuple(sorted((g for g in self.accounts if g.covered.gap > 0), key=lambda g: -g.covered.gap))

    @property
    def missing(self) -> Decimal:
        return sum((g.covered.gap for g in self.gaps), Decimal(0))

    @property
    def over(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.load.over)

    @property
    def with_room(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.load.has_room)

    @property
    def capacity(self) -> Decimal:
        return sum((p.load.capacity or Decimal(0) for p in self.people), Decimal(0))

    @property
    def hours(self) -> Decimal:
        return sum((p.load.hours for p in self.people), Decimal(0))


@dataclass(frozen=True)
class WhatIf:
    """An account's hours moved, before it is done: each person before and after."""

    account: Account
    giver: User | None
    taker: User
    hours: Decimal
    before: Covered
    after: Covered
    people: tuple[tuple[User, Load, Load], ...]


@dataclass(frozen=True)
class _Seen:
    """All that is known, read once."""

    accounts: dict[int, Account]
    segments: dict[int, Segment]
    covers: dict[Segment, CoverageModel]
    covered: dict[int, Covered]
    capacity: dict[int, Decimal]
    users: dict[int, User]
    others: dict[Segment, int]


def guard(user: User) -> None:
    """Whoever directs the programme; to others it is not there."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotFound()


def coverage_page(user: User) -> CoveragePage:
    """Load of people, gaps of accounts, use of models, for whoever directs the programme."""
    guard(user)
    return coverage_of_all()


def coverage_of_all() -> CoveragePage:
    """The same for the command line, which is in the hands of whoever runs the workspace."""
    seen = _look()
    loads = rules.loads(seen.covered.values(), seen.capacity)
    people = [_person(seen, load) for load in loads.values() if load.user in seen.users]
    people.sort(key=lambda p: (-(p.load.share or Decimal(-1)), p.user.name))
    strategic = seen.covers.get(Segment.STRATEGIC)
    room = [p.load.room for p in people if p.load.room is not None]
    return CoveragePage(
        people=tuple(people),
        accounts=tuple(_gap(seen, pk) for pk in seen.covered),
        models=tuple(_uses(seen)),
        segments=tuple(
            SegmentUse(one, str(SEGMENT_NAMES[one]), _count(seen, one), seen.covers.get(one)) for one in Segment
        ),
        more_places=rules.more_places(room, strategic.hours) if strategic else 0,
        begun=bool(models().exists()),
    )


def what_if(user: User, account: Account, giver: User | None, taker: User, hours: Decimal | None) -> WhatIf:
    """The load of both, before and after. Raises BadInput where there is nothing to move."""
    guard(user)
    seen = _look()
    before = seen.covered.get(account.pk)
    if before is None:
        before = Covered(account.pk, Decimal(0), {})
    after = rules.moved(before, giver.pk if giver else None, taker.pk, hours)
    others = [one for pk, one in seen.covered.items() if pk != account.pk]
    then, now = (rules.loads([*others, one], seen.capacity) for one in (before, after))
    both = [one for one in (giver, taker) if one is not None]
    return WhatIf(
        account=account,
        giver=giver,
        taker=taker,
        hours=after.given.get(taker.pk, Decimal(0)) - before.given.get(taker.pk, Decimal(0)),
        before=before,
        after=after,
        people=tuple((one, _load(then, one, seen), _load(now, one, seen)) for one in both),
    )


def models() -> QuerySet[CoverageModel]:
    return CoverageModel.objects.all()


def get_model(user: User, model_id: int) -> CoverageModel:
    guard(user)
    found = models().filter(pk=model_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def hours_of_managers() -> Decimal | None:
    """What all who have said so can give in a year; None when nobody has."""
    found = list(Capacity.objects.filter(user__deactivated_at=None).values_list("hours", flat=True))
    return sum(found, Decimal(0)) if found else None


def covered_of(account: Account) -> Covered:
    """What one account is given, as the page shows it."""
    return _look().covered.get(account.pk) or Covered(account.pk, Decimal(0), {})


def _look() -> _Seen:
    told: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for account_id, user, hours in Effort.objects.values_list("account", "user", "hours"):
        told[account_id][user] = hours
    looked_at = Account.objects.filter(archived_at=None, account_class__in=LOOKED_AT) | Account.objects.filter(
        archived_at=None, pk__in=list(told)
    )
    found = {one.pk: one for one in looked_at.select_related("owner").order_by("name")}
    abc = _abc()
    segments = {pk: _segment(one, abc) for pk, one in found.items()}
    covers = {
        Segment(one.segment): one.model for one in Cover.objects.select_related("model") if one.segment in set(Segment)
    }
    leads = _leads(found)
    covered = {}
    for pk in found:
        model = covers.get(segments[pk])
        asked = model.hours if model else Decimal(0)
        covered[pk] = Covered(pk, asked, rules.given(asked, told.get(pk, {}), leads.get(pk)))
    capacity = dict(Capacity.objects.filter(user__deactivated_at=None).values_list("user", "hours"))
    ids = {user for one in covered.values() for user in one.given} | set(capacity)
    users = {one.pk: one for one in User.objects.filter(pk__in=ids)}
    return _Seen(found, segments, covers, covered, capacity, users, _others(abc, found))


def _abc() -> dict[int, str]:
    """Account → its class by revenue of the last twelve months."""
    table = segmentation.everybody(Settings())
    pairs = zip(table["account_id"].to_pylist(), table["abc"].to_pylist(), strict=True)
    return {account: letter for account, letter in pairs if account is not None}


def _segment(account: Account, abc: Mapping[int, str]) -> Segment:
    if account.account_class in LOOKED_AT:
        return Segment(account.account_class)
    return Segment(abc.get(account.pk, "C"))


def _leads(found: Iterable[int]) -> dict[int, int]:
    """Account → who leads it: the nearest above, itself first; without one, its owner."""
    rows = (
        Lineage.objects.filter(
            account__in=list(found),
            ancestor__memberships__team_role="lead",
            ancestor__memberships__user__deactivated_at=None,
        )
        .order_by("-depth")
        .values_list("account", "ancestor__memberships__user")
    )
    owners = Account.objects.filter(pk__in=list(found), owner__deactivated_at=None).exclude(owner=None)
    return {**dict(owners.values_list("pk", "owner")), **dict(rows)}


def _others(abc: Mapping[int, str], found: Mapping[int, Account]) -> dict[Segment, int]:
    """How many customers are not looked at one by one, by their class of revenue."""
    counted: dict[Segment, int] = dict.fromkeys((Segment.A, Segment.B, Segment.C), 0)
    whole = Account.objects.filter(archived_at=None).exclude(pk__in=list(found)).aggregate(n=Count("pk"))["n"]
    for account, letter in abc.items():
        if account not in found:
            counted[Segment(letter)] += 1
    counted[Segment.C] += max(0, whole - sum(counted.values()))
    return counted


def _count(seen: _Seen, segment: Segment) -> int:
    return sum(1 for one in seen.segments.values() if one == segment) + seen.others.get(segment, 0)


def _uses(seen: _Seen) -> Iterable[ModelUse]:
    for model in models():
        mine = [one for one, covers in seen.covers.items() if covers.pk == model.pk]
        customers = sum(_count(seen, one) for one in mine)
        given = sum((c.total for pk, c in seen.covered.items() if seen.segments[pk] in mine), Decimal(0))
        names = tuple(str(SEGMENT_NAMES[one]) for one in Segment if one in mine)
        yield ModelUse(model, names, customers, model.hours * customers, given)


def _person(seen: _Seen, load: Load) -> Person:
    mine = [(seen.accounts[pk], one.given[load.user]) for pk, one in seen.covered.items() if load.user in one.given]
    return Person(seen.users[load.user], load, tuple(sorted(mine, key=lambda pair: -pair[1])))


def _gap(seen: _Seen, pk: int) -> Gap:
    one, segment = seen.covered[pk], seen.segments[pk]
    people = tuple((seen.users[user], hours) for user, hours in one.given.items() if user in seen.users)
    return Gap(seen.accounts[pk], segment, seen.covers.get(segment), one, people)


def _load(found: Mapping[int, Load], user: User, seen: _Seen) -> Load:
    return found.get(user.pk) or Load(user.pk, Decimal(0), seen.capacity.get(user.pk))


def able(user: User) -> QuerySet[User]:
    """Those of us who can be planned."""
    guard(user)
    return people.with_a_role()


def get_account(user: User, account_id: int) -> Account:
    guard(user)
    return accounts.get(user, account_id)
