"""Notice dates: each form of a clause in `clauses.csv` with the day worked out by hand, and what is not read."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.agreements import notice
from covalue.agreements.clauses import LONGEST
from covalue.agreements.notice import NoticeState, notice_by
from covalue.agreements.spans import months_before
from covalue.core import errors
from covalue.core.periods import last_of

ROWS = list(csv.DictReader((Path(__file__).parent / "clauses.csv").open(encoding="utf-8")))
END = date(2027, 8, 31)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['clause'][:40]} {row['country']} {row['end']}".strip())
def test_each_form_of_a_clause_has_its_day(row: dict[str, str]) -> None:
    found = notice_by(day(row["end"]), row["clause"], row["country"], start=day(row["start"]))
    assert found.notice_by == day(row["notice_by"]), found.read_as
    assert found.read_as


def test_there_are_sixty_forms() -> None:
    assert len({row["clause"] for row in ROWS}) >= 60


@pytest.mark.parametrize(
    ("clause", "country", "sentence"),
    [
        ("", "", "Write the clause as the contract has it"),
        ("  .", "", "Write the clause as the contract has it"),
        ("x" * (LONGEST + 1), "", "at most 1,000 characters"),
        ("reasonable notice", "", "depends on more than it says (“reasonable”)"),
        ("see Annex 3", "", "depends on more than it says (“see annex”)"),
        ("in good time", "", "no length of notice"),
        ("perpetual", "", "one contradicts the other"),
        ("evergreen", "GB", "one contradicts the other"),
        ("48 hours before the end", "", "no length of notice"),
        ("90 days for us, 60 days for the customer", "", "several lengths"),
        ("three or six months before the end", "", "several lengths"),
        ("within 30 days after the end of the term", "", "it counts forward"),
        ("three (6) months before the end", "", "contradicts itself (“three (6) months”)"),
        ("no notice required; 30 days", "", "contradicts itself"),
        ("2.5 months before the end", "", "not a whole number"),
        ("9000 months", "", "longer than any agreement"),
        ("99999999999999999999 days", "", "longer than any agreement"),
        ("by 31 June", "", "not a clear day"),
        ("by 06/07/2027", "", "not a clear day"),
        ("by 30 June or 30 September", "", "several lengths or days"),
        ("by 31 December 2027", "", "after the end of the agreement"),
        ("30 business days before", "", "Name the country whose business days count"),
        ("30 business days before", "XX", "Holidays of “XX” are not known"),
        ("six months prior", "United Kingdom", "Holidays of “United Kingdom” are not known"),
        ("six months prior", "GB-XX", "GB has no part “XX”"),
        ("90 days before the anniversary", "", "say when the agreement starts"),
        ("at most 90 days", "", "depends on more than it says"),
    ],
)
def test_what_is_not_read_says_so(clause: str, country: str, sentence: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        notice_by(END, clause, country)
    assert sentence in str(refused.value)


def test_a_clause_that_counts_from_the_end_needs_one() -> None:
    with pytest.raises(errors.BadInput, match="say when it ends"):
        notice_by(None, "six months prior")
    with pytest.raises(errors.BadInput, match="cannot end before it starts"):
        notice_by(END, "six months prior", start=date(2028, 1, 1))
    with pytest.raises(errors.BadInput, match="from 1900 to 2199"):
        notice_by(date(9999, 12, 31), "six months prior")


def test_what_was_assumed_is_always_shown() -> None:
    read = notice_by(END, "six months prior, by registered letter", "GB").read_as
    assert read == (
        "6 months before the end, 31 August 2027; the end of a month stays one; "
        "Sunday 28 February is not a business day: give notice by Friday 26 February; not looked at: “registered letter”"
    )
    parts = notice_by(date(2027, 4, 30), "30 business days before", "GB").read_as
    assert "differ by part (16 March 2027: GB-NIR, 17 March 2027: GB-ENG GB-WLS, 18 March 2027: GB-SCT)" in parts
    assert "name the part" in parts
    quarter = notice_by(END, "end of the following quarter").read_as
    assert "31 August 2027 is none: it then ends on 30 June 2027" in quarter
    assert "the last such day of the term" in notice_by(END, "by 30 June").read_as
    renewing = notice_by(END, "successive one-year terms unless terminated three months before")
    assert renewing.renews == 12 and "else it renews for 12 months" in renewing.read_as
    window = notice_by(END, "not more than 180 and not less than 90 days before the end")
    assert window.opens_on == date(2027, 3, 4) and "accepted from 4 March 2027 on" in window.read_as


def test_what_runs_on_never_reads_as_if_it_ended() -> None:
    for clause in ("perpetual", "evergreen", "unbefristet", "open-ended; no notice required"):
        alone = notice_by(None, clause)
        assert alone.notice_by is alone.ends_on is None and "it runs on until somebody ends it" in alone.read_as
        assert "not looked at" not in alone.read_as, "what was read is not said to be left over"
        with pytest.raises(errors.BadInput, match="the end is 31 August 2027: one contradicts the other") as refused:
            notice_by(END, clause)
        assert refused.value.field == "clause"
    fixed = notice_by(None, "fixed term, no renewal").read_as
    assert "no end is known" in fixed and "not looked at" not in fixed
    assert "not looked at: “licence”" in notice_by(None, "perpetual licence").read_as


def test_successive_terms_are_read_and_an_agreement_needs_a_day_with_them() -> None:
    found = notice_by(END, "successive one-year terms")
    assert (found.notice_by, found.renews) == (None, 12)
    assert found.read_as.startswith("it renews for 12 months; the clause names no length of notice")
    with pytest.raises(errors.BadInput, match="type the day of notice") as refused:
        notice.guard_has_day(found)
    assert refused.value.field == "notice_typed"
    notice.guard_has_day(notice_by(END, "successive one-year terms unless terminated three months before"))


def test_the_state_is_that_of_the_day() -> None:
    by = date(2027, 2, 28)
    days = {0: NoticeState.DUE, 30: NoticeState.DUE, 31: NoticeState.OPEN, -1: NoticeState.PASSED}
    assert {ahead: notice.state_of(by, by - timedelta(days=ahead)) for ahead in days} == days
    assert notice.state_of(None, by) is NoticeState.NONE


@given(end=st.dates(date(1950, 1, 1), date(2150, 12, 31)), months=st.integers(1, 60))
def test_months_before_keep_their_place_in_the_month(end: date, months: int) -> None:
    on = months_before(end, months)
    assert (end.year - on.year) * 12 + end.month - on.month == months
    assert on == last_of(on) if end == last_of(end) else on.day == min(end.day, last_of(on).day)
    assert notice_by(end, f"{months} months prior").notice_by == on


@given(end=st.dates(date(2000, 1, 1), date(2090, 12, 31)), count=st.integers(1, 60))
def test_business_days_are_earlier_than_as_many_days_and_never_days_off(end: date, count: int) -> None:
    on = notice_by(end, f"{count} business days before", "GB-ENG").notice_by
    assert on is not None and on.weekday() < 5 and on <= end - timedelta(days=count)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        assert notice_by(END, text, "GB").read_as
    except errors.BadInput as refused:
        assert str(refused)
