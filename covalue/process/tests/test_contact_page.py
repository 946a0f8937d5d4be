"""The page of a contact: what packages know of them, for whoever may open the account."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions
from covalue.accounts.models import TeamRole
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.value import actions as value
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def known(world: World) -> World:
    """Signe said, wants, owes and confirmed something; Ines and Karl spoke with her."""
    energy, signe = world.energy, world.signe
    for subject, ours in (("Outages", ["ines", "karl"]), ("Contract", ["ines"])):
        people_ = {"ines": world.user(Role.SAM), "karl": world.user(Role.TEAM_MEMBER)}
        conversations.log(
            US, account=energy, channel=Channel.CALL, held_on=TODAY, subject=subject, contacts=[signe],
            people=[people_[name] for name in ours], said=[Said(signe, f"{subject} hurt", "her bonus")], now=NOW,
        )  # fmt: skip
    action_items.add(US, account=energy, title="Send figures", customer_owner=signe, now=NOW)
    objectives.add(US, account=energy, side=Side.THEIRS, statement="Fewer outages", contact=signe, now=NOW)
    target = value.add_target(US, account=energy, title="Less downtime", holder=signe, now=NOW)
    value.validate_target(US, target=target, contact=signe, on=TODAY, now=NOW)
    return world


def test_the_page_tells_who_knows_them_and_what_they_said_want_and_owe(known: World, signed_in: SignIn) -> None:
    page = signed_in(known.user(Role.SAM)).get(reverse("accounts:contact", args=[known.signe.pk])).content.decode()
    said = ("Who knows them", "2 conversations", "Outages hurt", "Send figures", "Fewer outages", "Less downtime")
    assert [text for text in said if text not in page] == []
    assert "add email" in page and "add phone" in page
    assert page.index("Ines Moreau") < page.index("Karl Lund")
    assert "her bonus" not in page  # why it matters to them stays with the conversation


def test_programs_get_the_same_without_what_only_the_page_shows(known: World, called_by: SignIn) -> None:
    answer = api.get(called_by(known.user(Role.SAM)), f"/contacts/{known.signe.pk}/overview")
    assert (
        answer["contact"] == {"id": known.signe.pk, "name": "Signe Dahl"}
        and answer["account"]["name"] == "Halden Energy"
    )
    told = {section["key"]: [entry["title"] for entry in section["entries"]] for section in answer["sections"]}
    assert told["known_by"] == ["Ines Moreau", "Karl Lund"] and told["said"] == ["Contract hurt", "Outages hurt"]
    assert told["actions"] == ["Send figures"] and told["objectives"] == ["Fewer outages"]
    assert "her bonus" not in str(answer) and "facts" not in answer
    assert "href" not in answer["sections"][0]["entries"][0]
    assert "signed" not in told  # a section without entries is left out


def test_beside_a_page_it_is_a_fragment(known: World, signed_in: SignIn) -> None:
    address = reverse("accounts:contact", args=[known.signe.pk])
    answer = signed_in(known.user(Role.SAM)).get(address, headers={"HX-Request": "true", "HX-Target": "beside"})
    page = answer.content.decode()
    assert "<html" not in page and "Outages hurt" in page and address in page


def test_a_name_is_a_link_only_for_whoever_may_open_it(known: World, signed_in: SignIn) -> None:
    """Who is on the team of an account below sees names of contacts above, and nothing behind them."""
    below = people.create_user(US, email="wind@covalue.test", name="Wilma Wind", roles=[Role.TEAM_MEMBER], now=NOW)
    actions.join_team(US, account=known.wind, user=below, team_role=TeamRole.CORE, now=NOW)
    conversations.log(
        US, account=known.wind, channel=Channel.CALL, held_on=TODAY, subject="Blades", contacts=[known.signe], now=NOW
    )
    listed, address = (
        reverse("conversations:list", args=[known.wind.pk]),
        reverse("accounts:contact", args=[known.signe.pk]),
    )
    theirs = signed_in(below)
    page = theirs.get(listed).content.decode()
    assert "Signe Dahl" in page and address not in page
    assert theirs.get(address).status_code == 404
    assert address in signed_in(known.user(Role.SAM)).get(listed).content.decode()


def test_every_name_on_the_home_opens_the_person(known: World, signed_in: SignIn) -> None:
    home = signed_in(known.user(Role.SAM)).get(reverse("process:account", args=[known.energy.pk])).content.decode()
    assert home.count(f'href="{reverse("accounts:contact", args=[known.signe.pk])}" data-beside') >= 3


def test_the_form_saves_and_leads_to_the_page(known: World, signed_in: SignIn) -> None:
    ines, address = signed_in(known.user(Role.SAM)), reverse("accounts:edit-contact", args=[known.signe.pk])
    answer = ines.post(address, {"name": "Signe Dahl", "title": "CEO"})
    assert answer.status_code == 302 and answer["Location"] == reverse("accounts:contact", args=[known.signe.pk])
    assert "CEO" in ines.get(answer["Location"]).content.decode()
    assert ines.post(address, {"name": ""}).status_code == 422


def test_of_somebody_erased_nothing_can_be_edited(known: World, signed_in: SignIn) -> None:
    actions.erase_contact(US, contact=known.signe, keep_words=False, now=NOW)
    page = signed_in(known.user(Role.SAM)).get(reverse("accounts:contact", args=[known.signe.pk])).content.decode()
    assert "A former contact" in page and "Signe" not in page and "add email" not in page
    assert reverse("accounts:edit-contact", args=[known.signe.pk]) not in page
