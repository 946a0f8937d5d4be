"""Erasing a contact: nothing of them is left anywhere they were, and whoever may not, erases nothing."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.conversations import actions
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Statement
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World


@pytest.fixture(autouse=True)
def told(world: World) -> None:
    accounts.edit_contact(
        US, contact=world.signe, email="signe@halden.example", phone="+47 555", notes="sails", now=NOW
    )
    accounts.edit_contact(US, contact=world.jon, reports_to=world.signe, now=NOW)
    actions.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Call with Signe Dahl", now=NOW,
        said=[Said(world.signe, "Outages hurt", "her bonus"), Said(world.jon, "signe dahl decides", "")],
    )  # fmt: skip


def _everything() -> str:
    """Every row of every table of ours, and of the index."""
    rows = [
        row
        for model in apps.get_models()
        if model._meta.app_label != "django_tasks_database"
        for row in model.objects.all()
    ]
    return serializers.serialize("json", rows).lower().replace("designer", "")  # a table is called so


@pytest.mark.parametrize("keep", ["keep", "remove"])
def test_nothing_of_an_erased_contact_is_left(keep: str, world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    assert "Erase personal data" in ines.get(reverse("accounts:contact", args=[world.signe.pk])).content.decode()
    answer = ines.post(reverse("conversations:erase-contact", args=[world.signe.pk]), {"words": keep})
    assert answer.status_code == 302
    left = _everything()
    for gone in ("signe", "dahl", "halden.example", "+47 555", "sails", "her bonus"):
        assert gone not in left, left[max(0, left.find(gone) - 300) : left.find(gone) + 60]
    assert Statement.objects.filter(words="Outages hurt").exists() is (keep == "keep")
    assert Statement.objects.filter(words="A former contact decides").exists()
    event = Event.objects.get(verb="erased personal data")
    assert event.actor == world.user(Role.SAM) and event.subject_name == "A former contact"
    assert "A former contact" in ines.get(reverse("accounts:contacts", args=[world.energy.pk])).content.decode()
    again = ines.post(reverse("conversations:erase-contact", args=[world.signe.pk]), {"words": keep})
    assert again.status_code == 409
    with pytest.raises(errors.WrongState):
        accounts.edit_contact(US, contact=type(world.signe).objects.get(pk=world.signe.pk), name="Signe", now=NOW)


def test_programs_erase_too(world: World, called_by: Callable[..., Client]) -> None:
    ines, path = called_by(world.user(Role.SAM)), f"/api/v1/contacts/{world.signe.pk}/erase"
    assert ines.post(path, {"keep_words": False}, content_type="application/json").status_code == 204
    assert not Statement.objects.filter(contact=world.signe).exists()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.TEAM_MEMBER, 403), (Role.UNIT_LEAD, 404), (Role.ADMINISTRATOR, 404)]
)
def test_only_who_steers_the_account_erases(
    role: Role, status: int, world: World, signed_in: Callable[..., Client]
) -> None:
    before = Event.objects.count()
    address = reverse("conversations:erase-contact", args=[world.signe.pk])
    assert signed_in(world.user(role)).post(address, {"words": "remove"}).status_code == status
    world.signe.refresh_from_db()
    assert world.signe.name == "Signe Dahl" and Event.objects.count() == before
    assert Statement.objects.filter(why_it_matters="her bonus").exists()


def test_what_becomes_of_the_words_has_to_be_said(world: World, signed_in: Callable[..., Client]) -> None:
    address = reverse("conversations:erase-contact", args=[world.signe.pk])
    assert signed_in(world.user(Role.SAM)).post(address, {"words": "perhaps"}).status_code == 422
    world.signe.refresh_from_db()
    assert world.signe.erased_at is None
