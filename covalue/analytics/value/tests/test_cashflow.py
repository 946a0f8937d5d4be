"""Published examples of methods: documentation of numpy-financial, a spreadsheet's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics.value import cashflow


def test_net_present_value_of_the_published_example():
    assert cashflow.npv(0.08, [-40000, 5000, 8000, 12000, 30000]) == pytest.approx(3065.2226681795255, abs=1e-6)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [([-100, 39, 59, 55, 20], 0.2809484211599611), ([-100, 0, 0, 74], -0.0954958303489728)],
)
def test_the_internal_rate_of_return_of_the_published_examples(flows, rate):
    assert cashflow.irrs(flows) == (pytest.approx(rate, abs=1e-9),)


def test_several_rates_of_return_are_all_told():
    rates = cashflow.irrs([-5, 10.5, 1, -8, 1])
    assert len(rates) > 1
    assert any(rate == pytest.approx(0.0885983385277553, abs=1e-8) for rate in rates)
    assert all(cashflow.npv(rate, [-5, 10.5, 1, -8, 1]) == pytest.approx(0, abs=1e-7) for rate in rates)


@pytest.mark.parametrize("flows", [[], [5.0], [1, 2, 3], [-1, -2], [0, 0], [-100, 0, 0]])
def test_without_outlay_and_return_there_is_no_rate(flows):
    assert cashflow.irrs(flows) == ()


def test_the_modified_rate_of_the_published_example():
    flows = [-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000]
    assert cashflow.mirr(flows, finance_rate=0.08, reinvest_rate=0.055) == pytest.approx(0.06659717503155349, abs=1e-9)
    assert cashflow.mirr([1, 2], finance_rate=0.08, reinvest_rate=0.055) is None


@pytest.mark.parametrize(
    ("flows", "periods"),
    [
        ([-100, 40, 40, 40], 2.5),
        ([-100, 60, -30, 100], 2.7),  # comes back once, is lost again, and comes back for good
        ([10, 10], 0.0),
        ([0, -50, 100], 1.5),
        ([-100, 50, 50], 2.0),
    ],
)
def test_payback(flows, periods):
    assert cashflow.payback(np.array(flows, dtype=float))[0] == pytest.approx(periods)


def test_what_never_comes_back_is_said():
    assert np.isnan(cashflow.payback(np.array([[-100.0, 20, 20]]))[0])


def test_a_ramp_grows_evenly_to_the_whole_and_starts_late():
    level = cashflow.ramp(12, starts=2, full_after=np.array([4.0]))[0]
    assert level[:3].tolist() == [0, 0, 0]
    assert level[3:8].tolist() == pytest.approx([0.125, 0.375, 0.625, 0.875, 1.0])
    assert cashflow.ramp(3, starts=0, full_after=np.array([0.0]))[0].tolist() == [0, 1, 1, 1]


def test_twelve_months_discount_like_a_year():
    months = cashflow.monthly_discount(np.array([0.1]), 24)[0]
    assert (months[0], months[12], months[24]) == (1, pytest.approx(1 / 1.1), pytest.approx(1 / 1.21))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_every_rate_told_makes_the_present_value_nought(flows):
    scale = sum(abs(flow) for flow in flows) or 1.0
    for rate in cashflow.irrs(flows):
        if rate > -0.9:  # nearer to losing everything the powers outgrow the digits of a float
            assert abs(cashflow.npv(rate, flows)) / scale < 1e-4


@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=24), st.floats(0, 0.5))
def test_years_hold_the_money_of_their_months(rest, rate):
    flows = np.array([0.0, *rest, *[0.0] * (-len(rest) % 12)])
    assert cashflow.by_year(flows).sum() == pytest.approx(flows.sum(), abs=1e-3)
