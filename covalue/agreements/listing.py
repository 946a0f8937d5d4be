"""The renewal calendar: what it is narrowed by."""

from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.agreements import queries
from covalue.agreements.models import RENEWAL_NAMES, Agreement
from covalue.agreements.rules import Renewal
from covalue.people.models import User
from covalue.web.lists import FilterBy, PageNumber
from covalue.web.shapes import Id

OVER: Final = "over"
RUNS_ON: Final = "runs_on"
HORIZONS: Final[dict[str, str | Promise]] = {
    "30": _("within 30 days"),
    "90": _("within 90 days"),
    "180": _("within 180 days"),
    "365": _("within a year"),
    RUNS_ON: _("runs on"),
    OVER: _("is over"),
}


class CalendarFilter(Schema):
    """What the renewal calendar is asked to show; `ends` counts days from today."""

    account: Id | None = None
    owner: Id | None = None
    renewal: Renewal | None = None
    ends: str = Field("", pattern="^(30|90|180|365|runs_on|over)?$")
    page: PageNumber = 1


def chosen(user: User, wanted: CalendarFilter, today: date) -> QuerySet[Agreement]:
    """The agreements asked for, of the accounts this user may open."""
    rows = queries.everywhere(user)
    if wanted.account is not None:
        rows = rows.filter(account=wanted.account)
    if wanted.owner is not None:
        rows = rows.filter(owner=wanted.owner)
    if wanted.renewal is not None:
        rows = rows.filter(renewal=wanted.renewal.value)
    if wanted.ends == OVER:
        return rows.filter(ends_on__lt=today)
    if wanted.ends == RUNS_ON:
        return rows.filter(ends_on=None)
    if wanted.ends:
        return rows.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=int(wanted.ends)))
    return rows


def filters(user: User, wanted: CalendarFilter) -> tuple[FilterBy, ...]:
    """What it can be narrowed by: the accounts and owners that have agreements, the kind, and when the term ends."""
    named = list(queries.everywhere(user).values_list("account", "account__name", "owner", "owner__name"))
    accounts = {(str(pk), name) for pk, name, _owner, _its in named}
    owners = {(str(pk), name) for _account, _its, pk, name in named if pk is not None}
    return (
        FilterBy("account", _("Account"), _by_name(accounts), _text(wanted.account)),
        FilterBy("owner", _("Our owner"), _by_name(owners), _text(wanted.owner)),
        FilterBy(
            "renewal",
            _("At the end"),
            tuple((kind.value, RENEWAL_NAMES[kind]) for kind in Renewal),
            wanted.renewal.value if wanted.renewal else "",
        ),
        FilterBy("ends", _("End"), tuple(HORIZONS.items()), wanted.ends),
    )


def _by_name(named: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(named, key=lambda one: (one[1].casefold(), one[0])))


def _text(pk: int | None) -> str:
    return "" if pk is None else str(pk)
