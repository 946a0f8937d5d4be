"""When a strategic account goes on the watchlist: each trigger says which rule fired, on which figure, since when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from django.db.models import Min
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.conversations import queries as conversations
from covalue.core.periods import add_months
from covalue.people.models import User
from covalue.selection import figures, queries
from covalue.selection.models import Trigger
from covalue.value import queries as value

WATCHED: Final = (AccountClass.STRATEGIC, AccountClass.WATCH)


class Kind(StrEnum):
    """What is looked at."""

    REVENUE_FALLS = "revenue_falls"
    CONTRIBUTION_LOW = "contribution_low"
    SILENT = "silent"
    UNSIGNED = "unsigned"
    NO_SPONSOR = "no_sponsor"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True)
class Rule:
    """A trigger in words; `border` is where it fires unless somebody chose otherwise."""

    title: str | Promise
    unit: str | Promise  # empty for months
    border: Decimal

    def said(self, border: Decimal) -> str:
        """The border with its unit."""
        if self.unit:
            return f"{formats.number_format(border.normalize())} {self.unit}"
        return ngettext("{n} month", "{n} months", int(border)).format(n=formats.number_format(border.normalize()))


RULES: Final[Mapping[Kind, Rule]] = {
    Kind.REVENUE_FALLS: Rule(
        gettext_lazy("Net revenue falls by at least"), gettext_lazy("% on the year before"), Decimal(15)
    ),
    Kind.CONTRIBUTION_LOW: Rule(
        gettext_lazy("Net contribution is below"), gettext_lazy("% of net revenue"), Decimal(5)
    ),
    Kind.SILENT: Rule(gettext_lazy("Nobody has talked with them for"), "", Decimal(3)),
    Kind.UNSIGNED: Rule(gettext_lazy("They have left a question of ours to sign open for"), "", Decimal(2)),
    Kind.NO_SPONSOR: Rule(
        gettext_lazy("It has had no executive sponsor since it became strategic, for"),
        "",
        Decimal(1),
    ),
    Kind.NOT_ASSESSED: Rule(gettext_lazy("It was not assessed for"), "", Decimal(12)),
}


@dataclass(frozen=True)
class Firing:
    """A trigger that fired: on which figure, and where that figure opens."""

    kind: Kind
    figure: str
    href: str


@dataclass(frozen=True)
class Watched:
    """An account with what fired."""

    account: Account
    firings: tuple[Firing, ...]


@dataclass(frozen=True)
class TriggerView:
    """A trigger as it stands."""

    kind: Kind
    rule: Rule
    border: Decimal
    on: bool
    fired: int

    @property
    def says(self) -> str:
        return f"{self.rule.title} {self.rule.said(self.border)}"

    @property
    def unit(self) -> str:
        return str(self.rule.unit or _("months"))


@dataclass(frozen=True)
class WatchPage:
    watched: tuple[Watched, ...]
    quiet: int
    triggers: tuple[TriggerView, ...]


@dataclass(frozen=True)
class _Seen:
    """What is known of the accounts, each with all below it."""

    today: date
    books: Mapping[int, Mapping[str, Decimal]]
    talked: Mapping[int, date]
    asked: Mapping[int, date]
    sponsored: frozenset[int]
    assessed: Mapping[int, date]


Look: TypeAlias = Callable[[Account, Decimal, _Seen], Firing | None]


def watch_page(user: User, today: date) -> WatchPage:
    """Strategic accounts this user may open, those with most firings first."""
    watched = accounts.visible_to(user).filter(account_class__in=WATCHED, archived_at=None)
    kept = {trigger.kind: trigger for trigger in Trigger.objects.all()}
    found = fired(list(watched.order_by("name")), today, kept)
    rows = sorted((one for one in found if one.firings), key=lambda one: (-len(one.firings), one.account.name))
    views = [
        TriggerView(
            kind,
            rule,
            kept[kind].border if kind in kept else rule.border,
            kept[kind].on if kind in kept else True,
            sum(1 for one in rows for firing in one.firings if firing.kind == kind),
        )
        for kind, rule in RULES.items()
    ]
    return WatchPage(tuple(rows), len(found) - len(rows), tuple(views))


def fired(watched: Sequence[Account], today: date, kept: Mapping[str, Trigger]) -> tuple[Watched, ...]:
    """What fires on each account."""
    seen = _look_at(watched, today)
    borders = {
        kind: kept[kind].border if kind in kept else rule.border
        for kind, rule in RULES.items()
        if kind not in kept or kept[kind].on
    }
    return tuple(
        Watched(one, tuple(f for kind, border in borders.items() if (f := LOOKS[kind](one, border, seen)) is not None))
        for one in watched
    )


def _look_at(watched: Sequence[Account], today: date) -> _Seen:
    ids = [account.pk for account in watched]
    above = accounts.tops_of(ids)
    asked = value.waiting_requests().filter(account__in=above)
    sponsored = accounts.sponsored_among(ids)
    return _Seen(
        today=today,
        books=figures.of_accounts(watched, today).of,
        talked=_extreme(above, conversations.last_held(above, until=today).items(), max),
        asked=_extreme(
            above, ((a, at.date()) for a, at in asked.values_list("account").annotate(Min("asked_at")).order_by()), min
        ),
        sponsored=sponsored,
        assessed={
            pk: one.round.decided_at.date() for pk, one in queries.last_decided(ids).items() if one.round.decided_at
        },
    )


def _extreme(
    above: Mapping[int, list[int]], rows: Iterable[tuple[int, date]], pick: Callable[..., date]
) -> dict[int, date]:
    found: dict[int, date] = {}
    for account, day in rows:
        for pk in above[account]:
            found[pk] = pick(found[pk], day) if pk in found else day
    return found


def _revenue(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    growth = seen.books[account.pk].get("growth")
    if growth is None or growth > -border:
        return None
    said = _("{change} % on the year before").format(change=formats.number_format(growth, 1))
    return Firing(Kind.REVENUE_FALLS, said, reverse("portfolio:account-offerings", args=[account.pk]))


def _contribution(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    told = seen.books[account.pk]
    net, left = told.get("net"), told.get("contribution")
    if net is None or left is None or net <= 0 or left / net * 100 >= border:
        return None
    said = _("{share} % of net revenue").format(share=formats.number_format(left / net * 100, 1))
    return Firing(Kind.CONTRIBUTION_LOW, said, reverse("profitability:account", args=[account.pk]))


def _silent(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    last = seen.talked.get(account.pk)
    if add_months(last or account.created_at.date(), int(border)) > seen.today:
        return None
    said = _("last on {day}").format(day=_day(last)) if last else _("never")
    return Firing(Kind.SILENT, said, reverse("conversations:list", args=[account.pk]))


def _unsigned(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    since = seen.asked.get(account.pk)
    if since is None or add_months(since, int(border)) > seen.today:
        return None
    return Firing(
        Kind.UNSIGNED, _("asked on {day}").format(day=_day(since)), reverse("value:account", args=[account.pk])
    )


def _sponsor(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    since = account.class_since or account.created_at.date()
    if account.pk in seen.sponsored or add_months(since, int(border)) > seen.today:
        return None
    said = _("strategic since {day}, nobody sponsors it").format(day=_day(since))
    return Firing(Kind.NO_SPONSOR, said, reverse("accounts:team", args=[account.pk]))


def _assessed(account: Account, border: Decimal, seen: _Seen) -> Firing | None:
    last = seen.assessed.get(account.pk)
    since = last or account.class_since or account.created_at.date()
    if add_months(since, int(border)) > seen.today:
        return None
    said = _("last on {day}").format(day=_day(last)) if last else _("never since {day}").format(day=_day(since))
    return Firing(Kind.NOT_ASSESSED, said, reverse("selection:rounds"))


def _day(day: date | None) -> str:
    return formats.date_format(day, "j M Y") if day else ""


LOOKS: Final[Mapping[Kind, Look]] = {
    Kind.REVENUE_FALLS: _revenue,
    Kind.CONTRIBUTION_LOW: _contribution,
    Kind.SILENT: _silent,
    Kind.UNSIGNED: _unsigned,
    Kind.NO_SPONSOR: _sponsor,
    Kind.NOT_ASSESSED: _assessed,
}
