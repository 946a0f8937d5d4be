"""Published parameters and values, each test named after its source."""

import numpy as np
import pytest

from covalue.analytics.lifetime import beta_geometric, catalogue, fitting, gamma_gamma, holdout, pareto_nbd, worth
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.catalogue import BG_NBD, MBG_NBD, PARETO_NBD
from covalue.analytics.lifetime.tests import data

BG_2005 = np.array([0.243, 4.414, 0.793, 2.426])
PARETO_2005 = np.array([0.5534, 10.5802, 0.6061, 11.6562])
GAMMA_2005 = np.array([6.25, 3.74, 15.44])


@pytest.mark.parametrize(
    ("model", "published", "log_likelihood"),
    [
        pytest.param(BG_NBD, (0.243, 4.414, 0.793, 2.426), -9582.43, id="BG/NBD Fader Hardie Lee 2005"),
        pytest.param(MBG_NBD, (0.525, 6.183, 0.891, 1.614), -9582.13, id="MBG/NBD BTYDplus"),
        pytest.param(PARETO_NBD, (0.553, 10.578, 0.606, 11.669), -9594.97, id="Pareto/NBD Fader Hardie Lee 2005"),
    ],
)
def test_cdnow_parameters(model, published, log_likelihood):
    found = catalogue.fit(model, data.purchases())
    assert found.values == pytest.approx(published, abs=2e-3)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.02)
    assert (found.customers, found.starts, found.agreeing, found.weak) == (2357, 3, 3, ())
    assert all(low < value < high for value, (low, high) in zip(found.values, found.intervals.values(), strict=True))


def test_cdnow_spending_of_hardie_and_fader_note_025():
    found = catalogue.fit_spending(data.spending())
    assert found.customers == 946
    assert found.values == pytest.approx((6.25, 3.744, 15.44), abs=0.01)
    assert found.log_likelihood == pytest.approx(-4055.92, abs=0.01)
    assert gamma_gamma.expected(found.values, np.zeros(1), np.zeros(1))[0] == pytest.approx(35.17, abs=0.01)


def test_cdnow_spent_next_of_hardie_and_fader_note_025():
    # The published first ten customers: 2 repeats of 22.35 on average, 1 of 11.77, none, none, none, 7 of 73.74 …
    x = np.array([2, 1, 0, 0, 0, 7, 1, 0, 2])
    mean = np.array([22.345, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55])
    found = gamma_gamma.expected(GAMMA_2005, x, mean)
    assert found == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28], abs=0.1)


@pytest.mark.parametrize(
    ("active", "published", "log_likelihood"),
    [
        pytest.param([1000, 631, 468, 382, 326, 289, 262, 241], (0.704, 1.182), -1680.27, id="Regular"),
        pytest.param([1000, 869, 743, 653, 593, 551, 517, 491], (0.668, 3.806), -1611.16, id="High End"),
    ],
)
def test_retention_of_fader_and_hardie_2007(active, published, log_likelihood):
    found = catalogue.fit_contracts(sbg.contracts_of(np.array(active)))
    assert found.values == pytest.approx(published, abs=1e-3)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.01)


def test_survival_in_years_held_out_of_fader_and_hardie_2007():
    years = np.arange(8.0, 13.0)
    regular = 100 * np.exp(sbg.log_survival(np.array([0.704, 1.182]), years))
    high_end = 100 * np.exp(sbg.log_survival(np.array([0.668, 3.806]), years))
    assert regular == pytest.approx([22.0, 20.4, 19.1, 18.0, 17.0], abs=0.06)
    assert high_end == pytest.approx([46.0, 43.6, 41.4, 39.5, 37.8], abs=0.06)


def test_leaving_of_fader_and_hardie_2007_figure_b1():
    found = np.exp(sbg.log_leaving(np.ones(2), np.arange(1.0, 8.0)))
    assert found == pytest.approx([0.5, 0.167, 0.083, 0.05, 0.033, 0.024, 0.018], abs=5e-4)


@pytest.mark.parametrize(
    ("parameters", "published"),
    [((3.80, 15.20), (3.31, 3.45, 3.59, 3.72, 3.84)), ((0.067, 0.267), (7.68, 9.46, 9.86, 10.06, 10.19))],
)
def test_residual_lifetime_of_fader_and_hardie_2010_table_3(parameters, published):
    assert sbg.residual(np.array(parameters), np.arange(1.0, 6.0), 0.1) == pytest.approx(published, abs=0.015)


def test_bg_nbd_customer_of_fader_hardie_and_lee_2005():
    customer = data.one(2, 30.43, 38.86)
    assert BG_NBD.alive(BG_2005, customer)[0] == pytest.approx(0.7266, abs=1e-4)
    assert BG_NBD.expected(BG_2005, customer, 39)[0] == pytest.approx(1.226, abs=1e-3)


def test_bg_nbd_new_customer_of_hardie_s_spreadsheet():
    newcomer = data.one(0, 0, 0)
    found = [BG_NBD.expected(BG_2005, newcomer, t)[0] for t in (0.1429, 1, 3, 31.8571, 32, 78)]
    assert found == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=5e-3)


def test_bg_nbd_counts_of_r_btyd():
    assert beta_geometric.chance_of(np.array([0]), BG_2005, 39, first_toss=False)[0] == pytest.approx(
        0.5737864, abs=1e-7
    )
    assert beta_geometric.chance_of(np.array([10]), BG_2005, 2, first_toss=False)[0] == pytest.approx(
        1.07869e-7, rel=1e-4
    )


def test_pareto_nbd_customer_of_r_btyd():
    customer = data.one(26, 30.86, 31)
    assert PARETO_NBD.alive(PARETO_2005, customer)[0] == pytest.approx(0.9979, abs=1e-4)
    assert PARETO_NBD.expected(PARETO_2005, customer, 52)[0] == pytest.approx(25.46, abs=0.01)


def test_pareto_nbd_new_customer_of_r_btyd():
    found = [PARETO_NBD.expected(PARETO_2005, data.one(0, 0, 0), t)[0] for t in range(10)]
    published = [0, 0.0508, 0.0992, 0.1454, 0.1898, 0.2325, 0.2736, 0.3134, 0.3518, 0.3891]
    assert found == pytest.approx(published, abs=0.01)


@pytest.mark.parametrize(
    ("history", "expected"),
    [((0, 0, 38.86), 0.4785), ((2, 30.43, 38.86), 6.5017), ((7, 35, 77.86), 0.8953), ((1, 30, 77.86), 1.4305)],
)
def test_discounted_transactions_of_fader_hardie_and_lee_2005_jmr(history, expected):
    """Closed form, and our horizon when it is long: 60 years."""
    parameters, rate = np.array([0.553, 10.578, 0.606, 11.669]), np.log(1.15) / 52
    customer = data.one(*history)
    assert pareto_nbd.residual(parameters, customer, rate)[0] == pytest.approx(expected, abs=2e-3)
    far = [worth.Terms(horizon=52 * years, discount=rate) for years in (15, 30)]
    near, long = (worth.discounted(PARETO_NBD, parameters, customer, each)[0] for each in far)
    assert near < long < expected + 2e-3 and long == pytest.approx(expected, rel=0.02)


def test_cumulative_repeats_of_the_r_btyd_walkthrough():
    """Weeks 20 to 25 of the CDNOW cohort, repeat purchases expected of all so far."""
    began = 38.857 - data.purchases().age

    def so_far(model, fitted, week):
        found = data.purchases()
        there = np.maximum(week - began, 0)
        every = [model.expected(fitted.values, data.one(0, 0, 0), float(t))[0] for t in np.unique(there)]
        return np.interp(there, np.unique(there), every).sum() if len(found) else 0

    fitted = catalogue.fit(PARETO_NBD, data.purchases())
    found = [so_far(PARETO_NBD, fitted, week) for week in range(20, 26)]
    assert found == pytest.approx([1309, 1385, 1460, 1533, 1604, 1674], rel=0.01)


def test_the_next_39_weeks_of_cdnow_are_forecast_better_than_going_on_as_before():
    found = data.purchases()
    fitted = catalogue.fit(BG_NBD, found)
    check = holdout.compare(
        found.frequency, actual=data.cdnow()[:, 4], model=BG_NBD.expected(fitted.values, found, 39),
        naive=holdout.naive(found, 39),
    )  # fmt: skip
    assert check.customers == 2357 and check.actual == 1882  # purchase days of weeks 40 to 78
    assert check.better and check.model == pytest.approx(check.actual, rel=0.13)
    assert [kind.frequency for kind in check.classes] == list(range(8)) and check.classes[-1].open_ended
    assert sum(kind.customers for kind in check.classes) == 2357
    assert check.classes[0].customers == 1411 and check.classes[0].naive == 0


def test_standard_errors_are_those_of_the_information():
    """The same from differences of the log-likelihood itself, of second order."""
    found = catalogue.fit(BG_NBD, data.purchases())
    known, _places = catalogue.patterns.grouped(data.purchases())

    def height(logs):
        return float(BG_NBD.log_likelihood(np.exp(logs), known) @ known.count)

    logs, h = np.log(found.values), 1e-3
    steps = np.eye(4) * h
    bend = [
        [
            (height(logs + i + j) - height(logs + i - j) - height(logs - i + j) + height(logs - i - j)) / (4 * h * h)
            for j in steps
        ]
        for i in steps
    ]
    assert found.covariance == pytest.approx(np.linalg.inv(-np.array(bend)), rel=1e-4)
    assert pytest.approx(1.96, abs=1e-3) == fitting.TWO_SIDED_95
