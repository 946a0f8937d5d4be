"""The pages of action items: typed where one reads, ticked in place, removed with a way back."""

import json
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.action_items import actions
from covalue.action_items.models import Action
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]


def test_added_ticked_reopened_removed_and_back(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.TEAM_MEMBER))
    listed = reverse("action_items:list", args=[world.energy.pk])
    browser.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "Call <i>Signe</i>", "next": listed})
    action = Action.objects.get()
    assert action.owner == world.user(Role.TEAM_MEMBER)
    assert "Call &lt;i&gt;Signe&lt;/i&gt;" in browser.get(listed).content.decode()
    row = browser.post(reverse("action_items:tick", args=[action.pk]), headers={"HX-Request": "true"})
    assert "struck" in row.content.decode()
    browser.post(reverse("action_items:tick", args=[action.pk]))
    browser.post(reverse("action_items:remove", args=[action.pk]))
    action.refresh_from_db()
    assert action.done_at is None
    assert action.removed_at is not None
    browser.post(reverse("action_items:restore", args=[action.pk]))
    assert "Signe" in browser.get(listed).content.decode()


def test_ticked_on_my_day_it_keeps_its_line_and_offers_undo(world: World, signed_in: SignIn) -> None:
    sam = world.user(Role.SAM)
    action = actions.add(US, account=world.energy, title="Call", owner=sam, now=NOW)
    browser, tick = signed_in(sam), reverse("action_items:tick", args=[action.pk])
    line = "you own it, no due date"
    assert line in browser.get(reverse("process:my-day")).content.decode()
    done = browser.post(f"{tick}?item=queue", headers={"HX-Request": "true"})
    assert line in done.content.decode() and "data-item" not in done.content.decode()
    browser.post(f"{tick}?item=queue", headers={"HX-Request": "true"})
    action.refresh_from_db()
    assert action.done_at is not None, "ticked on a page that was loaded before, it stays done"
    undo = json.loads(done.headers["HX-Trigger"])["toast"]["undo"]
    assert undo["target"] == f"#item-action-{action.pk}"
    for _ in range(2):  # sent twice it is still open
        again = browser.post(undo["href"], headers={"HX-Request": "true"})
        action.refresh_from_db()
        assert action.done_at is None
        assert line in again.content.decode() and f'data-item="action:{action.pk}"' in again.content.decode()
        assert "toast" not in json.loads(again.headers["HX-Trigger"])


def test_removal_in_place_offers_undo(world: World, signed_in: SignIn) -> None:
    action = actions.add(US, account=world.energy, title="Call", now=NOW)
    answer = signed_in(world.user(Role.SAM)).post(
        reverse("action_items:remove", args=[action.pk]), headers={"HX-Request": "true"}
    )
    assert reverse("action_items:restore", args=[action.pk]) in answer.headers["HX-Trigger"]


def test_strangers_and_guests_find_nothing(world: World, signed_in: SignIn) -> None:
    action = actions.add(US, account=world.energy, title="Call", now=NOW)
    before = Event.objects.count()
    for user in (world.stranger, world.user(Role.CUSTOMER_GUEST)):
        browser = signed_in(user)
        assert browser.get(reverse("action_items:list", args=[world.energy.pk])).status_code == 404
        assert browser.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "x"}).status_code == 404
        for verb in ("edit", "tick", "remove", "restore"):
            assert browser.post(reverse(f"action_items:{verb}", args=[action.pk]), {"title": "x"}).status_code == 404
    action.refresh_from_db()
    assert (action.title, action.done_at, action.removed_at) == ("Call", None, None)
    assert (
        not Event.objects.filter(pk__gt=before, stream=f"account:{world.energy.pk}", verb__contains="action")
        .exclude(verb="added action")
        .exists()
    )
    assert Action.objects.count() == 1


def test_a_form_never_leads_to_another_site(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = browser.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "Call", "next": elsewhere})
        assert answer.headers["Location"] == reverse("action_items:list", args=[world.energy.pk])


def test_a_wrong_date_is_refused(world: World, signed_in: SignIn) -> None:
    answer = signed_in(world.user(Role.SAM)).post(
        reverse("action_items:add", args=[world.energy.pk]), {"title": "Call", "due_on": "31 February"}
    )
    assert answer.status_code == 422
    assert not Action.objects.exists()


def test_a_refused_edit_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    action = actions.add(US, account=world.energy, title="Call", now=NOW)
    both = {"owner": world.user(Role.SAM).pk, "customer_owner": world.signe.pk}
    for wrong in (both, {"due_on": "31 February"}):
        answer = signed_in(world.user(Role.SAM)).post(
            reverse("action_items:edit", args=[action.pk]), {"title": "Call twice"} | wrong
        )
        assert answer.status_code == 422
        assert "Call twice" in answer.content.decode()
    action.refresh_from_db()
    assert action.title == "Call"
