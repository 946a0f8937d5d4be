"""The board and the question guides. Forms of the pages post here, too."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.industries import Industry
from covalue.discovery import actions, queries
from covalue.discovery.guides import Function, GuideQuestion, Part
from covalue.discovery.inputs import CardEdit, CardInput, FateInput, MoveInput, QuestionInput
from covalue.discovery.models import Card
from covalue.discovery.rules import Fate, Lane
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["discovery"])


class CardOut(Versioned):
    """A card on the board. With `contact` it is the customer's; `became` says what it was turned into."""

    id: int
    account: Ref
    lane: Lane
    position: int
    words: str
    contact: Ref | None
    statement: int | None = Field(validation_alias="statement_id")
    became: Fate | None
    created_by: Ref | None
    created_at: datetime


class QuestionOut(Schema):
    """A question of the guides; `own` is the ID of one you added."""

    part: Part
    words: str
    function: str
    industry: str
    own: int | None

    @staticmethod
    def resolve_words(question: GuideQuestion) -> str:
        return str(question.words)


class GuideAsked(Schema):
    function: Function | None = None
    industry: Industry | None = None


@router.get("/accounts/{account_id}/board", response=Page[CardOut], summary="List the cards of the board")
def list_cards(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Card]:
    """Row by row in alphabetical order of the rows, each in the order of the board."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.cards_of(account), ("lane", "position", "id"), asked)


@router.post("/accounts/{account_id}/board", response={201: CardOut}, summary="Add a card")
def add_card(request: HttpRequest, account_id: Id, body: CardInput) -> Status[Card]:
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = body.with_rows(queries.possible_sources(account))
    card = actions.add_card(requests.actor(request), account=account, now=timezone.now(), **values)
    return Status(201, queries.get_current_card(user, card.pk))


@router.get("/cards/{card_id}", response=CardOut, summary="Get a card")
def get_card(request: HttpRequest, card_id: Id) -> Card:
    return queries.get_current_card(requests.user_of(request), card_id)


@router.patch("/cards/{card_id}", response=CardOut, summary="Edit a card", openapi_extra=IF_MATCH)
def edit_card(request: HttpRequest, card_id: Id, body: CardEdit) -> Card:
    """Only the fields sent change."""
    card = versions.hold(request, get_card(request, card_id))
    values = {"words": card.words, **body.with_rows(queries.possible_sources(card.account, card))}
    return actions.edit_card(requests.actor(request), card=card, now=timezone.now(), **values)


@router.post("/cards/{card_id}/move", response=CardOut, summary="Move a card")
def move_card(request: HttpRequest, card_id: Id, body: MoveInput) -> Card:
    card = queries.get_card(requests.user_of(request), card_id)
    actions.move_card(requests.actor(request), card=card, lane=body.lane, before=body.before, now=timezone.now())
    return get_card(request, card_id)


@router.post(
    "/cards/{card_id}/become", response=CardOut, summary="Turn a card into a target, an objective or an action"
)
def become_card(request: HttpRequest, card_id: Id, body: FateInput) -> Card:
    """A value target, a customer objective or an action, as its row allows."""
    return make_of_card(request, card_id, body.fate)


def make_of_card(request: HttpRequest, card_id: Id, fate: Fate) -> Card:
    """The form of the page, whose address names what the card becomes."""
    card = queries.get_card(requests.user_of(request), card_id)
    return actions.become(requests.actor(request), card=card, fate=fate, now=timezone.now())


@router.delete("/cards/{card_id}", response={204: None}, summary="Remove a card")
def remove_card(request: HttpRequest, card_id: Id) -> Status[None]:
    """It can be restored."""
    actions.remove_card(requests.actor(request), card=get_card(request, card_id), now=timezone.now())
    return Status(204, None)


@router.post("/cards/{card_id}/restore", response=CardOut, summary="Restore a card")
def restore_card(request: HttpRequest, card_id: Id) -> Card:
    card = queries.get_card(requests.user_of(request), card_id)
    actions.restore_card(requests.actor(request), card=card, now=timezone.now())
    return card


@router.get("/questions", response=list[QuestionOut], summary="List conversation questions")
def list_questions(request: HttpRequest, asked: Query[GuideAsked]) -> list[GuideQuestion]:
    """Those for everyone, and those for a function and an industry."""
    parts = queries.questions_for(requests.user_of(request), asked.function or "", asked.industry or "")
    return [question for questions in parts.values() for question in questions]


@router.post("/questions", response={201: QuestionOut}, summary="Add your own question")
def add_question(request: HttpRequest, body: QuestionInput) -> Status[GuideQuestion]:
    actor = requests.actor(request)
    actions.guard_questions(actor)
    question = actions.add_question(
        actor,
        part=body.part,
        words=body.words,
        function=body.function or "",
        industry=body.industry or "",
        now=timezone.now(),
    )
    return Status(201, queries.guide_question(question))


@router.delete("/questions/{question_id}", response={204: None}, summary="Remove your own question")
def remove_question(request: HttpRequest, question_id: Id) -> Status[None]:
    """It can be restored."""
    actions.remove_question(requests.actor(request), question=queries.get_question(question_id), now=timezone.now())
    return Status(204, None)


@router.post("/questions/{question_id}/restore", response={204: None}, summary="Restore your own question")
def restore_question(request: HttpRequest, question_id: Id) -> Status[None]:
    actions.restore_question(requests.actor(request), question=queries.get_question(question_id), now=timezone.now())
    return Status(204, None)
