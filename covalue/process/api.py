"""The seven steps of an account, one's day, what happened on an account, and the administrators' audit log."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView
from covalue.conversations import queries as conversations
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Right
from covalue.process import actions, queries
from covalue.process.inputs import PutOffInput
from covalue.process.models import PutOff
from covalue.process.queries import StepView
from covalue.web import my_day, paging, palette, requests, sentences
from covalue.web.my_day import Item
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


class ActOut(Schema):
    """What can be done where the item stands: its title, and the page's address it posts to."""

    title: str
    address: str


class ItemOut(Schema):
    """Something that needs you, and why now. `key` names it, `url` is its page; `urgency` is now, week or later."""

    key: str
    kind: str
    why: str
    title: str
    url: str
    urgency: Literal["now", "week", "later"]
    account: Ref | None
    due: date | None
    act: ActOut | None
    sets_aside: bool = Field(description="can be put off for good, with `done`")


class DayOut(Schema):
    """What needs you, the most urgent first, and the accounts you are on."""

    today: date
    items: list[ItemOut]
    accounts: list[WatchedOut]


class PutOffOut(Schema):
    """An item of your day that is put off until a day; for good without one."""

    id: int
    key: str
    until: date | None


class ChangeOut(Schema):
    field: str
    before: str
    after: str


class EventOut(Schema):
    """An event. `subject` names the row, such as contact:5; `sentence` says it in words, after the name of the actor."""

    id: int
    at: datetime
    actor: str
    verb: str
    sentence: str
    subject: str
    subject_name: str
    changes: list[ChangeOut]


class TrailOut(EventOut):
    origin: str


@router.get("/accounts/{account_id}/steps", response=Page[StepOut], summary="Get the seven steps")
def list_steps(request: HttpRequest, account_id: Id) -> Page[StepOut]:
    """Where the account stands, each step by its evidence."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    view = AccountView(user, account, account.today())
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
    """Everything that needs you, in the order of the page, and the accounts you are on."""
    user, today = requests.user_of(request), timezone.localdate()
    return DayOut(
        today=today,
        items=[_item(item) for item in my_day.queue(user, today)],
        accounts=[
            WatchedOut(account=Ref(id=w.account.pk, name=w.account.name), last_held=w.last_held, quiet=w.quiet)
            for w in conversations.watched_by(user, today)
        ],
    )


@router.post("/my-day/put-off", response={201: PutOffOut}, summary="Put an item of My day off")
def put_off_item(request: HttpRequest, body: PutOffInput) -> Status[PutOff]:
    """Until tomorrow or next Monday; `done` sets aside for good what has no end of its own."""
    actor, now = requests.actor(request), timezone.now()
    row = actions.put_off(actor, key=body.key, until=body.until, today=timezone.localdate(), now=now)
    return Status(201, row)


@router.post("/my-day/put-off/{put_off_id}/undo", response={204: None}, summary="Undo putting off")
def take_up_item(request: HttpRequest, put_off_id: Id) -> Status[None]:
    row = queries.get_put_off(requests.user_of(request), put_off_id)
    actions.take_up(requests.actor(request), row=row, now=timezone.now())
    return Status(204, None)


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


def _item(item: Item) -> ItemOut:
    return ItemOut(
        key=item.key,
        kind=item.kind,
        why=item.why,
        title=item.title,
        url=item.url,
        urgency=item.urgency.name.lower(),  # type: ignore[arg-type]
        account=Ref(id=item.account_id, name=item.account) if item.account_id else None,
        due=item.due,
        act=ActOut(title=item.act.title, address=item.act.address) if item.act else None,
        sets_aside=item.sets_aside,
    )


def _event(event: Event) -> dict[str, Any]:
    changes = [ChangeOut(field=field, before=pair[0], after=pair[1]) for field, pair in event.changes.items()]
    return {
        "id": event.pk,
        "at": event.at,
        "actor": event.actor_name,
        "verb": event.verb,
        "sentence": sentences.plain([event]),
        "subject": event.subject,
        "subject_name": event.subject_name,
        "changes": changes,
    }
