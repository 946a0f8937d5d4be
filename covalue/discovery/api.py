"""The board and the question guides."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.industries import Industry
from covalue.core import errors
from covalue.discovery import actions, forms, guides, queries
from covalue.discovery.guides import Asked as AskedQuestion
from covalue.discovery.guides import Part
from covalue.discovery.models import Card
from covalue.discovery.rules import MOST_WORDS, Fate, Lane
from covalue.people.models import User
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["discovery"])


class CardOut(Schema):
    """A thought on the board. With `contact` it is the customer's; `became` says what was made of it."""

    id: int
    account: Ref
    lane: Lane
    position: int
    words: str
    contact: Ref | None
    statement: int | None
    became: Fate | None
    created_by: Ref | None
    created_at: datetime
    version: str


class CardIn(In):
    """`words` may be left out when `statement` gives them; `before` is the card it stands before."""

    lane: Lane
    words: Text = left_out(min_length=1, max_length=MOST_WORDS)
    contact: RowId | None = left_out()
    statement: RowId | None = left_out()
    before: RowId | None = left_out()


class CardEdit(In):
    words: Text = left_out(min_length=1, max_length=MOST_WORDS)
    contact: RowId | None = left_out()


class MoveIn(In):
    lane: Lane
    before: RowId | None = left_out()


class FateIn(In):
    fate: Fate


class QuestionOut(Schema):
    """A question of the guides; `own` is the number of one we added."""

    part: Part
    words: str
    function: str
    industry: str
    own: int | None


class QuestionIn(In):
    """Without function or industry it is for everybody."""

    part: Part
    words: Text = Field(min_length=1, max_length=300)
    function: guides.Function | None = None
    industry: Industry | None = None


class GuideAsked(Schema):
    function: guides.Function | None = None
    industry: Industry | None = None


@router.get("/accounts/{account_id}/board", response=Page[CardOut], summary="List the cards of the board")
def list_cards(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[CardOut]:
    """Lane by lane in alphabetical order of the lanes, each in the order of the board."""
    account = accounts.get(requests.user_of(request), account_id)
    cut = paging.cut(request, queries.cards_of(account), ("lane", "position", "id"), asked)
    return Page[CardOut](items=[_told(card) for card in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/board", response={201: CardOut}, summary="Put a card on the board")
def add_card(request: HttpRequest, account_id: Id, body: CardIn) -> Status[CardOut]:
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = inputs.cleaned(forms.CardForm(account), sent(body))
    card = actions.add_card(requests.api_actor(request), account=account, now=timezone.now(), **values)
    return Status(201, _told(_there(user, card.pk)))


@router.get("/cards/{card_id}", response=CardOut, summary="One card")
def get_card(request: HttpRequest, card_id: Id) -> CardOut:
    return _told(_there(requests.user_of(request), card_id))


@router.patch("/cards/{card_id}", response=CardOut, summary="Change a card", openapi_extra=IF_MATCH)
def edit_card(request: HttpRequest, card_id: Id, body: CardEdit) -> CardOut:
    """Only what is sent changes."""
    user = requests.user_of(request)
    card = versions.hold(request, _there(user, card_id))
    values = inputs.cleaned(forms.WordsForm(card), {"words": card.words, **sent(body)}, only={"words", *sent(body)})
    actions.edit_card(requests.api_actor(request), card=card, now=timezone.now(), **values)
    return _told(_there(user, card_id))


@router.post("/cards/{card_id}/move", response=CardOut, summary="Move a card")
def move_card(request: HttpRequest, card_id: Id, body: MoveIn) -> CardOut:
    user = requests.user_of(request)
    place = {"lane": body.lane, "before": body.before}
    actions.move_card(requests.api_actor(request), card=queries.get_card(user, card_id), now=timezone.now(), **place)  # type: ignore[arg-type]
    return _told(_there(user, card_id))


@router.post("/cards/{card_id}/become", response=CardOut, summary="Make something of a card")
def become_card(request: HttpRequest, card_id: Id, body: FateIn) -> CardOut:
    """A value target, one of their objectives or an action, as its lane allows."""
    user = requests.user_of(request)
    actions.become(
        requests.api_actor(request), card=queries.get_card(user, card_id), fate=body.fate, now=timezone.now()
    )
    return _told(_there(user, card_id))


@router.delete("/cards/{card_id}", response={204: None}, summary="Take a card off the board")
def remove_card(request: HttpRequest, card_id: Id) -> Status[None]:
    """It can be restored."""
    card = _there(requests.user_of(request), card_id)
    actions.remove_card(requests.api_actor(request), card=card, now=timezone.now())
    return Status(204, None)


@router.post("/cards/{card_id}/restore", response=CardOut, summary="Put a card back on the board")
def restore_card(request: HttpRequest, card_id: Id) -> CardOut:
    user = requests.user_of(request)
    actions.restore_card(requests.api_actor(request), card=queries.get_card(user, card_id), now=timezone.now())
    return _told(_there(user, card_id))


@router.get("/questions", response=list[QuestionOut], summary="Questions that open a conversation")
def list_questions(request: HttpRequest, asked: Query[GuideAsked]) -> list[QuestionOut]:
    """Those for everybody, and those of a function and an industry."""
    if requests.user_of(request).is_guest:
        raise errors.NotFound()
    found = guides.guide(queries.own_questions(), asked.function or "", asked.industry or "")
    return [_question(one) for questions in found.values() for one in questions]


@router.post("/questions", response={201: QuestionOut}, summary="Add a question of our own")
def add_question(request: HttpRequest, body: QuestionIn) -> Status[QuestionOut]:
    made = actions.add_question(
        requests.api_actor(request),
        part=body.part,
        words=body.words,
        function=body.function or "",
        industry=body.industry or "",
        now=timezone.now(),
    )
    return Status(201, _question(AskedQuestion(Part(made.part), made.words, made.function, made.industry, made.pk)))


@router.delete("/questions/{question_id}", response={204: None}, summary="Remove a question of our own")
def remove_question(request: HttpRequest, question_id: Id) -> Status[None]:
    """It can be restored."""
    actions.remove_question(requests.api_actor(request), question=queries.get_question(question_id), now=timezone.now())
    return Status(204, None)


@router.post("/questions/{question_id}/restore", response={204: None}, summary="Restore a question of our own")
def restore_question(request: HttpRequest, question_id: Id) -> Status[None]:
    actions.restore_question(
        requests.api_actor(request), question=queries.get_question(question_id), now=timezone.now()
    )
    return Status(204, None)


def _there(user: User, card_id: int) -> Card:
    """One that was not taken off."""
    card = queries.get_card(user, card_id)
    if card.removed_at is not None:
        raise errors.NotFound()
    return card


def _told(card: Card) -> CardOut:
    return CardOut(
        id=card.pk,
        account=Ref(id=card.account.pk, name=card.account.name),
        lane=Lane(card.lane),
        position=card.position,
        words=card.words,
        contact=ref(card.contact),
        statement=card.statement_id,
        became=card.became,
        created_by=ref(card.created_by),
        created_at=card.created_at,
        version=versions.of(card),
    )


def _question(one: AskedQuestion) -> QuestionOut:
    return QuestionOut(part=one.part, words=str(one.words), function=one.function, industry=one.industry, own=one.own)
