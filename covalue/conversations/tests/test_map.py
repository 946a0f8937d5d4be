"""The map of an account's contacts: charts of who reports to whom, who has no place yet, and what follows."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.conversations import actions, decision_makers
from covalue.conversations.decision_makers import DecisionMakers, Place
from covalue.conversations.models import Channel
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def of(world: World) -> DecisionMakers:
    found = decision_makers.of_account(world.energy, TODAY)
    assert found is not None
    return found


def add(world: World, name: str, **facts: object) -> Contact:
    return accounts.add_contact(US, account=world.energy, name=name, now=NOW, **facts)  # type: ignore[arg-type]


def talk(world: World, *contacts: Contact, days_ago: int = 1) -> None:
    actions.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY - timedelta(days=days_ago), subject="Outages",
        contacts=contacts, people=[world.user(Role.SAM)], now=NOW,
    )  # fmt: skip


def said(places: Iterable[Place]) -> list[tuple[str, str, list[str]]]:
    return [(one.contact.name, one.standing, [below.contact.name for below in one.below]) for one in places]


def test_who_reports_to_whom_is_a_chart_and_who_has_no_place_stands_beside_it(world: World) -> None:
    add(world, "Per Wiik", reports_to=world.signe)
    gone = add(world, "Eva Sund", reports_to=world.signe)
    accounts.edit_contact(US, contact=gone, departed_on=TODAY, now=NOW)
    talk(world, world.signe, days_ago=3)
    talk(world, world.jon, days_ago=70)
    found = of(world)
    assert said(found.charts) == [("Signe Dahl", "near", ["Per Wiik"])]
    assert said(found.charts[0].below) == [("Per Wiik", "never", [])]
    assert said(found.unplaced) == [("Jon Ek", "quiet", [])]


def test_it_says_where_power_is_without_us(world: World) -> None:
    marta = add(world, "Marta Lind", buying_role="Economic buyer")
    talk(world, world.signe)
    assert {one.title for one in of(world).findings} == {"Power without us", "Single-threaded"}
    talk(world, marta)
    assert [one.why for one in of(world).findings] == ["Only one of us has spoken with Marta Lind."]
    Contact.objects.filter(pk=marta.pk).update(buying_role="Coach")
    assert [one.title for one in of(world).findings] == ["No economic buyer named"]


def test_whoever_reported_to_somebody_who_left_is_told(world: World) -> None:
    accounts.edit_contact(US, contact=world.jon, reports_to=world.signe, now=NOW)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    found = of(world)
    assert said(found.charts) == [("Signe Dahl", "left", ["Jon Ek"])]
    assert "Jon Ek reported to somebody who left." in [one.why for one in found.findings]


def test_nobody_is_lost_who_reports_in_a_circle(world: World) -> None:
    Contact.objects.filter(pk=world.jon.pk).update(reports_to=world.signe)
    Contact.objects.filter(pk=world.signe.pk).update(reports_to=world.jon)
    found = of(world)
    assert found.charts == () and len(found.unplaced) == 2


def test_more_people_than_fit_beside_each_other_stand_below_each_other(world: World) -> None:
    for number in range(5):
        assert not of(world).is_narrow
        add(world, f"Person {number}", reports_to=world.signe)
    assert of(world).is_narrow


def test_the_page_of_contacts_begins_with_it(world: World, signed_in: Callable[..., Client]) -> None:
    sam, address = signed_in(world.user(Role.SAM)), reverse("accounts:contacts", args=[world.energy.pk])
    assert "What the map says" in sam.get(address).content.decode()
    Contact.objects.filter(pk=world.jon.pk).delete()
    assert "What the map says" not in sam.get(address).content.decode()
