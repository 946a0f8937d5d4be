from datetime import UTC, date, datetime

from django.utils import translation

from covalue.core import days
from covalue.core.periods import Period

DAY = date(2026, 11, 12)
AT = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)


def test_english() -> None:
    assert days.day(DAY) == "12 Nov 2026"
    assert days.written(DAY) == "12 November 2026"
    assert days.of_year(DAY) == "12 Nov"
    assert days.long_of_year(DAY) == "12 November"
    assert days.weekday(DAY) == "Thursday 12 November"
    assert days.month(DAY) == "Nov 2026"
    assert days.moment(AT) == "12 Nov 2026 14:05"
    assert days.zoned_moment(AT) == "12 Nov 2026 14:05 UTC"
    assert days.span(Period(date(2026, 1, 1), date(2026, 3, 31))) == "1 Jan 2026 – 31 Mar 2026"


def test_german_puts_a_point_behind_the_day() -> None:
    with translation.override("de"):
        assert days.day(DAY) == "12. Nov. 2026"
        assert days.written(DAY) == "12. November 2026"
        assert days.of_year(DAY) == "12. Nov."
        assert days.weekday(DAY) == "Donnerstag, 12. November"
        assert days.moment(AT) == "12. Nov. 2026 14:05"


def test_what_the_audit_log_holds_is_written_for_people() -> None:
    assert days.logged("EUR 24100.00") == "€24\u202f100.00"
    assert days.logged("Ines Moreau, 2026-11-21") == "Ines Moreau, 21 Nov 2026"
    assert days.logged("2026-11-12 14:05:00+00:00") == "12 Nov 2026 14:05"
    assert days.logged("15.3000") == "15.3"
    assert days.logged("-2340.96") == "−2\u202f340.96"
    for text in ("10115", "version 2.1", "2026-13-45", "statement:74", "low: 300"):
        assert days.logged(text) == text
