"""Promises of both sides, quick lines, and how often contacts asked to be met. Forms of the pages post here, too."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.conversations import queries as conversations
from covalue.promises import actions, lines, queries
from covalue.promises.inputs import (
    EndingInput,
    PromiseDecisionInput,
    PromiseEdit,
    PromiseInput,
    QuickLineInput,
    RhythmInput,
)
from covalue.promises.lines import Logged, Undone
from covalue.promises.models import Answer, Promise, Rhythm
from covalue.promises.queries import PROMISES, Kept
from covalue.promises.quick import Due, Line, Named
from covalue.promises.rules import Outcome, Place, PromiseSaid, PromiseSide, PromiseState
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["promises"])


class PromisesAsked(Asked):
    side: PromiseSide | None = Field(None, description="only ours, or only theirs")
    open: bool | None = Field(None, description="only open ones, or only ended ones")


class PromiseOut(Versioned):
    """A commitment: ours is given by a colleague to a contact, theirs by a contact to a colleague; either may be unknown.

    `promised_for` is the day it is measured by.
    """

    id: int
    account: Ref
    side: PromiseSide
    what: str
    note: str
    by_user: Ref | None
    by_contact: Ref | None
    to_user: Ref | None
    to_contact: Ref | None
    due_on: date | None
    due_words: str
    promised_for: date | None
    made_on: date
    place: Place
    outcome: Outcome
    ended_on: date | None
    state: PromiseState
    action: int | None = Field(None, validation_alias="action_id")
    created_at: datetime


class PromiseShareOut(Schema):
    """Of the promises of one side that fell due; `share` is null where they are too few to know."""

    on_time: int
    late: int
    broken: int
    overdue: int
    open: int
    fell_due: int
    share: float | None


class KeptOut(Schema):
    """Promises kept on time, by side."""

    ours: PromiseShareOut
    theirs: PromiseShareOut


class AnswerOut(Schema):
    """What the customer said to a promise of theirs. `accepted` is null until somebody decides."""

    id: int
    promise: int = Field(validation_alias="promise_id")
    contact: Ref | None
    said: PromiseSaid
    day: date | None
    words: str
    answered_at: datetime
    accepted: bool | None


class CandidateOut(Schema):
    """Somebody a name may mean; `send` is what is sent in `choices` to say so."""

    text: str
    send: str


class NameOut(Schema):
    """A name as it was read: `means` where it is clear, otherwise what it can be."""

    said: str
    means: str | None
    ours: bool
    new: bool
    choices: list[CandidateOut]


class SaidDayOut(Schema):
    """A day as it was read; without `start` it is asked, or no day."""

    said: str
    start: date | None
    end: date | None
    choices: list[date]


class SpokenOut(Schema):
    """A promise of ours or theirs, or a follow-up of our own."""

    kind: str
    what: str
    who: NameOut | None
    due: SaidDayOut | None


class QuickLineOut(Schema):
    """A quick line as it was read; `clear` where it can be saved as it stands."""

    clear: bool
    channel: str
    people: list[NameOut]
    about: str
    held: SaidDayOut | None
    spoken: list[SpokenOut]
    over: str


class LoggedOut(Schema):
    """What a quick line became."""

    conversation: int
    promises: list[int]
    follow_ups: list[int]
    new_contacts: list[Ref]


class QuickUndoneOut(Schema):
    """What the undo removed; contacts that the line added stay."""

    conversation: int
    promises: int
    follow_ups: int


class RhythmOut(Schema):
    """How often a contact asked to be met; `avoid` are weekdays, Monday is 0."""

    id: int
    contact: Ref
    every_days: int
    channel: str
    avoid: list[int] = Field(validation_alias="days_to_avoid")
    words: str
    said_by: Ref | None
    said_on: date


@router.get("/accounts/{account_id}/promises", response=Page[PromiseOut], summary="List promises")
def list_promises(request: HttpRequest, account_id: Id, asked: Query[PromisesAsked]) -> Cut[Promise]:
    """Both sides' commitments."""
    rows = PROMISES.of(accounts.get(requests.user_of(request), account_id))
    if asked.side is not None:
        rows = rows.filter(side=asked.side)
    if asked.open is not None:
        rows = rows.filter(outcome=Outcome.OPEN) if asked.open else rows.exclude(outcome=Outcome.OPEN)
    return paging.cut(request, rows, ("id",), asked)


@router.get("/accounts/{account_id}/promises/kept", response=KeptOut, summary="Get the shares of promises kept on time")
def get_promises_kept(request: HttpRequest, account_id: Id) -> Kept:
    """By side, with the counts. Too few to know is null."""
    account = accounts.get(requests.user_of(request), account_id)
    return queries.kept_on(account, account.today())


@router.post("/accounts/{account_id}/promises", response={201: PromiseOut}, summary="Add a promise")
def add_promise(request: HttpRequest, account_id: Id, body: PromiseInput) -> Status[Promise]:
    """`due` is a day in words: “Fri”, “end of March”, “Q3 2027”, “2027-W12”, “in 3 weeks”."""
    actor, account = requests.actor(request), accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    values = body.with_rows(queries.possible_parties(account))
    promise = actions.add(actor, account=account, now=timezone.now(), **values)
    return Status(201, promise)


@router.get("/promises/{promise_id}", response=PromiseOut, summary="Get a promise")
def get_promise(request: HttpRequest, promise_id: Id) -> Promise:
    return queries.get_current(requests.user_of(request), promise_id)


@router.patch("/promises/{promise_id}", response=PromiseOut, summary="Change a promise", openapi_extra=IF_MATCH)
def edit_promise(request: HttpRequest, promise_id: Id, body: PromiseEdit) -> Promise:
    """Only the fields sent change. Without `agreed` a new day does not move the one it is measured by."""
    promise = versions.hold(request, queries.get_current(requests.user_of(request), promise_id))
    values = body.with_rows(queries.possible_parties(promise.account, promise))
    return actions.edit(requests.actor(request), promise=promise, now=timezone.now(), **values)


@router.post("/promises/{promise_id}/end", response=PromiseOut, summary="End a promise")
def end_promise(request: HttpRequest, promise_id: Id, body: EndingInput) -> Promise:
    """Kept, not kept, or withdrawn; today unless another day is said."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    return actions.end(requests.actor(request), promise=promise, now=timezone.now(), **body.sent)


@router.post("/promises/{promise_id}/keep", response=PromiseOut, summary="Mark a promise as kept today")
def keep_promise(request: HttpRequest, promise_id: Id) -> Promise:
    promise = queries.get_current(requests.user_of(request), promise_id)
    return actions.end(requests.actor(request), promise=promise, outcome=Outcome.KEPT, now=timezone.now())


@router.post("/promises/{promise_id}/reopen", response=PromiseOut, summary="Open a promise again")
def reopen_promise(request: HttpRequest, promise_id: Id) -> Promise:
    promise = queries.get_current(requests.user_of(request), promise_id)
    return actions.reopen(requests.actor(request), promise=promise, now=timezone.now())


@router.post("/promises/{promise_id}/action", response=PromiseOut, summary="Make an action of a promise")
def plan_promise(request: HttpRequest, promise_id: Id) -> Promise:
    """My day shows the action from then on; the promise is kept or not all the same."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    return actions.plan(requests.actor(request), promise=promise, now=timezone.now())


@router.get("/accounts/{account_id}/promise-answers", response=Page[AnswerOut], summary="List answers to promises")
def list_promise_answers(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Answer]:
    """What the customer said to promises of theirs, and nobody of us has decided."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.open_answers([account.pk]), ("answered_at", "id"), asked)


@router.post("/promise-answers/{answer_id}/decide", response=AnswerOut, summary="Decide on an answer to a promise")
def decide_promise_answer(request: HttpRequest, answer_id: Id, body: PromiseDecisionInput) -> Answer:
    """Take it over, or leave the promise as it is."""
    answer = queries.get_answer(requests.user_of(request), answer_id)
    return actions.decide(requests.actor(request), answer=answer, accept=body.accept, now=timezone.now())


@router.post("/accounts/{account_id}/quick-line/read", response=QuickLineOut, summary="Read a quick line")
def read_quick_line(request: HttpRequest, account_id: Id, body: QuickLineInput) -> QuickLineOut:
    """Nothing is saved: people, day, subject and promises as they are understood, and what is asked."""
    actor, account = requests.actor(request), accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    return _line(lines.read(account, body.line, body.choices))


@router.post(
    "/accounts/{account_id}/quick-line", response={201: LoggedOut}, summary="Log a conversation by a quick line"
)
def log_quick_line(request: HttpRequest, account_id: Id, body: QuickLineInput) -> Status[LoggedOut]:
    """“met Signe Dahl about outages !follow up Fri”. What is unclear is refused, with what can be chosen."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    logged = lines.log(
        requests.actor(request),
        account=account,
        text=body.line,
        choices=body.choices,
        ours=[user],
        now=timezone.now(),
    )
    return Status(201, _logged(logged))


@router.post("/conversations/{conversation_id}/undo", response=QuickUndoneOut, summary="Undo a quick line")
def undo_quick_line(request: HttpRequest, conversation_id: Id) -> QuickUndoneOut:
    """The conversation, its promises and follow-ups are removed; contacts that were added stay."""
    conversation = conversations.get_current(requests.user_of(request), conversation_id)
    undone: Undone = lines.undo(requests.actor(request), conversation=conversation, now=timezone.now())
    return QuickUndoneOut(conversation=conversation.pk, promises=undone.promises, follow_ups=undone.follow_ups)


@router.get("/contacts/{contact_id}/rhythm", response=list[RhythmOut], summary="List what a contact asked for")
def list_rhythm(request: HttpRequest, contact_id: Id) -> Any:
    """How often they want to be met, as said; the first one holds."""
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    return list(queries.rhythms_before(contact))


@router.post(
    "/contacts/{contact_id}/rhythm", response={201: RhythmOut}, summary="Note how often a contact wants to be met"
)
def set_rhythm(request: HttpRequest, contact_id: Id, body: RhythmInput) -> Status[Rhythm]:
    """Asked by the customer, with who said so and when; ours stays beside it."""
    actor, contact = requests.actor(request), accounts.get_contact(requests.user_of(request), contact_id)
    guard_edits(actor, contact.account)
    values = body.with_rows({"said_by": accounts.current_contacts(contact.account)})
    return Status(201, actions.set_rhythm(actor, contact=contact, now=timezone.now(), **values))


@router.delete("/contacts/{contact_id}/rhythm", response={204: None}, summary="Remove a contact's rhythm")
def remove_rhythm(request: HttpRequest, contact_id: Id) -> Status[None]:
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    actions.remove_rhythm(requests.actor(request), contact=contact, now=timezone.now())
    return Status(204, None)


@router.post("/contacts/{contact_id}/rhythm/restore", response=list[RhythmOut], summary="Restore a contact's rhythm")
def restore_rhythm(request: HttpRequest, contact_id: Id) -> Any:
    """Undo of the last removal."""
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    actions.restore_rhythm(requests.actor(request), contact=contact, now=timezone.now())
    return list(queries.rhythms_before(contact))


API = RowApi(router, PROMISES, PromiseOut, "promises", one="promise", many="promises", title="a promise")
remove_promise, restore_promise = API.remove(), API.restore()


def _name(name: Named) -> NameOut:
    asked = [CandidateOut(text=text, send=send) for text, send in lines.choices_of(name)] if name.asked else []
    known = name.known
    return NameOut(
        said=name.said,
        means=known.name if known else None,
        ours=bool(known and known.ours),
        new=name.is_new,
        choices=asked,
    )


def _due(due: Due | None) -> SaidDayOut | None:
    if due is None:
        return None
    start, end = (due.when.start, due.when.end) if due.when else (None, None)
    return SaidDayOut(said=due.said, start=start, end=end, choices=list(due.choices))


def _line(line: Line) -> QuickLineOut:
    return QuickLineOut(
        clear=line.is_clear,
        channel=line.channel,
        people=[_name(name) for name in line.people],
        about=line.about,
        held=_due(line.held),
        spoken=[
            SpokenOut(kind=part.kind, what=part.what, who=_name(part.who) if part.who else None, due=_due(part.due))
            for part in line.spoken
        ],
        over=line.over,
    )


def _logged(logged: Logged) -> LoggedOut:
    return LoggedOut(
        conversation=logged.conversation.pk,
        promises=[row.pk for row in logged.promises],
        follow_ups=[row.pk for row in logged.follow_ups],
        new_contacts=[Ref(id=row.pk, name=row.name) for row in logged.new_contacts],
    )
