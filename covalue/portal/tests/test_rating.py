"""A guest finds in their workspace what they are asked to rate."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.portal import queries
from covalue.standing.actions import rounds
from covalue.standing.models import AssessmentRequest
from covalue.standing.queries import rounds as assessments
from covalue.standing.tests import samples
from tests.world import NOW, TODAY, US, World


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def path_of(request: AssessmentRequest) -> str:
    return reverse("standing:answer", args=[assessments.secret_of(request)])


def test_what_waits_is_there_until_it_is_answered_or_the_round_is_closed(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe, world.jon])
    home = queries.home(world.energy, world.signe, TODAY)
    assert [ask.url for ask in home.asked] == [path_of(found.requests.get(contact=world.signe))] and not home.empty
    assert queries.home(world.energy, None, TODAY).asked == ()  # as we look at it
    samples.answered(found, world.signe, 3)
    assert queries.home(world.energy, world.signe, TODAY).asked == ()
    rounds.close(US, assessment=found, now=NOW)
    assert queries.home(world.energy, world.jon, TODAY).asked == ()


def test_a_guest_reaches_the_page_of_their_link_and_none_of_ours(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    client = Client()
    client.force_login(world.user(Role.CUSTOMER_GUEST))
    secret = assessments.secret_of(found.requests.get())
    assert client.get(reverse("standing:answer", args=[secret])).status_code == 200
    assert client.get(reverse("standing:assessment", args=[found.pk])).status_code == 404
    assert client.get(reverse("standing:account", args=[world.energy.pk])).status_code == 404


def test_what_a_contact_rated_is_forgotten_with_them(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    samples.answered(found, world.signe, 2, remark="Signe Dahl says: late")
    accounts.erase_contact(US, contact=world.signe, keep_words=False, now=NOW)
    request = found.requests.get()
    assert request.email == "" and request.remark == "" and request.ratings.count() == 10
