"""A case of which anything was signed is archived, with its value in the statement; only what nobody signed is removed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import actions as case_actions
from covalue.value.models import Initiative
from covalue.value.signing import sealing
from covalue.value.statement.queries import statement_of
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, Q3, ask, claim, sign, signer
from tests import api
from tests.world import NOW, TODAY, US, World

__all__ = ["signer"]
pytestmark = pytest.mark.django_db


def validated(world: World) -> object:
    return statement_of(world.energy, None, TODAY).statement.total.money.validated


def signed_case(world: World) -> Initiative:
    found = claim(world)
    sign(ask(world, found))
    return found.initiative


def test_a_case_with_a_signed_claim_is_archived_with_its_value(signer: World) -> None:
    found = signed_case(signer)
    before = validated(signer)
    case_actions.remove(ines(signer), found, now=NOW)
    found.refresh_from_db()
    assert found.removed_at is None and found.archived_at == NOW
    assert before and validated(signer) == before and sealing.verify().intact
    assert Event.objects.filter(verb="archived value case").count() == 1
    case_actions.remove(ines(signer), found, now=NOW + timedelta(hours=1))
    found.refresh_from_db()
    assert found.archived_at == NOW


def test_a_case_they_agreed_to_is_archived_with_its_promise(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    before = statement_of(signer.energy, None, TODAY).statement.total
    case_actions.remove(ines(signer), found, now=NOW)
    assert statement_of(signer.energy, None, TODAY).statement.total == before


def test_a_case_whose_signature_was_withdrawn_is_archived_too(signer: World) -> None:
    found = case(signer, BOTH)
    signature = sign(ask(signer, found))
    actions.withdraw_signature(US, signature=signature, reason="a mistake", way="link", now=NOW)
    case_actions.remove(ines(signer), found, now=NOW)
    found.refresh_from_db()
    assert found.archived_at == NOW and found.removed_at is None


def test_a_case_nobody_signed_is_removed_as_before(signer: World) -> None:
    found = case(signer, BOTH)
    case_actions.remove(ines(signer), found, now=NOW)
    found.refresh_from_db()
    assert found.removed_at == NOW and found.archived_at is None


def test_nothing_of_an_archived_case_changes_or_is_signed_until_it_is_back(signer: World) -> None:
    found = signed_case(signer)
    request = ask(signer, found)
    case_actions.remove(ines(signer), found, now=NOW)
    found.refresh_from_db()
    standing = found.claims.get()
    for act in (
        lambda: sign(request),
        lambda: ask(signer, found, contact=signer.jon),
        lambda: ask(signer, standing),
        lambda: case_actions.edit(ines(signer), initiative=found, title="Another", now=NOW),
        lambda: claim(signer, found, Q3),
        lambda: actions.replace_claim(ines(signer), claim=standing, lines=standing.delivered, now=NOW),
    ):
        with pytest.raises(errors.WrongState):
            act()
    case_actions.restore(ines(signer), found, now=NOW)
    assert sign(request).answer == "agree"


def test_page_and_api_archive_and_undo(
    signer: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    found = signed_case(signer)
    sam = signed_in(signer.user(Role.SAM))
    page = reverse("value:account", args=[signer.energy.pk])
    assert "Archive" in sam.get(page).content.decode()
    assert sam.post(reverse("value:archive", args=[found.pk])).status_code in (200, 302)
    assert "archived" in sam.get(page).content.decode()
    sam.post(reverse("value:restore", args=[found.pk]))
    found.refresh_from_db()
    assert found.archived_at is None
    program = called_by(signer.user(Role.SAM))
    assert program.delete(f"/api/v1/cases/{found.pk}").status_code == 204
    found.refresh_from_db()
    assert found.archived_at is not None and found.archived_at <= timezone.now()
    assert api.get(program, f"/cases/{found.pk}")["archived_at"]
