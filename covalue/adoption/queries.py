"""Reading adoption; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact, guard_past
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.adoption import rules
from covalue.adoption.models import GoLive, SuccessCriterion, Ticket, UsageLine
from covalue.adoption.rules import SEVERITY_NAMES, TREND_NAMES, TREND_TONES, Severity, Trend, Use
from covalue.core import errors
from covalue.organisation import queries as organisation

SHOWN: Final = 6  # months of use on the page, and tickets


@dataclass(frozen=True)
class Month:
    """The use of one month; None for both where no figure is known."""

    first: date
    used: Decimal | None
    agreed: Decimal | None


@dataclass(frozen=True)
class UseOf:
    """Use of one thing at one site: the last months, and where it goes."""

    name: str
    site: str
    measure: str
    months: tuple[Month, ...]
    latest: UsageLine
    use: Use

    @property
    def trend(self) -> str:
        """Where it goes, in words."""
        return str(TREND_NAMES[self.use.trend])

    @property
    def tone(self) -> str:
        return TREND_TONES.get(self.use.trend, "")

    @property
    def title(self) -> str:
        return f"{self.name}, {self.site}" if self.site else self.name


@dataclass(frozen=True)
class Glance:
    """Use and open tickets of an account, as its home shows them."""

    account: Account
    uses: tuple[UseOf, ...]
    tickets: tuple[Ticket, ...]

    @property
    def severities(self) -> str:
        """Open tickets by severity, in words, the worst first."""
        return in_words(self.tickets)


@dataclass(frozen=True)
class AdoptionPage:
    """Everything on the page of an account's adoption."""

    account: Account
    today: date
    uses: tuple[UseOf, ...]
    go_lives: tuple[GoLive, ...]
    criteria: tuple[SuccessCriterion, ...]
    tickets: tuple[Ticket, ...]
    closed: int

    @property
    def is_empty(self) -> bool:
        return not (self.uses or self.go_lives or self.criteria or self.tickets or self.closed)

    @property
    def falling(self) -> tuple[UseOf, ...]:
        return tuple(use for use in self.uses if use.use.trend is Trend.FALLING)

    @property
    def met(self) -> int:
        return sum(row.met_on is not None for row in self.criteria)

    @property
    def reached(self) -> int:
        return sum(row.reached_on is not None for row in self.go_lives)

    @property
    def late(self) -> int:
        return sum(row.is_late(self.today) for row in self.go_lives)

    @property
    def waiting(self) -> int:
        """Tickets open for longer than their severity allows."""
        return sum(row.waits_too_long(self.today) for row in self.tickets)

    @property
    def severities(self) -> str:
        """Open tickets by severity, in words, the worst first."""
        return in_words(self.tickets)


def _guard_product(row: Any) -> None:
    if row.offering is not None and row.product:
        raise errors.BadInput(_("Choose one of our offerings, or enter what it is called, not both."), field="product")


def _guard_usage(row: UsageLine) -> None:
    _guard_product(row)
    row.month = row.month.replace(day=1)
    if row.offering is None and not row.product:
        raise errors.BadInput(_("Choose one of our offerings, or enter what it is called."), field="product")
    same = UsageLine.objects.filter(account=row.account, removed_at=None, month=row.month, offering=row.offering)
    places = {"product__iexact": row.product, "site__iexact": row.site, "measure__iexact": row.measure}
    if same.filter(**places).exclude(pk=row.pk).exists():
        raise errors.BadInput(_("The use of this month is there already: change it."), field="month")


def _guard_go_live(row: GoLive) -> None:
    _guard_product(row)
    guard_contact(row.account, row.customer_owner, "customer_owner")
    if row.owner is not None and row.customer_owner is not None:
        raise errors.BadInput(_("One owner: of ours or of theirs."), field="customer_owner")
    if row.pk is None:
        guard_colleague(row.account, row.owner, "owner")
    guard_past(row.account, row.reached_on, "reached_on")


def _guard_criterion(row: SuccessCriterion) -> None:
    _guard_product(row)
    guard_contact(row.account, row.contact, "contact")
    guard_past(row.account, row.said_on, "said_on")
    guard_past(row.account, row.met_on, "met_on")
    if row.met_on is not None and row.met_on < row.said_on:
        raise errors.BadInput(_("It would be met before it was said."), field="met_on")


def _guard_ticket(row: Ticket) -> None:
    _guard_product(row)
    guard_past(row.account, row.opened_on, "opened_on")
    guard_past(row.account, row.closed_on, "closed_on")
    if row.closed_on is not None and row.closed_on < row.opened_on:
        raise errors.BadInput(_("It would be closed before it was opened."), field="closed_on")


def _offerings(account: Account) -> dict[str, QuerySet[Any]]:
    return {"offering": organisation.offerings()}


def _owners(account: Account) -> dict[str, QuerySet[Any]]:
    theirs = accounts.current_contacts_above(account)
    return {**_offerings(account), "owner": accounts.who_may_open(account), "customer_owner": theirs}


def _voices(account: Account) -> dict[str, QuerySet[Any]]:
    return {**_offerings(account), "contact": accounts.current_contacts_above(account)}


USAGE: Final = AccountRows(
    UsageLine, related=("offering",), order=("-month", "-id"), choices=_offerings, check=_guard_usage
)
GO_LIVES: Final = AccountRows(
    GoLive,
    related=("offering", "owner", "customer_owner"),
    order=("due_on", "id"),
    choices=_owners,
    check=_guard_go_live,
)
CRITERIA: Final = AccountRows(
    SuccessCriterion,
    related=("offering", "contact"),
    order=("-said_on", "-id"),
    choices=_voices,
    check=_guard_criterion,
)
TICKETS: Final = AccountRows(
    Ticket, related=("offering",), order=("-opened_on", "-id"), choices=_offerings, check=_guard_ticket
)


def page_of(account: Account, today: date) -> AdoptionPage:
    """Use, milestones, success criteria and open tickets of an account."""
    tickets = TICKETS.of(account)
    return AdoptionPage(
        account,
        today,
        uses=uses_of(USAGE.of(account), today),
        go_lives=tuple(GO_LIVES.of(account)),
        criteria=tuple(CRITERIA.of(account)),
        tickets=_worst_first(tickets.filter(closed_on=None)),
        closed=tickets.exclude(closed_on=None).count(),
    )


def glance_of(account: Account, today: date) -> Glance | None:
    """Use and open tickets of an account; None where neither is known."""
    uses = uses_of(USAGE.of(account), today)
    tickets = _worst_first(TICKETS.of(account).filter(closed_on=None))
    return Glance(account, uses, tickets) if uses or tickets else None


def in_words(tickets: Iterable[Ticket]) -> str:
    """How many there are of each severity, the worst first."""
    counts = rules.by_severity(row.severity for row in tickets)
    return ", ".join(f"{n} {SEVERITY_NAMES[severity]}" for severity, n in counts)


def uses_of(lines: Iterable[UsageLine], today: date) -> tuple[UseOf, ...]:
    """Where the use of each thing at each site goes, what falls first. Lines of several accounts are kept apart."""
    groups: dict[tuple[object, ...], list[UsageLine]] = defaultdict(list)
    for line in lines:
        called = line.offering_id or line.product.casefold()
        groups[line.account_id, called, line.site.casefold(), line.measure.casefold()].append(line)
    uses = [_use_of(group, today) for group in groups.values()]
    order = [Trend.FALLING, Trend.STOPPED, Trend.STEADY, Trend.RISING, Trend.TOO_FEW]
    return tuple(sorted(uses, key=lambda row: (order.index(row.use.trend), row.title.casefold(), row.latest.pk)))


def falling_on(account_ids: Any, today: date) -> tuple[UseOf, ...]:
    """What is used less and less on these accounts."""
    since = date(today.year - 1, today.month, 1)
    lines = UsageLine.objects.filter(account__in=account_ids, removed_at=None, month__gte=since)
    uses = uses_of(lines.select_related("account", "offering"), today)
    return tuple(use for use in uses if use.use.trend is Trend.FALLING)


def waiting_on(account_ids: Any, today: date) -> tuple[Ticket, ...]:
    """Critical and high tickets of these accounts that wait for longer than their severity allows."""
    worst = (Severity.CRITICAL.value, Severity.HIGH.value)
    rows = Ticket.objects.filter(account__in=account_ids, removed_at=None, closed_on=None, severity__in=worst)
    return tuple(row for row in _worst_first(rows.select_related("account")) if row.waits_too_long(today))


def late_go_lives_on(account_ids: Any, today: date) -> QuerySet[GoLive]:
    """Milestones of these accounts that were due and are not reached."""
    rows = GoLive.objects.filter(account__in=account_ids, removed_at=None, reached_on=None, due_on__lt=today)
    return rows.select_related("account", "owner", "customer_owner").order_by("due_on", "id")


def _use_of(lines: list[UsageLine], today: date) -> UseOf:
    of_month: dict[date, list[UsageLine]] = defaultdict(list)
    for line in lines:
        of_month[line.month].append(line)
    by_month = {month: _together(same) for month, same in of_month.items()}
    latest = by_month[max(by_month)]
    last = rules.month_of(latest.month)
    firsts = [date(month // 12, month % 12 + 1, 1) for month in range(last - SHOWN + 1, last + 1)]
    months = tuple(_month(first, by_month.get(first)) for first in firsts)
    use = rules.use({month: line.used for month, line in by_month.items()}, today)
    return UseOf(latest.called, latest.site, latest.measure, months, latest, use)


def _together(lines: list[UsageLine]) -> UsageLine:
    """The use of one month; accounts that became one may each have brought a line, and neither is lost."""
    if len(lines) == 1:
        return lines[0]
    whole = copy(min(lines, key=lambda line: line.pk))
    whole.used = sum((line.used for line in lines), Decimal(0))
    agreed = [line.agreed for line in lines if line.agreed is not None]
    whole.agreed = sum(agreed, Decimal(0)) if len(agreed) == len(lines) else None
    return whole


def _worst_first(rows: QuerySet[Ticket]) -> tuple[Ticket, ...]:
    rank = {severity.value: place for place, severity in enumerate(rules.WORST)}
    return tuple(sorted(rows, key=lambda row: (rank[row.severity], row.opened_on, row.pk)))


def _month(first: date, line: UsageLine | None) -> Month:
    return Month(first, None, None) if line is None else Month(first, line.used, line.agreed)
