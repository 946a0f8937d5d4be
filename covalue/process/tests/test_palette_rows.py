"""What stands on accounts is found by its words, by whoever may open it and nobody else, until it is removed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from covalue.accounts import actions as accounts
from covalue.action_items import actions as action_items
from covalue.action_items import queries as owed_actions
from covalue.action_items.models import Action
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.web import palette
from tests.world import NOW, TODAY, US, World

KINDS = ("Value cases", "Value targets", "Objectives", "Actions", "Conversations", "Contacts")


@pytest.fixture
def filled(world: World) -> World:
    """One thing of each kind on Halden Energy, with a word of its own spelt with accents."""
    energy = world.energy
    value.start(US, account=energy, title="Fewer Énergie losses", now=NOW)
    value.add_target(US, account=energy, title="Énergie that lasts", now=NOW)
    objectives.add(US, account=energy, side=Side.THEIRS, statement="Halve ÉNERGIE costs", now=NOW)
    action_items.add(US, account=energy, title="Send the énergie audit", now=NOW)
    said = [Said(world.signe, "Our energie bill doubled")]
    conversations.log(US, account=energy, channel=Channel.CALL, held_on=TODAY, subject="Prices", now=NOW, said=said)
    accounts.edit_contact(US, contact=world.signe, title="Head of Énergie", now=NOW)
    return world


def _found(world: World, role: Role, text: str) -> dict[str, list[str]]:
    return {group.title: [hit.title for hit in group.hits] for group in palette.look_up(world.user(role), text)}


@pytest.mark.parametrize("typed", ["energie", "ÉNERGIE", "Énerg"])
@pytest.mark.parametrize("role", [Role.SAM, Role.PROGRAM_DIRECTOR])
def test_each_kind_is_found_by_its_words(filled: World, role: Role, typed: str) -> None:
    found = _found(filled, role, typed)
    assert {kind: found.get(kind) for kind in KINDS} == {
        "Value cases": ["Fewer Énergie losses"],
        "Value targets": ["Énergie that lasts"],
        "Objectives": ["Halve ÉNERGIE costs"],
        "Actions": ["Send the énergie audit"],
        "Conversations": ["Prices"],
        "Contacts": ["Signe Dahl"],
    }


def test_each_hit_opens(filled: World, signed_in: Callable[..., Client]) -> None:
    ines = filled.user(Role.SAM)
    hits = [hit for group in palette.look_up(ines, "energie") if group.title in KINDS for hit in group.hits]
    assert len(hits) == len(KINDS)
    for hit in hits:
        assert signed_in(ines).get(hit.href.partition("#")[0]).status_code == 200, hit


@pytest.mark.parametrize("role", [Role.UNIT_LEAD, Role.ADMINISTRATOR, Role.COACH, Role.ANALYST, Role.VOICE_ANALYST])
def test_nobody_finds_what_they_may_not_open(filled: World, role: Role) -> None:
    assert not _found(filled, role, "energie").keys() & set(KINDS)


def test_who_owes_an_action_finds_it_and_nothing_else(filled: World) -> None:
    """As somebody who left the team does."""
    owed = action_items.add(US, account=filled.energy, title="Check the énergie meter", now=NOW)
    Action.objects.filter(pk=owed.pk).update(owner=filled.user(Role.UNIT_LEAD))
    found = _found(filled, Role.UNIT_LEAD, "energie")
    assert {kind: found.get(kind) for kind in KINDS if kind in found} == {"Actions": ["Check the énergie meter"]}


def test_what_was_removed_or_put_away_is_not_found(filled: World) -> None:
    ines = filled.user(Role.SAM)
    action_items.remove(US, owed_actions.visible_to(ines).get(), now=NOW)
    assert "Actions" not in _found(filled, Role.SAM, "energie")
    accounts.merge(US, kept=filled.group, gone=[filled.energy], now=NOW)
    assert _found(filled, Role.SAM, "energie")["Value cases"] == ["Fewer Énergie losses"]


def test_all_words_are_asked_for_and_two_letters_are_too_few(filled: World) -> None:
    assert _found(filled, Role.SAM, "audit energie")["Actions"] == ["Send the énergie audit"]
    assert "Actions" not in _found(filled, Role.SAM, "audit nothing")
    assert not _found(filled, Role.SAM, "en").keys() & set(KINDS)


def test_one_query_a_kind(filled: World) -> None:
    user = filled.user(Role.PROGRAM_DIRECTOR)
    with CaptureQueriesContext(connection) as few:
        palette.look_up(user, "energie")
    for number in range(20):
        value.add_target(US, account=filled.energy, title=f"Energie {number}", now=NOW)
        action_items.add(US, account=filled.wind, title=f"Energie {number}", now=NOW)
    with CaptureQueriesContext(connection) as many:
        palette.look_up(user, "energie")
    assert len(many) <= len(few)
