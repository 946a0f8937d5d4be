"""Which model is recommended, by what the ledger shows."""

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from covalue.lifetime import rules
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from tests.world import World

HOME = "/portfolio/lifetime-value/"


def test_one_time_buyers_call_for_the_model_that_lets_them_leave() -> None:
    advice = rules.advised(customers=60, repeaters=52)
    assert advice.model == "mbg_nbd" and "Of 60 customers, 8 bought only once" in advice.reason


def test_without_one_time_buyers_the_simplest_will_do() -> None:
    advice = rules.advised(customers=60, repeaters=60)
    assert advice.model == "bg_nbd" and "All 60 customers bought again" in advice.reason
    assert advice.fits[0][0] == "BG/NBD" and len(advice.fits) == 3


def test_a_model_that_sees_nobody_leave_says_so_only_where_somebody_is_silent() -> None:
    def reason(model: rules.Model, silent: int) -> str:
        return rules.advised(customers=9, repeaters=9, silent=silent, sees_leaving=False, shown=model).reason

    assert reason("mbg_nbd", 3).endswith("cannot see who of the 3 silent for a year has left: compare Pareto/NBD.")
    assert reason("pareto_nbd", 3).endswith("purchases alone do not tell.")
    assert "cannot see" not in reason("mbg_nbd", 0)


def test_the_page_preselects_it_unless_another_is_asked_for(
    world: World, tmp_path: Path, signed_in: Callable[..., Client]
) -> None:
    sold.import_lines(tmp_path, sold.endless())
    client = signed_in(world.user(Role.ANALYST))
    client.post(f"{HOME}compute/")
    page = client.get(HOME).content.decode()
    assert "Recommended: BG/NBD." in page and '<option value="bg_nbd" selected>' in page
    assert "All 40 customers bought again" in page
    asked = client.get(f"{HOME}?model=mbg_nbd").content.decode()
    assert '<option value="mbg_nbd" selected>' in asked and "Recommended: BG/NBD." in asked
    told = client.get("/api/v1/lifetime-value").json()
    assert told["recommended"] == "bg_nbd" and told["recommended_why"].startswith("The ledger shows purchases")
