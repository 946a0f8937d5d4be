"""The page of objectives."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import World

SignIn = Callable[[User], Client]


def test_added_edited_removed_and_back(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    listed = reverse("objectives:list", args=[world.energy.pk])
    add = reverse("objectives:add", args=[world.energy.pk, "theirs"])
    browser.post(add, {"statement": "Fewer <b>outages</b>", "contact": world.signe.pk})
    goal = Objective.objects.get()
    assert goal.contact == world.signe
    assert "Fewer &lt;b&gt;outages" in browser.get(listed).content.decode()
    browser.post(reverse("objectives:edit", args=[goal.pk]), {"statement": "No outages", "contact": world.signe.pk})
    browser.post(reverse("objectives:remove", args=[goal.pk]))
    assert "No outages" not in browser.get(reverse("objectives:list", args=[world.wind.pk])).content.decode()
    browser.post(reverse("objectives:restore", args=[goal.pk]))
    assert "No outages" in browser.get(listed).content.decode()


def test_strangers_and_guests_find_nothing(world: World, signed_in: SignIn) -> None:
    for user in (world.stranger, world.user(Role.CUSTOMER_GUEST)):
        browser = signed_in(user)
        assert browser.get(reverse("objectives:list", args=[world.energy.pk])).status_code == 404
        add = reverse("objectives:add", args=[world.energy.pk, "ours"])
        assert browser.post(add, {"statement": "Grow"}).status_code == 404
    assert not Objective.objects.exists()


def test_a_side_that_is_none_is_not_found(world: World, signed_in: SignIn) -> None:
    add = reverse("objectives:add", args=[world.energy.pk, "nobodys"])
    assert signed_in(world.user(Role.SAM)).post(add, {"statement": "Grow"}).status_code == 404


def test_a_refused_edit_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    browser.post(reverse("objectives:add", args=[world.energy.pk, "ours"]), {"statement": "Grow"})
    goal = Objective.objects.get()
    edit = reverse("objectives:edit", args=[goal.pk])
    answer = browser.post(edit, {"statement": "Grow a lot", "due_on": "31 February"})
    assert answer.status_code == 422
    assert "Grow a lot" in answer.content.decode()
    goal.refresh_from_db()
    assert goal.statement == "Grow"


def test_links_are_drawn_and_orphans_named(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    for side, words in (("theirs", "Fewer outages"), ("theirs", "Cheaper power"), ("ours", "Grow services")):
        browser.post(reverse("objectives:add", args=[world.energy.pk, side]), {"statement": words})
    ours, theirs = Objective.objects.get(side="ours"), Objective.objects.get(statement="Fewer outages")
    address = reverse("objectives:link", args=[ours.pk, theirs.pk])
    drawn = browser.post(
        address, {"strength": "2", "why": "Spare parts <b>"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'class="stroke-2"' in drawn and "1 of 2 of theirs supported" in drawn and "Spare parts &lt;b&gt;" in drawn
    assert "none of ours supports it" in drawn and "<html" not in drawn
    assert browser.post(address, {"strength": "3"}).headers["Location"].endswith("#alignment")
    assert "Spare parts" in browser.get(reverse("objectives:list", args=[world.energy.pk])).content.decode()
    browser.post(address, {"strength": "0"})
    assert 'class="stroke-' not in browser.get(reverse("objectives:list", args=[world.energy.pk])).content.decode()
    assert browser.post(address, {"strength": "9"}).status_code == 422
