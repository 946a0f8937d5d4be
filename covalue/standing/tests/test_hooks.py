"""What standing says elsewhere: one's day, a contact's page, the search, an account's home, the ladder."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.contact_home import ContactView
from covalue.accounts.home import AccountView
from covalue.conversations import actions as conversations
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.standing import contact_home, hits, my_day, panels
from covalue.standing.actions import rounds
from covalue.standing.models import Assessment
from covalue.standing.queries import ladder
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RaterSide, Rung, Structure
from covalue.standing.tests import samples
from covalue.standing.tests.samples import actor
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def day(user: User, later: int = 0) -> Day:
    return Day(user, TODAY + timedelta(days=later))


def test_a_rating_waits_in_ones_day_until_it_is_given(world: World) -> None:
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    found = samples.opened(world.energy, colleagues=[sam, member])
    (item,) = my_day.ratings(day(member))
    assert item.url == reverse("standing:rate", args=[found.pk]) and item.due == found.due_on
    samples.rated(found, member, 4)
    assert not list(my_day.ratings(day(member))) and list(my_day.ratings(day(sam)))
    rounds.close(US, assessment=found, now=NOW)
    assert not list(my_day.ratings(day(sam)))


def test_answers_and_rounds_that_are_over_wait_for_who_answers_for_the_account(world: World) -> None:
    sam = world.user(Role.SAM)
    found = samples.opened(world.energy, contacts=[world.signe, world.jon])
    assert not list(my_day.answers(day(sam)))
    samples.answered(found, world.signe, 4)
    (item,) = my_day.answers(day(sam))
    assert item.title.startswith("1 answer") and "1 contact has not answered" in item.why
    (item,) = my_day.answers(day(sam, 40))
    assert item.act is not None and item.act.address == reverse("standing:close", args=[found.pk])
    rounds.close(US, assessment=found, now=NOW)
    assert not list(my_day.answers(day(sam, 40)))


def test_a_strategic_account_is_due_again_after_a_year(world: World) -> None:
    sam = world.user(Role.SAM)
    found = samples.opened(world.energy, contacts=[world.signe])
    rounds.close(US, assessment=found, now=NOW)
    assert not list(my_day.due(day(sam, 364)))
    (item,) = my_day.due(day(sam, 365))
    assert item.url == reverse("standing:open", args=[world.energy.pk])
    samples.opened(world.energy)
    assert not list(my_day.due(day(sam, 365)))


def test_a_held_request_asks_a_colleague(world: World) -> None:
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    accounts.edit_contact(actor(sam), contact=world.signe, email="signe@example.com", now=NOW)
    samples.opened(world.energy, contacts=[world.signe], actor=actor(sam))
    assert not list(my_day.to_confirm(day(sam)))
    (item,) = my_day.to_confirm(day(member))
    assert item.act is not None and "signe@example.com" in item.why


def test_a_contacts_page_keeps_blind_what_is_blind(world: World) -> None:
    sam = world.user(Role.SAM)
    found = samples.opened(world.energy, contacts=[world.signe], colleagues=[sam])
    samples.answered(found, world.signe, 2, rung="vendor")
    view = ContactView(sam, world.signe, TODAY)
    assert [entry.note for entry in contact_home.rated(view).entries] == ["answered"]
    samples.rated(found, sam, 4)
    assert "2.0 of 5" in contact_home.rated(view).entries[0].note
    assert contact_home.rated(ContactView(world.stranger, world.signe, TODAY)).entries == ()


def test_the_home_shows_their_view_once_it_may(world: World) -> None:
    sam = world.user(Role.SAM)
    view = AccountView(sam, world.energy, TODAY)
    assert panels.eyes(view) is None
    found = samples.opened(world.energy, contacts=[world.signe], colleagues=[sam])
    samples.answered(found, world.signe, 2)
    assert panels.eyes(view) is None
    samples.rated(found, sam, 4)
    eyes = panels.eyes(view)
    assert eyes is not None and eyes.value == "2.0 of 5" and "they 2.0, we 4.0" in eyes.note


def test_the_search_finds_rounds_on_accounts_one_may_open(world: World) -> None:
    samples.opened(world.energy)
    assert [hit.title for hit in hits.assessments(world.user(Role.SAM), "spring")] == ["Spring"]
    assert not list(hits.assessments(world.stranger, "spring"))


def test_the_ladder_stands_on_evidence_of_each_side(world: World) -> None:
    def show(criterion: str, side: RaterSide, **more: object) -> None:
        EVIDENCE.add(
            US, world.energy, {"criterion": criterion, "side": side, "words": "So", "on": TODAY, **more}, now=NOW
        )

    with pytest.raises(errors.BadInput, match="Whose view"):
        show("reliable", RaterSide.THEIRS)
    with pytest.raises(errors.BadInput, match="future"):
        show("reliable", RaterSide.OURS, on=TODAY + timedelta(days=1))
    show("reliable", RaterSide.THEIRS, contact=world.signe)
    show("contact", RaterSide.OURS)
    view = ladder.ladder_of(world.energy)
    assert view.by_theirs is None and [one.key for one in view.lacking] == ["contact"]
    show("contact", RaterSide.THEIRS, contact=world.jon)
    assert ladder.ladder_of(world.energy).by_theirs is Rung.VENDOR
    page = Client()
    page.force_login(world.user(Role.SAM))
    assert b"shows Vendor" in page.get(reverse("standing:account", args=[world.energy.pk])).content
    address = reverse("standing:plan-rung", args=[world.energy.pk, "proven"])
    assert b"So that the customer sees it" in page.get(address).content
    assert page.post(address, {"title": "Ask for a signature"}).status_code == 302
    assert world.energy.actions.get().title == "Ask for a signature"
    assert page.get(reverse("standing:plan-rung", args=[world.energy.pk, "nothing"])).status_code == 404


def test_the_structure_follows_conversations_of_a_year(world: World) -> None:
    sam = world.user(Role.SAM)
    kinds = {"account": world.energy, "channel": "meeting", "subject": "x", "now": NOW}
    conversations.log(US, held_on=TODAY, contacts=[world.signe], people=[sam], **kinds)
    assert ladder.structure_of(world.energy, TODAY).structure is Structure.BOW_TIE
    assert ladder.structure_of(world.energy, TODAY + timedelta(days=400)).structure is None


def test_removed_rounds_are_nowhere(world: World) -> None:
    sam = world.user(Role.SAM)
    found = samples.opened(world.energy, contacts=[world.signe], colleagues=[sam])
    rounds.remove(US, assessment=found, now=NOW)
    assert not list(my_day.ratings(day(sam))) and not list(hits.assessments(sam, "spring"))
    assert contact_home.rated(ContactView(sam, world.signe, TODAY)).entries == ()
    rounds.restore(US, assessment=Assessment.objects.get(), now=NOW)
    assert list(my_day.ratings(day(sam)))
