"""A customer of a file that looks like an account is asked about before an account is made of it; nothing is assumed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Identifier, MatchProposal
from covalue.core.models import Event
from covalue.ledger import actions, queries
from covalue.ledger.models import Import
from covalue.ledger.tests.test_held import HEAD, bring
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

MISSPELT, PADDED, NEW = "Halden Enregy", "00H-2", "Castle Bakery"
ROWS = HEAD + "".join(f"{who},{n},2026-01-05,A,1\n" for n, who in enumerate((MISSPELT, PADDED, NEW)))


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


@pytest.fixture
def done(world: World, anna: Client) -> dict[str, Any]:
    """A file with two customers that look like accounts, and one that does not."""
    return bring(anna, ROWS, unknown="create")


def test_only_whoever_looks_like_nobody_becomes_an_account(
    world: World, anna: Client, done: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    assert (done["accounts_created"], done["likely"]) == (1, [PADDED, MISSPELT])
    assert (
        Account.objects.filter(name=NEW).exists() and not Account.objects.filter(name__in=(MISSPELT, PADDED)).exists()
    )
    asked = api.get(anna, f"/imports/{done['id']}/likely")
    assert {(one["customer"], one["account"]["name"]) for one in asked} == {
        (MISSPELT, world.energy.name), (PADDED, world.energy.name),
    }  # fmt: skip
    page = signed_in(world.user(Role.ANALYST)).get(reverse("ledger:import", args=[done["id"]])).content.decode()
    assert "2 names look like accounts you have" in page and f"It is {world.energy.name}" in page
    assert "2 names look like accounts" in signed_in(world.user(Role.ANALYST)).get("/").content.decode()


def test_the_same_gets_the_id_and_another_its_account(
    world: World, done: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    page = signed_in(world.user(Role.ANALYST))
    decide = reverse("ledger:decide-likely", args=[done["id"]])
    page.post(decide, {"customer": MISSPELT, "same": "1"})
    page.post(decide, {"customer": PADDED, "same": "0"})
    assert Identifier.objects.get(source="erp", key=MISSPELT).account == world.energy
    assert Identifier.objects.get(source="erp", key=PADDED).account.name == PADDED
    assert not MatchProposal.objects.filter(decided_at=None).exists()
    assert Event.objects.filter(verb="decided on likely customers").count() == 2
    record = Import.objects.get(pk=done["id"])
    assert (queries.undecided(record), record.accounts_created) == ((), 2)
    assert page.post(decide, {"customer": MISSPELT, "same": "0"}).status_code == 409
    assert "looks like an account" not in page.get("/").content.decode()
    actions.undo(US, record=record, now=NOW)
    assert not Account.objects.filter(name__in=(PADDED, NEW)).exists()
    assert Account.objects.filter(pk=world.energy.pk).exists()


def test_all_at_once_by_a_program(world: World, anna: Client, done: dict[str, Any]) -> None:
    address = f"/imports/{done['id']}/likely"
    api.post(anna, address, {"customers": ["Somebody Else"], "same": True}, status=409)
    told = api.post(anna, address, {"customers": [MISSPELT, PADDED], "same": True}, status=200)
    assert told["accounts_created"] == 1 and api.get(anna, address) == []
    assert Identifier.objects.filter(account=world.energy, key__in=(MISSPELT, PADDED)).count() == 2


def test_what_was_identified_elsewhere_is_asked_no_more(world: World, anna: Client, done: dict[str, Any]) -> None:
    accounts.identify(US, account=world.orsa, source="erp", key=MISSPELT, now=NOW)
    assert [one["customer"] for one in api.get(anna, f"/imports/{done['id']}/likely")] == [PADDED]
    again = bring(anna, ROWS, unknown="create")
    assert again["accounts_created"] == 0 and again["likely"] == [PADDED]


def test_an_undone_import_asks_nothing(world: World, anna: Client, done: dict[str, Any]) -> None:
    actions.undo(US, record=Import.objects.get(pk=done["id"]), now=NOW)
    assert api.get(anna, f"/imports/{done['id']}/likely") == []
    api.post(anna, f"/imports/{done['id']}/likely", {"customers": [MISSPELT], "same": True}, status=409)
