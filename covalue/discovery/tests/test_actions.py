"""Cards put on, moved, written and made something of; nobody's words are lost, and strangers change nothing."""

import pytest

from covalue.action_items.models import Action
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Statement
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.discovery import actions, queries
from covalue.discovery.guides import Part
from covalue.discovery.models import Board, Card
from covalue.discovery.rules import MOST_CARDS, Fate, Lane
from covalue.objectives.models import Objective
from covalue.people.rules import Role
from covalue.value.models import Target
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def put(world: World, words: str, lane: Lane = Lane.GOALS, **values: object) -> Card:
    return actions.add_card(US, account=world.energy, lane=lane, words=words, now=NOW, **values)  # type: ignore[arg-type]


def said(world: World) -> Statement:
    """What Signe said."""
    talk = conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW,
        said=[Said(world.signe, "Outages hurt", "Wants the chair")],
    )  # fmt: skip
    return talk.statements.get()


def words_of(world: World, lane: Lane = Lane.GOALS) -> list[str]:
    return [card.words for card in queries.cards_of(world.energy).filter(lane=lane)]


def test_cards_stand_where_they_are_put(world: World) -> None:
    first, second = put(world, "One"), put(world, "Two")
    third = put(world, " Three \n", before=second.pk)
    assert words_of(world) == ["One", "Three", "Two"]
    actions.move_card(US, card=first, lane=Lane.GOALS, now=NOW)
    assert words_of(world) == ["Three", "Two", "One"]
    actions.move_card(US, card=third, lane=Lane.IDEAS, before=second.pk, now=NOW)
    assert (words_of(world), words_of(world, Lane.IDEAS)) == (["Two", "One"], ["Three"])
    assert Board.objects.get().revision == 5
    assert Event.objects.filter(verb="moved card").count() == 1, "another place in the same lane is no news"


def test_a_card_from_a_statement_is_in_the_contacts_words_and_holds_no_motive(world: World) -> None:
    told = said(world)
    card = put(world, "", statement=told)
    assert (card.words, card.contact, card.statement) == (told.words, told.contact, told)
    page = queries.board_page(world.user(Role.SAM), world.energy, NOW)
    assert told not in page.statements and "Wants the chair" not in repr(Event.objects.values_list("changes"))
    actions.edit_card(US, card=card, words="In our words", now=NOW)
    assert Card.objects.get().statement is None, "other words are no longer what was said"


def test_what_somebody_wrote_since_is_not_lost(world: World) -> None:
    card = put(world, "Grow")
    actions.edit_card(US, card=Card.objects.get(), words="Grow abroad", seen=0, now=NOW)
    with pytest.raises(errors.WrongState, match="Grow abroad"):
        actions.edit_card(US, card=card, words="Grow at home", seen=0, now=NOW)
    assert words_of(world) == ["Grow abroad"]


def test_taken_off_and_put_back_in_its_place(world: World) -> None:
    first, _second = put(world, "One"), put(world, "Two")
    actions.remove_card(US, card=first, now=NOW)
    assert words_of(world) == ["Two"]
    for work in (
        lambda: actions.edit_card(US, card=first, words="Uno", now=NOW),
        lambda: actions.move_card(US, card=first, lane=Lane.IDEAS, now=NOW),
        lambda: actions.become(US, card=first, fate=Fate.OBJECTIVE, now=NOW),
    ):
        with pytest.raises(errors.WrongState):
            work()
    actions.restore_card(US, card=first, now=NOW)
    assert words_of(world) == ["One", "Two"]


def test_a_card_becomes_what_its_lane_allows_once(world: World) -> None:
    goal, idea, todo = put(world, "Fewer outages", contact=world.signe), put(world, "Spare parts", Lane.IDEAS), put(world, "Ask Jon", Lane.OBSTACLES)  # fmt: skip
    with pytest.raises(errors.BadInput):
        actions.become(US, card=goal, fate=Fate.ACTION, now=NOW)
    actions.become(US, card=goal, fate=Fate.OBJECTIVE, now=NOW)
    actions.become(US, card=idea, fate=Fate.TARGET, now=NOW)
    actions.become(US, card=todo, fate=Fate.ACTION, now=NOW)
    assert (Objective.objects.get().contact, Target.objects.get().title) == (world.signe, "Spare parts")
    assert Action.objects.filter(title="Ask Jon").count() == 1
    with pytest.raises(errors.WrongState):
        actions.become(US, card=goal, fate=Fate.OBJECTIVE, now=NOW)
    assert Objective.objects.count() == 1 and len(words_of(world)) == 1, "the card stays on the board"


def test_refusals_leave_no_trace(world: World) -> None:
    card, told = put(world, "Grow"), said(world)
    before, revision = Event.objects.count(), Board.objects.get().revision
    stranger = Actor(world.stranger, "test")
    for work in (
        lambda: actions.add_card(stranger, account=world.energy, lane=Lane.GOALS, words="x", now=NOW),
        lambda: actions.edit_card(stranger, card=card, words="x", now=NOW),
        lambda: actions.move_card(stranger, card=card, lane=Lane.IDEAS, now=NOW),
        lambda: actions.remove_card(stranger, card=card, now=NOW),
        lambda: actions.restore_card(stranger, card=card, now=NOW),
        lambda: actions.become(stranger, card=card, fate=Fate.OBJECTIVE, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            work()
    with pytest.raises(errors.BadInput):
        put(world, " \n ")
    with pytest.raises(errors.BadInput):
        actions.add_card(US, account=world.orsa, lane=Lane.GOALS, words="x", contact=world.signe, now=NOW)
    with pytest.raises(errors.BadInput):
        actions.add_card(US, account=world.orsa, lane=Lane.GOALS, statement=told, now=NOW)
    assert (Event.objects.count(), Board.objects.get(account=world.energy).revision) == (before, revision)


def test_a_lane_is_full_some_day(world: World) -> None:
    Card.objects.bulk_create(
        Card(account=world.energy, lane=Lane.GOALS, words=str(n), position=n, created_at=NOW) for n in range(MOST_CARDS)
    )
    with pytest.raises(errors.WrongState):
        put(world, "One more")
    idea = put(world, "Idea", Lane.IDEAS)
    with pytest.raises(errors.WrongState):
        actions.move_card(US, card=idea, lane=Lane.GOALS, now=NOW)


def test_long_words_are_cut_and_not_refused(world: World) -> None:
    assert put(world, "so " * 500).words.endswith("…")


def test_questions_of_our_own_are_kept_by_those_who_keep_the_programme(world: World) -> None:
    dora, ines = (Actor(world.user(role), "test") for role in (Role.PROGRAM_DIRECTOR, Role.SAM))
    with pytest.raises(errors.NotAllowed):
        actions.add_question(ines, part=Part.GOALS, words="Why?", now=NOW)
    asked = actions.add_question(dora, part=Part.GOALS, words=" Why  now? ", function="finance", now=NOW)
    assert "Why now?" in [one.words for one in queries.own_questions()]
    actions.remove_question(dora, question=asked, now=NOW)
    assert queries.own_questions() == []
    actions.restore_question(dora, question=asked, now=NOW)
    assert len(queries.own_questions()) == 1
    for wrong in ({"words": " "}, {"words": "x", "function": "astrology"}):
        with pytest.raises(errors.BadInput):
            actions.add_question(dora, part=Part.GOALS, now=NOW, **wrong)
