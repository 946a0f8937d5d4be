import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.value import cashflow, uncertainty
from covalue.analytics.value.calculation import reckon
from covalue.analytics.value.case import Assumption, Case, CaseSide, Kind, Line
from covalue.analytics.value.faults import CaseError, Fault
from covalue.analytics.value.uncertainty import Shape

RUNS = 2000


def case(*lines: Line, assumptions: tuple[Assumption, ...] = (), **more: object) -> Case:
    return Case(**{"currency": "EUR", "years": 3, "rate": 0.1, "assumptions": assumptions, "lines": lines, **more})


def once(key: str, kind: Kind, amount: str, **more: object) -> Line:
    return Line(key, key, kind, amount, yearly=False, **more)


def yearly(key: str, kind: Kind, amount: str, **more: object) -> Line:
    return Line(key, key, kind, amount, **more)


def test_quantiles_of_a_triangle_are_the_closed_form():
    p10, p90 = uncertainty.quantile(np.array([0.1, 0.9]), 50, 100, 200)
    assert (p10, p90) == (pytest.approx(77.386, abs=1e-3), pytest.approx(161.270, abs=1e-3))
    drawn = uncertainty.quantile(uncertainty.draws("a", runs=10_000, seed=1), 50, 100, 200)
    assert drawn.mean() == pytest.approx(350 / 3, rel=1e-3) and drawn.var() == pytest.approx(972.22, rel=2e-3)


def test_the_mean_of_pert_is_the_weighted_one():
    drawn = uncertainty.quantile(uncertainty.draws("a", runs=10_000, seed=1), 50, 100, 200, Shape.PERT)
    assert drawn.mean() == pytest.approx((50 + 400 + 200) / 6, rel=1e-3)


def test_one_off_flows_are_worth_what_the_formula_says():
    found = reckon(case(once("pay", Kind.PRICE, "40 000"), once("get", Kind.BENEFIT, "60 000", starts=24)), runs=RUNS)
    assert found.customer.npv == pytest.approx(-40_000 + 60_000 / 1.21)
    assert found.customer.yearly.tolist() == pytest.approx([-40_000, 0, 60_000, 0])
    assert found.customer.irrs == (pytest.approx(0.5**0.5 * 3**0.5 - 1),)
    assert found.supplier.npv == pytest.approx(40_000)
    assert found.customer.payback_months == pytest.approx(23 + 2 / 3)


def test_yearly_money_comes_by_the_month():
    found = reckon(case(yearly("save", Kind.BENEFIT, "12 000")), runs=RUNS)
    months = 1.1 ** -(np.arange(1, 37) / 12)
    assert found.customer.npv == pytest.approx(1000 * months.sum())
    assert found.customer.payback_months == 0


def test_the_split_of_value_and_what_both_pay():
    found = reckon(
        case(
            once("benefit", Kind.BENEFIT, "100"),
            once("own time", Kind.COST, "20", group="usage"),
            once("price", Kind.PRICE, "30"),
            once("our crew", Kind.COST, "10", side=CaseSide.SUPPLIER),
        ),
        runs=RUNS,
    )
    assert (found.customer.npv, found.supplier.npv, found.customer_share) == (50, 20, pytest.approx(5 / 7))
    assert found.total_cost == 50 and found.cost_by_group == {"usage": 20, "price": 30}


def test_a_share_of_the_gain_goes_to_us():
    found = reckon(case(once("benefit", Kind.BENEFIT, "100"), gain_share=0.25), runs=RUNS)
    assert (found.customer.npv, found.supplier.npv, found.price) == (75, 25, 25)


def test_the_share_of_the_gain_is_a_line_of_its_own_and_the_lines_come_to_what_is_left():
    """15 % of 12 000 a year and of 4 000 once; our own benefit is not shared."""
    found = reckon(
        case(
            yearly("saved", Kind.BENEFIT, "12 000", ramp="6"),
            once("freed", Kind.BENEFIT, "4 000", starts=12),
            yearly("fee", Kind.PRICE, "1 000"),
            yearly("service", Kind.BENEFIT, "3 000", side=CaseSide.SUPPLIER),
            gain_share=0.15,
        ),
        runs=RUNS,
    )
    assert found.gain is not None
    assert (found.gain.yearly, found.gain.once) == (pytest.approx(1800), pytest.approx(600))
    theirs = [line.signed for line in found.lines if line.line.side is CaseSide.CUSTOMER]
    assert sum(theirs) + found.gain.signed == pytest.approx(found.customer.npv)


def test_what_is_paid_of_the_gain_has_the_range_of_the_benefits():
    hours = Assumption("hours", "€/year", 100, 200, 300)
    found = reckon(case(yearly("saved", Kind.BENEFIT, "hours × 10"), assumptions=(hours,), gain_share=0.5), runs=RUNS)
    (line,) = found.lines
    assert found.gain is not None
    assert (found.gain.p10, found.gain.p90) == (pytest.approx(line.p10 / 2), pytest.approx(line.p90 / 2))


def test_nothing_is_said_of_a_gain_that_is_not_shared():
    assert reckon(case(yearly("saved", Kind.BENEFIT, "12 000")), runs=RUNS).gain is None
    ours = yearly("service", Kind.BENEFIT, "3 000", side=CaseSide.SUPPLIER)
    assert reckon(case(ours, gain_share=0.15), runs=RUNS).gain is None


def test_economic_value_of_forbis_and_mehta():
    """Nagle's example: the rival creates 10 000 at 3 000, we 15 000: 5 000 better, worth 8 000; at 6 000 that leaves 2 000."""
    found = reckon(
        case(
            once("better than the rival", Kind.BENEFIT, "5 000"),
            once("the rival's price", Kind.REFERENCE_PRICE, "3 000"),
            once("our price", Kind.PRICE, "6 000"),
        ),
        runs=RUNS,
    )
    assert (found.economic_value, found.inducement) == (8000, 2000)


MINUTES = Assumption("minutes", "minutes/year", 50, 100, 200)
COST = Assumption("cost per minute", "€/minute", 8, 10, 12)
AVOIDED = yearly("avoided", Kind.BENEFIT, "minutes × cost per minute", ramp="ramp")
RAMP = Assumption("ramp", "months", 0, 6, 12)


def test_the_same_seed_gives_the_same_and_another_nearly():
    asked = case(AVOIDED, assumptions=(MINUTES, COST, RAMP))
    first, again, other = reckon(asked), reckon(asked), reckon(asked, seed=2)
    assert first.npv == again.npv
    assert first.npv != other.npv and first.npv.p50 == pytest.approx(other.npv.p50, rel=0.01)


def test_what_matters_most_comes_first_and_says_where_nothing_is_left():
    price = yearly("price", Kind.PRICE, "500")
    found = reckon(case(AVOIDED, price, assumptions=(COST, MINUTES, RAMP), rate_low=0.05, rate_high=0.15), runs=RUNS)
    assert [swing.name for swing in found.tornado] == ["minutes", "cost per minute", "ramp", "discount rate"]
    minutes = found.tornado[0]
    assert minutes.at_low < found.customer.npv < minutes.at_high
    again = case(
        AVOIDED, price, assumptions=(Assumption("minutes", "minutes/year", *[minutes.break_even] * 3), COST, RAMP)
    )
    assert reckon(again, runs=RUNS).customer.npv == pytest.approx(0, abs=0.5)
    assert found.tornado[-1].break_even is None


def test_an_assumption_may_be_reckoned_from_others():
    minutes = Assumption("minutes", "minutes/year", formula="outages × minutes each")
    parts = (Assumption("outages", "outages/year", 1, 2, 3), Assumption("minutes each", "minutes/outage", 30, 40, 50))
    found = reckon(case(AVOIDED, assumptions=(minutes, COST, RAMP, *parts)), runs=RUNS)
    assert found.lines[0].amount == 800


@pytest.mark.parametrize(
    ("assumptions", "fault"),
    [
        ((Assumption("minutes", formula="minutes × 2"), COST, RAMP), Fault.UNKNOWN_NAME),
        ((Assumption("minutes", formula="ramp × 2"), COST, Assumption("ramp", formula="minutes")), Fault.CIRCLE),
        ((Assumption("minutes", "minutes/year", 9, 5, 10), COST, RAMP), Fault.RANGE),
        ((Assumption("minutes", "minutes/year", 1, float("nan"), 10), COST, RAMP), Fault.RANGE),
        ((MINUTES, Assumption(" Minutes"), COST, RAMP), Fault.TWICE),
        ((MINUTES, Assumption("cost per minute", "€"), RAMP), Fault.WRONG_UNIT),
        ((MINUTES, Assumption("cost per minute", "CHF/minute", 1, 1, 1), RAMP), Fault.NO_RATE),
        ((Assumption("minutes", "€", formula="ramp"), COST, RAMP), Fault.WRONG_UNIT),
        ((MINUTES, COST, Assumption("ramp", "€", 1, 1, 1)), Fault.WRONG_UNIT),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_its_place(assumptions, fault):
    with pytest.raises(CaseError) as refused:
        reckon(case(AVOIDED, assumptions=assumptions), runs=RUNS)
    assert refused.value.fault == fault and refused.value.where


def test_a_division_that_may_be_by_nought_is_refused_in_some_runs_too():
    lines = (yearly("a", Kind.BENEFIT, "1 000 / share"),)
    with pytest.raises(CaseError) as refused:
        reckon(case(*lines, assumptions=(Assumption("share", "", 0, 0, 0),)), runs=RUNS)
    assert refused.value.fault in {Fault.NOT_FINITE, Fault.WRONG_UNIT}


@settings(max_examples=30)
@given(
    benefit=st.integers(0, 10**6), cost=st.integers(0, 10**6), price=st.integers(0, 10**6),
    rate=st.floats(0, 0.4), ramp=st.integers(0, 24), share=st.floats(0, 1),
)  # fmt: skip
def test_money_is_neither_made_nor_lost_between_the_parties(benefit, cost, price, rate, ramp, share):
    found = reckon(
        case(
            yearly("benefit", Kind.BENEFIT, str(benefit), ramp=str(ramp)),
            once("cost", Kind.COST, str(cost), side=CaseSide.SUPPLIER),
            yearly("price", Kind.PRICE, str(price)),
            rate=rate, gain_share=share,
        ),
        runs=50,
    )  # fmt: skip
    together = found.customer.monthly + found.supplier.monthly
    level = cashflow.ramp(36, starts=0, full_after=np.array([float(ramp)]))[0]
    expected = benefit / 12 * level
    expected[0] -= cost
    assert together == pytest.approx(expected, abs=1e-6)
    assert found.economic_value - found.inducement == pytest.approx(found.price)


def test_a_case_without_lines_is_nothing():
    found = reckon(case(), runs=RUNS)
    assert (found.customer.npv, found.payback.p50, found.tornado, found.customer_share) == (0, 0, (), None)
