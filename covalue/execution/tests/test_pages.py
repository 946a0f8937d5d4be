"""Work as pages, My day, the search and the API show it."""

import json
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as account_actions
from covalue.accounts import leaving
from covalue.action_items import actions as action_items
from covalue.adoption.queries import GO_LIVES
from covalue.execution import actions, hits
from covalue.execution.models import Baseline, Dependency, WorkPackage
from covalue.execution.tests.test_actions import MONDAY, chain, days_of, work
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.promises import actions as promises
from covalue.promises.rules import PromiseSide
from covalue.web import my_day
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def items_of(user: User) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for item in my_day.queue(user, TODAY):
        if item.kind.startswith("work"):
            told.setdefault(item.kind, []).append(f"{item.title}: {item.why}")
    return told


def test_the_page_shows_work_what_it_waits_for_and_what_is_likely_late(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    empty = browser.get(reverse("execution:plan", args=[world.energy.pk])).content.decode()
    assert "No work planned yet" in empty
    first = work(world.energy, "Behind", MONDAY, 10, progress=10)
    second = work(world.energy, "Crews", date(2026, 11, 30), customer_owner=world.signe)
    actions.link(US, before=first, after=second, now=NOW)
    text = browser.get(reverse("execution:plan", args=[world.energy.pk])).content.decode()
    for shown in ("Behind", "depends on Behind", "Signe Dahl", "likely", "critical"):
        assert shown in text
    file = browser.get(reverse("execution:export", args=[world.energy.pk]) + "?format=csv")
    written = b"".join(file.streaming_content).decode()
    assert "Behind" in written and "depends on" in written


def test_work_is_planned_changed_and_linked_by_forms(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    plan = reverse("execution:plan", args=[world.energy.pk])
    typed = {"title": "Meters", "starts_on": "2026-11-30", "duration": "5", "progress": "0"}
    assert browser.post(reverse("execution:add", args=[world.energy.pk]), typed).status_code == 302
    for wrong in ("-1", "99999", "x"):
        refused = browser.post(reverse("execution:add", args=[world.energy.pk]), typed | {"duration": wrong})
        assert refused.status_code == 422 and "Meters" in refused.content.decode()
    meters, crews = WorkPackage.objects.get(), work(world.energy, "Crews", date(2026, 12, 7))
    page = reverse("execution:edit", args=[crews.pk])
    assert browser.post(reverse("execution:wait", args=[crews.pk]), {"before": meters.pk, "lag": 0}).url == page
    assert "Meters" in browser.get(page).content.decode()
    refused = browser.post(reverse("execution:wait", args=[meters.pk]), {"before": crews.pk, "lag": 0})
    assert refused.status_code == 422 and "circle" in refused.content.decode()
    assert browser.post(page, typed | {"title": "Crews", "starts_on": "2026-12-01"}).status_code == 422
    assert browser.post(reverse("execution:unlink", args=[Dependency.objects.get().pk])).status_code == 302
    assert browser.post(page, typed | {"title": "Crews", "starts_on": "2026-12-01"}).url == plan
    browser.post(reverse("execution:keep-baseline", args=[world.energy.pk]), {"note": "Kick-off"})
    browser.post(reverse("execution:approve-baseline", args=[Baseline.objects.get().pk]))
    assert "Kick-off" in browser.get(plan).content.decode()


def test_work_waits_on_my_day_for_its_owner_and_who_answers(world: World) -> None:
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    _first, second, _third = chain(world.energy)
    actions.edit(US, WorkPackage.objects.get(pk=second.pk), {"owner": member}, now=NOW)
    WorkPackage.objects.filter(pk=_first.pk).update(owner=member, ends_on=TODAY)
    work(world.energy, "Theirs", date(2026, 11, 9), 2, customer_owner=world.signe)
    work(world.energy, "Slow", MONDAY, 20, progress=5, owner=sam)
    mine = items_of(member)["work"]
    assert len(mine) == 1 and "1 other depends on it" in mine[0]
    told = items_of(sam)
    assert any("Theirs: with Signe Dahl" in text for text in told["work"])
    assert any(text.startswith("Slow: likely") for text in told["work-slips"])
    assert [text for text in told["work-lost"] if text.startswith("Go live")]
    assert items_of(world.stranger) == {}


def test_a_contact_who_leaves_leaves_work_to_decide(world: World) -> None:
    sam = world.user(Role.SAM)
    work(world.energy, "Theirs", customer_owner=world.signe)
    account_actions.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    assert any(matter.title == "Theirs" for kind in leaving.matters(sam, world.signe) for matter in kind.rows)
    assert any("has left" in text for text in items_of(sam)["work-lost"])


def test_the_search_finds_work_of_accounts_one_may_open(world: World) -> None:
    work(world.energy, "Meter the turbines")
    assert [hit.title for hit in hits.work(world.user(Role.SAM), "turbines")] == ["Meter the turbines"]
    assert list(hits.work(world.stranger, "turbines")) == []


def test_the_api_calculates_the_plan_and_moves_it(world: World, called_by: Callable[[User], Client]) -> None:
    program = called_by(world.user(Role.SAM))
    first, second, third = chain(world.energy)
    plan = api.get(program, f"/accounts/{world.energy.pk}/work-plan")
    assert [row["critical"] for row in plan["rows"]] == [True, True, True] and plan["planned_end"] == "2026-12-04"
    moved = api.post(program, f"/work-packages/{first.pk}/move", {"starts_on": "2026-11-24"}, status=200)
    assert moved["moved"] == [first.pk, second.pk, third.pk]
    api.post(program, f"/work-moves/{moved['id']}/undo", status=200)
    assert WorkPackage.objects.get(pk=third.pk).starts_on == date(2026, 12, 4)
    one = {"title": "X", "starts_on": "2026-11-30"}
    for wrong in ({"duration": -1}, {"duration": 10**9}, {"duration": "5"}, {"starts_on": "soon"}, {"owner": 999}):
        api.post(program, f"/accounts/{world.energy.pk}/work-packages", one | wrong, status=422)


def test_a_bar_that_is_dropped_takes_along_what_waits_and_offers_the_undo(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    empty = browser.get(reverse("execution:timeline", args=[world.energy.pk])).content.decode()
    assert "No work planned yet" in empty
    first, second, third = chain(world.energy)
    page = browser.get(reverse("execution:timeline", args=[world.energy.pk]) + "?zoom=days").content.decode()
    assert page.count('class="tie"') == 2 and page.count("data-shift") == 3 and 'data-pixels="22"' in page
    shift = reverse("execution:shift", args=[first.pk])
    answer = browser.post(shift, {"days": "2"}, headers={"HX-Request": "true"})
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert "2 others with it" in toast["text"] and 'id="timeline"' in answer.content.decode()
    assert days_of(first, second, third) == ["2026-11-25", "2026-12-02", "2026-12-08"]
    assert browser.post(toast["undo"]["href"], headers={"HX-Request": "true"}).status_code == 200
    assert days_of(first, second, third) == ["2026-11-23", "2026-11-30", "2026-12-04"]
    for typed in ({}, {"days": "x"}, {"days": "99999"}, {"days": "1.5"}):
        assert browser.post(shift, typed, headers={"HX-Request": "true"}).status_code == 422
    refused = browser.post(reverse("execution:shift", args=[second.pk]), {"days": "-1"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "depends on" in refused.content.decode()
    assert days_of(first, second, third) == ["2026-11-23", "2026-11-30", "2026-12-04"]
    assert browser.post(shift, {"days": "1"}).url == reverse("execution:timeline", args=[world.energy.pk])


def test_a_bar_on_a_far_day_is_refused_and_drawn(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    row = work(world.energy, starts_on=date(2199, 12, 20), duration=2)
    shift = reverse("execution:shift", args=[row.pk])
    assert browser.post(shift, {"days": "2000"}, headers={"HX-Request": "true"}).status_code == 422
    page = browser.get(reverse("execution:timeline", args=[world.energy.pk]) + "?zoom=months")
    assert page.status_code == 200


def test_the_register_has_what_either_side_owes_wherever_it_arose(
    world: World, signed_in: SignIn, called_by: Callable[[User], Client]
) -> None:
    sam = world.user(Role.SAM)
    browser, here = signed_in(sam), reverse("execution:register", args=[world.energy.pk])
    assert "Nothing in this register" in browser.get(here).content.decode()
    action_items.add(US, account=world.energy, title="Send the list", owner=sam, due_on=date(2026, 1, 5), now=NOW)
    promise = promises.add(US, account=world.energy, side=PromiseSide.OURS, what="An offer", colleague=sam, now=NOW)
    promises.add(US, account=world.energy, side=PromiseSide.THEIRS, what="The data", contact=world.signe, now=NOW)
    work(world.energy, "Crews", customer_owner=world.signe, starts_on=date(2099, 1, 5))
    GO_LIVES.add(US, world.energy, {"title": "First dam", "due_on": date(2099, 2, 1)}, now=NOW)
    titles = ["Send the list", "Crews", "First dam", "An offer", "The data"]
    program = called_by(sam)
    told = api.get(program, f"/accounts/{world.energy.pk}/register")
    assert [line["title"] for line in told] == titles
    assert [line["state"] for line in told] == ["overdue", "later", "later", "undated", "undated"]
    theirs = api.get(program, f"/accounts/{world.energy.pk}/register?side=theirs")
    assert [line["title"] for line in theirs] == ["Crews", "The data"]
    for view in ("", "board"):
        page = browser.get(here, {"view": view}).content.decode()
        assert all(title in page for title in titles)
    assert "Crews" not in browser.get(here, {"kind": "action"}).content.decode()
    assert browser.get(here, {"kind": "nonsense"}).status_code == 200
    promises.plan(US, promise=promise, now=NOW)
    kinds = [
        line["kind"]
        for line in api.get(program, f"/accounts/{world.energy.pk}/register")
        if line["title"] == "An offer"
    ]
    assert kinds == ["action"], "a promise that became an action stands there once"
    file = browser.get(
        reverse("execution:register-export", args=[world.energy.pk]), {"format": "csv", "side": "theirs"}
    )
    written = b"".join(file.streaming_content).decode()
    assert "Crews" in written and "Send the list" not in written
