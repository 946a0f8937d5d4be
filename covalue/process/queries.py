"""What the pages of the process show: an account's home and its steps, one's day, what happened.

What stands on them is registered by the packages: see `accounts.home` and `web.my_day`.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from covalue.accounts import home
from covalue.accounts import queries as accounts
from covalue.accounts.contact_home import ContactView
from covalue.accounts.home import AccountView, Button, Evidence
from covalue.accounts.models import Account, Membership, Merge, TeamRole
from covalue.core import errors, events
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.process import activity
from covalue.process.activity import Line
from covalue.process.models import PutOff
from covalue.process.steps import STEPS, Step
from covalue.web import keeping
from covalue.web import my_day as days
from covalue.web.my_day import Day, Item, MyDay
from covalue.web.parts import Part, part

RECENT: Final = 8  # lines of a card
RECENT_ON_HOME: Final = 4
OWN_ACCOUNTS: Final = 50


@dataclass(frozen=True)
class StepView:
    """A step with its evidence."""

    step: Step
    evidence: Evidence


@dataclass(frozen=True)
class Header:
    """What stands at the top of an account's pages."""

    account: Account
    merge: Merge | None
    ancestors: tuple[Account, ...]
    below: int
    lead: User | None
    sponsors: tuple[User, ...]
    team: tuple[User, ...]
    chips: tuple[Part, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class AccountPage:
    """What an account's home and the pages of its steps have in common."""

    account: Account
    today: date
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class AccountHome(AccountPage):
    """Everything on the account's first page."""

    header: tuple[Part]
    figures: tuple[Part, ...]
    needs: tuple[Part, ...]
    first: tuple[Part, ...]
    halves: tuple[Part, ...]
    business: tuple[Part, ...]
    last: tuple[Part, ...]
    aside: tuple[Part, ...]


@dataclass(frozen=True)
class StepPage(AccountPage):
    """One step of an account: where to work on it, and what packages show of it."""

    current: StepView
    step_buttons: tuple[Button, ...]
    parts: tuple[Part, ...]


def account_home(user: User, account: Account, waiting: tuple[Item, ...], today: date) -> AccountHome:
    """The first page of an account this user may open, with what of their day is about it."""
    view = AccountView(user, account, today, waiting)
    return AccountHome(
        account=account,
        today=today,
        header=(part("header", "process/_header.html", _header, view, len(waiting)),),
        steps=steps_of(view),
        figures=home.parts(home.FIGURES, view),
        needs=home.parts(home.NEEDS, view),
        first=home.parts(home.FIRST, view),
        halves=home.parts(home.HALVES, view),
        business=home.parts(home.BUSINESS, view),
        last=home.parts(home.LAST, view),
        aside=home.parts(home.ASIDE, view),
    )


def step_page(user: User, account: Account, step: Step, today: date) -> StepPage:
    """The page of one step of an account this user may open."""
    view = AccountView(user, account, today)
    steps = steps_of(view)
    return StepPage(
        account=account,
        today=today,
        steps=steps,
        current=next(shown for shown in steps if shown.step == step),
        step_buttons=home.buttons(step.key),
        parts=home.parts(step.key, view),
    )


def steps_of(view: AccountView) -> tuple[StepView, ...]:
    """The seven steps with their evidence."""
    part, viewer = ("evidence", view.account.pk, view.today), keeping.viewer(view.user)
    found = keeping.kept_each(viewer, part, [partial(_evidence, step, view) for step in STEPS])
    return tuple(map(StepView, STEPS, found))


def _evidence(step: Step, view: AccountView) -> Evidence:
    return step.evidence(view.apart())


def my_day(user: User, queue: tuple[Item, ...], today: date) -> MyDay:
    """What this user owes and what happened on their accounts, as the packages tell it."""
    return days.page(user, queue, today)


def known_count(user: User) -> int | None:
    """How many things wait for this user; None where that has to be counted first."""
    today = timezone.localdate()
    return count(user, today) if days.is_known(user, today) else None


def count(user: User, today: date) -> int:
    """How many things wait for this user."""
    return len(days.queue(user, today))


def put_off_by(user: User, today: date) -> frozenset[str]:
    """The keys of items this user put off until a later day, or for good."""
    rows = PutOff.objects.filter(user=user).filter(Q(until=None) | Q(until__gt=today))
    return frozenset(rows.values_list("key", flat=True))


def get_put_off(user: User, row_id: int) -> PutOff:
    """An item this user put off."""
    row = PutOff.objects.filter(user=user, pk=row_id).first()
    if row is None:
        raise errors.NotFound()
    return row


def recent_on_own_accounts(day: Day) -> tuple[Line, ...] | None:
    """What happened lately on the accounts a user is on."""
    own = {f"account:{pk}": name for pk, name in accounts.mine(day.user).values_list("pk", "name")[:OWN_ACCOUNTS]}
    return activity.recent(events.of(*own), RECENT, own) or None


def recent_on(view: AccountView) -> tuple[Line, ...]:
    """What happened lately on an account."""
    return activity.recent(history_of(view.account), RECENT_ON_HOME)


def recent_on_contact(view: ContactView) -> tuple[Line, ...]:
    """What happened lately to a contact's own data."""
    return activity.recent(events.about(view.contact), RECENT)


def history_of(account: Account) -> QuerySet[Event]:
    """What happened on an account, the latest first. Ask only for accounts one may open."""
    streams = [f"account:{pk}" for pk in accounts.known_as(account)]
    return events.of(*streams)


def trail_for(user: User) -> QuerySet[Event]:
    """What administrators see of the audit log: sign-ins, users, imports, exports; no account's content."""
    if not user.may(Right.SEE_TRAIL):
        return Event.objects.none()
    return events.of("")


def _header(view: AccountView) -> Header:
    account, team = view.account, list(view.once(accounts.team_of, view.account))
    return Header(
        account=account,
        merge=accounts.merge_of(account) if account.archived_at else None,
        ancestors=tuple(accounts.known_above(view.user, account)),
        below=accounts.subtree_of(account).count() - 1,
        lead=next((m.user for m in team if m.acts_as == TeamRole.LEAD), account.owner),
        sponsors=_users(team, TeamRole.SPONSOR),
        team=_users(team, TeamRole.CORE, TeamRole.EXTENDED),
        chips=home.parts(home.CHIPS, view),
        buttons=home.buttons(),
    )


def _users(team: list[Membership], *roles: TeamRole) -> tuple[User, ...]:
    return tuple(dict.fromkeys(m.user for m in team if m.acts_as in roles))
