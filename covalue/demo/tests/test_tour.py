"""The tour of the demo and the seats one can look around from, told about the account whose customer signed most."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.tests import samples as account_samples
from covalue.accounts.tests.samples import contact_of
from covalue.demo import tour
from covalue.demo.seats import SHOWS, seats
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.value import queries as value_queries
from covalue.value.actions import SignedAnswer
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import Signature
from covalue.value.rules import Answer
from covalue.value.tests import samples
from covalue.value.tests.test_signing import BOTH
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(world: World, settings: object, tmp_path: Path) -> World:
    """A demo in which Halden Energy signed; Ines leads it by the group above."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path  # type: ignore[attr-defined]
    account_samples.rows(world, world.energy)
    samples.rows(world, world.energy)
    assert Signature.objects.exists()
    return world


def day(browser: object, **more: str) -> str:
    return browser.get("/", **more).content.decode()  # type: ignore[attr-defined]


def test_five_stops_lead_through_the_story(demo: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(demo.user(Role.SAM))
    found = tour.tour_for(demo.user(Role.SAM))
    assert found is not None and found.account == demo.energy and len(found.stops) == 5
    page = day(browser)
    for stop in found.stops:
        assert f'href="{stop.href}"' in page and str(stop.look) in page.replace("&#x27;", "'")
        unfinished = stop.href.endswith(
            "/ask/"
        )  # the case of this sample cannot be asked about yet, and the page says so
        assert browser.get(stop.href).status_code == (409 if unfinished else 200), stop.href
    assert reverse("demo:outbox") in page


def test_the_tour_asks_about_a_case_nobody_agreed_to(demo: World) -> None:
    """What was agreed is not asked about again: the stop leads to a case that is still open, else to the account's home."""
    agreed, still_open = (value.start(US, account=demo.energy, title=title, sheet=BOTH, now=NOW) for title in "AB")
    value.edit(US, initiative=agreed, begins_on=TODAY, now=NOW)
    request = value.ask_for_case(
        US, initiative=agreed, contact=contact_of(demo.energy), without=tuple(CaseGap), now=NOW
    )
    value.sign(US, signature_request=request, answer=SignedAnswer(Answer.AGREE, {}), way=Signature.Way.LINK, now=NOW)
    for case in value_queries.initiatives_of(demo.energy).exclude(pk__in=[agreed.pk, still_open.pk]):
        type(case).objects.filter(pk=case.pk).update(removed_at=NOW)
    found = tour.tour_for(demo.user(Role.SAM))
    assert found is not None
    assert found.stops[3].href == reverse("value:ask-case", args=[still_open.pk])
    type(still_open).objects.filter(pk=still_open.pk).update(removed_at=NOW)
    found = tour.tour_for(demo.user(Role.SAM))
    assert found is not None and found.stops[3].href == found.stops[1].href


def test_whoever_cannot_take_it_is_led_to_who_tells_it(demo: World, signed_in: Callable[..., Client]) -> None:
    page = day(signed_in(demo.user(Role.ADMINISTRATOR)))
    assert "The tour is told by Ines Moreau" in page and "Sign in as Ines Moreau" in page
    assert "Five stops" not in day(signed_in(demo.user(Role.CUSTOMER_GUEST)))


def test_it_is_put_away_by_each_for_themselves_and_comes_back(
    demo: World, signed_in: Callable[..., Client], settings: object
) -> None:
    ines, dora = signed_in(demo.user(Role.SAM)), signed_in(demo.user(Role.PROGRAM_DIRECTOR))
    assert ines.post(reverse("demo:dismiss-tour")).status_code == 302
    assert "Five stops" not in day(ines) and "Five stops" in day(dora)
    assert ines.post(reverse("demo:take-tour"), REMOTE_ADDR="203.0.113.5").status_code == 404
    assert "Five stops" not in day(ines)
    ines.post(reverse("demo:take-tour"))
    assert "Five stops" in day(ines)
    settings.DEMO = False  # type: ignore[attr-defined]
    assert "Five stops" not in day(ines) and ines.post(reverse("demo:dismiss-tour")).status_code == 404


def test_seats_begin_with_the_best_story_and_say_what_each_shows(demo: World, client: Client) -> None:
    offered = seats()
    assert offered[0].user == demo.user(Role.SAM) and "Halden Energy" in str(offered[0].shows)
    assert {role for seat in offered for role in seat.user.roles} == set(Role) == set(SHOWS)
    page = client.get("/sign-in/").content.decode()
    assert page.index("Sign in as Ines Moreau") < page.index("Sign in as Dora Lind")
    assert str(SHOWS[Role.ANALYST]) in page
    assert "Sign in as" not in client.get("/sign-in/", REMOTE_ADDR="203.0.113.5").content.decode()
