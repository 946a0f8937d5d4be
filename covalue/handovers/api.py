"""Handovers for programs."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.handovers import actions, forms, queries
from covalue.handovers.models import Handover
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, ref

router = Router(tags=["handovers"])


class GivenAsked(Schema):
    """Whose accounts, or which one; without either those whose owner is gone."""

    account: Id | None = None
    owner: Id | None = None


class GivenOut(Schema):
    """An account as it would be handed over, with the open actions of its owner."""

    account: Ref
    owner: Ref | None
    open_actions: int
    overdue: int


class HandoverIn(In):
    accounts: list[RowId] = Field(min_length=1, max_length=queries.AT_ONCE)
    taker: RowId
    holds_from: Day
    note: Text = Field("", max_length=4_000, description="sent to the new owner by mail and shown in their day")
    actions_stay: list[RowId] = Field(
        default_factory=list, max_length=queries.AT_ONCE, description="accounts whose open actions do not move"
    )


class ShareOut(Schema):
    """One account of a handover. `actions_moved` is told once it holds."""

    account: Ref
    giver: Ref | None
    with_actions: bool
    actions_moved: int | None


class HandoverOut(Schema):
    """Accounts given to `taker`; `held_at` is when it began to hold."""

    id: int
    taker: Ref
    holds_from: date
    note: str
    made_by: Ref | None
    made_at: datetime
    held_at: datetime | None
    undone_at: datetime | None
    shares: list[ShareOut]


class UndoneOut(Schema):
    """A handover taken back, and the accounts left alone as they changed hands since."""

    handover: HandoverOut
    left_alone: list[str]


@router.get("/handovers/preview", response=Page[GivenOut], summary="What could be handed over")
def preview_handover(request: HttpRequest, asked: Query[GivenAsked]) -> Page[GivenOut]:
    """Of the accounts one steers."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found = queries.preview(queries.chosen(user, account=asked.account, owner=asked.owner), timezone.localdate())
    rows = [
        GivenOut(
            account=Ref(id=row.account.pk, name=row.account.name),
            owner=ref(row.account.owner),
            open_actions=row.open_actions,
            overdue=row.overdue,
        )
        for row in found.rows
    ]
    return Page[GivenOut](items=rows, next=None)


@router.get("/handovers", response=Page[HandoverOut], summary="List handovers")
def list_handovers(request: HttpRequest, asked: Query[Asked]) -> Page[HandoverOut]:
    """Those one made or takes, the latest first."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    cut = paging.cut(request, queries.visible_to(user), ("-made_at", "-id"), asked)
    return Page[HandoverOut](items=[_out(one) for one in cut.rows], next=cut.next)


@router.post("/handovers", response={201: HandoverOut}, summary="Hand accounts over")
def hand_over(request: HttpRequest, body: HandoverIn) -> Status[HandoverOut]:
    """At once, or from a later day; for whoever steers the accounts."""
    user = requests.user_of(request)
    sent = {
        "accounts": body.accounts,
        "taker": body.taker,
        "holds_from": body.holds_from,
        "note": body.note,
        "actions": [],
    }
    if not accounts.steered_by(user).filter(pk__in=body.accounts).exists():
        raise errors.NotFound()
    values = inputs.cleaned(forms.HandoverForm(accounts.steered_by(user)), sent)
    done = actions.hand_over(
        requests.api_actor(request),
        given=values["accounts"],
        taker=values["taker"],
        holds_from=values["holds_from"],
        note=values["note"],
        actions_stay=body.actions_stay,
        now=timezone.now(),
    )
    return Status(201, _out(queries.get(user, done.pk)))


@router.get("/handovers/{handover_id}", response=HandoverOut, summary="One handover")
def get_handover(request: HttpRequest, handover_id: Id) -> HandoverOut:
    return _out(queries.get(requests.user_of(request), handover_id))


@router.post("/handovers/{handover_id}/undo", response=UndoneOut, summary="Take a handover back")
def undo_handover(request: HttpRequest, handover_id: Id) -> UndoneOut:
    """For 30 days; accounts that changed hands since are left alone."""
    user = requests.user_of(request)
    left = actions.undo(requests.api_actor(request), handover=queries.get(user, handover_id), now=timezone.now())
    return UndoneOut(handover=_out(queries.get(user, handover_id)), left_alone=list(left))


def _out(one: Handover) -> HandoverOut:
    shares = [
        ShareOut(
            account=Ref(id=share.account.pk, name=share.account.name),
            giver=ref(share.giver),
            with_actions=share.with_actions,
            actions_moved=len(share.moved["actions"]) if share.moved else None,
        )
        for share in one.shares.all()
    ]
    return HandoverOut(
        id=one.pk,
        taker=Ref(id=one.taker.pk, name=one.taker.name),
        holds_from=one.holds_from,
        note=one.note,
        made_by=ref(one.made_by),
        made_at=one.made_at,
        held_at=one.held_at,
        undone_at=one.undone_at,
        shares=shares,
    )
