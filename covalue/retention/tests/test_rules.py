"""A survival table as people have it."""

from decimal import Decimal

import pytest

from covalue.analytics.lifetime import cohorts
from covalue.core import errors
from covalue.retention import rules
from covalue.retention.rules import Segment, Terms
from covalue.retention.tests.tables import HIGH_END, PASTED, REGULAR


def test_a_table_out_of_a_spreadsheet() -> None:
    found = rules.read_table(PASTED)
    assert found == (Segment("Regular", (REGULAR,)), Segment("High End", (HIGH_END,)))
    assert (found[0].begun, found[0].known, found[0].there) == (1000, 12, 173)
    assert rules.read_table(rules.as_text(found)) == found


@pytest.mark.parametrize(
    ("text", "there"),
    [
        pytest.param("1000\n631\n468", [(1000, 631, 468)], id="numbers alone"),
        pytest.param("0 1000\n1 631", [(1000, 631)], id="blanks between"),
        pytest.param("2015;1.000\n2016;631", [(1000, 631)], id="calendar years, grouped"),
        pytest.param('0,"1,000"\n1,631.0', [(1000, 631)], id="commas, quoted"),
        pytest.param("Year 0\t1000\nYear 1\t631", [(1000, 631)], id="periods in words"),
        pytest.param("year;2019;2020\n0;100;90\n1;80;60\n2;70;", [(100, 80, 70), (90, 60)], id="cohorts by year"),
        pytest.param("cohort,0,1,2\n2019,100,80,70\n2020,90,60,", [(100, 80, 70), (90, 60)], id="periods across"),
    ],
)
def test_however_it_is_written(text: str, there: list[tuple[int, ...]]) -> None:
    found = rules.read_table(text)
    assert [one.vintages for one in found] == [(each,) for each in there]
    assert rules.read_table(rules.as_text(found)) == found


def test_names_from_a_program_can_be_edited_by_hand() -> None:
    found = rules.checked([Segment('a\t"b"\n', ((5, 4),)), Segment('"c', ((5, 4, 4),)), Segment("d;e,f", ((5, 4),))])
    assert [one.name for one in found] == ['a "b"', '"c', "d;e,f"]
    assert rules.read_table(rules.as_text(found)) == found
    for wrong in (
        [Segment(" ", ((5, 4),))],
        [Segment("a", ((),))],
        [Segment("a b", ((5, 4),)), Segment("A  b", ((5, 4),))],
    ):
        with pytest.raises(errors.BadInput):
            rules.checked(wrong)


def test_shares_of_those_that_began() -> None:
    assert rules.read_table("Period\tA\n0\t100 %\n1\t63,1 %", 1000)[0].vintages == ((1000, 631),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The table is empty."),
        (" \n\t\n", "The table is empty."),
        ("year\tA", "The table has headings but no rows"),
        ("p\tA\n0\t100\n1\t120", "A: 120 in period 1, after 100 in the one before."),
        ("p\tA\n0\t100\n1\tmany", "A, period 1: “many” is not a number of contracts."),
        ("p\tA\n0\t100\n1\t\n2\t50", "A, period 1: the cell is empty, but a later one is not."),
        ("p\tA\n0\t100\n2\t50", "Row 3 is for period “2”, but 1 should follow."),
        ("p\tA\n0\t100\n1\t63.1", "is not a whole number"),
        ("p\tA\n0\t100 %\n1\t63.1 %", "Enter how many contracts started"),
        ("p\tA\tA\n0\t1\t1", "Two columns have the same heading."),
        ("p\tA\t\n0\t1\t1", "Every column needs a heading."),
        ("p\tA\n0\t1\n1\t1\t7", "Row 3 has 3 cells where the heading has 2."),
        ("0\t0\n1\t0", "no contract started"),
        ("-5\n3", "is negative"),
        ("9000000000\n1", "a number is negative or above one billion"),
        ("0\t100", "There is only the start"),
        ("\n".join(["5"] * 400), "at most 360 are supported"),
        ("p\t" + "\t".join(f"s{n}" for n in range(13)) + "\n0" + "\t5" * 13 + "\n1" + "\t4" * 13, "at most 12"),
        ("1\n" * 100_001, "This is too large for a survival table"),
        ('a,"b\n0,1', "There is only the start"),
        ("Hello world", "no rows"),
    ],
)
def test_what_cannot_be_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        rules.read_table(text)
    assert sentence in refused.value.sentence and refused.value.field in ("text", "began")


@pytest.mark.parametrize(
    "wrong", [{"discount": Decimal(0)}, {"margin": Decimal(-1)}, {"ahead": 0}, {"ahead": 121}, {"held": -1}]
)
def test_terms_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(errors.BadInput) as refused:
        rules.check_terms(Terms(**wrong))  # type: ignore[arg-type]
    assert refused.value.field in wrong


def test_a_year_s_discount_by_period() -> None:
    assert Terms(Decimal("0.21")).per_period("year") == pytest.approx(0.21)
    assert (1 + Terms(Decimal("0.21")).per_period("month")) ** 12 == pytest.approx(1.21)


def test_all_together() -> None:
    one = Segment("a", ((10, 8, 6), (5,)), (1, 0, 6), 100.0)
    other = Segment("b", ((4, 2),), (), 40.0)
    found = rules.together((one, other), "All")
    assert (found.begun, found.there, found.running) == (19, 9, (1, 2, 6))
    assert found.margin == pytest.approx((7 * 100 + 2 * 40) / 9)
    assert rules.together((one, Segment("c", ((4, 2),))), "All").margin is None
    assert Segment.read(found.as_json()) == found


@pytest.mark.parametrize(
    ("there", "words"),
    [
        pytest.param((1000, 631, 468, 382), "Only 3 renewals are known", id="short"),
        pytest.param((1000, 900, 810, 729, 656, 590, 531), "constant retention", id="all alike"),
        pytest.param((100, 80, 80, 80, 80, 80, 80), "Some left at the first renewal and nobody since", id="split"),
    ],
)
def test_what_to_know_first(there: tuple[int, ...], words: str) -> None:
    assert any(words in said for said in rules.warnings(cohorts.project((there,), discount=0.1, periods=9)))


def test_a_long_history_of_customers_who_differ_needs_no_warning() -> None:
    assert rules.warnings(cohorts.project((HIGH_END,), discount=0.1, periods=15)) == ()
