"""Ten thousand runs at once come to what each run comes to by itself."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.peers import value_by_run
from covalue.analytics.value import uncertainty
from covalue.analytics.value.calculation import SEED, Reckoner, reckon
from covalue.analytics.value.case import Assumption, Case, CaseSide, Kind, Line
from covalue.analytics.value.uncertainty import Shape

RUNS = 40
FORMULAS: dict[str, Callable[[dict[str, float]], float]] = {
    "a": lambda run: run["a"],
    "a × b": lambda run: run["a"] * run["b"],
    "c − a": lambda run: run["c"] - run["a"],
    "sum × 20 %": lambda run: run["sum"] * 0.2,
}
amounts = st.integers(-5_000, 50_000).map(float)
ranges = st.lists(amounts, min_size=3, max_size=3).map(sorted)


def _line(key: str, kind: Kind, formula: str, side: CaseSide, yearly: bool, starts: int, ramp: str) -> Line:
    return Line(key, key, kind, formula, side, yearly, starts, ramp if yearly else "")


@st.composite
def cases(draw: Any) -> Case:
    """Cases of both sides, with ramps that are drawn as well; amounts have no unit but money, here a plain number."""
    shapes = st.sampled_from(list(Shape))
    of_year = draw(st.booleans())
    unit = "€/year" if of_year else "€"
    assumptions = (
        *(Assumption(name, unit, *draw(ranges), draw(shapes)) for name in "ac"),
        Assumption("b", "", *sorted(draw(st.lists(st.floats(0.1, 3), min_size=3, max_size=3))), draw(shapes)),
        Assumption(
            "roll-out", "months", *sorted(draw(st.lists(st.integers(0, 20).map(float), min_size=3, max_size=3)))
        ),
        Assumption("sum", formula="a + c"),
    )
    formulas = st.sampled_from(list(FORMULAS))
    lines = tuple(
        _line(
            f"l{number}", draw(st.sampled_from(list(Kind))), draw(formulas), draw(st.sampled_from(list(CaseSide))),
            of_year, draw(st.integers(0, 50)), draw(st.sampled_from(["", "6", "roll-out"])),
        )
        for number in range(draw(st.integers(1, 5)))
    )  # fmt: skip
    together = (("a", "c", draw(st.sampled_from([-0.6, 0.0, 0.7]))),)
    return Case(
        "EUR", draw(st.integers(1, 4)), draw(st.floats(0, 0.3)), assumptions, lines,
        our_rate=draw(st.sampled_from([None, 0.11])), gain_share=draw(st.sampled_from([0.0, 0.25])), correlations=together,
    )  # fmt: skip


def _formulas(case: Case) -> dict[str, value_by_run.Formula]:
    ramps = {"6": lambda run: 6.0, "roll-out": lambda run: run["roll-out"]}
    return {
        "sum": lambda run: run["a"] + run["c"],
        **{line.key: FORMULAS[line.formula] for line in case.lines},
        **{f"ramp {line.key}": ramps[line.ramp] for line in case.lines if line.ramp},
    }


def _shares(case: Case) -> dict[str, np.ndarray]:
    """What each assumption is drawn from, as `draws` and `together` give it."""
    moving = [a for a in case.assumptions if not a.formula and a.high > a.low]
    shares = {a.name: uncertainty.draws(a.name, runs=RUNS, seed=SEED) for a in moving}
    pairs = [pair for pair in case.correlations if {*pair[:2]} <= shares.keys()]
    for first, second, strength in pairs:
        apart = np.column_stack([shares[first], shares[second]])
        shares[first], shares[second] = uncertainty.together(apart, np.array([[1, strength], [strength, 1]])).T
    return shares


@given(cases())
@settings(max_examples=60, deadline=None)
def test_all_runs_at_once_are_each_run_by_itself(case: Case) -> None:
    by_run = value_by_run.simulate(case, _shares(case), _formulas(case), RUNS)
    reckoner = Reckoner(case)
    drawn = reckoner.flows(reckoner.drawn(RUNS, SEED), runs=RUNS)
    largest = max(1.0, *(float(abs(amounts).max()) * case.years for amounts in by_run.amounts.values()))
    near = {"rtol": 1e-9, "atol": 1e-9 * largest}
    np.testing.assert_allclose(drawn.npv, by_run.npv, **near)
    np.testing.assert_allclose(drawn.our_npv, by_run.our_npv, **near)
    for line, amount in zip(case.lines, drawn.amounts, strict=True):
        np.testing.assert_allclose(amount, by_run.amounts[line.key], **near)
    found = reckon(case, runs=RUNS)
    assert (found.npv.p10, found.npv.p50, found.npv.p90) == pytest.approx(
        by_run.quantiles, rel=1e-9, abs=1e-9 * largest
    )
    assert found.loss_chance == pytest.approx(np.mean(by_run.npv < 0), abs=1.5 / RUNS)
    assert found.customer.npv == pytest.approx(float(found.customer.monthly @ _worth(case)), abs=1e-9 * largest)


def _worth(case: Case) -> np.ndarray:
    return (1 + case.rate) ** -(np.arange(12 * case.years + 1) / 12)


def test_what_was_laid_out_comes_back_in_the_same_month() -> None:
    case = Case(
        "EUR", 3, 0.08,
        (Assumption("a", "€/year", 20_000, 40_000, 90_000), Assumption("roll-out", "months", 2, 6, 18, Shape.PERT)),
        (
            Line("save", "save", Kind.BENEFIT, "a", ramp="roll-out"),
            Line("pay", "pay", Kind.PRICE, "95 000", yearly=False, starts=2),
        ),
    )  # fmt: skip
    formulas = {"save": lambda run: run["a"], "pay": lambda run: 95_000.0, "ramp save": lambda run: run["roll-out"]}
    shares = {name: uncertainty.draws(name, runs=500, seed=SEED) for name in ("a", "roll-out")}
    by_run = value_by_run.simulate(case, shares, formulas, 500)
    found = reckon(case, runs=500)
    assert found.never_pays_back == np.mean(np.isnan(by_run.payback)) > 0
    back = by_run.payback[~np.isnan(by_run.payback)]
    assert found.payback and found.payback.p50 == pytest.approx(np.quantile(back, 0.5), rel=1e-9)
