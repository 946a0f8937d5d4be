"""The customer's business: findings, the value chain, and signals. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from covalue.accounts.row_api import RowApi
from covalue.profiles import actions
from covalue.profiles.inputs import ActivityInput, NewFinding, SignalAnswerInput, SignalInput
from covalue.profiles.models import Activity, Finding, Signal
from covalue.profiles.queries import CHAIN, FINDINGS, SIGNALS
from covalue.profiles.rules import Effect, SignalKind, Topic
from covalue.web import requests
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["profiles"])


class ProfileFindingOut(Versioned):
    """One thing known about the customer's business; with `contact` it is what they told us.

    `age_days` counts from the day it was found, or last found to be still true.
    """

    id: int
    account: Ref
    topic: Topic
    words: str
    number: int | None
    source: str
    found_on: date
    contact: Ref | None
    doubtful: bool
    revision: int
    checked_on: date | None
    age_days: int
    shelf_life_days: int
    stale: bool


class ActivityOut(Versioned):
    """An activity of the customer's value chain, with where we touch it and who else does."""

    id: int
    account: Ref
    kind: Activity.ActivityKind
    name: str
    touch: str
    others: str
    position: int


class SignalOut(Versioned):
    """Something that happened at the customer. `effect` is null until somebody says what it changes."""

    id: int
    account: Ref
    kind: SignalKind
    words: str
    source: str
    happened_on: date
    contact: Ref | None
    effect: Effect | None
    reason: str
    concerns: str
    action: int | None
    answered_by: Ref | None
    answered_at: datetime | None

    @staticmethod
    def resolve_effect(signal: Signal) -> Effect | None:
        return Effect(signal.effect) if signal.effect else None

    @staticmethod
    def resolve_action(signal: Signal) -> int | None:
        return signal.action_id


FINDINGS_API = RowApi(
    router, FINDINGS, ProfileFindingOut, "findings", one="finding", many="findings", title="a finding"
)
FINDING = FINDINGS_API.operations(NewFinding)
get_finding = FINDINGS_API.get()
CHAIN_API = RowApi(
    router, CHAIN, ActivityOut, "value-chain", one="activity", many="activities", title="an activity of the value chain"
)
ACTIVITY = CHAIN_API.operations(ActivityInput)
get_activity = CHAIN_API.get()
SIGNALS_API = RowApi(router, SIGNALS, SignalOut, "signals", one="signal", many="signals", title="a signal")
SIGNAL = SIGNALS_API.operations(SignalInput)
get_signal = SIGNALS_API.get()


@router.post("/findings/{finding_id}/check", response=ProfileFindingOut, summary="Say that a finding is still true")
def check_finding(request: HttpRequest, finding_id: Id) -> Finding:
    """Its age counts from today."""
    finding = FINDINGS.get(requests.user_of(request), finding_id)
    return actions.check(requests.actor(request), finding=finding, now=timezone.now())


@router.post("/value-chain/{activity_id}/earlier", response=ActivityOut, summary="Move an activity one place earlier")
def move_activity_earlier(request: HttpRequest, activity_id: Id) -> Activity:
    activity = CHAIN.get(requests.user_of(request), activity_id)
    return actions.move(requests.actor(request), activity=activity, earlier=True, now=timezone.now())


@router.post("/value-chain/{activity_id}/later", response=ActivityOut, summary="Move an activity one place later")
def move_activity_later(request: HttpRequest, activity_id: Id) -> Activity:
    activity = CHAIN.get(requests.user_of(request), activity_id)
    return actions.move(requests.actor(request), activity=activity, earlier=False, now=timezone.now())


@router.post("/signals/{signal_id}/answer", response=SignalOut, summary="Say what a signal changes")
def answer_signal(request: HttpRequest, signal_id: Id, body: SignalAnswerInput) -> Signal:
    """`nothing` needs its `reason`; `changes` what it `concerns`. An `action` is added, with you as its owner."""
    signal = SIGNALS.get(requests.user_of(request), signal_id)
    return actions.answer(
        requests.actor(request),
        signal=signal,
        effect=body.effect,
        reason=body.reason,
        about=body.concerns,
        action=body.action,
        due_on=body.due_on,
        now=timezone.now(),
    )


@router.post("/signals/{signal_id}/reopen", response=SignalOut, summary="Ask again what a signal changes")
def reopen_signal(request: HttpRequest, signal_id: Id) -> Signal:
    signal = SIGNALS.get(requests.user_of(request), signal_id)
    return actions.reopen(requests.actor(request), signal=signal, now=timezone.now())
