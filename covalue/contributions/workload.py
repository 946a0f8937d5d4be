"""Hours by unit and by person over the coming weeks, where they are too many, and which accounts ask for the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.contributions import queries, rules
from covalue.contributions.desks import desks
from covalue.contributions.models import Contribution, UnitCapacity
from covalue.contributions.rules import HOURS_A_WEEK, Load, State
from covalue.organisation.models import Unit
from covalue.people.models import User
from covalue.web.answered import AsRef, PageOnly

WEEKS: Final = 8
COUNTED: Final = (State.ASKED, State.COUNTERED, State.PROMISED)
NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class WeekLoad:
    """Hours of a week, from its Monday on: promised, and asked without an answer yet, beside what can be given."""

    week: date
    promised: Decimal
    asked: Decimal
    capacity: Decimal
    rows: PageOnly[tuple[Contribution, ...]] = ()

    @property
    def overloaded(self) -> bool:
        """More is promised than can be given."""
        return self.promised > self.capacity

    @property
    def contested(self) -> bool:
        """Several ask for more than can be given."""
        return self.promised + self.asked > self.capacity and len(self.rows) > 1

    @property
    def tone(self) -> str:
        return "bad" if self.overloaded else "warn" if self.promised + self.asked > self.capacity else ""

    @property
    def total(self) -> Decimal:
        return self.promised + self.asked


@dataclass(frozen=True)
class Conflict:
    """The weeks in which several ask for more than can be given, and the accounts the reader may know; `others` are the rest."""

    first: date
    weeks: int
    hours: Decimal
    capacity: Decimal
    accounts: tuple[str, ...]
    others: int

    @property
    def names(self) -> str:
        """The accounts, and how many the reader may not know."""
        known = ", ".join(self.accounts)
        if not self.others:
            return known
        hidden = ngettext("{n} account you may not open", "{n} accounts you may not open", self.others)
        hidden = hidden.format(n=self.others)
        return _("{known} and {hidden}").format(known=known, hidden=hidden) if known else hidden


@dataclass(frozen=True)
class Workload:
    """What a unit or a person has to give by week; `capacity` is a week's, `stated` whether somebody said it."""

    unit: AsRef[Unit] | None
    person: AsRef[User] | None
    lead: AsRef[User] | None
    capacity: Decimal
    stated: bool
    weeks: tuple[WeekLoad, ...]
    conflict: Conflict | None
    to_answer: int
    promised: int
    overdue: int
    leads_it: PageOnly[bool] = False

    @property
    def name(self) -> str:
        return str(self.unit or self.person)

    @property
    def is_idle(self) -> bool:
        """Nobody asks anything of it in these weeks."""
        return not any(week.total for week in self.weeks)

    @property
    def overloaded(self) -> tuple[WeekLoad, ...]:
        """The weeks in which more is promised than can be given."""
        return tuple(week for week in self.weeks if week.overloaded)


@dataclass(frozen=True)
class AlignmentPage:
    """Whose answer is awaited: what is open and the reader may read, the load of its units and people, in hours a week."""

    to_answer: PageOnly[tuple[Contribution, ...]]
    promised: PageOnly[tuple[Contribution, ...]]
    waiting: PageOnly[tuple[Contribution, ...]]
    units: tuple[Workload, ...]
    people: tuple[Workload, ...]
    mondays: tuple[date, ...]
    leads: PageOnly[bool] = False
    today: PageOnly[date] = field(default=date.min)

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.waiting or self.to_answer or self.promised)


def alignment_page(user: User, today: date) -> AlignmentPage:
    """All of it for one reader, in few queries."""
    known = desks()
    led = known.led_by(user)
    read = [row for row in queries.visible_to(user, known) if row.is_open and row.stands is not State.DRAFT]
    units = led | {row.unit_id for row in read}
    people = {row.doer_id for row in read if row.doer_id}
    rows = _counted(units, people)
    opens = accounts.openable(user, {row.account_id for row in rows})
    names = opens | {row.account_id for row in read}
    capacities = dict(UnitCapacity.objects.filter(unit__in=units).values_list("unit", "hours"))

    def of_unit(pk: int) -> Workload:
        own = [row for row in rows if row.unit_id == pk]
        hours = capacities.get(pk)
        return _workload(own, today, names, HOURS_A_WEEK if hours is None else hours, unit=known.units[pk],
                         lead=known.lead_of(pk), stated=hours is not None, leads_it=pk in led)  # fmt: skip

    doers = {row.doer_id: row.doer for row in rows if row.doer_id in people}
    own = [row for row in read if row.unit_id in led]
    return AlignmentPage(
        to_answer=tuple(row for row in own if row.stands is State.ASKED),
        promised=tuple(row for row in own if row.stands is State.PROMISED),
        waiting=tuple(row for row in read if row.account_id in opens),
        units=tuple(
            sorted((of_unit(pk) for pk in units), key=lambda load: (load.is_idle, not load.leads_it, load.name))
        ),
        people=tuple(
            _workload([row for row in rows if row.doer_id == pk], today, names, HOURS_A_WEEK, person=person)
            for pk, person in sorted(doers.items(), key=lambda pair: str(pair[1]))
        ),
        mondays=mondays(today),
        leads=bool(led),
        today=today,
    )


def mondays(today: date) -> tuple[date, ...]:
    """The first days of the weeks that are shown."""
    return tuple(rules.monday(today) + timedelta(weeks=n) for n in range(WEEKS))


def _counted(units: Iterable[int], people: Iterable[int]) -> list[Contribution]:
    """What counts as load of these units and people, whoever may read it: hours are summed, names are not told."""
    rows = Contribution.objects.filter(state__in=COUNTED, account__archived_at=None).select_related(*queries.RELATED)
    of_units, of_people = rows.filter(unit__in=units), rows.filter(doer__in=people)
    return sorted({row.pk: row for row in (*of_units, *of_people)}.values(), key=lambda row: (row.due_on, row.pk))


def _workload(
    rows: list[Contribution], today: date, names: Iterable[int], capacity: Decimal, **whose: object
) -> Workload:
    weeks = tuple(_weeks(rows, today, capacity))
    values: dict[str, object] = {"unit": None, "person": None, "lead": None, "stated": False, **whose}
    return Workload(
        capacity=capacity,
        weeks=weeks,
        conflict=_conflict([week for week in weeks if week.contested], frozenset(names)),
        to_answer=sum(row.stands is State.ASKED for row in rows),
        promised=sum(row.stands is State.PROMISED for row in rows),
        overdue=sum(queries.is_overdue(row, today) for row in rows),
        **values,  # type: ignore[arg-type]
    )


def _weeks(rows: list[Contribution], today: date, capacity: Decimal) -> Iterator[WeekLoad]:
    parts = [(row, rules.spread(_load(row), today)) for row in rows if row.hours]
    for week in mondays(today):
        own = [(row, weeks[week]) for row, weeks in parts if weeks.get(week)]
        promised = sum((hours for row, hours in own if row.stands is State.PROMISED), NOTHING)
        asked = sum((hours for row, hours in own if row.stands is not State.PROMISED), NOTHING)
        yield WeekLoad(week, promised, asked, capacity, tuple(row for row, _hours in own))


def _load(row: Contribution) -> Load:
    return Load(row.hours or NOTHING, row.starts_on or row.account.day_of(row.said_at), row.due_on)


def _conflict(weeks: list[WeekLoad], names: frozenset[int]) -> Conflict | None:
    if not weeks:
        return None
    asking: dict[int, Account] = {row.account_id: row.account for week in weeks for row in week.rows}
    known = sorted(account.name for pk, account in asking.items() if pk in names)
    peak = max(week.total for week in weeks)
    return Conflict(weeks[0].week, len(weeks), peak, weeks[0].capacity, tuple(known), len(asking) - len(known))
