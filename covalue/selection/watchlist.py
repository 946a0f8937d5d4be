"""The watchlist: checks of each account of class Strategic or Watch, which of them are raised, and on which figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.conversations import queries as conversations
from covalue.core import days, errors, money
from covalue.core.periods import add_months
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.profitability import queries as profitability
from covalue.selection import figures
from covalue.selection.models import Trigger
from covalue.selection.queries import history
from covalue.selection.rules import CheckKind
from covalue.value import queries as value
from covalue.web.amounts import Number
from covalue.web.answered import AsRef, PageOnly

WATCHED: Final = (AccountClass.STRATEGIC, AccountClass.WATCH)


@dataclass(frozen=True)
class Facts:
    """What is known of the accounts, by their ids, each with all accounts below it."""

    today: date
    figures: Mapping[int, Mapping[str, Decimal]]
    serving_known: bool
    last_talk: Mapping[int, date]
    unsigned_since: Mapping[int, date]
    sponsored: frozenset[int]
    assessed: Mapping[int, date]

    def is_over(self, since: date, months: Decimal) -> bool:
        """Whether so many months have gone by."""
        return add_months(since, int(months)) <= self.today


@dataclass(frozen=True)
class Check:
    """`figure_of` gives the figure on which the check is raised for an account at a threshold; None: it is not.

    `threshold` holds unless somebody chose another; it is in `unit`, in months without one. `page` is the address of the
    page where the figure stands, `per_account` whether it is a page of the account.
    """

    kind: CheckKind
    title: str | Promise
    threshold: Decimal
    figure_of: Callable[[Account, Decimal, Facts], str | None]
    page: str
    unit: str | Promise = ""
    per_account: bool = True

    def href(self, account: Account) -> str:
        return reverse(self.page, args=[account.pk] if self.per_account else [])

    def says(self, threshold: Decimal) -> str:
        """The check in words, with its threshold and unit."""
        number = money.number(threshold, -2)
        if self.unit:
            return f"{self.title} {number} {self.unit}"
        return f"{self.title} {ngettext('{n} month', '{n} months', int(threshold)).format(n=number)}"


@dataclass(frozen=True)
class Raised:
    """A check raised for an account: on which figure, and where that figure opens."""

    trigger: str
    figure: str
    says: PageOnly[str]
    href: PageOnly[str]


@dataclass(frozen=True)
class WatchedAccount:
    """An account with the checks raised for it."""

    account: AsRef[Account]
    fired: tuple[Raised, ...]


@dataclass(frozen=True)
class CheckRow:
    """A check with its threshold, and for how many accounts it is raised."""

    trigger: str
    says: str
    border: Number
    on: bool
    title: PageOnly[str]
    unit: PageOnly[str]
    count: PageOnly[int]


@dataclass(frozen=True)
class WatchPage:
    """Accounts with a check raised, how many have none, and all checks."""

    watched: tuple[WatchedAccount, ...]
    triggers: tuple[CheckRow, ...]
    quiet: PageOnly[int]
    may_change: PageOnly[bool]


def watch_page(user: User, today: date) -> WatchPage:
    """Strategic accounts this user may open, those with most checks raised first; NotFound for a guest."""
    if user.is_guest:
        raise errors.NotFound()
    return _page_of(accounts.current(user), user, today)


def watched_among(rows: QuerySet[Account], user: User, today: date) -> tuple[WatchedAccount, ...]:
    """Those of these accounts, all of which this user may open, for which a check is raised."""
    return _page_of(rows, user, today).watched


def _page_of(accounts_shown: QuerySet[Account], user: User, today: date) -> WatchPage:
    rows = list(accounts_shown.filter(account_class__in=WATCHED).order_by("name"))
    changed = {row.kind: row for row in Trigger.objects.all()}
    thresholds = {c.kind: changed[c.kind].border if c.kind in changed else c.threshold for c in CHECKS}
    off = {kind for kind, row in changed.items() if not row.on}
    facts = _facts(rows, today)
    active = [check for check in CHECKS if check.kind not in off]
    all_watched = [WatchedAccount(row, _raised(row, active, thresholds, facts)) for row in rows]
    watched = sorted((row for row in all_watched if row.fired), key=lambda row: (-len(row.fired), row.account.name))
    raised = [each.trigger for row in watched for each in row.fired]
    checks = tuple(
        CheckRow(
            trigger=check.kind.value,
            says=check.says(thresholds[check.kind]),
            border=thresholds[check.kind],
            on=check.kind not in off,
            title=str(check.title),
            unit=str(check.unit or _("months")),
            count=raised.count(check.kind),
        )
        for check in CHECKS
    )
    return WatchPage(tuple(watched), checks, len(rows) - len(watched), user.may(Right.CLASSIFY_ACCOUNTS))


def _raised(
    account: Account, checks: Iterable[Check], thresholds: Mapping[CheckKind, Decimal], facts: Facts
) -> tuple[Raised, ...]:
    figures = [(check, check.figure_of(account, thresholds[check.kind], facts)) for check in checks]
    return tuple(
        Raised(check.kind.value, figure, check.says(thresholds[check.kind]), check.href(account))
        for check, figure in figures
        if figure is not None
    )


def _facts(watched: Sequence[Account], today: date) -> Facts:
    ids = [account.pk for account in watched]
    above = accounts.tops_of(ids)
    requests = value.waiting_requests().filter(account__in=above)
    asked = requests.values_list("account").annotate(Min("asked_at")).order_by()
    ledger = figures.of_accounts(watched, today, above=above, with_lifetime=False)
    return Facts(
        today=today,
        figures=ledger.of,
        serving_known=ledger.period is not None and profitability.serving_is_known(ledger.period),
        last_talk=_extreme(above, conversations.last_held(above, until=today).items(), max),
        unsigned_since=_extreme(above, ((account, at.date()) for account, at in asked), min),
        sponsored=accounts.sponsored_among(ids),
        assessed=history.last_assessed(ids),
    )


def _extreme(
    above: Mapping[int, list[int]], days: Iterable[tuple[int, date]], pick: Callable[..., date]
) -> dict[int, date]:
    """The first or last day of each account, of all accounts below it."""
    picked: dict[int, date] = {}
    for account, day in days:
        for pk in above[account]:
            picked[pk] = pick(picked[pk], day) if pk in picked else day
    return picked


def _revenue_falls(account: Account, percent: Decimal, facts: Facts) -> str | None:
    growth = facts.figures[account.pk].get("growth")
    if growth is None or growth > -percent:
        return None
    return _("{change} vs the year before").format(change=money.percent(growth / 100))


def _contribution_low(account: Account, percent: Decimal, facts: Facts) -> str | None:
    net, contribution = (facts.figures[account.pk].get(name) for name in ("net", "contribution"))
    if net is None or contribution is None or net <= 0 or contribution / net * 100 >= percent:
        return None
    share = _("{share} of net revenue") if facts.serving_known else _("{share} of net revenue, no cost to serve known")
    return share.format(share=money.percent(contribution / net))


def _silent(account: Account, months: Decimal, facts: Facts) -> str | None:
    last = facts.last_talk.get(account.pk)
    if not facts.is_over(last or account.day_of(account.created_at), months):
        return None
    return _("last on {day}").format(day=_day(last)) if last else _("never")


def _unsigned(account: Account, months: Decimal, facts: Facts) -> str | None:
    since = facts.unsigned_since.get(account.pk)
    if since is None or not facts.is_over(since, months):
        return None
    return _("asked on {day}").format(day=_day(since))


def _no_sponsor(account: Account, months: Decimal, facts: Facts) -> str | None:
    since = account.class_since or account.day_of(account.created_at)
    if account.pk in facts.sponsored or not facts.is_over(since, months):
        return None
    return _("{since}, no sponsor").format(since=_class_since(account, since))


def _not_assessed(account: Account, months: Decimal, facts: Facts) -> str | None:
    last = facts.assessed.get(account.pk)
    since = last or account.class_since or account.day_of(account.created_at)
    if not facts.is_over(since, months):
        return None
    if last:
        return _("last on {day}").format(day=_day(last))
    return _("never, {since}").format(since=_class_since(account, since))


def _class_since(account: Account, since: date) -> str:
    return _("{name} since {day}").format(name=AccountClass(account.account_class).label, day=_day(since))


def _day(day: date) -> str:
    return days.day(day)


CHECKS: Final = (
    Check(
        CheckKind.REVENUE_FALLS,
        gettext_lazy("Net revenue falls by at least"),
        Decimal(15),
        _revenue_falls,
        "portfolio:account-offerings",
        gettext_lazy("% vs the year before"),
    ),
    Check(
        CheckKind.CONTRIBUTION_LOW,
        gettext_lazy("Net contribution is below"),
        Decimal(5),
        _contribution_low,
        "profitability:account",
        gettext_lazy("% of net revenue"),
    ),
    Check(CheckKind.SILENT, gettext_lazy("No conversation with them for"), Decimal(3), _silent, "conversations:list"),
    Check(
        CheckKind.UNSIGNED,
        gettext_lazy("A signature request has been open for"),
        Decimal(2),
        _unsigned,
        "value:account",
    ),
    Check(
        CheckKind.NO_SPONSOR,
        gettext_lazy("No executive sponsor for"),
        Decimal(1),
        _no_sponsor,
        "accounts:team",
    ),
    Check(
        CheckKind.NOT_ASSESSED,
        gettext_lazy("Not assessed for"),
        Decimal(12),
        _not_assessed,
        "selection:rounds",
        per_account=False,
    ),
)
