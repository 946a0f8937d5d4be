"""Reading the board, what changed on it, the priorities and the question guides; queries of accounts decide whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.industries import industry_of
from covalue.accounts.models import Account, Contact
from covalue.conversations import queries as conversations
from covalue.conversations.models import Statement
from covalue.core import errors
from covalue.discovery import guides
from covalue.discovery.guides import GuideQuestion, Part
from covalue.discovery.models import Board, Card, Question, Seat
from covalue.discovery.rules import BECOMES, Fate, Lane
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value.models import Target
from covalue.value.rules import FIRST_ABOVE, SCALE
from covalue.value.targets import queries as targets

PRESENT_FOR: Final = timedelta(seconds=20)  # a screen asks every two seconds; one that has not for so long is closed
STATEMENTS: Final = 40

LANE_NAMES: Final[dict[Lane, str | Promise]] = {
    Lane.GOALS: _("What they want"),
    Lane.PRESSURES: _("Pressures"),
    Lane.INITIATIVES: _("Initiatives under way"),
    Lane.OBSTACLES: _("What stands in the way"),
    Lane.IDEAS: _("What we could do"),
}
LANE_HINTS: Final[dict[Lane, str | Promise]] = {
    Lane.GOALS: _("goals, and what success looks like"),
    Lane.PRESSURES: _("customers, competitors, owners, regulation"),
    Lane.INITIATIVES: _("programmes under way, and who leads them"),
    Lane.OBSTACLES: _("what was tried and did not work"),
    Lane.IDEAS: _("what nobody does for them yet"),
}
PART_NAMES: Final[dict[Part, str | Promise]] = {
    **{Part(lane.value): name for lane, name in LANE_NAMES.items()},
    Part.SUCCESS: _("What success looks like"),
    Part.PERSONAL: _("Why it matters to them personally"),
}


@dataclass(frozen=True)
class CardView:
    """A card as it is shown: what it may still become, and whether one may touch it."""

    card: Card
    may_edit: bool

    @property
    def fates(self) -> tuple[Fate, ...]:
        return BECOMES[Lane(self.card.lane)] if self.may_edit and self.card.became is None else ()

    @property
    def said_on(self) -> object:
        """The day the words were said, or the card was written."""
        return self.card.statement.conversation.held_on if self.card.statement else self.card.created_at


@dataclass(frozen=True)
class LaneView:
    """A lane with its cards in order."""

    lane: Lane
    name: str | Promise
    hint: str | Promise
    cards: tuple[CardView, ...]


@dataclass(frozen=True)
class BoardPage:
    """The board of an account, and what its people said that is not on it yet."""

    account: Account
    revision: int
    lanes: tuple[LaneView, ...]
    statements: tuple[Statement, ...]
    contacts: tuple[Contact, ...]
    people: tuple[User, ...]
    may_edit: bool

    @property
    def empty(self) -> bool:
        return not any(lane.cards for lane in self.lanes)

    @property
    def all_up(self) -> bool:
        """Whether something a contact said is on the board."""
        return any(view.card.statement_id for lane in self.lanes for view in lane.cards)


@dataclass(frozen=True)
class Changes:
    """What a screen has not seen yet: the order of every lane, and cards that changed since."""

    revision: int
    order: dict[str, list[int]]
    cards: tuple[CardView, ...]
    people: tuple[User, ...]


@dataclass(frozen=True)
class Place:
    """A place on the grid; `first` is where one begins."""

    impact: int
    fit: int
    targets: tuple[Target, ...]

    @property
    def first(self) -> bool:
        return self.impact * self.fit >= FIRST_ABOVE


@dataclass(frozen=True)
class PrioritiesPage:
    """Targets placed by impact for the customer and our fit; rows have the greatest impact first, places the least fit."""

    account: Account
    rows: tuple[tuple[Place, ...], ...]
    unplaced: tuple[Target, ...]
    may_edit: bool


@dataclass(frozen=True)
class GuidePage:
    """Questions for a conversation, by part."""

    account: Account
    contacts: tuple[Contact, ...]
    contact: Contact | None
    function: str
    industry: str
    parts: tuple[tuple[str | Promise, tuple[GuideQuestion, ...]], ...]
    may_keep: bool

    @property
    def removable(self) -> tuple[GuideQuestion, ...]:
        """Questions of our own that this user may remove."""
        if not self.may_keep:
            return ()
        return tuple(question for _name, questions in self.parts for question in questions if question.own)


def board_page(user: User, account: Account, now: datetime) -> BoardPage:
    """The board of an account this user may open, in a constant number of queries."""
    board = Board.objects.filter(account=account).first()
    may_edit = accounts.may_edit(user, account)
    cards = [CardView(card, may_edit) for card in cards_of(account)]
    on_board = {view.card.statement_id for view in cards if view.card.statement_id is not None}
    statements = conversations.statements_of([account])
    return BoardPage(
        account=account,
        revision=board.revision if board else 0,
        lanes=tuple(_lane(lane, cards) for lane in Lane),
        statements=tuple(statements.exclude(pk__in=on_board)[:STATEMENTS]),
        contacts=tuple(accounts.current_contacts(account)),
        people=_people(board, now),
        may_edit=may_edit,
    )


def changes_since(user: User, account: Account, seen: int, now: datetime) -> Changes | None:
    """What happened on the board after revision `seen`; None when nothing did and nobody came or went lately."""
    board = Board.objects.filter(account=account).first()
    if board is None:
        return None
    people = _people(board, now)
    if board.revision == seen:
        return Changes(seen, {}, (), people)
    may_edit = accounts.may_edit(user, account)
    cards = list(cards_of(account))
    return Changes(
        revision=board.revision,
        order={lane.value: [card.pk for card in cards if card.lane == lane] for lane in Lane},
        cards=tuple(CardView(card, may_edit) for card in cards if card.changed > seen or seen > board.revision),
        people=people,
    )


def get_card(user: User, card_id: int) -> Card:
    """One card by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, _cards(), card_id)


def get_current_card(user: User, card_id: int) -> Card:
    """One card by id that is on the board."""
    card = get_card(user, card_id)
    if card.removed_at is not None:
        raise errors.NotFound()
    return card


def cards_of(account: Account) -> QuerySet[Card]:
    """The cards on an account's board, in their order."""
    return _cards().filter(account=account, removed_at=None).order_by("position", "id")


def possible_sources(account: Account, card: Card | None = None) -> dict[str, QuerySet[Any]]:
    """Whose words a card of the account can hold, and which statements; whose words `card` holds may have left since."""
    contacts = accounts.current_contacts(account, with_ids=[card.contact_id] if card else [])
    return {"contact": contacts, "statement": conversations.statements_of([account])}


def priorities_page(user: User, account: Account) -> PrioritiesPage:
    """The account's targets by impact × fit; those set aside are left out."""
    rows = list(targets.of_account(account).filter(parked_at=None))
    placed = [target for target in rows if target.priority is not None]
    return PrioritiesPage(
        account=account,
        rows=tuple(tuple(_place(placed, impact, fit) for fit in SCALE) for impact in reversed(SCALE)),
        unplaced=tuple(target for target in rows if target.priority is None),
        may_edit=accounts.may_edit(user, account),
    )


def guide_page(
    user: User,
    account: Account,
    *,
    contact_id: int | None = None,
    function: str | None = None,
    industry: str | None = None,
) -> GuidePage:
    """The questions for a contact of the account; function and industry are guessed until one chooses them."""
    contacts = tuple(accounts.current_contacts(account))
    contact = next((contact for contact in contacts if contact.pk == contact_id), None)
    if contact_id is not None and contact is None:
        raise errors.NotFound()
    if function is None:
        function = guides.function_of(contact.department, contact.title) if contact else ""
    if industry is None:
        industry = industry_of(account.sector)
    questions_by_part = questions_for(user, function, industry)
    return GuidePage(
        account=account,
        contacts=contacts,
        contact=contact,
        function=function,
        industry=industry,
        parts=tuple((PART_NAMES[part], questions) for part, questions in questions_by_part.items()),
        may_keep=user.may(Right.KEEP_PROGRAMME),
    )


def questions_for(user: User, function: str, industry: str) -> dict[Part, tuple[GuideQuestion, ...]]:
    """Questions for everybody and those of a function and an industry, by part; for guests there are none."""
    if user.is_guest:
        raise errors.NotFound()
    return guides.guide(own_questions(), function, industry)


def own_questions() -> list[GuideQuestion]:
    """Those we added ourselves."""
    return [guide_question(question) for question in Question.objects.filter(removed_at=None)]


def guide_question(question: Question) -> GuideQuestion:
    """A question of our own as the guides show it."""
    return GuideQuestion(Part(question.part), question.words, question.function, question.industry, own=question.pk)


def get_question(question_id: int) -> Question:
    """One question of our own by id, removed ones included."""
    question = Question.objects.filter(pk=question_id).first()
    if question is None:
        raise errors.NotFound()
    return question


def _cards() -> QuerySet[Card]:
    return Card.objects.select_related("account", "contact", "statement__conversation", "created_by")


def _lane(lane: Lane, cards: Iterable[CardView]) -> LaneView:
    return LaneView(lane, LANE_NAMES[lane], LANE_HINTS[lane], tuple(view for view in cards if view.card.lane == lane))


def _place(placed: Iterable[Target], impact: int, fit: int) -> Place:
    return Place(impact, fit, tuple(target for target in placed if (target.impact, target.fit) == (impact, fit)))


def _people(board: Board | None, now: datetime) -> tuple[User, ...]:
    """Who has the board open."""
    if board is None:
        return ()
    seats = Seat.objects.filter(board=board, seen_at__gte=now - PRESENT_FOR).select_related("user").order_by("pk")
    return tuple(seat.user for seat in seats)
