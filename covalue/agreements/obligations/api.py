"""Obligations by HTTP. Forms of the pages post here, too."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from covalue.accounts.row_api import RowApi
from covalue.agreements.models import Obligation
from covalue.agreements.obligations import actions, queries
from covalue.agreements.obligations.inputs import MetInput, ObligationInput, ReopenInput, met_day
from covalue.agreements.obligations.queries import OBLIGATIONS
from covalue.agreements.obligations.rules import DutySide, Repeats
from covalue.web import requests
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["agreements"])


class ObligationStanding(Schema):
    """How often it fell due until today: met on time, met late, not met; and the earliest day it is not met for."""

    on_time: int
    late: int
    open: int
    fell_due: int
    next_due: date | None


class ObligationAnswer(Versioned):
    """What one side owes by an agreement, since when and how often."""

    id: int
    account: Ref
    agreement: Ref
    side: DutySide
    words: str
    due_on: date
    repeats: Repeats
    owner: Ref | None
    contact: Ref | None
    standing: ObligationStanding

    @staticmethod
    def resolve_standing(row: Obligation) -> object:
        return queries.views([row], row.account.today())[0].standing


API = RowApi(
    router, OBLIGATIONS, ObligationAnswer, "obligations", one="obligation", many="obligations", title="an obligation"
)
OPERATIONS = API.operations(ObligationInput)
get_obligation = API.get()


@router.post("/obligations/{obligation_id}/meet", response=ObligationAnswer, summary="Note an obligation as met")
def meet_obligation(request: HttpRequest, obligation_id: Id, body: MetInput) -> Obligation:
    """For one of the days it falls due; said again it is corrected."""
    row, now = OBLIGATIONS.get(requests.user_of(request), obligation_id), timezone.now()
    met_on = met_day(body, row.account.day_of(now))
    return actions.meet(
        requests.actor(request), obligation=row, due_on=body.due_on, met_on=met_on, words=body.words, now=now
    )


@router.post("/obligations/{obligation_id}/unmeet", response=ObligationAnswer, summary="Reopen an obligation")
def reopen_obligation(request: HttpRequest, obligation_id: Id, body: ReopenInput) -> Obligation:
    """It is not met for this day after all."""
    row = OBLIGATIONS.get(requests.user_of(request), obligation_id)
    return actions.reopen(requests.actor(request), obligation=row, due_on=body.due_on, now=timezone.now())
