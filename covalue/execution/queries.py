"""Reading work packages and what they wait for; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.core import days, errors, money
from covalue.execution import rules, working_days
from covalue.execution.models import Baseline, Dependency, Move, WorkAnswer, WorkPackage
from covalue.execution.rules import CircleError, Follows, Forecast, Reason, Task, Timing, WorkState
from covalue.people import queries as people
from covalue.people.models import User
from covalue.value.models import Initiative
from covalue.value.queries import initiatives_of
from covalue.web.shapes import FIRST_DAY, LAST_DAY


@dataclass(frozen=True)
class WorkRow:
    """A work package with where it stands, its room, its forecast, and its days in the baseline that holds."""

    package: WorkPackage
    state: WorkState
    timing: Timing | None
    forecast: Forecast | None
    waits_for: tuple[Dependency, ...]
    agreed_end: date | None
    waits_title: str

    @property
    def slack(self) -> int | None:
        return None if self.timing is None or not self.package.is_open else self.timing.slack

    @property
    def is_critical(self) -> bool:
        return self.slack is not None and self.slack <= 0

    @property
    def forecast_end(self) -> date | None:
        """The day it is likely to be finished, where that is later than planned."""
        if self.forecast is None or not self.package.is_open or not self.forecast.late:
            return None
        return working_days.last_day(self.forecast.finish)

    @property
    def state_name(self) -> str:
        return str(rules.STATE_NAMES[self.state])

    @property
    def tone(self) -> str:
        return rules.STATE_TONES.get(self.state, "")

    @property
    def why(self) -> str:
        """What the forecast rests on, in words."""
        return why(self.forecast, self.waits_title) if self.forecast_end and self.forecast else ""

    @property
    def after_agreed(self) -> int:
        """Working days its planned end, or the day it was done, is after the one agreed."""
        if self.agreed_end is None:
            return 0
        end = self.package.done_on or self.package.ends_on
        return working_days.number(end) - working_days.number(self.agreed_end)


@dataclass(frozen=True)
class WorkPlan:
    """The work of an account as of a day: rows by initiative, or the circle that keeps it from being calculated."""

    account: Account
    today: date
    packages: tuple[WorkPackage, ...]
    links: tuple[Dependency, ...]
    lateness: Mapping[int, float | None]
    baseline: Baseline | None

    @property
    def is_empty(self) -> bool:
        return not self.packages

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(replace(row.task, lateness=self.lateness.get(row.pk)) for row in self.packages)

    @cached_property
    def follows(self) -> tuple[Follows, ...]:
        return tuple(Follows(link.before_id, link.after_id, link.lag) for link in self.links)

    @cached_property
    def circle(self) -> str:
        """The titles of work that depends on itself, or nothing."""
        try:
            rules.in_order((row.pk for row in self.packages), self.follows)
        except CircleError as problem:
            return in_words(problem, self.packages)
        return ""

    @cached_property
    def rows(self) -> tuple[WorkRow, ...]:
        """All of it, in order of their days."""
        today = working_days.number(self.today)
        timings = {} if self.circle else rules.schedule(self.tasks, self.follows)
        forecasts = {} if self.circle else rules.forecast(self.tasks, self.follows, today)
        waits, titles = defaultdict(list), {row.pk: row.title for row in self.packages}
        for link in self.links:
            waits[link.after_id].append(link)
        agreed = ends_of(self.baseline)
        return tuple(
            WorkRow(
                row,
                rules.state(task, today),
                timings.get(row.pk),
                told := forecasts.get(row.pk),
                tuple(waits[row.pk]),
                agreed.get(row.pk),
                titles.get(told.waits_for or 0, "") if told else "",
            )
            for row, task in zip(self.packages, self.tasks, strict=True)
        )

    @cached_property
    def groups(self) -> tuple[tuple[Initiative | None, tuple[WorkRow, ...]], ...]:
        """The rows by initiative, those of none last."""
        by: dict[int | None, list[WorkRow]] = defaultdict(list)
        for row in self.rows:
            by[row.package.initiative_id].append(row)
        order = sorted(by, key=lambda key: (key is None, min(row.package.starts_on for row in by[key])))
        return tuple((by[key][0].package.initiative, tuple(by[key])) for key in order)

    @property
    def open(self) -> tuple[WorkRow, ...]:
        return tuple(row for row in self.rows if row.package.is_open)

    @property
    def slipping(self) -> tuple[WorkRow, ...]:
        """Open work that is likely to end later than planned, the latest first."""
        rows = (row for row in self.open if row.forecast_end)
        return tuple(sorted(rows, key=lambda row: -row.forecast.late if row.forecast else 0))

    @property
    def overdue(self) -> int:
        return sum(row.state is WorkState.OVERDUE for row in self.rows)

    @property
    def done(self) -> int:
        return len(self.rows) - len(self.open)

    @property
    def next(self) -> WorkRow | None:
        """The open work whose day comes first."""
        return min(self.open, key=lambda row: (row.package.ends_on, row.package.pk), default=None)

    @property
    def end(self) -> date | None:
        """The last day as planned."""
        return max((row.ends_on for row in self.packages), default=None)

    @property
    def likely_end(self) -> date | None:
        """The last day as it is likely."""
        ends = [row.forecast_end or row.package.done_on or row.package.ends_on for row in self.rows]
        return max(ends, default=None)


def guard_work(row: WorkPackage) -> None:
    """Refuse days that cannot be, two owners, and an owner, contact or initiative that is none of the account."""
    if row.starts_on < FIRST_DAY:
        raise errors.BadInput(_("It would begin before {day}.").format(day=days.day(FIRST_DAY)), field="starts_on")
    row.ends_on = row.planned_end()
    if row.ends_on > LAST_DAY:
        raise errors.BadInput(_("It would end after {day}.").format(day=days.day(LAST_DAY)), field="duration")
    if row.owner_id and row.customer_owner_id:
        raise errors.BadInput(_("It has one owner: one of ours or one of theirs."), field="customer_owner")
    if row.initiative is not None and row.initiative.account_id != row.account_id:
        raise errors.BadInput(_("This initiative is of another account."), field="initiative")
    if row.done_on is not None:
        if row.done_on < row.starts_on:
            raise errors.BadInput(_("It cannot be done before it began."), field="done_on")
        if row.done_on > row.account.today():
            raise errors.BadInput(_("This day is in the future."), field="done_on")
        row.progress = 100
    guard_room(row)


def guard_room(row: WorkPackage) -> None:
    """Refuse a circle, and a start before what it depends on is finished; the sentence names both."""
    if row.pk is None:
        return
    plan = plan_of(row.account)
    packages = tuple(row if other.pk == row.pk else other for other in plan.packages)
    if row.pk not in {other.pk for other in packages}:
        packages = (*packages, row)
    links = links_among(packages)
    guard_no_circle(packages, links)
    room = rules.earliest((other.task for other in packages), _follows(links), row.pk)
    if row.done_on is None and room is not None and row.task.start < room[0]:
        title = next(other.title for other in packages if other.pk == room[1])
        raise errors.BadInput(
            _("“{title}” depends on “{other}”: it can begin on {day} at the earliest.").format(
                title=row.title, other=title, day=days.day(working_days.first_day(room[0], row.duration))
            ),
            field="starts_on",
        )


def guard_no_circle(packages: Iterable[WorkPackage], links: Iterable[Dependency]) -> None:
    """Refuse work that would depend on itself, with the titles once round."""
    packages = tuple(packages)
    try:
        rules.in_order((row.pk for row in packages), _follows(links))
    except CircleError as problem:
        raise errors.BadInput(
            _("That would be a circle: {way}.").format(way=in_words(problem, packages)), field="before"
        ) from None


def in_words(problem: CircleError, packages: Iterable[WorkPackage]) -> str:
    """The titles of a circle, ending with the first again."""
    titles = {row.pk: row.title for row in packages}
    return " → ".join(titles[key] for key in (*problem.keys, problem.keys[0]))


def why(forecast: Forecast, waits_for: str) -> str:
    """What a forecast rests on."""
    sentences = {
        Reason.PROGRESS: _("at the pace so far"),
        Reason.NOT_BEGUN: _("not begun yet"),
        Reason.OVERDUE: _("past its day"),
        Reason.PAST: _("as late as this owner’s finished work was in the middle"),
        Reason.FOLLOWS: _("depends on “{title}”").format(title=waits_for),
        Reason.PLAN: "",
    }
    return str(sentences[forecast.reason])


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    return {
        "initiative": initiatives_of(account),
        "owner": accounts.who_may_open(account),
        "customer_owner": accounts.current_contacts(account),
    }


WORK: Final = AccountRows(
    WorkPackage,
    related=("initiative", "owner", "customer_owner"),
    order=("starts_on", "id"),
    choices=_choices,
    check=guard_work,
)


def guard_dependency(row: Dependency) -> None:
    """Refuse one across accounts, of removed work, one that is there, and a circle."""
    ends = (row.before, row.after)
    if any(end.account_id != row.account_id for end in ends):
        raise errors.BadInput(_("Work of another account cannot be waited for."), field="before")
    if any(end.removed_at is not None for end in ends):
        raise errors.BadInput(_("One of both was removed."), field="before")
    current = Dependency.objects.filter(account=row.account_id, removed_at=None).exclude(pk=row.pk)
    if current.filter(before=row.before_id, after=row.after_id).exists():
        raise errors.BadInput(_("It depends on that already."), field="before")
    if current.count() >= rules.MOST_LINKS:
        raise errors.BadInput(
            _("An account has at most {n} dependencies.").format(n=money.count(rules.MOST_LINKS)), field="before"
        )
    packages = tuple(WORK.of(row.account))
    guard_no_circle(packages, (*links_among(packages), row))


DEPENDENCIES: Final = AccountRows(
    Dependency, related=("before", "after"), check=guard_dependency, parents=("before", "after")
)


def plan_of(account: Account, today: date | None = None) -> WorkPlan:
    """The work of an account: three queries."""
    packages = tuple(WORK.of(account))
    for row in packages:
        row.account = account
    return WorkPlan(
        account,
        today or account.today(),
        packages,
        links_among(packages) if packages else (),
        lateness_of(packages, today or account.today()),
        approved_baseline(account) if packages else None,
    )


def plans_of(rows: Iterable[Account], today: date) -> list[WorkPlan]:
    """The plans of these accounts, in three queries for all of them."""
    known = {account.pk: account for account in rows}
    if not known:
        return []
    packages: dict[int, list[WorkPackage]] = defaultdict(list)
    found = WorkPackage.objects.filter(account__in=known, removed_at=None).order_by(*WORK.order)
    for row in found.select_related("initiative", "owner", "customer_owner"):
        row.account = known[row.account_id]
        packages[row.account_id].append(row)
    links: dict[int, list[Dependency]] = defaultdict(list)
    for link in links_among(row for group in packages.values() for row in group):
        if link.before.account_id == link.after.account_id:
            links[link.after.account_id].append(link)
    held = baselines_that_hold(packages)
    return [
        WorkPlan(known[pk], today, tuple(group), tuple(links[pk]), lateness_of(group, today), held.get(pk))
        for pk, group in packages.items()
    ]


def waiting_for(packages: Mapping[int, WorkPackage]) -> dict[int, int]:
    """How much open work depends on each of these."""
    counted: dict[int, int] = defaultdict(int)
    open_after = Dependency.objects.filter(
        before__in=packages, removed_at=None, after__removed_at=None, after__done_on=None
    )
    for before in open_after.values_list("before", flat=True):
        counted[before] += 1
    return counted


def baselines_that_hold(account_ids: Iterable[int]) -> dict[int, Baseline]:
    """By account, the kept version that was approved last."""
    rows = Baseline.objects.filter(account__in=list(account_ids)).exclude(approved_at=None)
    return {row.account_id: row for row in rows.order_by("approved_at", "id")}


def links_among(packages: Iterable[WorkPackage]) -> tuple[Dependency, ...]:
    """The dependencies between work that is not removed, each with both of it."""
    known = {row.pk: row for row in packages}
    account_ids = {row.account_id for row in known.values()}
    links = []
    for link in Dependency.objects.filter(account__in=account_ids, removed_at=None).order_by("id"):
        if link.before_id in known and link.after_id in known:
            link.before, link.after = known[link.before_id], known[link.after_id]
            links.append(link)
    return tuple(links)


def lateness_of(packages: Iterable[WorkPackage], today: date) -> dict[int, float | None]:
    """By open work package: how late its owner's finished work on this account was in the middle, in working days.

    Where they finished too little, that of their side counts; where that is too little, None.
    """
    by_owner: dict[Any, list[int]] = defaultdict(list)
    rows = list(packages)
    for row in rows:
        if row.done_on is not None:
            late = working_days.number(row.done_on) - working_days.number(row.ends_on)
            by_owner[_owner_key(row)].append(late)
            by_owner[bool(row.customer_owner_id)].append(late)
    return {
        row.pk: own if own is not None else rules.typical_lateness(by_owner.get(bool(row.customer_owner_id), ()))
        for row in rows
        if row.done_on is None
        for own in (rules.typical_lateness(by_owner.get(_owner_key(row), ())),)
    }


def baselines_of(account: Account) -> QuerySet[Baseline]:
    """The kept versions of an account's plan, the latest first."""
    return Baseline.objects.filter(account=account).select_related("made_by", "approved_by", "account")


def approved_baseline(account: Account) -> Baseline | None:
    """The one that holds: approved last."""
    return baselines_of(account).exclude(approved_at=None).order_by("-approved_at", "-id").first()


def ends_of(baseline: Baseline | None) -> dict[int, date]:
    """The last day of each work package in a kept version."""
    if baseline is None:
        return {}
    return {row["id"]: date.fromisoformat(row["ends_on"]) for row in baseline.rows}


def get_baseline(user: User, baseline_id: int) -> Baseline:
    """One kept version, on an account this user may open."""
    return accounts.get_within(user, Baseline.objects.select_related("account"), baseline_id)


def get_move(user: User, move_id: int) -> Move:
    """One move, on an account this user may open."""
    return accounts.get_within(user, Move.objects.select_related("account", "of"), move_id)


def open_answers(account_ids: Iterable[int] | QuerySet[Account]) -> QuerySet[WorkAnswer]:
    """Other days that contacts proposed for work of theirs, and nobody of us has decided."""
    rows = WorkAnswer.objects.filter(
        decided_at=None, package__removed_at=None, package__done_on=None, package__account__in=account_ids
    )
    return rows.select_related("package__account", "contact").order_by("answered_at", "id")


def get_answer(user: User, answer_id: int) -> WorkAnswer:
    """One answer, to work on an account this user may open."""
    rows = WorkAnswer.objects.select_related("package__account", "contact")
    visible = accounts.visible_to(user).values("pk")
    answer = rows.filter(pk=answer_id, package__removed_at=None, package__account__in=visible).first()
    if answer is None:
        raise errors.NotFound()
    return answer


def choices_for_dependency(account: Account) -> dict[str, QuerySet[Any]]:
    """What can wait and be waited for: work of the same account."""
    return {"before": WORK.of(account), "after": WORK.of(account)}


def can_be_waited_for(row: WorkPackage) -> QuerySet[WorkPackage]:
    """Other work of the account."""
    return WORK.of(row.account).exclude(pk=row.pk)


def possible(account: Account, row: WorkPackage | None = None) -> dict[str, QuerySet[Any]]:
    """The rows a work package may name; what it names now stays allowed."""
    if row is None:
        return _choices(account)
    choices = _choices(account)
    choices["owner"] = people.either(choices["owner"], people.everybody().filter(pk__in=[row.owner_id]))
    choices["customer_owner"] = accounts.current_contacts(account, with_ids=[row.customer_owner_id])
    return choices


def _owner_key(row: WorkPackage) -> tuple[int | None, int | None]:
    return row.owner_id, row.customer_owner_id


def _follows(links: Iterable[Dependency]) -> tuple[Follows, ...]:
    return tuple(Follows(link.before_id, link.after_id, link.lag) for link in links)
