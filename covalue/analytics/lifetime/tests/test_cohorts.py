"""Cohorts of contracts: published checks, and what has to hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.lifetime import catalogue, cohorts
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.faults import Fault, LifetimeError

# Fader and Hardie 2007, Table 1: still there after 0, 1, … 12 years.
REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
# Half each of 2,000 who leave at risks of α 0.7 and β 4, begun one to six years ago.
STAYS = np.exp(sbg.log_survival(np.array([0.7, 4.0]), np.arange(0.0, 7.0)))
STAGGERED = tuple(tuple(round(2000 * share) for share in STAYS[: age + 1]) for age in range(1, 7))


@pytest.mark.parametrize(
    ("there", "published"), [pytest.param(REGULAR, 0.29, id="Regular"), pytest.param(HIGH_END, 1.19, id="High End")]
)
def test_years_held_out_of_fader_and_hardie_2007(there, published):
    found = cohorts.check((there,), 5)
    assert 100 * found.model_error == pytest.approx(published, abs=0.005)
    assert (found.known, found.held, found.begun, found.better) == (7, 5, 1000, True)
    assert [one.actual for one in found.steps] == [count / 1000 for count in there[8:]]
    assert cohorts.default_held((there,)) == 5  # what the page holds out by itself


def test_four_years_of_high_end_are_too_few():
    # Fitted to four years, the eight to follow are 5.8 points wrong: a short history is unreliable.
    assert 100 * cohorts.check((HIGH_END,), 8).model_error == pytest.approx(5.79, abs=0.01)
    short = cohorts.project((HIGH_END[:5],), discount=0.1, periods=12).survival
    long = cohorts.project((HIGH_END[:8],), discount=0.1, periods=12).survival
    assert short.high[12] - short.low[12] > 2 * (long.high[12] - long.low[12])


def test_contractual_lifetime_value_with_constant_retention():
    assert cohorts.constant_worth(100, 0.8, 0.1) == pytest.approx((366.67, 266.67), abs=0.005)
    shares = 0.8 ** np.arange(200) / 1.1 ** np.arange(200)
    assert cohorts.constant_worth(1, 0.8, 0.1) == pytest.approx((shares.sum(), shares[1:].sum()))


@settings(max_examples=40, deadline=None)
@given(alpha=st.floats(0.05, 15), beta=st.floats(0.05, 15), discount=st.floats(0.02, 1))
def test_residual_lifetimes_are_those_of_fader_and_hardie_2010(alpha, beta, discount):
    found = cohorts.residuals(np.array([[alpha], [beta]]), 6, discount)[:, 0]
    assert found == pytest.approx(sbg.residual(np.array([alpha, beta]), np.arange(1.0, 7.0), discount), rel=1e-6)


@pytest.mark.parametrize(("alpha", "beta"), [(1e6, 3e6), (20.0, 300.0), (1e-6, 4e-6), (1e3, 1e5)])
def test_residual_lifetimes_where_customers_are_all_alike_or_split(alpha, beta):
    t = np.arange(1.0, 4000.0)
    summed = np.exp(sbg.log_survival(np.array([alpha, beta]), t) - (t - 1) * np.log(1.01)).sum()
    assert cohorts.residuals(np.array([[alpha], [beta]]), 3, 0.01)[0, 0] == pytest.approx(summed, rel=1e-6)


def test_a_lifetime_is_what_survives_discounted():
    found = cohorts.project((REGULAR,), discount=0.1, periods=400)
    shares = found.survival.value / 1.1 ** np.arange(401)
    assert found.worth.at_start.value[0] == pytest.approx(shares.sum(), rel=1e-6)
    assert found.worth.after_renewal.value[0] == pytest.approx(shares[1:].sum(), rel=1e-6)
    about_to_renew = shares[13:].sum() / shares[12] * 1.1
    assert found.worth.running.value[0] == pytest.approx(173 * about_to_renew, rel=1e-3)


def test_vintages_are_one_history():
    found = cohorts.contracts_of(STAGGERED)
    assert found.lost.sum() + found.alive.sum() == 12_000 and found.alive.tolist() == [one[-1] for one in STAGGERED]
    seen = cohorts.observed(found)
    assert seen.at_risk[0] == 12_000 and seen.survival == pytest.approx(STAYS[1:], abs=1e-3)
    fit = cohorts.project(STAGGERED, discount=0.1, periods=9).fit
    assert fit.values == pytest.approx([0.7, 4.0], rel=0.02)
    one = cohorts.contracts_of((HIGH_END,))
    assert cohorts.observed(one).survival == pytest.approx([count / 1000 for count in HIGH_END[1:]])


def test_a_check_of_vintages_cuts_all_at_the_same_day():
    found = cohorts.check(STAGGERED, 2)
    assert (found.known, found.begun) == (4, 10_000)  # who began a year ago was not there yet
    first = sum(one[len(one) - 2] for one in STAGGERED[1:]) / 10_000
    assert found.steps[0].actual == pytest.approx(first) and found.model_error < 0.002 < found.naive_error


@pytest.mark.parametrize("held", [0, 11, 12, 40])
def test_no_check_where_too_little_is_left(held):
    assert cohorts.check((HIGH_END,), held) is None


def test_the_interval_of_the_likelihood_is_that_of_the_curvature_where_much_is_known():
    there = tuple(
        round(count * 1000) for count in 1000 * np.exp(sbg.log_survival(np.array([0.7, 3.8]), np.arange(13.0)))
    )
    found = cohorts.contracts_of((there,))
    fit = catalogue.fit_contracts(found)
    near = cohorts.region(found, fit)
    for place, (low, high) in enumerate(fit.intervals.values()):
        wide = high - low
        assert near[place].min() == pytest.approx(low, abs=0.12 * wide)
        assert near[place].max() == pytest.approx(high, abs=0.12 * wide)


@pytest.mark.parametrize("there", [(10, 9, 8), (3, 2, 1), (100, 80, 80), (100, 50, 0), (100, 100, 90, 50), REGULAR[:3]])
def test_little_is_known_of_small_and_short_cohorts(there):
    found = cohorts.project((there,), discount=0.1, periods=12)
    for band in (found.survival, found.retention, found.worth.at_start, found.worth.running):
        assert np.all(np.isfinite([band.value, band.low, band.high]))
        assert np.all(band.low <= band.value) and np.all(band.value <= band.high)
    assert np.all(found.survival.high <= 1) and np.all(found.survival.low >= 0)


def test_intervals_hold_what_is_true_about_as_often_as_they_say():
    chance, true, inside = np.random.default_rng(7), np.array([1.0, 4.0]), 0
    stays = np.exp(sbg.log_survival(true, np.arange(9.0)))
    for _ in range(60):
        there = [400]
        for period in range(1, 6):
            there.append(int(chance.binomial(there[-1], stays[period] / stays[period - 1])))
        band = cohorts.project((tuple(there),), discount=0.1, periods=8).survival
        inside += bool(band.low[8] <= stays[8] <= band.high[8])
    assert inside >= 52  # 95 % of 60 is 57; fewer than 52 would be a chance of one in a hundred


@pytest.mark.parametrize(
    ("vintages", "fault"),
    [
        (((100,),), Fault.ALL_LOST_AT_ONCE), (((100, 80),), Fault.ALL_LOST_AT_ONCE), (((100, 0),), Fault.ALL_LOST_AT_ONCE),
        (((100, 100, 100),), Fault.NEVER_LOST), (((100, 120),), Fault.IMPOSSIBLE),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted(vintages, fault):
    with pytest.raises(LifetimeError) as refused:
        cohorts.project(vintages, discount=0.1, periods=5)
    assert refused.value.fault is fault
