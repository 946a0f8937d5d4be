"""Labels from comparing few customers, and how many of which a list counts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("customers", "uncertain"), [(12, True), (40, False)])
@pytest.mark.parametrize("role", [Role.PROGRAM_DIRECTOR, Role.SAM])
def test_a_label_from_few_customers_is_marked(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], customers: int, uncertain: bool, role: Role
) -> None:
    """By how many are compared, not by how many one sees: a SAM of a large base sees three."""
    sold.import_lines(tmp_path, sold.endless(customers))
    page = signed_in(world.user(role)).get("/portfolio/segments/").content.decode()
    assert (f"uncertain: only {customers} customers compared" in page) == uncertain
    assert ("Certainty" in page) == uncertain


@pytest.mark.parametrize(
    ("address", "scope"),
    [
        ("/portfolio/", "customers with sales or returns,"),
        ("/portfolio/revenue/", "customers with sales or returns,"),
        ("/portfolio/segments/", "customers with sales or returns,"),
        ("/portfolio/profitability/", "customers with sales, returns or costs,"),
        ("/portfolio/lifetime-value/", "customers with a sale,"),
    ],
)
def test_each_list_says_which_customers_it_counts(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], address: str, scope: str
) -> None:
    sold.import_lines(tmp_path, sold.endless())
    client = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    client.post("/portfolio/lifetime-value/compute/")
    assert f"40 {scope}" in client.get(address).content.decode()
