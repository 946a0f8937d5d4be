"""The responsibility chart: one accountable, somebody responsible, edited where it stands."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.contributions.chart import faults
from covalue.contributions.models import Responsibility
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, World


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], ["nobody is accountable", "nobody is responsible"]),
        (["A", "R", "C", "I"], []),
        (["AR"], []),
        (["A", "AR"], ["2 are accountable: name one"]),
        (["A", "C"], ["nobody is responsible"]),
        (["R", "R"], ["nobody is accountable"]),
    ],
)
def test_exactly_one_is_accountable_and_somebody_responsible(parts: list[str], told: list[str]) -> None:
    assert list(faults(parts)) == told


def test_parts_are_given_and_taken_by_the_api(world: World, called_by: Callable[..., Client]) -> None:
    client, karl = called_by(world.user(Role.SAM)), world.user(Role.TEAM_MEMBER)
    path = f"/accounts/{world.energy.pk}/responsibilities"
    for part in ("R", "AR", "AR"):
        chart = api.post(client, path, {"person": karl.pk, "part": part}, status=200)
    assert chart["lines"][0]["faults"] == [] and Responsibility.objects.count() == 1
    assert Event.objects.filter(verb="set responsibility").count() == 2
    api.post(client, path, {"person": world.stranger.pk, "part": "R"}, status=422)
    api.post(client, path, {"person": karl.pk, "part": "X"}, status=422)
    api.post(client, path, {"person": karl.pk, "part": None}, status=200)
    assert not Responsibility.objects.exists()


def test_who_left_is_told_and_counts_no_longer(
    world: World, signed_in: Callable[[User], Client], called_by: Callable[..., Client]
) -> None:
    sam, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    browser, show = signed_in(sam), reverse("contributions:chart", args=[world.energy.pk])
    browser.post(reverse("contributions:set-part", args=[world.energy.pk]), {"person": karl.pk, "part": "AR"})
    assert "nobody is accountable" not in browser.get(show).content.decode()
    file = browser.get(reverse("contributions:export-chart", args=[world.energy.pk]) + "?format=csv")
    assert "Karl Lund" in b"".join(file).decode("utf-8-sig")
    karl.deactivated_at = NOW
    karl.save()
    text = browser.get(show).content.decode()
    assert "nobody is accountable" in text and "hand their parts on" in text
    assert api.get(called_by(sam), f"/accounts/{world.energy.pk}/responsibilities")["gone"][0]["name"] == "Karl Lund"
