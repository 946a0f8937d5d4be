"""An undo says what it takes away before anybody presses the button, and takes exactly that."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Identifier
from covalue.core import money
from covalue.core.models import Event
from covalue.ledger.models import Import, ImportState
from covalue.ledger.tests.test_held import HEAD, bring
from covalue.ledger.undoing import undoing
from covalue.people.rules import Role
from tests.world import NOW, US, World


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


@pytest.fixture
def page(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def test_an_undo_is_asked_with_lines_money_accounts_and_what_hangs_on_them(
    world: World, anna: Client, page: Client
) -> None:
    first = HEAD + "Quay,1,2026-01-05,A,1000\nMill,2,2026-01-05,A,500.5\nOak,3,2026-01-05,A,1\n"
    number = bring(anna, first, unknown="create")["id"]
    mill = Identifier.objects.get(key="Mill").account
    accounts.add_contact(US, account=mill, name="Ola Moe", now=NOW)
    bring(anna, HEAD + "Quay,9,2026-02-05,A,7\n")
    record, before = Import.objects.get(pk=number), Event.objects.count()
    confirm = reverse("ledger:confirm-undo", args=[number])
    assert f'href="{confirm}"' in page.get(reverse("ledger:import", args=[number])).content.decode()
    asked = page.get(confirm).content.decode()
    taken = f"3 lines are taken out ({money.number(Decimal('1501.5'), 2)})."
    assert undoing(record).takes == (taken, "1 account it created is removed.") and taken in asked
    assert undoing(record).stays == ("Mill stays: 1 contact.", "Quay stays: other lines of the ledger.")
    assert all(sentence in asked for sentence in undoing(record).stays)
    assert f'action="{reverse("ledger:undo", args=[number])}"' in asked and Event.objects.count() == before
    assert "<html" not in page.get(confirm, headers={"HX-Request": "true"}).content.decode()
    page.post(reverse("ledger:undo", args=[number]))
    record.refresh_from_db()
    assert record.state == ImportState.UNDONE and len(record.left) == 2
    assert set(Account.objects.filter(name__in=("Quay", "Mill", "Oak")).values_list("name", flat=True)) == {
        "Quay",
        "Mill",
    }
    assert page.get(confirm).status_code == 409


def test_changed_lines_are_said_to_come_back(world: World, anna: Client) -> None:
    bring(anna, HEAD + "H-2,1,2026-01-05,A,10\n")
    later = bring(anna, HEAD + "H-2,1,2026-01-05,A,20\n")
    assert undoing(Import.objects.get(pk=later["id"])).takes == ("1 line gets its values from before again.",)


def test_who_may_not_import_is_not_asked(world: World, anna: Client, signed_in: Callable[..., Client]) -> None:
    number = bring(anna, HEAD + "H-2,1,2026-01-05,A,10\n")["id"]
    assert signed_in(world.user(Role.SAM)).get(reverse("ledger:confirm-undo", args=[number])).status_code == 403
