"""What coverage shows: everybody's load, accounts short of hours, models. The program director sees all of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass, Lineage
from covalue.core import errors
from covalue.coverage import rules
from covalue.coverage.models import Capacity, CoverageModel, Effort
from covalue.coverage.models import Cover as SegmentModel
from covalue.coverage.rules import Cover, Load, Segment
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Settings
from covalue.web.amounts import Number
from covalue.web.answered import AsRef, PageOnly

SEGMENT_NAMES: Final = {
    Segment.STRATEGIC: _("Strategic"),
    Segment.KEY: _("Key"),
    Segment.CANDIDATE: _("Candidate"),
    Segment.WATCH: _("Watch"),
    Segment.A: _("Others, A by revenue"),
    Segment.B: _("Others, B by revenue"),
    Segment.C: _("Others, C by revenue or none"),
}
MANAGED_ONE_BY_ONE: Final = (AccountClass.STRATEGIC, AccountClass.KEY, AccountClass.CANDIDATE, AccountClass.WATCH)


@dataclass(frozen=True)
class PersonLoad:
    """Planned hours and capacity per year. `capacity` is null if it was never set."""

    user: AsRef[User]
    hours: Number
    capacity: Number | None
    overloaded: bool
    load: PageOnly[Load]
    accounts: PageOnly[tuple[tuple[Account, Decimal], ...]]

    @property
    def percent(self) -> int:
        """Of capacity, for drawing; at most a hundred."""
        return min(100, round((self.load.share or Decimal(0)) * 100))


@dataclass(frozen=True)
class Gap:
    """An account with the hours its model needs, and who plans how many."""

    account: AsRef[Account]
    segment: str
    model: AsRef[CoverageModel] | None
    asked: Number
    given: Number
    people: PageOnly[tuple[tuple[User, Decimal], ...]]

    @property
    def missing(self) -> Decimal:
        return self.asked - self.given


@dataclass(frozen=True)
class CoverageModelRow:
    """A model; on the page with its segments, their customers, and the hours these need and are given."""

    id: int
    name: str
    served: str
    hours: Number
    segments: PageOnly[tuple[str, ...]] = ()
    customers: PageOnly[int] = 0
    asked: PageOnly[Decimal] = Decimal(0)
    given: PageOnly[Decimal] = Decimal(0)

    @classmethod
    def of(cls, model: CoverageModel, *use: object) -> "CoverageModelRow":
        return cls(model.pk, model.name, model.served, model.hours, *use)  # type: ignore[arg-type]


@dataclass(frozen=True)
class SegmentRow:
    """A segment and the model it gets."""

    segment: str
    customers: int
    model: AsRef[CoverageModel] | None
    name: PageOnly[str]


@dataclass(frozen=True)
class CoveragePage:
    """Load of people, accounts with hours missing (the largest gap first), models and the segments that get them."""

    people: tuple[PersonLoad, ...]
    gaps: tuple[Gap, ...]
    models: tuple[CoverageModelRow, ...]
    segments: tuple[SegmentRow, ...]
    free_places: int
    accounts: PageOnly[tuple[Gap, ...]]
    without_capacity: PageOnly[QuerySet[User]]

    @property
    def missing(self) -> Decimal:
        return sum((gap.missing for gap in self.gaps), Decimal(0))

    @property
    def hours_missing(self) -> int:
        """Whole hours, as they are told."""
        return round(self.missing)

    @property
    def overloaded(self) -> tuple[PersonLoad, ...]:
        return tuple(person for person in self.people if person.overloaded)

    @property
    def with_spare_hours(self) -> tuple[PersonLoad, ...]:
        return tuple(person for person in self.people if person.load.has_spare_hours)

    @property
    def capacity(self) -> Decimal:
        return sum((person.capacity or Decimal(0) for person in self.people), Decimal(0))

    @property
    def hours(self) -> Decimal:
        return sum((person.hours for person in self.people), Decimal(0))


@dataclass(frozen=True)
class LoadChange:
    """A person's load before and after hours are moved."""

    user: AsRef[User]
    before: Number
    after: Number
    overloaded: bool
    load_before: PageOnly[Load]
    load_after: PageOnly[Load]


@dataclass(frozen=True)
class WhatIf:
    """An account's hours moved, before it is planned: each person before and after."""

    account: Account
    hours: Decimal
    before: Cover
    after: Cover
    people: tuple[LoadChange, ...]


@dataclass(frozen=True)
class PlannedHours:
    """A person's hours on an account; without anybody one row says so."""

    gap: Gap
    user: User | None
    hours: Decimal | None


@dataclass(frozen=True)
class PlanPage:
    """An account's cover, and everybody on its team with their hours."""

    account: Account
    cover: Cover
    people: tuple[tuple[User, Decimal | None], ...]


@dataclass(frozen=True)
class _Facts:
    """All that is known, read once."""

    accounts: dict[int, Account]
    segments: dict[int, Segment]
    models: dict[Segment, CoverageModel]
    covers: dict[int, Cover]
    capacity: dict[int, Decimal]
    users: dict[int, User]
    others: dict[Segment, int]

    def customers(self, segment: Segment) -> int:
        return sum(1 for own in self.segments.values() if own == segment) + self.others.get(segment, 0)


def guard(user: User) -> None:
    """Only the program director; for others coverage does not exist."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotFound()


def coverage_page(user: User) -> CoveragePage:
    """Load of people, gaps of accounts, use of models, for the program director."""
    guard(user)
    return coverage_of_all()


def overloaded(user: User) -> tuple[PersonLoad, ...]:
    """People with more hours planned than they have, for the program director."""
    guard(user)
    facts = _facts(with_others=False)
    loads = rules.loads(facts.covers.values(), facts.capacity).values()
    return tuple(_person(facts, load) for load in loads if load.overloaded and load.user in facts.users)


def coverage_of_all() -> CoveragePage:
    """The same for the command line, which whoever runs the workspace uses."""
    facts = _facts()
    loads = rules.loads(facts.covers.values(), facts.capacity)
    persons = [_person(facts, load) for load in loads.values() if load.user in facts.users]
    persons.sort(key=lambda person: (-(person.load.share or Decimal(-1)), person.user.name))
    rows = tuple(_gap(facts, account) for account in facts.covers)
    strategic = facts.models.get(Segment.STRATEGIC)
    spare = [person.load.spare_hours for person in persons if person.load.spare_hours is not None]
    return CoveragePage(
        people=tuple(persons),
        gaps=tuple(sorted((row for row in rows if row.missing > 0), key=lambda row: -row.missing)),
        models=tuple(_model_rows(facts)),
        segments=tuple(_segment_row(facts, segment) for segment in Segment),
        free_places=rules.free_places(spare, strategic.hours) if strategic else 0,
        accounts=rows,
        without_capacity=people.with_a_role().exclude(pk__in=[person.user.pk for person in persons]),
    )


def planned_hours(user: User) -> list[PlannedHours]:
    """Each person on each account, for the export."""
    rows = coverage_page(user).accounts
    return [PlannedHours(gap, person, hours) for gap in rows for person, hours in gap.people or ((None, None),)]


def what_if(user: User, account: Account, giver: User | None, taker: User, hours: Decimal | None) -> WhatIf:
    """The load of both people if the taker took over hours from the giver. Nothing is changed."""
    guard(user)
    facts = _facts()
    before = facts.covers.get(account.pk) or Cover(account.pk, Decimal(0), {})
    after = rules.moved(before, giver.pk if giver else None, taker.pk, hours)
    others = [cover for cover in facts.covers.values() if cover.account != account.pk]
    loads_before, loads_after = (rules.loads([*others, cover], facts.capacity) for cover in (before, after))

    def change(person: User) -> LoadChange:
        nothing = Load(person.pk, Decimal(0), facts.capacity.get(person.pk))
        then, now = (loads.get(person.pk, nothing) for loads in (loads_before, loads_after))
        return LoadChange(person, then.hours, now.hours, now.overloaded, then, now)

    moved = after.planned.get(taker.pk, Decimal(0)) - before.planned.get(taker.pk, Decimal(0))
    return WhatIf(account, moved, before, after, tuple(change(person) for person in (giver, taker) if person))


def plan_page(user: User, account_id: int) -> PlanPage:
    """The account's team, and whoever has hours on it."""
    account = get_account(user, account_id)
    cover = cover_of(account)
    team = [member.user_id for member in accounts.team_of(account)]
    shown = plannable(user).filter(pk__in=[*cover.planned, *team])
    return PlanPage(account, cover, tuple((person, cover.planned.get(person.pk)) for person in shown))


def get_model(user: User, model_id: int) -> CoverageModel:
    """One coverage model."""
    guard(user)
    model = CoverageModel.objects.filter(pk=model_id).first()
    if model is None:
        raise errors.NotFound()
    return model


def get_account(user: User, account_id: int) -> Account:
    """An account whose hours one may plan."""
    guard(user)
    return accounts.get(user, account_id)


def accounts_to_plan(user: User) -> QuerySet[Account]:
    """Accounts whose hours can be planned, by name."""
    return accounts.visible_to(user).filter(archived_at=None).order_by("name")


def plannable(user: User) -> QuerySet[User]:
    """Colleagues whose hours can be planned."""
    guard(user)
    return people.with_a_role()


def offered(user: User) -> QuerySet[User]:
    """Those of them who manage accounts: they have hours for it, or some on an account; everybody while nobody has."""
    managers = Q(pk__in=Capacity.objects.values("user")) | Q(pk__in=Effort.objects.values("user"))
    nobody = ~Exists(Capacity.objects.all()) & ~Exists(Effort.objects.all())
    return plannable(user).filter(managers | nobody)


def hours_of_managers() -> Decimal | None:
    """The capacity of all who have one, in hours a year; None when nobody has."""
    hours = list(Capacity.objects.filter(user__deactivated_at=None).values_list("hours", flat=True))
    return sum(hours, Decimal(0)) if hours else None


def cover_of(account: Account) -> Cover:
    """The hours one account needs and is given."""
    return _facts().covers.get(account.pk) or Cover(account.pk, Decimal(0), {})


def _facts(*, with_others: bool = True) -> _Facts:
    planned: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for account_id, user, hours in Effort.objects.values_list("account", "user", "hours"):
        planned[account_id][user] = hours
    current = accounts.unscoped().filter(archived_at=None)
    shown = current.filter(account_class__in=MANAGED_ONE_BY_ONE) | current.filter(pk__in=list(planned))
    by_id = {account.pk: account for account in shown.select_related("owner").order_by("name")}
    abc = _abc_classes()
    segments = {pk: _segment(account, abc) for pk, account in by_id.items()}
    models = {Segment(row.segment): row.model for row in SegmentModel.objects.select_related("model")}
    leads = _leads(by_id)
    covers = {}
    for pk, segment in segments.items():
        needed = models[segment].hours if segment in models else Decimal(0)
        covers[pk] = Cover(pk, needed, rules.planned_hours(needed, planned.get(pk, {}), leads.get(pk)))
    capacity = dict(Capacity.objects.filter(user__deactivated_at=None).values_list("user", "hours"))
    users = people.by_ids({user for cover in covers.values() for user in cover.planned} | set(capacity))
    return _Facts(by_id, segments, models, covers, capacity, users, _others(abc, by_id) if with_others else {})


def _abc_classes() -> dict[int, str]:
    """Account id → its ABC class by revenue of the last twelve months."""
    table = segmentation.everybody(Settings())
    pairs = zip(table["account_id"].to_pylist(), table["abc"].to_pylist(), strict=True)
    return {account: letter for account, letter in pairs if account is not None}


def _segment(account: Account, abc: Mapping[int, str]) -> Segment:
    if account.account_class in MANAGED_ONE_BY_ONE:
        return Segment(account.account_class)
    return Segment(abc.get(account.pk, "C"))


def _leads(account_ids: Iterable[int]) -> dict[int, int]:
    """Account id → who leads it: the nearest lead above, its own first; without one, its owner."""
    lineage = Lineage.objects.filter(
        account__in=list(account_ids),
        ancestor__memberships__team_role="lead",
        ancestor__memberships__user__in=people.leading().order_by().values("pk"),
    ).order_by("-depth")
    owned = accounts.unscoped().filter(pk__in=list(account_ids), owner__deactivated_at=None).exclude(owner=None)
    return dict([*owned.values_list("pk", "owner"), *lineage.values_list("account", "ancestor__memberships__user")])


def _others(abc: Mapping[int, str], shown: Mapping[int, Account]) -> dict[Segment, int]:
    """How many customers are not managed one by one, by their ABC class."""
    counts = dict.fromkeys((Segment.A, Segment.B, Segment.C), 0)
    for account, letter in abc.items():
        if account not in shown:
            counts[Segment(letter)] += 1
    everybody = accounts.unscoped().filter(archived_at=None).exclude(pk__in=list(shown)).count()
    counts[Segment.C] += max(0, everybody - sum(counts.values()))
    return counts


def _model_rows(facts: _Facts) -> Iterator[CoverageModelRow]:
    for model in CoverageModel.objects.all():
        own = [segment for segment in Segment if segment in facts.models and facts.models[segment].pk == model.pk]
        customers = sum(facts.customers(segment) for segment in own)
        given = sum((c.total for pk, c in facts.covers.items() if facts.segments[pk] in own), Decimal(0))
        names = tuple(str(SEGMENT_NAMES[segment]) for segment in own)
        yield CoverageModelRow.of(model, names, customers, model.hours * customers, given)


def _segment_row(facts: _Facts, segment: Segment) -> SegmentRow:
    name = str(SEGMENT_NAMES[segment])
    return SegmentRow(segment.value, facts.customers(segment), facts.models.get(segment), name)


def _person(facts: _Facts, load: Load) -> PersonLoad:
    own = [(facts.accounts[pk], c.planned[load.user]) for pk, c in facts.covers.items() if load.user in c.planned]
    accounts_by_hours = tuple(sorted(own, key=lambda pair: -pair[1]))
    return PersonLoad(facts.users[load.user], load.hours, load.capacity, load.overloaded, load, accounts_by_hours)


def _gap(facts: _Facts, pk: int) -> Gap:
    cover, segment = facts.covers[pk], facts.segments[pk]
    persons = tuple((facts.users[user], hours) for user, hours in cover.planned.items() if user in facts.users)
    return Gap(facts.accounts[pk], segment.value, facts.models.get(segment), cover.needed, cover.total, persons)
