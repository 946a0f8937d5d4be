"""What the map says, by its rules, and about whom."""

from datetime import timedelta

import pytest

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel
from covalue.people.rules import Role
from covalue.relationships import actions, queries, reading
from covalue.relationships.findings import Finding
from covalue.relationships.rules import Attitude, Influence, LineKind, Rated
from tests.world import NOW, TODAY, US, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def said(world: World) -> dict[str, Finding]:
    return {finding.code: finding for finding in reading.findings_of(queries.whole(world.energy))}


def add(world: World, name: str, **facts: object) -> Contact:
    return accounts.add_contact(US, account=world.energy, name=name, now=NOW, **facts)  # type: ignore[arg-type]


def talk(world: World, *contacts: Contact, days_ago: int = 1, times: int = 1) -> None:
    for _one in range(times):
        conversations.log(
            US, account=world.energy, channel=Channel.CALL, held_on=TODAY - timedelta(days=days_ago), subject="Outages",
            contacts=contacts, people=[world.user(Role.SAM)], now=NOW,
        )  # fmt: skip


def rate(world: World, contact: Contact, what: Rated, value: str) -> None:
    actions.rate(US, account=world.energy, who=f"c{contact.pk}", what=what, value=value, now=NOW)


def names(finding: Finding) -> list[str]:
    return [card.name for card in finding.people]


def test_power_nobody_of_us_has_spoken_with(world: World) -> None:
    marta, henrik = add(world, "Marta Lind", buying_role="Economic buyer"), add(world, "H", buying_role="economic")
    talk(world, henrik, days_ago=61)
    finding = said(world)["power"]
    assert names(finding) == ["H", "Marta Lind"] and finding.urgent
    assert finding.why == "2 of 2 economic buyers have no contact with us: H, Marta Lind."
    talk(world, henrik, marta)
    assert "power" not in said(world)


def test_one_person_without_whom_we_reach_no_power(world: World) -> None:
    marta = add(world, "Marta Lind", buying_role="Economic buyer")
    accounts.edit_contact(US, contact=world.signe, reports_to=marta, now=NOW)
    talk(world, world.signe)
    finding = said(world)["threaded"]
    assert names(finding) == ["Signe Dahl"] and finding.why == "If Signe Dahl leaves, 1 link goes: Marta Lind."
    talk(world, marta)
    assert said(world)["threaded"].why.startswith("In the last six months we spoke with Marta Lind, Signe Dahl only")


def test_a_contact_with_most_of_the_conversations(world: World) -> None:
    add(world, "Marta Lind")
    talk(world, world.signe, times=5)
    talk(world, world.jon)
    assert said(world)["threaded"].why == "83 % of the conversations of six months were with Signe Dahl."


def test_fewer_than_three_live_contacts(world: World) -> None:
    add(world, "Marta Lind")
    talk(world, world.signe)
    finding = said(world)["threaded"]
    assert finding.urgent and names(finding) == ["Signe Dahl"]


def test_detractors_count_only_with_reach(world: World) -> None:
    Contact.objects.filter(account=world.energy).update(buying_role="")
    rate(world, world.jon, Rated.ATTITUDE, Attitude.AGAINST)
    assert "detractor" not in said(world)
    actions.draw(
        US, account=world.energy, kind=LineKind.INFLUENCES, start=f"c{world.jon.pk}", end=f"c{world.signe.pk}", now=NOW
    )
    assert said(world)["detractor"].why == "Jon Ek is against us and influences Signe Dahl."


def test_roles_nobody_holds(world: World) -> None:
    Contact.objects.filter(account=world.energy).update(buying_role="")
    finding = said(world)["missing"]
    assert finding.title == "No economic buyer named" and finding.urgent
    assert finding.why == "Economic buyer, Technical buyer, User buyer, Coach"


def test_gone_quiet_and_nobody_speaks_with(world: World) -> None:
    talk(world, world.signe, days_ago=80, times=2)
    Contact.objects.filter(account=world.energy).update(buying_role="")
    assert names(said(world)["quiet"]) == ["Signe Dahl"] and names(said(world)["never"]) == ["Jon Ek"]


def test_ratings_grow_old(world: World) -> None:
    Contact.objects.filter(account=world.energy).update(buying_role="")
    actions.rate(
        US, account=world.energy, who=f"c{world.jon.pk}", what=Rated.ATTITUDE, value="neutral",
        now=NOW - timedelta(days=200),
    )  # fmt: skip
    assert names(said(world)["stale"]) == ["Jon Ek"]
    rate(world, world.jon, Rated.ATTITUDE, Attitude.NEUTRAL)
    assert "stale" not in said(world)


def test_who_reported_to_somebody_who_left(world: World) -> None:
    accounts.edit_contact(US, contact=world.jon, reports_to=world.signe, now=NOW)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    assert said(world)["manager"].why == "Jon Ek reported to somebody who left."


def test_likely_the_same_person(world: World) -> None:
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.example", now=NOW)
    add(world, "J. Ek", email="jon@halden.example")
    assert names(said(world)["twice"]) == ["J. Ek", "Jon Ek"]


def test_whom_to_win_next_by_weight_and_reach(world: World) -> None:
    Contact.objects.filter(account=world.energy).update(buying_role="")
    for contact, influence in ((world.jon, Influence.LOW), (world.signe, Influence.HIGH)):
        rate(world, contact, Rated.INFLUENCE, influence)
    finding = said(world)["next"]
    assert finding.title == "Win next: Signe Dahl"
    rate(world, world.signe, Rated.ATTITUDE, Attitude.SUPPORTS)
    assert "next" not in said(world)


def test_pairs_that_should_know_each_other_better(world: World) -> None:
    actions.know(
        US, account=world.energy, who=f"c{world.jon.pk}", colleague=world.user(Role.SAM), current=1, wanted=3, now=NOW
    )
    assert names(said(world)["deepen"]) == ["Jon Ek"]
