"""What the pages of the process show: an account's home, one's day, what happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Attachment, Contact, Membership, Merge, TeamRole
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.conversations.models import Conversation, Statement
from covalue.core import events
from covalue.core.models import Event
from covalue.handovers import queries as handovers
from covalue.handovers.models import Handover
from covalue.lifetime import queries as lifetime
from covalue.lifetime.queries import AccountLifetime
from covalue.objectives import queries as objectives
from covalue.objectives.models import Objective, Side
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.plans import queries as plans
from covalue.portfolio import charts, deliveries, figures, revenue
from covalue.portfolio.deliveries import OnTime
from covalue.portfolio.revenue import AccountRevenue
from covalue.process.steps import HEARD_RECENTLY, STEPS, Evidence, Standing, Step
from covalue.profitability import queries as profitability
from covalue.profitability.queries import AccountLine
from covalue.selection import queries as selection
from covalue.selection.models import Rater
from covalue.value import queries as value
from covalue.value.rules import ValueStanding
from covalue.web import navigation
from covalue.web.charts import Drawing
from covalue.web.navigation import AccountButton

QUIET_AFTER: Final = timedelta(days=60)
SHOWN: Final = 5
TOLD_FOR: Final = timedelta(days=14)
LATELY: Final = 8
ASKING: Final = 10


@dataclass(frozen=True)
class StepView:
    """A step of the spine with its evidence."""

    step: Step
    evidence: Evidence


@dataclass(frozen=True)
class AccountHome:
    """Everything on the account's first page."""

    account: Account
    merge: Merge | None
    ancestors: tuple[Account, ...]
    below: int
    spine: tuple[StepView, ...]
    value: ValueStanding
    revenue: AccountRevenue
    lifetime: AccountLifetime | None
    left: AccountLine | None
    chart: Drawing
    on_time: OnTime
    lead: User | None
    sponsors: tuple[User, ...]
    team: tuple[User, ...]
    quotes: tuple[Statement, ...]
    conversations: tuple[Conversation, ...]
    conversations_count: int
    contacts: tuple[Contact, ...]
    theirs: tuple[Objective, ...]
    ours: tuple[Objective, ...]
    open_actions: tuple[Action, ...]
    overdue: int
    files: tuple[Attachment, ...]
    lately: tuple[Event, ...]
    may_steer: bool
    buttons: tuple[AccountButton, ...]
    today: date

    @property
    def last_conversation(self) -> Conversation | None:
        return self.conversations[0] if self.conversations else None

    @property
    def gone_quiet(self) -> bool:
        last = self.last_conversation
        return last is None or self.today - last.held_on > QUIET_AFTER


@dataclass(frozen=True)
class Watched:
    """One of my accounts with how long ago we spoke."""

    account: Account
    last_held: date | None
    quiet: bool


@dataclass(frozen=True)
class MyDay:
    """What needs me, and what happened on my accounts."""

    overdue: tuple[Action, ...]
    this_week: tuple[Action, ...]
    later: tuple[Action, ...]
    accounts: tuple[Watched, ...]
    lately: tuple[Event, ...]
    ownerless: tuple[Account, ...]
    ownerless_count: int
    handed_over: tuple[Handover, ...]
    asked: tuple[Rater, ...]
    today: date

    @property
    def nothing_to_do(self) -> bool:
        return not (self.overdue or self.this_week or self.later or self.ownerless or self.handed_over or self.asked)


def account_home(user: User, account: Account, today: date) -> AccountHome:
    """The first page of an account this user may open."""
    team = list(accounts.team_of(account))
    goals = list(objectives.of_account(account))
    open_actions = [a for a in action_items.of_account(account) if a.done_at is None]
    contacts = list(account.contacts.filter(departed_on=None))
    standing = standing_of(account, today, contacts=len(contacts), team=len({m.user_id for m in team}), goals=goals)
    keys = figures.customers_of(account)
    found = revenue.of_account(account, today, keys)
    talks = conversations.of_account(account)
    return AccountHome(
        account=account,
        merge=accounts.merge_of(account) if account.archived_at else None,
        ancestors=tuple(accounts.known_above(user, account)),
        below=accounts.subtree_of(account).count() - 1,
        spine=tuple(StepView(step, step.evidence(standing)) for step in STEPS),
        value=standing.value,
        revenue=found,
        lifetime=lifetime.of_account(account),
        left=profitability.line_of(keys, found.period) if found.period and found.net is not None else None,
        chart=charts.account_revenue(found, account),
        on_time=deliveries.of_customers(keys, today),
        lead=next((m.user for m in team if m.team_role == TeamRole.LEAD), account.owner),
        sponsors=_users(team, TeamRole.SPONSOR),
        team=_users(team, TeamRole.CORE, TeamRole.EXTENDED),
        quotes=tuple(conversations.statements_of([account])[:3]),
        conversations=tuple(talks[:SHOWN]),
        conversations_count=talks.count(),
        contacts=tuple(contacts),
        theirs=tuple(goal for goal in goals if goal.side == Side.THEIRS),
        ours=tuple(goal for goal in goals if goal.side == Side.OURS),
        open_actions=tuple(open_actions),
        overdue=sum(a.due_on is not None and a.due_on < today for a in open_actions),
        files=tuple(account.attachments.filter(removed_at=None)[:SHOWN]),
        lately=tuple(history_of(account)[:LATELY]),
        may_steer=accounts.may_steer(user, account),
        buttons=navigation.account_buttons(),
        today=today,
    )


def standing_of(account: Account, today: date, *, contacts: int, team: int, goals: list[Objective]) -> Standing:
    """The counts the seven steps look at."""
    plan = plans.of_account(account)
    sections = list(plan.sections.all()) if plan else []
    approval = plan.approvals.first() if plan else None
    said = conversations.statements_of([account]).aggregate(
        count=Count("pk"),
        heard=Count("contact", distinct=True, filter=Q(conversation__held_on__gte=today - HEARD_RECENTLY)),
    )
    promised = account.actions.filter(removed_at=None).aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)),
        open=Count("pk", filter=Q(done_at=None)),
        overdue=Count("pk", filter=Q(done_at=None, due_on__lt=today)),
    )
    return Standing(
        contacts=contacts,
        contacts_heard=said["heard"],
        statements=said["count"],
        sections=len(sections),
        sections_written=sum(bool(section.text) for section in sections),
        approved_version=approval.version if approval else None,
        approved_on=approval.approved_at.date() if approval else None,
        alignment=objectives.alignment_of(account, goals),
        team=team,
        actions_done=promised["done"],
        actions_open=promised["open"],
        actions_overdue=promised["overdue"],
        value=value.standing_of(account),
    )


def my_day(user: User, today: date) -> MyDay:
    """What this user owes, by urgency, and the accounts they are on."""
    owed: dict[str, list[Action]] = defaultdict(list)
    for action in action_items.open_for(user):
        owed[_urgency(action, today)].append(action)
    mine = _watched(user, today)
    ownerless = accounts.asking_for_owner(user)
    return MyDay(
        overdue=tuple(owed["overdue"]),
        this_week=tuple(owed["week"]),
        later=tuple(owed["later"]),
        accounts=mine,
        lately=tuple(
            Event.objects.filter(stream__in=[events.key(w.account) for w in mine])
            .select_related("actor")
            .order_by("-at", "-id")[:LATELY]
        ),
        ownerless=tuple(ownerless[:ASKING]),
        ownerless_count=ownerless.count(),
        handed_over=tuple(handovers.taken_lately(user, today - TOLD_FOR)[:SHOWN]),
        asked=selection.asked_of(user),
        today=today,
    )


def history_of(account: Account) -> QuerySet[Event]:
    """What happened on an account, the latest first. Ask only for accounts one may open."""
    streams = [f"account:{pk}" for pk in accounts.known_as(account)]
    return Event.objects.filter(stream__in=streams).select_related("actor").order_by("-at", "-id")


def trail_for(user: User) -> QuerySet[Event]:
    """What administrators see of the trail: sign-ins, users, imports, exports; no account's content."""
    if not user.may(Right.SEE_TRAIL):
        return Event.objects.none()
    return Event.objects.filter(stream="").select_related("actor").order_by("-at", "-id")


def _users(team: list[Membership], *roles: TeamRole) -> tuple[User, ...]:
    return tuple(dict.fromkeys(m.user for m in team if m.team_role in roles))


def _urgency(action: Action, today: date) -> str:
    if action.due_on is not None and action.due_on < today:
        return "overdue"
    return "week" if action.due_on is not None and action.due_on <= today + timedelta(days=7) else "later"


def _watched(user: User, today: date) -> tuple[Watched, ...]:
    spoke = Max("conversations__held_on", filter=Q(conversations__removed_at=None))
    mine = accounts.mine(user).annotate(last_held=spoke)
    return tuple(
        Watched(a, a.last_held, quiet=a.last_held is None or today - a.last_held > QUIET_AFTER) for a in mine[:50]
    )
