"""What can be done at the board. Every change raises the board's revision, under a lock: two people never lose a card."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.industries import Industry
from covalue.accounts.models import Account, Contact
from covalue.action_items import actions as action_items
from covalue.conversations.models import Statement
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.discovery import guides, rules
from covalue.discovery.models import Board, Card, Question, Seat
from covalue.discovery.rules import BECOMES, MOST_CARDS, MOST_WORDS, Fate, Lane
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value import actions as value

SEEN_AGAIN: Final = timedelta(seconds=8)  # screens ask every two seconds; writing each time would be noise


@transaction.atomic
def add_card(
    actor: Actor,
    *,
    account: Account,
    lane: Lane,
    words: str = "",
    contact: Contact | None = None,
    statement: Statement | None = None,
    before: int | None = None,
    now: datetime,
) -> Card:
    """Put a thought into a lane; from a statement it is in the contact's words and under their name."""
    guard_edits(actor, account)
    if statement is not None:
        contact, words = statement.contact, words or statement.words
        if statement.conversation.account_id != account.pk:
            raise errors.BadInput(_("This was said on another account."), field="statement")
    _guard_contact(account, contact)
    board = _locked_board(account, now)
    order = _order(account, lane)
    _guard_room(order)
    card = Card.objects.create(
        account=account,
        lane=lane,
        words=_words(words),
        contact=contact,
        statement=statement,
        changed=board.revision,
        created_by=actor.user,
        created_at=now,
    )
    _put(rules.inserted(order, card.pk, before))
    events.write(actor, "put on the board", subject=card, stream=account, now=now)
    return card


@transaction.atomic
def edit_card(actor: Actor, *, card: Card, words: str, seen: int | None = None, now: datetime, **values: Any) -> Card:
    """Other words, or whose they are (`contact`). `seen` is the count of edits one saw: what somebody wrote since is not lost."""
    guard_edits(actor, card.account)
    board = _locked_board(card.account, now)
    card.refresh_from_db(fields=["words", "edits", "removed_at", "contact"])
    _guard_on_board(card)
    values = {"words": _words(words), **values}
    if seen is not None and seen != card.edits and values["words"] != card.words:
        raise errors.WrongState(_("Someone changed this since: “{words}”.").format(words=card.words))
    _guard_contact(card.account, values.get("contact"))
    changes = events.changed(card, values)
    if not changes:
        return card
    if card.statement_id is not None and "words" in changes:
        card.statement = None
    card.edits, card.changed = card.edits + 1, board.revision
    card.save()
    events.write(actor, "edited card", subject=card, stream=card.account, changes=changes, now=now)
    return card


@transaction.atomic
def move_card(actor: Actor, *, card: Card, lane: Lane, before: int | None = None, now: datetime) -> Card:
    """To another lane, or another place in its own."""
    guard_edits(actor, card.account)
    board = _locked_board(card.account, now)
    card.refresh_from_db(fields=["lane", "removed_at"])
    _guard_on_board(card)
    was = Lane(card.lane)
    order = _order(card.account, lane)
    if lane != was:
        _guard_room(order)
    card.lane, card.changed = lane, board.revision
    card.save(update_fields=["lane", "changed"])
    _put(rules.inserted(order, card.pk, before))
    if lane != was:
        events.write(actor, "moved card", subject=card, stream=card.account, changes={"lane": (was, lane)}, now=now)
    return card


@transaction.atomic
def remove_card(actor: Actor, *, card: Card, now: datetime) -> None:
    """Off the board; `restore_card` brings it back to its place."""
    guard_edits(actor, card.account)
    if card.removed_at is None:
        _mark(card, removed_at=now, now=now)
        events.write(actor, "took card off the board", subject=card, stream=card.account, now=now)


@transaction.atomic
def restore_card(actor: Actor, *, card: Card, now: datetime) -> None:
    """Undo a removal."""
    guard_edits(actor, card.account)
    if card.removed_at is not None:
        _mark(card, removed_at=None, now=now)
        events.write(actor, "put card back", subject=card, stream=card.account, now=now)


@transaction.atomic
def become(actor: Actor, *, card: Card, fate: Fate, now: datetime) -> Card:
    """Make of a card what it stands for: a value target, one of their objectives, or an action. It stays on the board."""
    guard_edits(actor, card.account)
    board = _locked_board(card.account, now)
    card.refresh_from_db()
    _guard_on_board(card)
    if card.became is not None:
        raise errors.WrongState(_("This card has already been turned into something."))
    if fate not in BECOMES[Lane(card.lane)]:
        raise errors.BadInput(_("A card in this row cannot be turned into that."), field="fate")
    setattr(card, fate, _made(actor, card, fate, now))
    card.changed = board.revision
    card.save()
    changes = {"became": (None, fate)}
    events.write(actor, "made something of a card", subject=card, stream=card.account, changes=changes, now=now)
    return card


def note_presence(user: User, account: Account, now: datetime) -> None:
    """Note that somebody has the board open; without an event, for only the others at the board are told."""
    board, _created = Board.objects.get_or_create(account=account, defaults={"opened_at": now})
    if not Seat.objects.filter(board=board, user=user, seen_at__gt=now - SEEN_AGAIN).exists():
        Seat.objects.update_or_create(board=board, user=user, defaults={"seen_at": now})


@transaction.atomic
def add_question(
    actor: Actor, *, part: guides.Part, words: str, function: str = "", industry: str = "", now: datetime
) -> Question:
    """A question of our own, for all guides or those of a function or an industry."""
    guard_questions(actor)
    question = Question(part=part, function=function, industry=industry, words=" ".join(words.split())[:300])
    if not question.words:
        raise errors.BadInput(_("Enter the question."), field="words")
    if function not in ("", *guides.Function) or industry not in ("", *Industry):
        raise errors.BadInput(_("This question guide does not exist."), field="function")
    question.added_by, question.added_at = actor.user, now
    question.save()
    events.write(actor, "added question", subject=question, stream=question, now=now)
    return question


def remove_question(actor: Actor, *, question: Question, now: datetime) -> None:
    """Out of the guides; `restore_question` brings it back."""
    guard_questions(actor)
    removal.remove(actor, question, now=now)


def restore_question(actor: Actor, *, question: Question, now: datetime) -> None:
    """Undo a removal."""
    guard_questions(actor)
    removal.restore(actor, question, now=now)


def _made(actor: Actor, card: Card, fate: Fate, now: datetime) -> Any:
    if fate == Fate.TARGET:
        title, holder = card.words[:200], card.contact
        return value.add_target(
            actor, account=card.account, title=title, holder=holder, statement=card.statement, now=now
        )
    if fate == Fate.OBJECTIVE:
        side, source = Side.THEIRS, _("the board")
        return objectives.add(
            actor, account=card.account, side=side, statement=card.words, contact=card.contact, source=source, now=now
        )
    return action_items.add(actor, account=card.account, title=card.words[:300], owner=actor.user, now=now)


def _locked_board(account: Account, now: datetime) -> Board:
    """The board, locked until the change is whole, its revision one higher."""
    Board.objects.get_or_create(account=account, defaults={"opened_at": now})
    Board.objects.filter(account=account).update(revision=F("revision") + 1)
    return Board.objects.select_for_update().get(account=account)


def _mark(card: Card, *, removed_at: datetime | None, now: datetime) -> None:
    card.removed_at, card.changed = removed_at, _locked_board(card.account, now).revision
    card.save(update_fields=["removed_at", "changed"])


def _order(account: Account, lane: Lane) -> list[int]:
    rows = Card.objects.filter(account=account, lane=lane, removed_at=None)
    return list(rows.order_by("position", "id").values_list("pk", flat=True))


def _put(order: list[int]) -> None:
    """Write down the order of a lane; only the places that moved."""
    places = {pk: place for place, pk in enumerate(order)}
    moved = [card for card in Card.objects.filter(pk__in=order).only("position") if card.position != places[card.pk]]
    for card in moved:
        card.position = places[card.pk]
    Card.objects.bulk_update(moved, ["position"])


def _words(words: str) -> str:
    cleaned = " ".join(words.split())
    if not cleaned:
        raise errors.BadInput(_("Enter some text for the card."), field="words")
    return cleaned if len(cleaned) <= MOST_WORDS else cleaned[: MOST_WORDS - 1] + "…"


def _guard_room(order: list[int]) -> None:
    if len(order) >= MOST_CARDS:
        raise errors.WrongState(
            _("This row has {most} cards. Remove some before you add another.").format(most=MOST_CARDS)
        )


def _guard_on_board(card: Card) -> None:
    if card.removed_at is not None:
        raise errors.WrongState(_("This card was removed from the board. Restore it before you change it."))


def _guard_contact(account: Account, contact: Contact | None) -> None:
    if contact is not None and contact.account_id != account.pk:
        above = accounts.ancestors_of(account).filter(pk=contact.account_id)
        if not above.exists():
            sentence = _("{contact} is not a contact of {account}.").format(contact=contact, account=account)
            raise errors.BadInput(sentence, field="contact")


def guard_questions(actor: Actor) -> None:
    """Refuse whoever may not change what is the same for all accounts."""
    if actor.user is not None and not actor.user.may(Right.KEEP_PROGRAMME):
        raise errors.NotAllowed(_("Only the program director and the coaches manage questions for everyone."))
