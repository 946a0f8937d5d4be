"""Accounts made from the portfolio are called as the latest file of the ledger called them."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.ledger import queries
from covalue.ledger.models import Import
from covalue.ledger.tests.test_unknown import HEAD, bring, name_of
from covalue.people.rules import Role
from covalue.portfolio import actions as portfolio
from tests.world import NOW, US, World


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


def test_names_stay_with_lines_kept_without_account(world: World, anna: Client) -> None:
    bring(anna)
    bring(anna, HEAD + "10002,Castle Dairy,9,2026-03-05,5\n")
    portfolio.create_accounts(US, customers=[("erp", "10001"), ("erp", "10002")], now=NOW)
    assert (name_of("10001"), name_of("10002")) == ("New Mill Bakery", "Castle Dairy")


def test_accounts_made_elsewhere_since_are_not_offered_again(world: World, anna: Client) -> None:
    done = bring(anna)
    assert (done["without_account"], done["accounts_created"]) == (3, 0)
    portfolio.create_accounts(US, customers=[("erp", "10001")], now=NOW)
    assert [each.key for each in queries.without_account(Import.objects.get())] == ["10002"]
