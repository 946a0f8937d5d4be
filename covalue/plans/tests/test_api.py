from collections.abc import Callable

import pytest
from django.test import Client

from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.plans.models import Approval, Section
from tests import api
from tests.world import World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def test_a_plan_is_started_written_approved_and_taken_along(world: World, ines: Client, called_by: Caller) -> None:
    path, dora = f"/accounts/{world.energy.pk}/plan", called_by(world.user(Role.PROGRAM_DIRECTOR))
    assert "This account has no plan yet" in api.told(ines.get(f"/api/v1{path}"), 404)["detail"]
    plan = api.post(ines, path)
    assert [section["key"] for section in plan["sections"]] == ["customer_strategy", "growth_strategy"]
    assert api.post(ines, path)["id"] == plan["id"], "started twice is started once"
    api.post(dora, f"{path}/approvals", status=409)
    section = f"/plan-sections/{plan['sections'][0]['id']}"
    written = api.patch(ines, section, {"text": "They go for wind."}, "0")
    assert (written["revision"], written["edited_by"]["name"]) == (1, "Ines Moreau")
    api.post(ines, f"{path}/approvals", status=403)
    api.post(dora, f"{path}/approvals", status=412, if_match=f'"{plan["version"]}"')
    version = api.get(dora, path)["version"]
    approved = api.post(dora, f"{path}/approvals", if_match=f'"{version}"')
    assert (approved["version"], approved["content"]["customer_strategy"]) == (1, "They go for wind.")
    assert api.get(ines, path)["changed_since_approval"] is False
    assert [one["version"] for one in api.get(ines, f"{path}/approvals")["items"]] == [1]
    document = ines.get(f"/api/v1/accounts/{world.energy.pk}/plan.pdf")
    assert document.headers["Content-Type"] == "application/pdf" and document.content.startswith(b"%PDF")
    assert Event.objects.filter(verb="exported the plan", origin__startswith="api").count() == 1


def test_nobody_writes_over_a_text_they_did_not_see(world: World, ines: Client, called_by: Caller) -> None:
    section = f"/plan-sections/{api.post(ines, f'/accounts/{world.energy.pk}/plan')['sections'][0]['id']}"
    api.patch(ines, section, {"text": "One"}, "0")
    karl = called_by(world.user(Role.TEAM_MEMBER))
    assert api.patch(karl, section, {"text": "Two"}, "0", status=412)["version"] == "1"
    api.patch(karl, section, {"text": "Two"}, None, status=428)
    api.patch(karl, section, {"text": "x" * 100_001}, "1", status=422)
    api.patch(called_by(world.stranger), section, {"text": "Two"}, "1", status=404)
    assert Section.objects.get(key="customer_strategy").text == "One"
    api.patch(karl, section, {"text": "Two"}, "1")
    older = api.get(ines, f"{section}/revisions")["items"]
    assert [(one["number"], one["text"]) for one in older] == [(2, "Two"), (1, "One")]
    assert api.post(ines, f"/plan-revisions/{older[1]['id']}/revert", status=200)["text"] == "One"
    api.post(called_by(world.stranger), f"/plan-revisions/{older[0]['id']}/revert", status=404)


def test_an_unstarted_plan_cannot_be_approved(world: World, called_by: Caller) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    api.post(dora, f"/accounts/{world.energy.pk}/plan/approvals", status=404)
    assert not Approval.objects.exists()
