"""Joint solutions as pages, the shared workspace and the API show them."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.people.models import User
from covalue.people.rules import Role
from covalue.solutions import actions
from covalue.solutions.models import Option, Solution, Terms
from covalue.solutions.queries import SOLUTIONS
from tests import api
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]


def test_a_solution_is_designed_on_its_page(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    browser.post(reverse("solutions:add", args=[world.energy.pk]), {"title": "Quiet dams", "rights": "Both"})
    solution = Solution.objects.get()
    show = reverse("solutions:show", args=[solution.pk])
    assert show in browser.get(reverse("solutions:list", args=[world.energy.pk])).content.decode()
    option = {"title": "Slower", "reasons_for": "Cheap", "reasons_against": "Less power"}
    browser.post(reverse("solutions:add-option", args=[solution.pk]), option)
    browser.post(reverse("solutions:add-designer", args=[solution.pk]), {"contact": world.signe.pk, "part": "Decides"})
    terms = {"starts_on": "2026-12-01", "ends_on": "2026-12-31", "criteria": "Below 60 dB"}
    browser.post(reverse("solutions:write-terms", args=[solution.pk]), terms)
    text = browser.get(show).content.decode()
    for shown in ("Slower", "Less power", "Signe Dahl", "Below 60 dB", "awaiting the customer", "Both"):
        assert shown in text
    assert reverse("solutions:start", args=[solution.pk]) not in text
    edit = reverse("solutions:edit-option", args=[Option.objects.get().pk])
    browser.post(edit, {**option, "is_chosen": "on"})
    assert Option.objects.get().is_chosen and browser.post(edit, {"title": ""}).status_code == 422
    browser.post(reverse("solutions:remove-option", args=[Option.objects.get().pk]))
    assert "Less power" not in browser.get(show).content.decode()


def test_what_is_refused_comes_back_as_it_was_typed(world: World, signed_in: SignIn) -> None:
    solution = SOLUTIONS.add(US, world.energy, {"title": "Quiet dams"}, now=NOW)
    wrong = {"starts_on": "2026-12-31", "ends_on": "2026-12-01", "criteria": "Below 60 dB"}
    answer = signed_in(world.user(Role.SAM)).post(reverse("solutions:write-terms", args=[solution.pk]), wrong)
    assert answer.status_code == 422 and "Below 60 dB" in answer.content.decode() and not Terms.objects.exists()


def test_the_api_goes_from_terms_to_the_refused_start(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    row = api.post(client, f"/accounts/{world.energy.pk}/joint-solutions", {"title": "Quiet dams"})
    path = f"/joint-solutions/{row['id']}"
    body = {"starts_on": "2026-12-01", "ends_on": "2026-12-31", "criteria": "Below 60 dB\nNo calls"}
    design = api.post(client, f"{path}/terms", body, status=200)
    assert design["stage"] == "asked" and design["terms"][0]["criteria"] == ["Below 60 dB", "No calls"]
    api.post(client, f"{path}/start", status=409)
    terms = {"account": world.energy, "contact": world.signe, "solution_id": row["id"]}
    actions.answer_terms(US, agreed=True, words="", now=NOW, **terms)
    assert api.post(client, f"{path}/start", status=200)["stage"] == "running"
    result = {"place": 0, "met": True, "words": "58 dB"}
    assert api.post(client, f"{path}/results", result, status=200)["criteria"][0]["met"] is True
    stop = {"outcome": "stop", "reason": "No budget"}
    assert api.post(client, f"{path}/decision", stop, status=200)["solution"]["outcome"] == "stop"
    api.post(client, f"{path}/decision", stop, status=409)
