"""The page of objectives."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, World

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


def test_one_line_for_each_with_its_details_and_one_way_to_add(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    listed = reverse("objectives:list", args=[world.energy.pk])
    first = browser.get(listed).content.decode().split("<main")[1]
    assert first.count("Add an objective of") == 2 and not re.findall(r"<details[^>]*adds[^>]*open", first)
    add = reverse("objectives:add", args=[world.energy.pk, "theirs"])
    browser.post(add, {"statement": "Fewer outages", "measure": "hours", "baseline": "40", "target": "10"})
    page = browser.get(listed).content.decode()
    line = page[page.index('<details class="line"') :].split("</details>")[0]
    assert " open" not in line.split(">")[0] and "hours" not in line.split("</summary>")[0]
    assert "40 → 10" in line and reverse("objectives:edit", args=[Objective.objects.get().pk]) in line
    Account.objects.filter(pk=world.energy.pk).update(archived_at=NOW)
    read = browser.get(listed).content.decode().split("<main")[1]
    assert "40 → 10" in read and "<form" not in read.split("</main>")[0]


def test_a_link_is_chosen_from_none_to_strong(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    for side in ("theirs", "ours"):
        browser.post(reverse("objectives:add", args=[world.energy.pk, side]), {"statement": f"Of {side}"})
    ours, theirs = Objective.objects.get(side="ours"), Objective.objects.get(side="theirs")
    listed = reverse("objectives:list", args=[world.energy.pk])

    def chosen() -> list[str]:
        page = browser.get(listed).content.decode()
        select = page[page.index(f'id="cell-{ours.pk}-{theirs.pk}"') :].split("</select>")[0]
        assert re.findall(r'<option value="(\d)"', select) == ["0", "1", "2", "3"]
        return re.findall(r'<option value="(\d)" selected', select)

    assert chosen() == []
    browser.post(reverse("objectives:link", args=[ours.pk, theirs.pk]), {"strength": "3"})
    assert chosen() == ["3"]


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
