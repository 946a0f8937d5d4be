"""Where use goes, and which tickets wait too long."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from covalue.adoption import rules
from covalue.adoption.rules import Severity, Trend

TODAY = date(2026, 11, 20)
USED = some.lists(some.decimals(0, 1000, places=1), min_size=6, max_size=6)


def months(*used: float | Decimal, last: int = 10) -> dict[date, Decimal]:
    """Use of the months until October 2026, or the month `last` of it."""
    end = 2026 * 12 + last - 1
    return {
        date((end - back) // 12, (end - back) % 12 + 1, 1): Decimal(str(value))
        for back, value in enumerate(reversed(used))
    }


@pytest.mark.parametrize(
    ("used", "trend"),
    [
        ((200, 200, 200, 170, 160, 150), Trend.FALLING),  # the example of the rule: 160 after 200, a fifth less
        ((200, 200, 200, 161, 161, 161), Trend.STEADY),
        ((100, 100, 100, 120, 120, 120), Trend.RISING),
        ((0, 0, 0, 0, 0, 0), Trend.STEADY),
        ((0, 0, 0, 0, 0, 1), Trend.RISING),
        ((200, 200, 150, 150, 150), Trend.TOO_FEW),
    ],
)
def test_three_months_are_compared_with_the_three_before(used: tuple[int, ...], trend: Trend) -> None:
    assert rules.use(months(*used), TODAY).trend is trend


def test_the_example_tells_by_how_much() -> None:
    use = rules.use(months(200, 200, 200, 170, 160, 150), TODAY)
    assert (use.before, use.after, use.change) == (200, 160, pytest.approx(-0.2))


def test_the_month_that_runs_a_gap_and_old_figures_say_nothing() -> None:
    assert rules.use(months(9, 9, 9, 9, 9, last=11), TODAY).trend is Trend.TOO_FEW
    with_gap = months(200, 200, 200, 200, 150, 150, 150)
    del with_gap[date(2026, 6, 1)]
    assert rules.use(with_gap, TODAY).trend is Trend.TOO_FEW
    assert rules.use(months(9, 9, 9, 9, 9, 9, last=7), TODAY).trend is Trend.STOPPED
    assert rules.use({}, TODAY).trend is Trend.TOO_FEW


@given(USED, some.integers(2, 50))
def test_it_does_not_matter_in_what_it_is_measured(used: list[Decimal], factor: int) -> None:
    assert rules.use(months(*used), TODAY).trend is rules.use(months(*(n * factor for n in used)), TODAY).trend


@given(USED)
def test_using_less_never_turns_falling_into_anything_better(used: list[Decimal]) -> None:
    order = [Trend.FALLING, Trend.STEADY, Trend.RISING]
    less = [*used[:3], *(n / 2 for n in used[3:])]
    before, after = rules.use(months(*used), TODAY), rules.use(months(*less), TODAY)
    assert order.index(after.trend) <= order.index(before.trend)


def test_a_ticket_waits_as_long_as_its_severity_allows() -> None:
    opened = date(2026, 11, 13)
    assert rules.waits_too_long(Severity.CRITICAL, opened, TODAY)
    assert not rules.waits_too_long(Severity.HIGH, opened, TODAY)
    assert rules.waits_too_long(Severity.HIGH, date(2026, 11, 12), TODAY)
    assert rules.by_severity(["low", "critical", "low"]) == ((Severity.CRITICAL, 1), (Severity.LOW, 2))
    assert rules.share_used(Decimal(50), Decimal(200)) == 0.25 and rules.share_used(Decimal(5), None) is None
