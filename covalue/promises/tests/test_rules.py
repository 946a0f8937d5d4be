"""When a promise is kept, and which share of a side's promises was kept on time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from covalue.promises import rhythm_rules, rules
from covalue.promises.rules import Outcome, PromiseState, Term

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def test_on_its_day_is_on_time_and_a_day_later_is_late() -> None:
    assert rules.state(Term(Outcome.KEPT, TODAY, TODAY), TODAY) is PromiseState.ON_TIME
    assert rules.state(Term(Outcome.KEPT, TODAY, TODAY - DAY), TODAY) is PromiseState.LATE
    assert rules.state(Term(Outcome.OPEN, None, TODAY), TODAY) is PromiseState.OPEN
    assert rules.state(Term(Outcome.OPEN, None, TODAY - DAY), TODAY) is PromiseState.OVERDUE
    assert rules.state(Term(Outcome.KEPT, TODAY, None), TODAY) is PromiseState.ON_TIME


def test_the_example_of_the_docs() -> None:
    """Ten promises: five on time, one late, one not kept, one open past its day, one not due, one withdrawn: 5 of 8."""
    terms = [
        *[Term(Outcome.KEPT, TODAY, TODAY)] * 5,
        Term(Outcome.KEPT, TODAY, TODAY - DAY),
        Term(Outcome.BROKEN, TODAY, TODAY),
        Term(Outcome.OPEN, None, TODAY - DAY),
        Term(Outcome.OPEN, None, TODAY + DAY),
        Term(Outcome.WITHDRAWN, TODAY, TODAY),
    ]
    share = rules.kept_share(terms, TODAY)
    assert (share.on_time, share.fell_due, share.open, share.share) == (5, 8, 1, 0.625)


def test_four_are_too_few_to_know() -> None:
    terms = [Term(Outcome.KEPT, TODAY, TODAY)] * 4
    assert rules.kept_share(terms, TODAY).share is None
    assert rules.kept_share([*terms, terms[0]], TODAY).share == 1


TERMS = st.builds(
    Term,
    st.sampled_from(Outcome),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@given(st.lists(TERMS, max_size=30))
def test_a_share_is_a_part_of_what_fell_due(terms: list[Term]) -> None:
    share = rules.kept_share(terms, TODAY)
    assert 0 <= share.on_time <= share.fell_due <= len(terms)
    assert share.share is None or 0 <= share.share <= 1


@given(st.lists(TERMS, max_size=20))
def test_withdrawn_ones_change_nothing(terms: list[Term]) -> None:
    withdrawn = Term(Outcome.WITHDRAWN, TODAY, TODAY)
    assert rules.kept_share([*terms, withdrawn], TODAY) == rules.kept_share(terms, TODAY)


@given(
    st.sampled_from(list(rhythm_rules.HOW_OFTEN_NAMES)),
    st.sets(st.integers(0, 6), max_size=6),
    st.dates(date(2026, 1, 1), TODAY),
)
def test_the_next_day_is_none_they_avoid(every: int, avoid: set[int], last: date) -> None:
    day = rhythm_rules.next_on(last, every, avoid, TODAY)
    assert day >= TODAY and day.weekday() not in avoid
    assert rhythm_rules.quiet_after(every) > timedelta(days=every)
