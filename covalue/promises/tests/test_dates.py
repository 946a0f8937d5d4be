"""Days as people write them; each case that a general library reads as something else stands here."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.promises import dates
from covalue.promises.dates import Towards, Unclear, When

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Q3 2027", date(2027, 7, 1), date(2027, 9, 30)),
        ("2027-W12", date(2027, 3, 22), date(2027, 3, 28)),
        ("KW 12 2027", date(2027, 3, 22), date(2027, 3, 28)),
        ("next week", date(2026, 11, 23), date(2026, 11, 29)),
        ("nächste Woche", date(2026, 11, 23), date(2026, 11, 29)),
        ("Mon", date(2026, 11, 23), date(2026, 11, 23)),
        ("bis Montag", date(2026, 11, 23), date(2026, 11, 23)),
        ("next Friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("end of March", date(2027, 3, 31), date(2027, 3, 31)),
        ("by the end of March", date(2027, 3, 31), date(2027, 3, 31)),
        ("Ende März", date(2027, 3, 31), date(2027, 3, 31)),
        ("end of next month", date(2026, 12, 31), date(2026, 12, 31)),
        ("mid June", date(2027, 6, 11), date(2027, 6, 20)),
        ("in 3 weeks", date(2026, 12, 11), date(2026, 12, 11)),
        ("in zwei Wochen", date(2026, 12, 4), date(2026, 12, 4)),
        ("in 36 months", date(2029, 11, 20), date(2029, 11, 20)),
        ("in 1.5 years", date(2028, 5, 20), date(2028, 5, 20)),
        ("03.04.27", date(2027, 4, 3), date(2027, 4, 3)),
        ("4. März 2027", date(2027, 3, 4), date(2027, 3, 4)),
        ("March 4, 2027", date(2027, 3, 4), date(2027, 3, 4)),
        ("29 February", date(2028, 2, 29), date(2028, 2, 29)),
        ("13/04", date(2027, 4, 13), date(2027, 4, 13)),
        ("H1 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_day_or_a_span_is_what_it_says(text: str, start: date, end: date) -> None:
    assert dates.read(text, FRIDAY) == When(start, end)


@pytest.mark.parametrize(
    "text", ["", "soon", "31 June", "2027-13-01", "2027-W60", "in 0.3 days", "36 months", "asap", "Q5"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert dates.read(text, FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Fri", {FRIDAY, date(2026, 11, 27)}),
        ("03/04/2027", {date(2027, 4, 3), date(2027, 3, 4)}),
    ],
)
def test_what_can_be_two_days_is_asked(text: str, choices: set[date]) -> None:
    with pytest.raises(Unclear) as asked:
        dates.read(text, FRIDAY)
    assert set(asked.value.choices) == choices


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", date(2026, 11, 19)),
        ("on Tuesday", date(2026, 11, 17)),
        ("am Dienstag", date(2026, 11, 17)),
        ("last Friday", date(2026, 11, 13)),
        ("4 March", date(2026, 3, 4)),
        ("vor zwei Tagen", date(2026, 11, 18)),
    ],
)
def test_what_was_held_lies_back(text: str, day: date) -> None:
    assert dates.read(text, FRIDAY, Towards.BACK) == When(day, day)


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("send it by the end of March", "send it", "by the end of March"),
        ("the data for 2026 Q3 2027", "the data for 2026", "Q3 2027"),
        ("do so", "do so", ""),
        ("pay 2000", "pay 2000", ""),
        ("Fri", "Fri", ""),
        ("what we may", "what we may", ""),
    ],
)
def test_a_day_is_cut_from_the_end(text: str, rest: str, day: str) -> None:
    assert dates.cut_end(text, FRIDAY) == (rest, day)


@given(DAYS, DAYS)
def test_a_day_written_out_is_that_day(day: date, today: date) -> None:
    written = (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day} {day.year}",
    )
    assert {dates.read(text, today) for text in written} == {When(day, day)}


@given(DAYS, st.integers(0, 3000))
def test_so_many_days_on_are_so_many(today: date, n: int) -> None:
    assert dates.read(f"in {n} days", today) == When(today + timedelta(days=n), today + timedelta(days=n))


@given(DAYS)
def test_months_on_keep_the_day_or_end_with_the_month(today: date) -> None:
    when = dates.read("in 6 months", today)
    assert when is not None and (when.end.day == today.day or (when.end + timedelta(days=1)).day == 1)


SAID = ["Mon", "Tue", "next week", "this week", "in 3 weeks", "end of March", "March", "Q2", "W12", "4 March", "month-end", "31.12.", "morgen", "nächsten Dienstag"]  # fmt: skip


@given(DAYS, st.sampled_from(SAID))
def test_what_is_due_lies_not_behind(today: date, text: str) -> None:
    try:
        when = dates.read(text, today)
    except Unclear as asked:
        assert min(asked.choices) >= today
        return
    assert when is not None and when.start <= when.end and when.end >= today


@given(DAYS, st.text(max_size=40))
def test_any_text_is_read_or_not(today: date, text: str) -> None:
    for towards in Towards:
        try:
            when = dates.read(text, today, towards)
        except Unclear as asked:
            assert len(asked.choices) == 2
        else:
            assert when is None or when.start <= when.end
