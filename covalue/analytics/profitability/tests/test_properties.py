"""What must hold for any figures, and what cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics.profitability import activity, change, waterfall, whale
from covalue.analytics.profitability.change import Sold

money = st.decimals(-10_000, 10_000, places=2)
units = st.decimals(-5, 500, places=2)
sold = st.lists(st.builds(Sold, st.sampled_from("abcdef"), units, money, money), unique_by=lambda s: s.offering)


@given(sold, sold, money, money)
def test_the_parts_of_a_change_add_up_exactly(
    before: list[Sold], after: list[Sold], served: Decimal, served_after: Decimal
) -> None:
    found = change.decompose(before, after, served, served_after)
    if sum(s.quantity for s in before) <= 0:
        assert found is None
        return
    margin = sum(s.net - s.cost for s in after) - sum(s.net - s.cost for s in before)
    assert found is not None and found.total == margin - (served_after - served)


def test_each_part_is_what_its_name_says() -> None:
    base = [Sold("a", Decimal(10), Decimal(100), Decimal(60)), Sold("b", Decimal(10), Decimal(200), Decimal(100))]

    def parts(*after: Sold, served: int = 0) -> tuple[Decimal, ...]:
        found = change.decompose(base, after, Decimal(0), Decimal(served))
        assert found is not None
        return found.volume, found.mix, found.price, found.unit_cost, found.cost_to_serve

    a, b = base
    assert parts(a, b) == (0, 0, 0, 0, 0)
    assert parts(a, b, served=7) == (0, 0, 0, 0, -7)
    assert parts(Sold("a", Decimal(10), Decimal(90), Decimal(60)), b) == (0, 0, -10, 0, 0)
    assert parts(Sold("a", Decimal(10), Decimal(100), Decimal(65)), b) == (0, 0, 0, -5, 0)
    doubled = [Sold(s.offering, 2 * s.quantity, 2 * s.net, 2 * s.cost) for s in base]
    assert parts(*doubled) == (140, 0, 0, 0, 0)
    assert parts(Sold("a", Decimal(20), Decimal(200), Decimal(120))) == (0, -60, 0, 0, 0)


@given(st.lists(st.integers(-1000, 1000)))
def test_the_curve_ends_at_the_total_and_peaks_at_what_the_others_brought(values: list[int]) -> None:
    found = whale.curve(values)
    assert found.total == sum(values) and found.peak - found.lost == found.total
    assert found.peak == max((0, *found.cumulative))
    assert (found.height is None) == (sum(values) <= 0)


def test_one_customer_and_none() -> None:
    assert whale.curve([5]).share_at_peak == 1 and whale.curve([]).share_at_peak is None
    assert whale.curve([-5]).losing == 1 and whale.curve([-5]).height is None


@pytest.mark.parametrize(("cost", "capacity"), [(1, 0), (1, -1), (-1, 1)])
def test_a_rate_that_cannot_be(cost: int, capacity: int) -> None:
    with pytest.raises(activity.CapacityError):
        activity.rate(Decimal(cost), Decimal(capacity))


def test_what_nobody_used_is_told_and_a_volume_without_a_pool_is_not_free() -> None:
    use = activity.Use(Decimal(1000), Decimal(100), Decimal(80))
    assert (use.charged, use.unused, use.overused) == (800, 200, False)
    assert activity.Use(Decimal(1000), Decimal(100), Decimal(110)).overused
    with pytest.raises(KeyError):
        activity.cost_to_serve({}, {"visit": Decimal(1)})


def test_what_is_not_known_is_not_taken_as_nothing() -> None:
    assert activity.contribution(Decimal(10), None, Decimal(1)) is None
    found = waterfall.from_invoice(Decimal(85), None, [], None)
    assert found.pocket_margin is None and found.on_invoice == () and found.realised is None
    assert not change.earns_less(Decimal(1), Decimal(2), None, Decimal(1))
    assert change.earns_less(Decimal(1), Decimal(2), Decimal(2), Decimal(1))


@given(st.lists(st.decimals(0, 1, places=2), max_size=12))
def test_stacked_discounts_take_less_than_their_sum(shares: list[Decimal]) -> None:
    assert waterfall.stacked(Decimal(100), shares) >= 100 - 100 * sum(shares) - Decimal("0.0001")
