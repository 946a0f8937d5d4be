"""Contacts seen together are proposed with their evidence, as no line of any kind before somebody says what it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.relationships.models import Line
from covalue.relationships.rules import LineKind
from covalue.sources import actions, ties
from covalue.sources.models import Item, LeftOutLine
from covalue.sources.tests.files import JON, SIGNE, calendar, event, people
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
OTHERS = [f"somebody{n}@halden.example" for n in range(12)]


@pytest.fixture(autouse=True)
def met(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Signe and Jon, known by address."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    accounts.edit_contact(US, contact=world.signe, email=SIGNE, now=NOW)
    accounts.edit_contact(US, contact=world.jon, email=JON, now=NOW)
    return world


def meet(
    world: World, *uids: str, with_: tuple[str, ...] = (SIGNE, JON), days: int = 10, role: Role = Role.SAM
) -> None:
    owner = world.user(role)
    for place, uid in enumerate(uids):
        day = (NOW - timedelta(days=days + place)).strftime("%Y%m%dT090000Z")
        entry = event(f"DTSTART:{day}", f"SUMMARY:Meeting {uid}", *people(*with_), uid=uid)
        actions.import_calendar(Actor(owner, "test"), owner=owner, files=[(f"{uid}.ics", calendar(entry))], now=NOW)


def seen(world: World, role: Role = Role.SAM) -> tuple[ties.TieProposal, ...]:
    return ties.proposals(world.user(role), NOW)


def test_two_who_meet_often_are_proposed_with_their_meetings(met: World) -> None:
    meet(met, "a", "b")
    assert seen(met) == ()
    meet(met, "c", days=3)
    (tie,) = seen(met)
    assert {tie.one, tie.other} == {met.signe, met.jon}
    assert (tie.seen, tie.meetings, tie.messages, tie.threads) == (3, 3, 0, 3)
    assert tie.evidence[0].subject == "Meeting c"
    assert not Line.objects.exists()


@pytest.mark.parametrize("kind", [LineKind.INFLUENCES, LineKind.DOTTED, LineKind.CONFLICT])
def test_who_saw_them_says_what_it_is_and_which_way(met: World, kind: LineKind) -> None:
    meet(met, "a", "b", "c")
    (tie,) = seen(met)
    line = ties.draw(Actor(met.user(Role.SAM), "test"), tie=tie, kind=kind, backwards=True, now=NOW)
    assert (line.kind, line.from_contact, line.to_contact) == (kind, tie.other, tie.one)
    assert seen(met) == ()


def test_what_says_nothing_is_not_proposed(met: World) -> None:
    meet(met, "a", "b", "c", with_=(SIGNE, JON, *OTHERS))  # a crowd
    meet(met, "d", "e", "f", days=800)  # long ago
    meet(met, "g", "h", "i", days=-5)  # still to come, but for its last
    assert seen(met) == ()


def test_who_reports_to_the_other_has_a_line(met: World) -> None:
    accounts.edit_contact(US, contact=met.jon, reports_to=met.signe, now=NOW)
    meet(met, "a", "b", "c")
    assert seen(met) == ()


def test_what_one_reads_is_ones_own(met: World) -> None:
    meet(met, "a", "b", "c")
    (tie,) = seen(met)
    assert seen(met, Role.TEAM_MEMBER) == ()
    with pytest.raises(errors.NotFound):
        ties.proposal(met.user(Role.TEAM_MEMBER), tie.key, NOW)


def test_left_out_is_asked_no_more_and_the_page_shows_it(met: World, signed_in: Callable[..., Client]) -> None:
    meet(met, "a", "b", "c")
    browser, (tie,) = signed_in(met.user(Role.SAM)), seen(met)
    page = browser.get(reverse("sources:people")).content.decode()
    assert "Seen together" in page and "Meeting a" in page and "3 meetings" in page
    assert browser.post(reverse("sources:leave-line"), {"pair": "1-1"}).status_code == 404
    browser.post(reverse("sources:draw-line"), {"pair": tie.key, "kind": "influences", "backwards": "on"})
    assert Line.objects.get().from_contact == tie.other
    Line.objects.all().delete()
    browser.post(reverse("sources:leave-line"), {"pair": tie.key})
    assert LeftOutLine.objects.count() == 1 and seen(met) == () and Item.objects.count() == 3
