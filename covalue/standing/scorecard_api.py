"""The customer's scorecards of us, for programs. Forms of the pages post here, too."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.standing import scorecard_form
from covalue.standing.actions import scorecards as actions
from covalue.standing.inputs import ScorecardFileInput, ScorecardHead, ScorecardInput
from covalue.standing.models import Scorecard, ScorecardLine
from covalue.standing.queries import scorecards as queries
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["standing"])


class ScorecardLineOut(Schema):
    """One criterion of theirs. `guessed_blind`: we said what we expected before their score was entered."""

    criterion: str
    weight: Decimal | None
    score: Decimal | None
    target: Decimal | None
    guess: Decimal | None
    guessed_blind: bool
    driver: str
    remark: str

    @staticmethod
    def resolve_driver(row: ScorecardLine) -> str:
        return row.driver_key


class ScorecardOut(Versioned):
    """How the customer rates us in a period, in their own form. The worst score may be the larger number."""

    id: int
    account: Ref
    name: str
    period: str
    ends_on: date
    worst: Decimal
    best: Decimal
    overall: Decimal | None
    received_on: date | None
    contact: Ref | None
    created_at: datetime
    lines: list[ScorecardLineOut]

    @staticmethod
    def resolve_lines(row: Scorecard) -> list[ScorecardLine]:
        return list(row.lines.all())


@router.get(
    "/accounts/{account_id}/scorecards", response=Page[ScorecardOut], summary="List the customer's scorecards of us"
)
def list_scorecards(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Scorecard]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account), ("-ends_on", "-id"), asked)


@router.post("/accounts/{account_id}/scorecards", response={201: ScorecardOut}, summary="Add a scorecard of theirs")
def add_scorecard(request: HttpRequest, account_id: Id, body: ScorecardInput) -> Status[Scorecard]:
    account, actor = accounts.get(requests.user_of(request), account_id), requests.actor(request)
    guard_edits(actor, account)
    card = actions.add(actor, account=account, values=_values(account, body), lines=body.lines, now=timezone.now())
    return Status(201, get_scorecard(request, card.pk))


@router.post(
    "/accounts/{account_id}/scorecards/files",
    response={201: ScorecardOut},
    summary="Add a scorecard of theirs from a file",
)
def add_scorecard_file(
    request: HttpRequest, account_id: Id, file: File[UploadedFile], asked: Query[ScorecardFileInput]
) -> Status[Scorecard]:
    """CSV, Excel, OpenDocument or Parquet, with a row for each criterion. All or nothing: every row that is wrong is named.

    `map` says which column fills which field (criterion, weight, score, target, guess, driver, remark), such as
    `score=Punkte Einkauf`; columns with a usual heading need none.
    """
    account, actor = accounts.get(requests.user_of(request), account_id), requests.actor(request)
    guard_edits(actor, account)
    lines = scorecard_form.right(scorecard_form.read_upload(file, "\n".join(asked.map)))
    card = actions.add(actor, account=account, values=_values(account, asked), lines=lines, now=timezone.now())
    return Status(201, get_scorecard(request, card.pk))


@router.get("/scorecards/{scorecard_id}", response=ScorecardOut, summary="Get a scorecard")
def get_scorecard(request: HttpRequest, scorecard_id: Id) -> Scorecard:
    return queries.get(requests.user_of(request), scorecard_id)


@router.put("/scorecards/{scorecard_id}", response=ScorecardOut, summary="Change a scorecard", openapi_extra=IF_MATCH)
def edit_scorecard(request: HttpRequest, scorecard_id: Id, body: ScorecardInput) -> Scorecard:
    """As a whole; a criterion of the same name keeps when it was guessed and scored."""
    card = versions.hold(request, get_scorecard(request, scorecard_id))
    values = _values(card.account, body)
    actions.edit(requests.actor(request), card=card, values=values, lines=body.lines, now=timezone.now())
    return get_scorecard(request, scorecard_id)


@router.delete("/scorecards/{scorecard_id}", response={204: None}, summary="Remove a scorecard")
def remove_scorecard(request: HttpRequest, scorecard_id: Id) -> Status[None]:
    """It can be restored."""
    actions.remove(requests.actor(request), card=get_scorecard(request, scorecard_id), now=timezone.now())
    return Status(204, None)


@router.post("/scorecards/{scorecard_id}/restore", response=ScorecardOut, summary="Restore a scorecard")
def restore_scorecard(request: HttpRequest, scorecard_id: Id) -> Scorecard:
    card = queries.get_or_removed(requests.user_of(request), scorecard_id)
    actions.restore(requests.actor(request), card=card, now=timezone.now())
    return card


def _values(account: Any, body: ScorecardHead) -> dict[str, Any]:
    values = body.with_rows({"contact": accounts.current_contacts_above(account)})
    for other in ("lines", "map"):
        values.pop(other, None)
    return values
