"""What must hold for any parameters and histories, and what cannot be fitted."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.special import gammaln

from covalue.analytics.lifetime import beta_geometric, catalogue, gamma_gamma, holdout, patterns, worth
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.catalogue import BG_NBD, MBG_NBD, MODELS, PARETO_NBD
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.patterns import Spending
from covalue.analytics.lifetime.tests import data

EVERY_MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
parameters = st.tuples(*[st.floats(0.05, 30)] * 4).map(np.array)
USUAL = {"bg_nbd": (0.3, 5, 0.8, 2.5), "mbg_nbd": (0.6, 6, 0.9, 1.6), "pareto_nbd": (0.6, 10, 0.6, 12)}


@st.composite
def histories(draw: st.DrawFn) -> patterns.Purchases:
    age = draw(st.floats(1, 300))
    x = draw(st.integers(0, 400))
    return data.one(x, draw(st.floats(0.01, 1)) * age if x else 0, age)


@EVERY_MODEL
@settings(max_examples=60)
@given(values=parameters, found=histories(), ahead=st.floats(0.1, 200))
def test_alive_is_a_chance_and_expectations_grow_with_time(model, values, found, ahead):
    alive = model.alive(values, found)[0]
    near, far = model.expected(values, found, ahead)[0], model.expected(values, found, 2 * ahead)[0]
    assert 0 <= alive <= 1 and np.isfinite(near)
    assert -1e-9 <= near <= far + 1e-9, (values, found, ahead)
    r, alpha = values[:2]
    assert (
        near <= ahead * (r + found.frequency[0]) / (alpha + found.age[0]) * (1 + 1e-6) + 1e-9
    )  # never more than if they stay


@EVERY_MODEL
@settings(max_examples=40)
@given(values=parameters, age=st.floats(20, 300), x=st.integers(1, 60), share=st.floats(0.05, 0.8))
def test_who_bought_lately_is_likelier_alive(model, values, age, x, share):
    early, late = (model.alive(values, data.one(x, age * at, age))[0] for at in (share, share + 0.15))
    assert early <= late + 1e-12


@pytest.mark.parametrize("first_toss", [False, True])
@settings(max_examples=30)
@given(r=st.floats(0.1, 4), alpha=st.floats(1, 20), a=st.floats(0.2, 5), b=st.floats(0.2, 5), span=st.floats(0.5, 15))
def test_counts_of_purchases_add_up_to_one(first_toss, r, alpha, a, b, span):
    found = beta_geometric.chance_of(np.arange(4000), np.array([r, alpha, a, b]), span, first_toss=first_toss)
    assert np.all(found >= -1e-15) and found.sum() == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize(("model", "first_toss"), [(BG_NBD, False), (MBG_NBD, True)], ids=["bg_nbd", "mbg_nbd"])
@pytest.mark.parametrize("x", [0, 1, 4])
def test_the_likelihood_adds_up_to_the_chance_of_so_many_purchases(model, first_toss, x):
    """Over all moments of the last purchase; those before it lie anywhere: t_x^(x-1) / (x-1)!."""
    values, span = np.array(USUAL[model.key], dtype=float), 12.0
    expected = beta_geometric.chance_of(np.array([x]), values, span, first_toss=first_toss)[0]
    assert _seen(model, values, x, span) == pytest.approx(expected, rel=1e-8)


def test_all_histories_of_the_pareto_nbd_add_up_to_one():
    values = np.array(USUAL["pareto_nbd"], dtype=float)
    assert sum(_seen(PARETO_NBD, values, x, 8.0) for x in range(50)) == pytest.approx(1, abs=1e-8)


def _seen(model, values, x, span):
    if not x:
        return float(np.exp(model.log_likelihood(values, data.one(0, 0, span))[0]))

    def density(last):
        return np.exp(model.log_likelihood(values, data.one(x, last, span))[0] + (x - 1) * np.log(last) - gammaln(x))

    return integrate.quad(density, 1e-12, span, epsabs=1e-12)[0]


@pytest.mark.parametrize("values", [(0.55, 10.6, 0.61, 11.7), (2, 30, 0.4, 0.7), (0.3, 0.5, 4, 60), (8, 9, 3, 3)])
@pytest.mark.parametrize("history", [(0, 0, 39), (2, 30.4, 38.9), (26, 30.86, 31), (1, 1e-3, 200), (9, 39, 39)])
def test_the_pareto_nbd_integral_against_adaptive_quadrature(values, history):
    r, alpha, s, beta = values
    x, low, high = history
    left = integrate.quad(
        lambda t: s * (alpha + t) ** -(r + x) * (beta + t) ** -(s + 1), low, high, epsabs=0, epsrel=1e-12
    )[0]
    stay = (alpha + high) ** -(r + x) * (beta + high) ** -s
    expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(stay + left)
    assert PARETO_NBD.log_likelihood(np.array(values, dtype=float), data.one(*history))[0] == pytest.approx(
        expected, abs=1e-7
    )


@EVERY_MODEL
def test_a_thousand_purchases_long_ago_neither_overflow_nor_warn(model):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        customer = data.one(1000, 10, 100)
        assert model.alive(np.array(USUAL[model.key], dtype=float), customer)[0] == pytest.approx(0, abs=1e-12)
        assert np.isfinite(model.log_likelihood(np.array(USUAL[model.key], dtype=float), customer)[0])
        assert model.expected(np.array(USUAL[model.key], dtype=float), data.one(1000, 99.99, 100), 10)[
            0
        ] == pytest.approx(100, rel=0.15)


def test_expectations_pass_smoothly_over_a_of_one():
    found = data.one(3, 20, 30)
    at, near = (BG_NBD.expected(np.array([0.5, 5, a, 2.5]), found, 26)[0] for a in (1.0, 1.001))
    assert at == pytest.approx(near, rel=1e-3)


@EVERY_MODEL
def test_one_time_buyers(model):
    alive = model.alive(np.array(USUAL[model.key], dtype=float), data.one(0, 0, 40))[0]
    assert (alive == 1) == (model is BG_NBD)  # the model's own artefact


@EVERY_MODEL
def test_grouped_is_ungrouped(model):
    found = data.purchases()
    known, place = patterns.grouped(found)
    values = np.array(USUAL[model.key], dtype=float)
    assert len(known) < len(found) == known.count.sum()
    one_by_one = model.log_likelihood(values, found)
    assert known.count @ model.log_likelihood(values, known) == pytest.approx(one_by_one.sum(), rel=1e-12)
    assert model.log_likelihood(values, known)[place] == pytest.approx(one_by_one)
    assert model.likelihood(known)(values)[0] == pytest.approx(one_by_one.sum(), rel=1e-12)


@EVERY_MODEL
def test_parameters_come_back_from_a_simulation(model):
    values = np.array(
        {"bg_nbd": (0.9, 6, 1.2, 3), "mbg_nbd": (0.9, 6, 0.8, 3), "pareto_nbd": (0.9, 6, 0.9, 20)}[model.key]
    )
    found = catalogue.fit(model, _simulated(model, values, customers=6000, span=52.0))
    for name, value in zip(model.names, values, strict=True):
        low, high = found.intervals[name]
        assert low / 1.25 < value < high * 1.25, (name, value, low, high)


def _simulated(model, values, *, customers, span):
    chance = np.random.default_rng(7)
    r, alpha, s, beta = values
    x, last = np.zeros(customers), np.zeros(customers)
    for who, rate in enumerate(chance.gamma(r, 1 / alpha, customers)):
        end, leaves, now = span, 0.0, 0.0
        if model is PARETO_NBD:
            end = min(span, chance.exponential(1 / max(chance.gamma(s, 1 / beta), 1e-12)))
        else:
            leaves = chance.beta(s, beta)
        if model is MBG_NBD and chance.random() < leaves:
            continue
        while (now := now + chance.exponential(1 / rate)) < end:
            x[who], last[who] = x[who] + 1, now
            if chance.random() < leaves:
                break
    return patterns.purchases(x, last, np.full(customers, span))


def test_worth_is_margin_times_money_times_purchases_and_discounting_takes_from_it():
    found = data.purchases()
    buying, spending = catalogue.fit(BG_NBD, found), catalogue.fit_spending(data.spending())
    plain = worth.worth(BG_NBD, buying, spending, found, data.means(), worth.Terms(horizon=52))
    half = worth.worth(BG_NBD, buying, spending, found, data.means(), worth.Terms(horizon=52, margin=0.5))
    later = worth.worth(
        BG_NBD, buying, spending, found, data.means(), worth.terms(unit="week", months=12, yearly_rate=0.1)
    )
    assert plain.value.value == pytest.approx(plain.purchases * plain.each, rel=1e-3)
    assert plain.total == pytest.approx(plain.value.value.sum()) == pytest.approx(2 * half.total)
    assert 0.93 * plain.total < later.total < plain.total
    assert np.all(later.value.low <= later.value.value) and np.all(later.value.value <= later.value.high)
    assert later.total_low < later.total < later.total_high
    assert np.all((later.alive.low >= 0) & (later.alive.low <= later.alive.value) & (later.alive.high <= 1))


@EVERY_MODEL
def test_what_is_expected_of_customers_is_that_of_each_history(model):
    found = data.purchases()
    fit = catalogue.fit(model, found)
    one_by_one = model.expected(fit.values, found, 52.0)
    assert catalogue.expected(model, fit, found, 52.0) == pytest.approx(one_by_one, rel=1e-12)
    asked = worth.Terms(horizon=52.0, discount=0.002)
    told = worth.worth(model, fit, 10.0, found, data.means(), asked)
    assert told.purchases == pytest.approx(one_by_one, rel=1e-12)
    assert told.value.value == pytest.approx(10 * worth.discounted(model, fit.values, found, asked), rel=1e-12)


def test_intervals_agree_with_a_bootstrap_over_customers():
    found = data.purchases()
    fit = catalogue.fit(BG_NBD, found)
    ours = worth.worth(BG_NBD, fit, 35.0, found, data.means(), worth.Terms(horizon=39))
    chance, totals = np.random.default_rng(3), []
    for _round in range(30):
        drawn = replace(found, count=chance.multinomial(len(found), np.full(len(found), 1 / len(found))).astype(float))
        again = catalogue.fit(BG_NBD, drawn)
        totals.append(35.0 * BG_NBD.expected(again.values, found, 39.0).sum())
    spread = np.log(ours.total_high / ours.total) / 1.96
    assert np.std(np.log(totals)) == pytest.approx(spread, rel=0.45)


def test_values_that_do_not_differ_are_refused():
    with pytest.raises(LifetimeError) as refused:
        catalogue.fit_spending(Spending(np.arange(1.0, 21.0), np.full(20, 9.0), np.ones(20)))
    assert refused.value.fault is Fault.CONSTANT_VALUE


def test_no_value_at_all_is_refused():
    with pytest.raises(LifetimeError) as refused:
        catalogue.fit_spending(Spending(np.array([]), np.array([]), np.array([])))
    assert refused.value.fault is Fault.NO_VALUE


@EVERY_MODEL
@pytest.mark.parametrize(
    ("x", "fault"),
    [
        ([], Fault.NO_PURCHASES),
        ([3], Fault.TOO_FEW),
        ([0] * 500, Fault.ONE_TIME_BUYERS),
        ([0] * 50 + [1], Fault.ONE_TIME_BUYERS),
    ],
    ids=["nobody", "one customer", "nobody again", "one again"],
)
def test_too_little_is_refused(model, x, fault):
    frequency = np.array(x, dtype=float)
    with pytest.raises(LifetimeError) as refused:
        catalogue.fit(model, patterns.purchases(frequency, frequency * 2, np.full(len(x), 30.0)))
    assert refused.value.fault is fault and "{" not in str(refused.value)


@EVERY_MODEL
def test_customers_all_alike_are_fitted_or_refused_never_shown_as_known(model):
    x = np.full(40, 6.0)
    try:
        found = catalogue.fit(model, patterns.purchases(x, x * 4, x * 5))
    except LifetimeError as refused:
        assert refused.fault is Fault.NOT_CONVERGED
    else:
        assert found.weak


@pytest.mark.parametrize(
    "history", [(1, 5, 4), (0, 3, 4), (2, 0, 4), (1.5, 1, 4), (-1, 0, 4), (0, 0, -1), (np.nan, 0, 1)]
)
def test_impossible_histories_are_refused(history):
    with pytest.raises(LifetimeError) as refused:
        data.one(*history)
    assert refused.value.fault is Fault.IMPOSSIBLE


@pytest.mark.parametrize("active", [[1000], [10, 12], [0, 0], [5, -1]])
def test_impossible_cohorts_are_refused(active):
    with pytest.raises(LifetimeError) as refused:
        sbg.contracts_of(np.array(active))
    assert refused.value.fault is Fault.IMPOSSIBLE


def test_a_cohort_that_lost_nobody_says_nothing_of_losing():
    with pytest.raises(LifetimeError) as refused:
        catalogue.fit_contracts(sbg.contracts_of(np.array([10, 10, 10])))
    assert refused.value.fault is Fault.NEVER_LOST


@settings(max_examples=40)
@given(alpha=st.floats(0.1, 20), beta=st.floats(0.1, 20))
def test_leaving_and_staying_add_up_and_retention_rises(alpha, beta):
    values, periods = np.array([alpha, beta]), np.arange(1.0, 40.0)
    left, stays = np.exp(sbg.log_leaving(values, periods)), np.exp(sbg.log_survival(values, periods))
    assert left.sum() + stays[-1] == pytest.approx(1)
    assert np.all(np.diff(sbg.retention(values, periods)) > 0)


def test_somebody_who_spent_more_is_expected_to_spend_more_and_less_than_they_did():
    values = np.array([6.25, 3.74, 15.44])
    found = gamma_gamma.expected(values, np.array([2, 2, 20]), np.array([20, 100, 100]))
    assert found[0] < found[1] < found[2] < 100
    assert np.isnan(gamma_gamma.expected(np.array([1.0, 0.9, 5.0]), np.zeros(1), np.zeros(1)))[0]


def test_the_naive_forecast_goes_on_as_before():
    found = patterns.purchases(np.array([0, 4, 0]), np.array([0, 15, 0]), np.array([10, 20, 0]))
    assert list(holdout.naive(found, 5)) == [0, 1, 0]
