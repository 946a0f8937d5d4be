"""Reading service levels and incidents; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact, guard_past
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.adoption import rules as adoption_rules
from covalue.adoption.queries import TICKETS
from covalue.adoption.rules import Severity
from covalue.agreements.queries import AGREEMENTS
from covalue.core import days, errors, money
from covalue.people import queries as people
from covalue.people.models import User
from covalue.service_levels import rules
from covalue.service_levels.models import Incident, ServiceLevel, ServiceResult
from covalue.service_levels.rules import TREND_NAMES, TREND_TONES, ServiceDirection, ServicePeriod, ServiceTrend

SHOWN: Final = 12  # results of a level
OPEN: Final = Q(ticket=None, resolved_on=None) | Q(ticket__isnull=False, ticket__closed_on=None)


@dataclass(frozen=True)
class LevelView:
    """A service level with its last twelve results, the earliest first."""

    level: ServiceLevel
    results: tuple[ServiceResult, ...]
    today: date

    @cached_property
    def judged(self) -> tuple[ServiceResult, ...]:
        """Those of periods that are over."""
        return tuple(row for row in self.results if row.last_day < self.today)

    @property
    def latest(self) -> ServiceResult | None:
        return self.judged[-1] if self.judged else None

    @property
    def kept(self) -> int:
        return sum(self.level.keeps(row) for row in self.judged)

    @property
    def missed_last(self) -> bool:
        return self.latest is not None and not self.level.keeps(self.latest)

    @property
    def trend(self) -> ServiceTrend:
        return rules.trend(ServiceDirection(self.level.direction), [row.value for row in self.judged])

    @property
    def trend_name(self) -> str:
        return str(TREND_NAMES[self.trend])

    @property
    def tone(self) -> str:
        return TREND_TONES.get(self.trend, "")

    @property
    def agreed(self) -> str:
        return agreed(self.level)

    @property
    def missing(self) -> list[date]:
        """The first days of periods that are over and have no result."""
        measured = {row.begins_on for row in self.results}
        since = self.level.since or self.level.created_at.date()
        return rules.missing(ServicePeriod(self.level.period), measured, since, self.level.until, self.today)


@dataclass(frozen=True)
class ServicePage:
    """Everything on the page of an account's service."""

    account: Account
    today: date
    levels: tuple[LevelView, ...]
    incidents: tuple[Incident, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.levels or self.incidents)

    @property
    def judged(self) -> tuple[LevelView, ...]:
        return tuple(view for view in self.levels if view.latest)

    @property
    def missed(self) -> tuple[LevelView, ...]:
        """Levels whose last result missed what was agreed."""
        return tuple(view for view in self.levels if view.missed_last)

    @property
    def open(self) -> tuple[Incident, ...]:
        return tuple(row for row in self.incidents if row.is_open)

    @property
    def resolved(self) -> tuple[Incident, ...]:
        return tuple(row for row in self.incidents if not row.is_open)

    @property
    def ratings(self) -> list[int]:
        return [row.rating for row in self.incidents if row.rating is not None]

    @property
    def rating(self) -> float | None:
        """The middle one of the ratings after incidents; None where they are too few to know."""
        return rules.typical_rating(self.ratings)


def agreed(level: ServiceLevel, target: Decimal | None = None) -> str:
    """What was agreed, such as “at least 98 %”."""
    number = figure(level.target if target is None else target, level.unit)
    return f"{level.get_direction_display()} {number}"


def figure(value: Decimal, unit: str) -> str:
    """A result or target with its unit."""
    return f"{money.number(value, -3)} {unit}".strip()


def _guard_level(row: ServiceLevel) -> None:
    if row.agreement is not None and row.agreement.account_id != row.account_id:
        raise errors.BadInput(_("This agreement is of another account."), field="agreement")
    if row.since and row.until and row.until < row.since:
        raise errors.BadInput(_("It would end before it starts."), field="ends_on")
    same = ServiceLevel.objects.filter(account=row.account, removed_at=None, title__iexact=row.title)
    if same.exclude(pk=row.pk).exists():
        raise errors.BadInput(_("A service level of this name is there already: change it."), field="title")
    if row.pk is not None:
        was = ServiceLevel.objects.get(pk=row.pk)
        if was.period != row.period and row.results.filter(removed_at=None).exists():
            raise errors.BadInput(_("It has results by another period already: add a new one."), field="period")


def problem_of_result(level: ServiceLevel, begins_on: date, today: date) -> str:
    """Why nothing can have been measured in this period; empty where it can."""
    last = rules.last_day(ServicePeriod(level.period), begins_on)
    if begins_on > today:
        return _("This period has not begun yet.")
    if level.since and last < level.since:
        return _("This period is before {day}, from when on it was agreed.").format(day=days.day(level.since))
    if level.until and begins_on > level.until:
        return _("This period is after {day}, until when it was agreed.").format(day=days.day(level.until))
    return ""


def _guard_result(row: ServiceResult) -> None:
    level = row.service_level
    if level.account_id != row.account_id or level.removed_at is not None:
        raise errors.BadInput(_("This service level is of another account."), field="service_level")
    row.begins_on = rules.first_day(ServicePeriod(level.period), row.begins_on)
    if problem := problem_of_result(level, row.begins_on, row.account.today()):
        raise errors.BadInput(problem, field="begins_on")
    same = ServiceResult.objects.filter(service_level=level, removed_at=None, begins_on=row.begins_on)
    if same.exclude(pk=row.pk).exists():
        raise errors.BadInput(_("The result of this period is there already: change it."), field="begins_on")


def _guard_incident(row: Incident) -> None:
    if row.ticket is not None:
        _guard_ticket(row)
    elif not row.title:
        raise errors.BadInput(_("Enter what happened, or choose a ticket."), field="title")
    elif row.opened_on is None:
        raise errors.BadInput(_("Enter the day it happened on."), field="opened_on")
    for name in ("opened_on", "resolved_on", "rated_on"):
        guard_past(row.account, getattr(row, name), name)
    if row.ended is not None and row.ended < row.began:
        raise errors.BadInput(_("It would be resolved before it happened."), field="resolved_on")
    if row.service_level is not None and row.service_level.account_id != row.account_id:
        raise errors.BadInput(_("This service level is of another account."), field="service_level")
    guard_contact(row.account, row.contact, "contact")
    if row.pk is None:
        guard_colleague(row.account, row.owner, "owner")
    _guard_rating(row)


def _guard_ticket(row: Incident) -> None:
    ticket = row.ticket
    if ticket is None or ticket.account_id != row.account_id:
        raise errors.BadInput(_("This ticket is of another account."), field="ticket")
    if row.opened_on or row.resolved_on:
        field = "opened_on" if row.opened_on else "resolved_on"
        raise errors.BadInput(_("Its days are those of the ticket: leave this empty."), field=field)
    if Incident.objects.filter(ticket=ticket, removed_at=None).exclude(pk=row.pk).exists():
        raise errors.BadInput(_("This ticket is an incident already: change that one."), field="ticket")


def _guard_rating(row: Incident) -> None:
    if row.rating is None:
        if row.rated_on or row.rating_words:
            raise errors.BadInput(_("Enter the rating, too."), field="rating")
        return
    if row.ended is None:
        raise errors.BadInput(_("What followed can be rated once it is resolved."), field="rating")
    if row.rated_on is None:
        raise errors.BadInput(_("Enter the day it was rated on."), field="rated_on")
    if row.rated_on < row.ended:
        raise errors.BadInput(_("It was rated before it was resolved."), field="rated_on")


LEVELS: Final = AccountRows(
    ServiceLevel,
    related=("agreement",),
    order=("title", "id"),
    choices=lambda account: {"agreement": AGREEMENTS.of(account)},
    check=_guard_level,
)


def _levels(account: Account) -> dict[str, QuerySet[Any]]:
    return {"service_level": LEVELS.of(account)}


def _for_incidents(account: Account) -> dict[str, QuerySet[Any]]:
    return {
        **_levels(account),
        "ticket": TICKETS.of(account),
        "owner": accounts.who_may_open(account),
        "contact": accounts.current_contacts_above(account),
    }


RESULTS: Final = AccountRows(
    ServiceResult,
    related=("service_level__agreement",),
    order=("-begins_on", "-id"),
    choices=_levels,
    check=_guard_result,
)
INCIDENTS: Final = AccountRows(
    Incident,
    related=("ticket", "service_level", "owner", "contact"),
    order=("-id",),
    choices=_for_incidents,
    check=_guard_incident,
)


def page_of(account: Account, today: date) -> ServicePage:
    """Service levels with their results, and incidents: open ones first, the worst before, then by their day."""
    return ServicePage(
        account, today, tuple(views(LEVELS.of(account), today)), tuple(_worst_first(INCIDENTS.of(account)))
    )


def glance_of(account: Account, today: date) -> ServicePage | None:
    """The same for the account's home; None where there is nothing."""
    page = page_of(account, today)
    return None if page.is_empty else page


def views(levels: Iterable[ServiceLevel], today: date) -> list[LevelView]:
    """Service levels with their last results: one query for all."""
    rows = list(levels)
    results: dict[int, list[ServiceResult]] = defaultdict(list)
    by_id = {row.pk: row for row in rows}
    for result in ServiceResult.objects.filter(service_level__in=by_id, removed_at=None).order_by("begins_on", "id"):
        result.service_level = by_id[result.service_level_id]
        results[result.service_level_id].append(result)
    return [LevelView(row, tuple(results[row.pk][-SHOWN:]), today) for row in rows]


def levels_on(account_ids: Any, today: date) -> list[LevelView]:
    """Service levels of these accounts that are valid today, with their results."""
    rows = ServiceLevel.objects.filter(account__in=account_ids, removed_at=None, account__archived_at=None)
    return [
        view
        for view in views(rows.select_related("account", "agreement").order_by("account__name", "title", "id"), today)
        if view.level.until is None or view.level.until >= today - timedelta(days=100)
    ]


def waiting(rows: QuerySet[Incident], user: User, account_ids: Any) -> QuerySet[Incident]:
    """Of `rows` those of these accounts, and open ones the user sees to; `owner_left` where who saw to it is no colleague any longer."""
    left = Q(owner__isnull=False) & ~Exists(people.colleagues().filter(pk=OuterRef("owner")))
    found = rows.filter(Q(account__in=account_ids) | (OPEN & Q(owner=user)), removed_at=None).annotate(owner_left=left)
    return found.select_related("account", "ticket", "owner", "contact").order_by("opened_on", "id")


def open_too_long(row: Incident, today: date) -> bool:
    """Whether it is open for longer than its severity allows."""
    return row.is_open and adoption_rules.waits_too_long(row.how_bad, row.began, today)


def _worst_first(rows: Iterable[Incident]) -> list[Incident]:
    rank = {severity: place for place, severity in enumerate(Severity)}
    return sorted(
        rows, key=lambda row: (not row.is_open, rank[row.how_bad] if row.is_open else 0, -row.began.toordinal())
    )
