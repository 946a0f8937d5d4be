"""In which language a customer will read what one begins with or hands over is said where it is chosen, with the others beside it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.value.models import Initiative
from covalue.value.statement import handout
from tests.world import NOW, US, World


@pytest.fixture
def german(world: World) -> World:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", language="de", now=NOW)
    return world


def test_a_template_says_its_language_and_can_be_taken_in_another(
    german: World, signed_in: Callable[..., Client]
) -> None:
    sam, at = signed_in(german.user(Role.SAM)), [german.energy.pk]
    page = sam.get(reverse("value:account", args=at))
    assert f"Most contacts of {german.energy.name} read German." in page.content.decode()
    assert page.context["case_form"]["language"].value() == "de"
    for language, first in (("de", "Vermiedene Ausfälle"), ("en", "Outages avoided")):
        typed = {"title": "Care", "template": "outages", "language": language}
        assert sam.post(reverse("value:start", args=at), typed).status_code == 302
        assert Initiative.objects.latest("pk").sheet["lines"][0]["title"] == first
    assert sam.post(reverse("value:start", args=at), {"title": "Blank", "language": "de"}).status_code == 302


def test_a_program_may_say_the_language(german: World, called_by: Callable[..., Client]) -> None:
    program, at = called_by(german.user(Role.SAM)), f"/api/v1/accounts/{german.energy.pk}/cases"
    asked = {"title": "Care", "template": "outages"}
    titles = [
        program.post(at, {**asked, **more}, content_type="application/json").json()["sheet"]["lines"][0]["title"]
        for more in ({}, {"language": "en"})
    ]
    assert titles == ["Vermiedene Ausfälle", "Outages avoided"]


def test_a_letter_says_its_language_beside_who_is_asked(german: World, signed_in: Callable[..., Client]) -> None:
    accounts.edit_contact(US, contact=german.jon, email="jon@halden.example", now=NOW)
    sam = signed_in(german.user(Role.SAM))
    typed = {"title": "Care", "template": "", "language": "en"}
    sam.post(reverse("value:start", args=[german.energy.pk]), typed)
    found = Initiative.objects.get()
    Initiative.objects.update(sheet={"lines": [{"title": "Saved", "formula": "1000"}]})
    page = sam.get(reverse("value:ask-case", args=[found.pk])).content.decode()
    assert "signe@halden.example · German</option>" in page and "jon@halden.example · English</option>" in page


def test_the_statement_is_handed_over_in_the_language_chosen(
    german: World, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handout, "made", lambda page, form, today: handout._("Validated").encode())
    sam, at = signed_in(german.user(Role.SAM)), reverse("value:export-statement", args=[german.energy.pk, "customer"])
    menu = sam.get(reverse("value:statement", args=[german.energy.pk])).content.decode()
    assert menu.index("(PDF, German)") < menu.index("(PDF, English)")
    told = [sam.get(f"{at}?{asked}").content.decode() for asked in ("", "language=en", "language=xx")]
    assert told == ["Bestätigt", "Validated", "Bestätigt"]
