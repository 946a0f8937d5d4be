"""What was promised for a period, and how a claim stands."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics.value.case import Kind, Line, LineResult
from covalue.core.periods import Period, add_months
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import ClaimState, Delivered, Standing

JULY = date(2026, 7, 1)
Q3 = Period(JULY, date(2026, 9, 30))


def yearly(amount: float, months: int = 24) -> LineResult:
    line = Line("a", "Avoided", Kind.BENEFIT, "", group="risk")
    return LineResult(line, amount, amount, amount, amount, (0.0, *(amount / 12,) * months))


def test_a_quarter_of_a_level_year_is_a_quarter_of_it() -> None:
    """€120 000 a year, delivering since 1 July: €30 000 in the third quarter."""
    assert deliveries.promised([yearly(120_000)], JULY, Q3) == (
        Delivered(key="a", title="Avoided", group="risk", amount=Decimal("30000.00")),
    )


def test_what_begins_in_the_middle_counts_from_there() -> None:
    """Delivering since 16 September: of the month from then, 15 of 30 days."""
    (line,) = deliveries.promised([yearly(120_000)], date(2026, 9, 16), Q3)
    assert line.amount == Decimal("5000.00")


def test_once_belongs_to_the_first_month() -> None:
    line = Line("a", "Stock set free", Kind.BENEFIT, "", yearly=False)
    once = LineResult(line, 500, 500, 500, 500, (500.0, 0.0, 0.0))
    assert deliveries.promised([once], JULY, Q3)[0].amount == 500
    assert deliveries.promised([once], JULY, Period(date(2026, 8, 1), date(2026, 9, 30)))[0].amount == 0


def test_costs_and_prices_are_not_claimed() -> None:
    cost = LineResult(Line("c", "Training", Kind.COST, ""), 10, 10, 10, 10, (0.0, 1.0))
    assert deliveries.promised([cost], JULY, Q3) == ()


@given(st.integers(1, 23), st.integers(0, 40))
def test_whole_months_add_up_to_the_case(cut: int, shift: int) -> None:
    """Two neighbouring periods promise together what the whole does."""
    begins = add_months(JULY, shift)
    end = add_months(begins, 24)
    middle = add_months(begins, cut)
    parts = [
        deliveries.promised([yearly(1_000_003)], begins, Period(start, last))[0].amount
        for start, last in ((begins, _before(middle)), (middle, _before(end)))
    ]
    assert abs(sum(parts) - Decimal("2000006.00")) <= Decimal("0.01")


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def test_a_claim_of_230_signed_for_180() -> None:
    """The picture: €180k of €230k validated, €50k disputed; settled, nothing is disputed and nothing more validated."""
    claimed, signed = Decimal(230), Decimal(180)
    open_ = deliveries.standing(claimed, signed, settled=False)
    assert open_ == Standing(claimed, signed, disputed=Decimal(50))
    assert deliveries.state_of(open_, asked=True, answered=True, settled=False) == ClaimState.DISPUTED
    closed = deliveries.standing(claimed, signed, settled=True)
    assert closed == Standing(claimed, signed, let_go=Decimal(50))
    assert deliveries.state_of(closed, asked=True, answered=True, settled=True) == ClaimState.SETTLED


def test_signed_beyond_the_claim_is_validated_and_nothing_disputed() -> None:
    found = deliveries.standing(Decimal(100), Decimal(120), settled=False)
    assert found == Standing(Decimal(100), Decimal(120))
    assert deliveries.state_of(found, asked=True, answered=True, settled=False) == ClaimState.VALIDATED


def test_what_was_signed_before_stands_until_the_new_claim_is_answered() -> None:
    found = deliveries.standing(Decimal(200), None, settled=False, earlier=Decimal(180))
    assert (found.validated, found.waiting, found.disputed) == (Decimal(180), Decimal(20), 0)


amounts = st.decimals(0, 10**9, places=2)


@given(amounts, st.none() | amounts, st.booleans(), st.none() | amounts)
def test_nothing_gets_lost_between_claimed_and_validated(
    claimed: Decimal, signed: Decimal | None, settled: bool, earlier: Decimal | None
) -> None:
    found = deliveries.standing(claimed, signed, settled=settled, earlier=earlier)
    parts = found.validated + found.disputed + found.let_go + found.waiting
    assert parts == max(claimed, found.validated)
    assert not (found.disputed and found.let_go)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((2026, 7, 1), (2026, 9, 30), "Q3 26"), ((2026, 7, 1), (2026, 12, 31), "H2 26"), ((2026, 1, 1), (2026, 12, 31), "2026"),
        ((2026, 2, 1), (2026, 2, 28), "February 2026"), ((2026, 2, 1), (2026, 4, 30), "1 Feb 2026 – 30 Apr 2026"),
        ((2026, 2, 3), (2026, 2, 9), "3 Feb 2026 – 9 Feb 2026"),
    ],
)  # fmt: skip
def test_periods_are_called_as_one_says_them(start: tuple[int, int, int], end: tuple[int, int, int], said: str) -> None:
    assert deliveries.period_name(Period(date(*start), date(*end))) == said


def test_the_next_claim_follows_the_last() -> None:
    assert deliveries.next_period(Q3, None, date(2026, 11, 20)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert deliveries.next_period(None, None, date(2026, 11, 20)) == Q3
    assert deliveries.next_period(None, date(2026, 8, 15), date(2026, 11, 20)).start == date(2026, 8, 1)
    to_come = deliveries.next_period(None, date(2026, 12, 1), date(2026, 11, 20))
    assert to_come == Period(date(2026, 12, 1), date(2027, 2, 28)), "nothing before it delivers"
    week = Period(date(2026, 2, 3), date(2026, 2, 9))
    assert deliveries.next_period(week, None, date(2026, 3, 1)) == Period(date(2026, 2, 10), date(2026, 2, 16))
