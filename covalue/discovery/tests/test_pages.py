"""The board as a page and as what a screen asks for; priorities; questions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.discovery import actions, queries
from covalue.discovery.models import Board, Card, Question, Seat
from covalue.discovery.rules import Lane
from covalue.discovery.tests.test_actions import said
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.value.models import Target
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
SignIn = Callable[..., Client]


@pytest.fixture
def ines(world: World, signed_in: SignIn) -> Client:
    return signed_in(world.user(Role.SAM))


def test_without_scripts_every_card_has_its_forms(world: World, ines: Client) -> None:
    board = reverse("discovery:board", args=[world.energy.pk])
    add = reverse("discovery:add", args=[world.energy.pk])
    assert ines.post(add, {"lane": "goals", "words": "Fewer <b>outages</b>"}).headers["Location"].startswith(board)
    assert "Fewer &lt;b&gt;outages" in ines.get(board).content.decode()
    card = Card.objects.get()
    ines.post(reverse("discovery:edit", args=[card.pk]), {"words": "No outages", "seen": "0"})
    ines.post(reverse("discovery:move", args=[card.pk]), {"lane": "ideas"})
    ines.post(reverse("discovery:become", args=[card.pk, "target"]))
    card.refresh_from_db()
    assert (card.lane, card.words, card.target) == ("ideas", "No outages", Target.objects.get())
    ines.post(reverse("discovery:remove", args=[card.pk]))
    assert "No outages" not in ines.get(board).content.decode().split("What they said")[0]
    ines.post(reverse("discovery:restore", args=[card.pk]))
    assert "No outages" in ines.get(board).content.decode()


def test_a_screen_is_told_what_it_has_not_seen(world: World, ines: Client, signed_in: SignIn) -> None:
    changes = reverse("discovery:changes", args=[world.energy.pk])
    ines.get(reverse("discovery:board", args=[world.energy.pk]))
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    told = dora.post(
        reverse("discovery:add", args=[world.energy.pk]), {"lane": "goals", "words": "Grow", "since": "0"}, headers=JSON
    ).json()
    card = Card.objects.get()
    assert told["card"] == card.pk and told["order"]["goals"] == [card.pk] and "Grow" in told["cards"][str(card.pk)]
    seen = ines.get(changes, {"since": "0"}, headers=JSON).json()
    assert seen["revision"] == 1 and "Grow" in seen["cards"][str(card.pk)]
    assert [one["name"] for one in seen["people"]] == [world.user(Role.SAM).name]
    assert ines.get(changes, {"since": "1"}, headers=JSON).json() | {"people": []} == {
        "revision": 1, "order": {}, "cards": {}, "people": [],
    }  # fmt: skip
    for odd in ("", "x", "-1", "9" * 30, "²"):
        assert ines.get(changes, {"since": odd}, headers=JSON).status_code == 200


def test_a_refusal_is_a_sentence_for_the_script(world: World, ines: Client) -> None:
    card = actions.add_card(US, account=world.energy, lane=Lane.GOALS, words="Grow", now=NOW)
    edit = reverse("discovery:edit", args=[card.pk])
    ines.post(edit, {"words": "Grow abroad", "seen": "0"}, headers=JSON)
    refused = ines.post(edit, {"words": "Grow at home", "seen": "0"}, headers=JSON)
    assert refused.status_code == 409 and "Grow abroad" in refused.json()["sentence"]


def test_who_left_is_no_longer_at_the_board(world: World, ines: Client) -> None:
    ines.get(reverse("discovery:board", args=[world.energy.pk]))
    board, seat = Board.objects.get(), Seat.objects.get()
    assert queries.changes_since(world.user(Role.SAM), world.energy, 0, seat.seen_at).people  # type: ignore[union-attr]
    later = seat.seen_at + timedelta(minutes=1)
    assert queries.changes_since(world.user(Role.SAM), board.account, 0, later).people == ()  # type: ignore[union-attr]


def test_asking_every_two_seconds_writes_once_in_a_while(world: World, ines: Client) -> None:
    changes = reverse("discovery:changes", args=[world.energy.pk])
    ines.get(changes)
    with CaptureQueriesContext(connection) as asked:
        ines.get(changes, headers=JSON)
    assert not [query for query in asked.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(asked.captured_queries) <= 9


def test_the_board_takes_the_same_queries_however_full(world: World, ines: Client) -> None:
    board = reverse("discovery:board", args=[world.energy.pk])
    actions.add_card(US, account=world.energy, lane=Lane.GOALS, statement=said(world), now=NOW)
    ines.get(board)
    with CaptureQueriesContext(connection) as few:
        ines.get(board)
    for lane in Lane:
        actions.add_card(US, account=world.energy, lane=lane, words=f"In {lane}", contact=world.signe, now=NOW)
    ines.get(reverse("accounts:list"))  # the menu counts again what changed
    with CaptureQueriesContext(connection) as many:
        ines.get(board)
    assert len(many) == len(few)


def test_targets_are_placed_and_taken_off(world: World, ines: Client) -> None:
    target = value.add_target(US, account=world.energy, title="Fewer outages", now=NOW)
    page = reverse("discovery:priorities", args=[world.energy.pk])
    assert "Fewer outages" in ines.get(page).content.decode().split("Not placed yet")[1]
    place = reverse("discovery:place", args=[target.pk])
    drawn = ines.post(place, {"impact": "5", "fit": "4"}, headers={"HX-Request": "true"}).content.decode()
    assert "Fewer outages" in drawn.split("Not placed yet")[0] and "<html" not in drawn
    target.refresh_from_db()
    assert target.priority == 20
    ines.post(place, {"impact": "", "fit": ""})
    target.refresh_from_db()
    assert target.priority is None
    assert ines.post(place, {"impact": "6", "fit": "1"}).status_code == 422


def test_the_guide_guesses_asks_and_goes_along_into_the_log(world: World, ines: Client) -> None:
    guide = reverse("discovery:guide", args=[world.energy.pk])
    told = ines.get(guide, {"contact": world.signe.pk, "function": "finance"}).content.decode()
    assert "Which ratio are you measured by" in told and "Which figure do you look at first in the morning" not in told
    assert ines.get(guide, {"contact": "99999"}).status_code == 404
    assert ines.get(guide, {"function": "astrology"}).status_code == 200
    log = reverse("conversations:log", args=[world.energy.pk])
    notes = ines.get(log, {"ask": ["What presses <you>?"], "contacts": [str(world.signe.pk)]}).content.decode()
    assert "- What presses &lt;you&gt;?" in notes and "checked" in notes


def test_questions_of_our_own(world: World, signed_in: SignIn, ines: Client) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    guide = reverse("discovery:guide", args=[world.energy.pk])
    dora.post(reverse("discovery:add-question"), {"words": "Why <i>now</i>?", "part": "goals", "next": guide})
    asked = Question.objects.get()
    assert "Why &lt;i&gt;now" in ines.get(guide).content.decode()
    assert "Remove" in dora.get(guide).content.decode()
    dora.post(reverse("discovery:remove-question", args=[asked.pk]))
    assert "Why &lt;i&gt;now" not in ines.get(guide).content.decode()
    dora.post(reverse("discovery:restore-question", args=[asked.pk]))
    assert "Why &lt;i&gt;now" in ines.get(guide).content.decode()
    assert ines.post(reverse("discovery:add-question"), {"words": "x", "part": "goals"}).status_code == 403


def test_who_left_is_not_offered_but_stays_on_their_card(world: World, ines: Client) -> None:
    left = accounts.add_contact(US, account=world.energy, name="Gunnar Topp", now=NOW)
    card = actions.add_card(US, account=world.energy, lane=Lane.GOALS, words="Wind", contact=left, now=NOW)
    accounts.edit_contact(US, contact=left, departed_on=NOW.date(), now=NOW)
    add = reverse("discovery:add", args=[world.energy.pk])
    assert ines.post(add, {"lane": "goals", "words": "Sun", "contact": left.pk}).status_code == 422
    words = reverse("discovery:edit", args=[card.pk])
    assert ines.post(words, {"words": "More wind", "contact": left.pk}).status_code < 400
    card.refresh_from_db()
    assert (card.words, card.contact) == ("More wind", left)
