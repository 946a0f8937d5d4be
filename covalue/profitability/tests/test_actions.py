from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.profitability import actions, rules
from covalue.profitability.models import Pool
from covalue.profitability.tests.sold import ORDERS, SMALL
from tests.world import NOW, US, World


def test_a_changed_pool_stands_for_the_old_one_which_stays(world: World) -> None:
    old = actions.keep_pool(US, sheet=ORDERS, now=NOW)
    new = actions.keep_pool(US, sheet=replace(ORDERS, cost=Decimal(500)), replaces=old, now=NOW)
    old.refresh_from_db()
    assert old.replaced_at == NOW and old.cost == 400 and new.replaced_at is None
    assert Event.objects.filter(verb="changed a cost pool").get().changes == {"cost": ["400.00", "500"]}
    with pytest.raises(errors.WrongState):
        actions.keep_pool(US, sheet=ORDERS, replaces=old, now=NOW)
    actions.remove_pool(US, pool=new, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.remove_pool(US, pool=new, now=NOW)
    assert Pool.objects.count() == 2 and not Pool.objects.filter(replaced_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"capacity": Decimal(0)}, "capacity"), ({"cost": Decimal(-1)}, "cost"), ({"ends_on": date(2024, 1, 1)}, "ends_on"),
        ({"border": Decimal(5)}, "border"), ({"driver": "small_orders"}, "border"),
        ({"cost": Decimal(10) ** 13, "capacity": Decimal("0.01")}, "cost"),
        ({"name": "ORDER DESK", "starts_on": date(2026, 12, 31), "ends_on": date(2027, 1, 1)}, "starts_on"),
    ],
)  # fmt: skip
def test_a_pool_that_cannot_be(world: World, wrong: dict[str, object], field: str) -> None:
    actions.keep_pool(US, sheet=ORDERS, now=NOW)
    with pytest.raises(errors.BadInput) as refused:
        actions.keep_pool(US, sheet=replace(ORDERS, **{"name": "Other", **wrong}), now=NOW)
    assert refused.value.field == field and Pool.objects.count() == 1
    assert Event.objects.filter(verb="added a cost pool").count() == 1


@pytest.mark.parametrize("role", [Role.SAM, Role.TEAM_MEMBER, Role.ADMINISTRATOR])
def test_who_may_not(world: World, role: Role) -> None:
    with pytest.raises(errors.NotAllowed):
        actions.keep_pool(Actor(world.user(role), "test"), sheet=SMALL, now=NOW)
    assert not Pool.objects.exists() and not Event.objects.filter(verb="added a cost pool").exists()


def test_names_of_periods() -> None:
    assert rules.period_named("2026-Q1").end == date(2026, 3, 31)
    assert rules.period_named("2024-02").end == date(2024, 2, 29)
    assert rules.period_named("2026").start == date(2026, 1, 1)
    for wrong in ("2026-Q5", "26", "2026-13", "", "2026-Q1x"):
        with pytest.raises(errors.BadInput):
            rules.period_named(wrong)
