"""Likelihoods, their slopes and their bends, against the published formulas differentiated with 40 digits (mpmath)."""

from itertools import combinations_with_replacement
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.lifetime import gamma_gamma, patterns
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.catalogue import BG_NBD, MBG_NBD, MODELS, PARETO_NBD
from covalue.analytics.lifetime.patterns import Contracts, Purchases, Spending
from covalue.analytics.lifetime.tests import data

DIGITS = 40
EVERY_MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
parameters = st.tuples(*[st.floats(0.05, 30)] * 4).map(np.array)
HISTORIES = [(0, 0, 39), (1, 0.4, 200), (2, 30.4, 38.9), (9, 39, 39), (26, 30.86, 31), (170, 12, 78)]
PLACES = [(0.27, 6.0, 0.48, 2.1), (2.5, 30.0, 0.4, 0.7), (0.06, 0.9, 7.0, 60.0)]


@st.composite
def histories(draw: st.DrawFn) -> Purchases:
    age = draw(st.floats(1, 300))
    x = draw(st.integers(0, 400))
    return data.one(x, draw(st.floats(0.01, 1)) * age if x else 0, age)


def beta_geometric(first_toss: bool, x: int, t_x: float, t: float) -> Any:
    """Fader, Hardie and Lee 2005, equation 6; with a toss more Batislam, Denizel and Filiztekin 2007."""
    k = x + first_toss

    def formula(r: Any, alpha: Any, a: Any, b: Any) -> Any:
        begin = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha)
        stay = mpmath.beta(a, b + k) / mpmath.beta(a, b) * (alpha + t) ** -(r + x)
        left = mpmath.beta(a + 1, b + k - 1) / mpmath.beta(a, b) * (alpha + t_x) ** -(r + x) if k else 0
        return begin + mpmath.log(stay + left)

    return formula


def pareto(x: int, t_x: float, t: float) -> Any:
    """Schmittlein, Morrison and Colombo 1987, with the integral of Fader and Hardie 2005 (note 009) as two 2F1."""

    def formula(r: Any, alpha: Any, s: Any, beta: Any) -> Any:
        m = r + s + x
        most, least, power = (alpha, beta, s + 1) if alpha >= beta else (beta, alpha, r + x)

        def part(at: Any) -> Any:
            return mpmath.hyp2f1(m, power, m + 1, (most - least) / (most + at)) / (most + at) ** m

        left = s / m * (part(t_x) - part(t))
        stay = (alpha + t) ** -(r + x) * (beta + t) ** -s
        begin = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha) + s * mpmath.log(beta)
        return begin + mpmath.log(stay + left)

    return formula


def held_against(
    formula: Any, place: tuple[float, ...], found: tuple[float, np.ndarray, np.ndarray], within: float
) -> None:
    """A likelihood with its slopes and bends, in logarithms as the search takes them, against a formula of mpmath."""
    with mpmath.workdps(DIGITS):
        logs = [mpmath.log(value) for value in place]

        def of_logs(*at: Any) -> Any:
            return formula(*(mpmath.exp(value) for value in at))

        def derived(*by: int) -> float:
            return float(mpmath.diff(of_logs, tuple(logs), tuple(by.count(k) for k in range(len(place)))))

        height, slope, bend = found
        values = np.array(place)
        slope = slope * values
        bend = bend * np.outer(values, values) + np.diag(slope)
        assert height == pytest.approx(float(of_logs(*logs)), rel=within, abs=within)
        scale = max(1.0, float(np.abs(slope).max()), float(np.abs(bend).max()))
        assert slope == pytest.approx([derived(k) for k in range(len(place))], abs=within * scale)
        for i, j in combinations_with_replacement(range(len(place)), 2):
            assert [bend[i, j], bend[j, i]] == pytest.approx([derived(i, j)] * 2, abs=within * scale), (i, j)


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("model", [BG_NBD, MBG_NBD], ids=["bg_nbd", "mbg_nbd"])
def test_the_beta_geometric_of_both_papers(
    model: Any, place: tuple[float, ...], history: tuple[int, float, float]
) -> None:
    formula = beta_geometric(model is MBG_NBD, *history)
    held_against(formula, place, model.likelihood(data.one(*history))(np.array(place)), 1e-10)


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("place", PLACES)
def test_the_pareto_nbd_of_schmittlein_morrison_and_colombo(
    place: tuple[float, ...], history: tuple[int, float, float]
) -> None:
    found = PARETO_NBD.likelihood(data.one(*history))(np.array(place))
    held_against(pareto(*history), place, found, 1e-9)


@pytest.mark.parametrize("x", [1, 3, 60])
@pytest.mark.parametrize("place", [(6.25, 3.74, 15.44), (0.4, 1.2, 900.0), (40.0, 30.0, 0.02)])
def test_the_gamma_gamma_of_hardie_and_fader_note_025(place: tuple[float, ...], x: int) -> None:
    m = 22.35

    def formula(p: Any, q: Any, v: Any) -> Any:
        return (
            mpmath.loggamma(p * x + q) - mpmath.loggamma(p * x) - mpmath.loggamma(q) + q * mpmath.log(v)
            + (p * x - 1) * mpmath.log(m) + p * x * mpmath.log(x) - (p * x + q) * mpmath.log(x * m + v)
        )  # fmt: skip

    found = Spending(np.array([float(x)]), np.array([m]), np.ones(1))
    assert gamma_gamma.log_likelihood(np.array(place), found)[0] == pytest.approx(float(formula(*place)), rel=1e-10)
    held_against(formula, place, gamma_gamma.likelihood(found)(np.array(place)), 1e-10)


@pytest.mark.parametrize("place", [(0.7, 1.2), (30.0, 400.0), (0.05, 0.02)])
def test_the_shifted_beta_geometric_of_fader_and_hardie_2007(place: tuple[float, ...]) -> None:
    lost, alive = (5, 0, 3), (0, 7, 2)

    def formula(alpha: Any, beta: Any) -> Any:
        whole = mpmath.beta(alpha, beta)
        leaves = [mpmath.log(mpmath.beta(alpha + 1, beta + t - 1) / whole) for t in (1, 2, 3)]
        stays = [mpmath.log(mpmath.beta(alpha, beta + t) / whole) for t in (1, 2, 3)]
        return sum(n * each for n, each in zip((*lost, *alive), (*leaves, *stays), strict=True))

    found = Contracts(np.array([1.0, 2, 3]), np.array(lost, dtype=float), np.array(alive, dtype=float))
    held_against(formula, place, sbg.likelihood(found)(np.array(place)), 1e-11)


@EVERY_MODEL
@settings(max_examples=40)
@given(values=parameters, found=histories())
def test_slopes_and_bends_are_those_of_the_log_likelihood(model: Any, values: Any, found: Purchases) -> None:
    """By differences of the height and of the slopes, in logarithms, for any history and parameters."""
    at = model.likelihood(found)
    height, slope, bend = at(values)
    assert height == pytest.approx(model.log_likelihood(values, found)[0], rel=1e-9, abs=1e-9)
    scale = max(1.0, float(np.abs(slope * values).max()), float(np.abs(bend * np.outer(values, values)).max()))
    for place in range(4):
        step = np.eye(4)[place] * values[place] * 1e-5
        (high, up, _up), (low, down, _down) = at(values + step), at(values - step)
        assert slope[place] * values[place] == pytest.approx(
            (high - low) / 2e-5, abs=1e-5 * scale + 1e-10 * abs(height) / 1e-5
        )
        assert bend[place] * values[place] * values == pytest.approx((up - down) * values / 2e-5, abs=1e-4 * scale)


@EVERY_MODEL
def test_a_likelihood_in_parts_is_that_of_all(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from covalue.analytics.lifetime import pareto_nbd

    known, _places = patterns.grouped(data.purchases())
    values = np.array([0.5, 8.0, 0.6, 5.0])
    whole = model.likelihood(known)(values)
    assert whole[0] == pytest.approx(float(model.log_likelihood(values, known) @ known.count), rel=1e-12)
    monkeypatch.setattr(patterns.Purchases.parts, "__defaults__", (100,))
    monkeypatch.setattr(pareto_nbd, "AT_ONCE", 100)
    for one, other in zip(model.likelihood(known)(values), whole, strict=True):
        assert one == pytest.approx(other, rel=1e-9)


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 4), st.floats(0.1, 1), st.sampled_from([7.0, 9.0, 1e9])), min_size=1, max_size=40
    )
)
def test_equal_histories_are_one_pattern(rows: list[tuple[int, float, float]]) -> None:
    x, share, t = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = patterns.purchases(x, np.where(x > 0, share * t, 0), t)
    known, place = patterns.grouped(found)
    told = list(zip(found.frequency, found.recency, found.age, strict=True))
    assert len(known) == len(set(told)) and known.count.sum() == len(rows)
    assert [tuple(column[at] for column in (known.frequency, known.recency, known.age)) for at in place] == told


def test_equal_histories_are_one_pattern_where_ranks_fill_more_than_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    found = data.purchases()
    known, place = patterns.grouped(found)
    monkeypatch.setattr(patterns, "LARGEST", 1000)
    again, other = patterns.grouped(found)
    assert np.array_equal(known.recency[place], again.recency[other]) and len(known) == len(again)


@settings(max_examples=40)
@given(z=st.floats(1e-6, 1e6), most=st.integers(0, 300))
def test_rising_factors_are_gammas(z: float, most: int) -> None:
    found = patterns.rising(z, np.ones(most))
    with mpmath.workdps(DIGITS):
        told = [mpmath.loggamma(z + most) - mpmath.loggamma(z)]
        told += [mpmath.psi(n, z + most) - mpmath.psi(n, z) for n in (0, 1)]
        assert found == pytest.approx([float(value) for value in told], rel=1e-11, abs=1e-12)


def test_chances_keep_their_last_digits() -> None:
    gone, stayed = patterns.chance(np.array([-np.inf, -800.0, 0.0, 40.0, 800.0]))
    assert gone == pytest.approx([0, 0, 0.5, 1, 1]) and stayed[3] == pytest.approx(np.exp(-40), rel=1e-12)
    assert patterns.log_of_sum(np.array([-np.inf, 0, 800])) == pytest.approx([0, np.log(2), 800])
