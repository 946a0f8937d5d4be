"""The seven steps of an account, one's day, what happened on an account, and the administrators' audit log."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Right
from covalue.process import queries
from covalue.process.queries import StepView
from covalue.web import paging, palette, requests
from covalue.web.paging import Asked, Page
from covalue.web.palette import HitGroup
from covalue.web.shapes import Id, Ref, Text

router = Router(tags=["process"])


Words = Annotated[Text, Field(min_length=1, max_length=200)]


class StepOut(Schema):
    """A step with its evidence: a figure and its progress (0 to 1), or what is missing."""

    number: int
    key: str
    title: str
    question: str
    figure: str
    share: float
    waits_for: str


class HitOut(Schema):
    """A search result, with the page it leads to."""

    title: str
    detail: str
    href: str


class HitsOut(Schema):
    """The results of one type."""

    title: str
    hits: list[HitOut]


class WatchedOut(Schema):
    """One of your accounts, with the days since the last conversation."""

    account: Ref
    last_held: date | None
    quiet: bool


class OwedOut(Schema):
    """An action you owe."""

    id: int
    account: Ref
    title: str
    due_on: date | None


class DayOut(Schema):
    """What needs your attention, by urgency, and the accounts you are on."""

    today: date
    overdue: list[OwedOut]
    this_week: list[OwedOut]
    later: list[OwedOut]
    accounts: list[WatchedOut]


class ChangeOut(Schema):
    field: str
    before: str
    after: str


class EventOut(Schema):
    """An event. `subject` names the row, such as contact:5."""

    id: int
    at: datetime
    actor: str
    verb: str
    subject: str
    subject_name: str
    changes: list[ChangeOut]


class TrailOut(EventOut):
    origin: str


@router.get("/accounts/{account_id}/steps", response=Page[StepOut], summary="Get the seven steps")
def list_steps(request: HttpRequest, account_id: Id) -> Page[StepOut]:
    """Where the account stands, each step by its evidence."""
    user = requests.user_of(request)
    view = AccountView(user, accounts.get(user, account_id), timezone.localdate())
    return Page[StepOut](items=[_step(step) for step in queries.steps_of(view)], next=None)


@router.get("/accounts/{account_id}/history", response=Page[EventOut], summary="Get an account's history")
def list_history(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[EventOut]:
    """Every event on the account, latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    cut = paging.cut(request, queries.history_of(account), ("-at", "-id"), asked)
    return Page[EventOut](items=[EventOut(**_event(event)) for event in cut.rows], next=cut.next)


@router.get("/find", response=Page[HitsOut], summary="Search")
def find(request: HttpRequest, q: Query[Words]) -> Page[HitsOut]:
    """Accounts, contacts, people and pages you may see; accents and typos are tolerated. A few of each."""
    groups = palette.look_up(requests.user_of(request), q)
    return Page[HitsOut](items=[_group(group) for group in groups], next=None)


@router.get("/my-day", response=DayOut, summary="Get My day")
def get_my_day(request: HttpRequest) -> DayOut:
    """The actions you owe, and the accounts you are on."""
    user, today = requests.user_of(request), timezone.localdate()
    if user.is_guest:
        return DayOut(today=today, overdue=[], this_week=[], later=[], accounts=[])
    owed = action_items.owed_by(user, today)
    return DayOut(
        today=today,
        overdue=_owed(owed.overdue),
        this_week=_owed(owed.this_week),
        later=_owed(owed.later),
        accounts=[
            WatchedOut(account=Ref(id=w.account.pk, name=w.account.name), last_held=w.last_held, quiet=w.quiet)
            for w in conversations.watched_by(user, today)
        ],
    )


@router.get("/trail", response=Page[TrailOut], summary="Get the audit log")
def list_trail(request: HttpRequest, asked: Query[Asked]) -> Page[TrailOut]:
    """Sign-ins, users, imports and exports, for administrators; no account's content."""
    user = requests.user_of(request)
    if not user.may(Right.SEE_TRAIL):
        raise errors.NotFound()
    events: QuerySet[Event] = queries.trail_for(user)
    cut = paging.cut(request, events, ("-at", "-id"), asked)
    items = [TrailOut(**_event(event), origin=event.origin) for event in cut.rows]
    return Page[TrailOut](items=items, next=cut.next)


def _step(view: StepView) -> StepOut:
    step, evidence = view.step, view.evidence
    return StepOut(
        number=step.number,
        key=step.key,
        title=str(step.title),
        question=str(step.question),
        figure=evidence.figure,
        share=evidence.share,
        waits_for=evidence.waits_for,
    )


def _group(group: HitGroup) -> HitsOut:
    hits = [HitOut(title=hit.title, detail=hit.detail, href=hit.href) for hit in group.hits]
    return HitsOut(title=group.title, hits=hits)


def _owed(actions: tuple[Action, ...]) -> list[OwedOut]:
    return [
        OwedOut(id=a.pk, account=Ref(id=a.account.pk, name=a.account.name), title=a.title, due_on=a.due_on)
        for a in actions
    ]


def _event(event: Event) -> dict[str, Any]:
    changes = [ChangeOut(field=field, before=pair[0], after=pair[1]) for field, pair in event.changes.items()]
    return {
        "id": event.pk,
        "at": event.at,
        "actor": event.actor_name,
        "verb": event.verb,
        "subject": event.subject,
        "subject_name": event.subject_name,
        "changes": changes,
    }
