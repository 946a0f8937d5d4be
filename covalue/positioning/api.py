"""Where we stand with a customer: checks, message, ratings, mindshare and preference. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.positioning import actions, asking, queries
from covalue.positioning.inputs import (
    CompetitorInput,
    PartInput,
    PositionAskInput,
    PositionRatingInput,
    PositionReasonInput,
    PreferenceInput,
)
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import MessageVersion, PositionRequest, Preference
from covalue.positioning.queries import COMPETITORS, PREFERENCES, RATINGS, REASONS, PositionPage
from covalue.positioning.rules import Clear, Dimension, Measure, Named
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["positioning"])


class CompetitorOut(Versioned):
    id: int
    account: Ref
    name: str
    note: str


class PositionRatingOut(Versioned):
    """A rating from 1 to 5: of a `competitor`, or of us without one; by a `contact`, or what we believe without one."""

    id: int
    account: Ref
    dimension: Dimension
    competitor: Ref | None
    contact: Ref | None
    score: int
    words: str
    rated_on: date


class PreferenceOut(Versioned):
    """Whom a contact named for a need, when asked who comes to mind first or who would be chosen today.

    With a `request` they wrote it themselves, by their link, and it cannot be changed here.
    """

    id: int
    account: Ref
    measure: Measure
    need: str
    contact: Ref
    named: Named
    competitor: Ref | None
    other: str
    words: str
    asked_on: date
    request: int | None

    @staticmethod
    def resolve_request(row: Preference) -> int | None:
        return row.request_id


class ReasonOut(Versioned):
    """Why we are needed, as a contact or a colleague says, and how clear it is to them."""

    id: int
    account: Ref
    contact: Ref | None
    colleague: Ref | None
    clear: Clear
    words: str
    asked_on: date


class PositionRequestOut(Schema):
    """A contact who was asked where we stand. While it is `held` nothing was sent: another of us confirms the address first."""

    id: int
    account: Ref
    contact: Ref
    need: str
    dimensions: list[Dimension]
    email: str
    held: bool
    due_on: date
    asked_at: datetime
    opened_at: datetime | None
    reminders: int
    answered_at: datetime | None
    declined_at: datetime | None
    declined_words: str
    revoked_at: datetime | None


class MessageOut(Schema):
    """A version of the value message; `parts` by dimension."""

    number: int
    summary: str
    parts: dict[str, str]
    written_by: Ref | None
    written_at: datetime


COMPETITORS_API = RowApi(
    router, COMPETITORS, CompetitorOut, "competitors", one="competitor", many="competitors", title="a competitor"
)
COMPETITOR = COMPETITORS_API.operations(CompetitorInput)
RATINGS_API = RowApi(
    router,
    RATINGS,
    PositionRatingOut,
    "position-ratings",
    one="position_rating",
    many="position_ratings",
    title="a rating",
)
RATING = RATINGS_API.operations(PositionRatingInput)
PREFERENCES_API = RowApi(
    router, PREFERENCES, PreferenceOut, "preferences", one="preference", many="preferences", title="an answer"
)
PREFERENCE = PREFERENCES_API.operations(PreferenceInput)
REASONS_API = RowApi(
    router, REASONS, ReasonOut, "reasons", one="reason", many="reasons", title="a reason we are needed"
)
REASON = REASONS_API.operations(PositionReasonInput)
get_competitor, get_position_rating = COMPETITORS_API.get(), RATINGS_API.get()
get_preference, get_reason = PREFERENCES_API.get(), REASONS_API.get()


@router.get("/accounts/{account_id}/position", response=PositionPage, summary="Get where we stand with an account")
def get_position(request: HttpRequest, account_id: Id) -> PositionPage:
    """Three checks with their rules and rows, the message, ratings by dimension, mindshare and preference by role."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    return queries.position_page(user, account, account.today())


@router.post(
    "/accounts/{account_id}/message/{message_part}", response=MessageOut | None, summary="Write the value message"
)
def write_message(request: HttpRequest, account_id: Id, message_part: str, body: PartInput) -> MessageVersion | None:
    """`message_part` is a dimension or `summary`. Send in `read` the words you read: what somebody wrote since stays.

    `seen` is the version you read; it does not tell what its writer changed in the same sitting.
    """
    account = accounts.get(requests.user_of(request), account_id)
    return actions.write(
        requests.actor(request),
        account=account,
        part=message_part,
        words=body.words,
        seen=body.seen,
        read=body.read,
        now=timezone.now(),
    )


@router.get("/accounts/{account_id}/message", response=Page[MessageOut], summary="List versions of the value message")
def list_message_versions(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[MessageVersion]:
    """Latest first. What one person writes within half an hour is one version."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.messages_of(account), ("-number", "-id"), asked)


@router.get(
    "/accounts/{account_id}/position-requests",
    response=Page[PositionRequestOut],
    summary="List who was asked where we stand",
)
def list_position_requests(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[PositionRequest]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.requests_of(account), ("-asked_at", "-id"), asked)


@router.post(
    "/accounts/{account_id}/position-requests",
    response={201: list[PositionRequestOut]},
    summary="Ask contacts where we stand",
)
def ask_where_we_stand(request: HttpRequest, account_id: Id, body: PositionAskInput) -> Status[list[PositionRequest]]:
    """Each is sent a personal link, unless a second person has to confirm their address. Who waits already is left as they are."""
    actor = requests.actor(request)
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    values = body.with_rows(
        {"contacts": queries.possible_contacts(account), "competitors": queries.competitors_of(account)}
    )
    return Status(201, asking.ask(actor, account=account, now=timezone.now(), **values))


@router.post(
    "/position-requests/{position_request_id}/remind",
    response=PositionRequestOut,
    summary="Remind a contact of where we stand",
)
def remind_of_position_request(request: HttpRequest, position_request_id: Id) -> PositionRequest:
    """With the same link; at most once a day."""
    asked = POSITIONS.get(requests.user_of(request), position_request_id)
    asking.remind(requests.actor(request), request=asked, now=timezone.now())
    return POSITIONS.get(requests.user_of(request), position_request_id)


@router.post(
    "/position-requests/{position_request_id}/revoke",
    response=PositionRequestOut,
    summary="Take a position request back",
)
def revoke_position_request(request: HttpRequest, position_request_id: Id) -> PositionRequest:
    """Its link opens nothing from now on; what was answered stays."""
    asked = POSITIONS.get(requests.user_of(request), position_request_id)
    asking.revoke(requests.actor(request), request=asked, now=timezone.now())
    return POSITIONS.get(requests.user_of(request), position_request_id)


@router.post(
    "/position-requests/{position_request_id}/confirm-address",
    response=PositionRequestOut,
    summary="Confirm the address of a contact who is asked where we stand",
)
def confirm_position_address(request: HttpRequest, position_request_id: Id) -> PositionRequest:
    """What was held for it is sent; whoever entered the address cannot confirm it."""
    asked = POSITIONS.get(requests.user_of(request), position_request_id)
    asking.confirm_address(requests.actor(request), request=asked, now=timezone.now())
    return POSITIONS.get(requests.user_of(request), position_request_id)
