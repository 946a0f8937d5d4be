"""Identity of a line that survives real life: what happens to documents the ledger knows already, and what is held back."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covalue.ledger.mapping import LedgerInputError, Mapping
from covalue.ledger.tests.conftest import PLAIN, Desk

HEAD = "customer,document,date,offering,amount\n"
FIRST = HEAD + "Alder,R-1,2026-01-05,A,100\nAlder,R-1,2026-01-05,B,200\n"
FIELDS = {**PLAIN, "offering": "offering"}
PLAINLY = Mapping(fields=FIELDS)
NUMBERED = Mapping(fields={**FIELDS, "line": "line"})
LINES = "customer,document,line,date,offering,amount\n"


def asked(known: str = "hold", numbering: str = "", **fields: str) -> Mapping:
    return Mapping(fields={**FIELDS, **fields}, known_documents=known, numbering=numbering)


def counts(result) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.held


def test_an_extract_with_fewer_lines_changes_nothing(desk):
    desk.bring(FIRST, PLAINLY)
    result = desk.bring(HEAD + "Alder,R-1,2026-01-05,B,200\n", PLAINLY)
    assert (counts(result), desk.total()) == ((0, 0, 1, 0), 300)


def test_a_document_known_with_another_day_is_held_back_with_the_reason(desk):
    desk.bring(FIRST, PLAINLY)
    result = desk.bring(HEAD + "Alder,R-1,2026-01-06,C,50\n", PLAINLY)
    assert (counts(result), desk.total()) == ((0, 0, 0, 1), 300)
    assert (result.amount_held, result.amount_total) == (50, 0)
    assert result.nothing == "Nothing was imported: 1 row was held back."
    assert desk.held(result) == [
        (2, "the document R-1 is in the ledger with the date “2026-01-05”, here with “2026-01-06”")
    ]


@pytest.mark.parametrize(("known", "total"), [("add", 350), ("replace", 50)])
def test_the_same_as_asked(desk, known, total):
    desk.bring(FIRST, PLAINLY)
    before = desk.rows()
    text = HEAD + "Alder,R-1,2026-01-06,C,50\n"
    result = desk.bring(text, asked(known), import_id="two")
    assert (result.held, desk.total()) == (0, total)
    again = desk.bring(text, asked(known))
    assert (again.writes, desk.total()) == (False, total)
    desk.table.undo("two")
    assert desk.rows() == before


def test_a_new_number_beside_a_line_that_says_the_same_is_another_line(desk):
    """An extract that begins at the second of three equal lines; and one more line put in on top of two."""
    desk.bring(LINES + "A,1,1,2026-01-05,X,100\nA,1,2,2026-01-05,X,100\n", NUMBERED)
    result = desk.bring(LINES + "A,1,2,2026-01-05,X,100\nA,1,3,2026-01-05,X,100\n", NUMBERED)
    assert (counts(result), desk.total()) == ((1, 0, 1, 0), 300)
    desk.bring(LINES + "A,2,1,2026-01-05,X,100\nA,2,2,2026-01-05,X,100\n", NUMBERED)
    desk.bring(LINES + "A,2,1,2026-01-05,Y,5\nA,2,2,2026-01-05,X,100\nA,2,3,2026-01-05,X,100\n", NUMBERED)
    assert desk.total() == 300 + 205


@pytest.mark.parametrize(
    ("known", "then", "number"),
    [
        ("A,1,1,2026-01-05,X,100\n", "A,1,2,2026-01-05,X,100\n", 2),
        ("A,1,1,2026-01-05,X,100\nA,1,2,2026-01-05,Y,5\n", "A,1,3,2026-01-05,X,100\n", 3),  # one of two
        ("A,1,1,2026-01-05,X,100\nA,1,2,2026-01-05,X,100\n", "A,1,3,2026-01-05,X,100\n", 3),  # one of two equal ones
    ],
)
def test_a_line_that_is_known_under_another_number_is_held_back(desk, known, then, number):
    desk.bring(LINES + known, NUMBERED)
    before, total = desk.rows(), desk.total()
    result = desk.bring(LINES + then, NUMBERED)
    assert (counts(result), desk.rows()) == ((0, 0, 0, 1), before)
    reason = f"the document 1 has this line in the ledger as number 1, here as {number}"
    assert desk.held(result) == [(2, reason)]
    added = desk.bring(LINES + then, asked("add", line="line"), import_id="added")
    assert (counts(added), desk.total()) == ((1, 0, 0, 0), total + 100)
    assert number in {row[0] for row in desk.rows("line")}
    desk.table.undo("added")
    assert desk.rows() == before
    replaced = desk.bring(LINES + then, asked("replace", line="line"))
    assert (replaced.unchanged, replaced.held, desk.total()) == (1, 0, 100)


def test_a_whole_document_that_is_numbered_otherwise_is_unchanged(desk):
    desk.bring(LINES + "A,1,1,2026-01-05,X,100\nA,1,2,2026-01-05,Y,5\n", NUMBERED)
    result = desk.bring(LINES + "A,1,10,2026-01-05,Y,5\nA,1,20,2026-01-05,X,100\nA,1,30,2026-01-05,Z,7\n", NUMBERED)
    assert (counts(result), desk.total()) == ((1, 0, 2, 0), 112)


OLD = HEAD + "Birch,90000001,2024-03-01,A,50000\nCedar,90000002,2024-04-01,A,30000\n"
NEW = HEAD + "Dogwood,90000001,2025-03-01,A,700\nCedar,90000002,2025-04-01,A,10\n"


def test_numbers_that_begin_again_each_year_are_held_back(desk):
    desk.bring(OLD, PLAINLY)
    result = desk.bring(NEW, PLAINLY)
    assert (counts(result), desk.total()) == ((0, 0, 0, 2), 80_000)
    assert desk.held(result) == [
        (2, "the document 90000001 is in the ledger with the customer “Birch”, here with “Dogwood”"),
        (3, "the document 90000002 is in the ledger with the date “2024-04-01”, here with “2025-04-01”"),
    ]


def test_numbers_that_begin_again_each_year_with_the_year_in_the_identity(desk):
    desk.bring(OLD, PLAINLY)
    yearly = asked(numbering="yearly")
    assert counts(desk.bring(NEW, yearly)) == (2, 0, 0, 0)
    assert desk.total() == 80_710
    for text in (OLD, NEW, HEAD + OLD.removeprefix(HEAD) + NEW.removeprefix(HEAD)):
        assert desk.bring(text, yearly).writes is False
    changed = desk.bring(HEAD + "Birch,90000001,2024-03-01,A,50001\nCedar,90000002,2025-04-01,A,11\n", yearly)
    assert (counts(changed), desk.total()) == ((0, 2, 0, 0), 80_712)
    assert {row[0] for row in desk.rows("document")} == {
        "90000001", "90000002", "90000001 · 2025", "90000002 · 2025",
    }  # fmt: skip


def test_both_years_in_one_numbered_file_are_two_documents(desk):
    text = LINES + "B,1,1,2024-03-01,A,5\nC,1,1,2025-03-01,A,7\n"
    mapping = asked(numbering="yearly", line="line")
    assert counts(desk.bring(text, mapping)) == (2, 0, 0, 0)
    assert counts(desk.bring(text, mapping)) == (0, 0, 2, 0)


JANUARY = HEAD + "Elm,SO-1,2026-01-10,A,4000\nElm,SO-1,2026-01-10,B,1000\n"
FEBRUARY = HEAD + "Elm,SO-1,2026-02-10,A,250\n"


@pytest.mark.parametrize(("known", "total"), [("hold", 5000), ("add", 5250)])
def test_a_later_delivery_on_the_same_document(desk, known, total):
    desk.bring(JANUARY, PLAINLY)
    result = desk.bring(FEBRUARY, asked(known))
    assert (result.held, desk.total()) == (int(known == "hold"), total)


def test_a_later_export_of_the_whole_order_adds_what_is_new(desk):
    desk.bring(JANUARY, PLAINLY)
    result = desk.bring(FEBRUARY + JANUARY.removeprefix(HEAD), PLAINLY)
    assert (counts(result), desk.total()) == ((1, 0, 2, 0), 5250)


@pytest.mark.parametrize("numbered", [False, True])
def test_a_file_of_7_documents_in_another_order_changes_nothing(desk, numbered):
    chance = random.Random(5)
    rows = [f"C{d},D{d},2026-01-{d + 1:02},P{n % 40},{chance.randint(1, 90)}" for d in range(7) for n in range(110)]
    desk.bring(HEAD + "\n".join(rows) + "\n", PLAINLY)
    chance.shuffle(rows)
    text = HEAD + "\n".join(rows) + "\n"
    if numbered:  # numbers the first export did not have, given in the new order
        text = LINES + "".join(f"{row.replace(',2026', f',{n},2026', 1)}\n" for n, row in enumerate(rows, start=1))
    result = desk.bring(text, NUMBERED if numbered else PLAINLY)
    assert counts(result) == (0, 0, 770, 0)


def test_a_corrected_amount_is_a_change_and_a_filled_field_too(desk):
    desk.bring(FIRST, Mapping(fields=PLAIN))
    result = desk.bring(FIRST.replace("200", "250"), PLAINLY)
    assert (counts(result), desk.total()) == ((0, 2, 0, 0), 350)
    unassigned = desk.bring(HEAD + ",U-1,2026-01-05,A,7\n", PLAINLY)
    assert unassigned.added == 1
    assert counts(desk.bring(HEAD + "Fir,U-1,2026-01-05,A,7\n", PLAINLY)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Birch,R-2,2026-01-05,A,100", "with the customer “Alder”, here with “Birch”"),
        (",R-2,2026-01-05,A,100", "with the customer “Alder”, here with “none”"),
        ("Alder,R-2,2026-02-05,A,100", "with the date “2026-01-05”, here with “2026-02-05”"),
        ("Alder,R-2,2026-01-05,B,100", "with the offering “A”, here with “B”"),
        ("Alder,R-2,2026-01-05,A,-100", "with the kind “sale”, here with “return”"),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_never_written_over_what_is_there(desk, row, reason):
    desk.bring(HEAD + "Alder,R-2,2026-01-05,A,100\n", PLAINLY)
    before = desk.rows()
    result = desk.bring(f"{HEAD}{row}\n", PLAINLY)
    assert desk.rows() == before and counts(result) == (0, 0, 0, 1)
    assert reason in desk.held(result)[0][1]


BARE = "customer,document,date,amount\n"


def bare(*amounts: int, head: str = "R-3,2026-01-05") -> str:
    return BARE + "".join(f"Alder,{head},{amount}\n" for amount in amounts)


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        ((100, 200, 300), (400, 500, 600), (0, 0, 0, 3)),  # the second half of a file that was cut in two
        ((100, 200), (100, 250), (0, 1, 1, 0)),
        ((100, 200), (200, 100), (0, 0, 2, 0)),
        ((20,), (25,), (0, 1, 0, 0)),
        ((100, 100), (100,), (0, 0, 1, 0)),
        ((100,), (100, 100), (1, 0, 1, 0)),
        ((100, 200), (100, 250, 50), (0, 0, 1, 2)),
    ],
)  # fmt: skip
def test_without_numbers_and_offerings_only_lines_known_again_are_corrected(desk, first, then, outcome):
    desk.bring(bare(*first))
    before = desk.total()
    result = desk.bring(bare(*then))
    assert counts(result) == outcome
    assert desk.total() == (before if result.held else sum(then) if len(then) >= len(first) else before)


def test_a_column_mapped_later_fills_what_was_not_known(desk):
    desk.bring(bare(100, 200))
    text = "customer,document,date,amount,cost\nAlder,R-3,2026-01-05,100,50\nAlder,R-3,2026-01-05,200,80\n"
    assert counts(desk.bring(text, Mapping(fields={**PLAIN, "cost": "cost"}))) == (0, 2, 0, 0)


def test_new_prices_of_every_offering_are_corrections(desk):
    desk.bring(FIRST, PLAINLY)
    assert counts(desk.bring(FIRST.replace("100", "110").replace("200", "220"), PLAINLY)) == (0, 2, 0, 0)


def test_numbered_lines_are_corrected_by_number_unless_they_are_another_documents(desk):
    desk.bring(LINES + "A,1,10,2026-01-05,X,100\nA,1,20,2026-01-05,Y,200\n", NUMBERED)
    result = desk.bring(LINES + "A,1,20,2026-01-05,Z,250\nA,1,30,2026-02-05,Y,50\n", NUMBERED)
    assert (counts(result), desk.total()) == ((1, 1, 0, 0), 400)
    result = desk.bring(LINES + "B,1,10,2027-01-05,X,9\nB,1,40,2027-01-05,X,9\n", NUMBERED)
    assert (counts(result), desk.total()) == ((0, 0, 0, 2), 400)


def test_a_line_put_in_at_the_top_of_a_numbered_document_takes_a_free_place(desk):
    desk.bring(LINES + "A,1,1,2026-01-05,X,100\nA,1,2,2026-01-05,Y,200\n", NUMBERED)
    text = LINES + "A,1,1,2026-01-05,W,50\nA,1,2,2026-01-05,X,100\nA,1,3,2026-01-05,Y,200\n"
    assert counts(desk.bring(text, NUMBERED)) == (1, 0, 2, 0)
    assert counts(desk.bring(text, NUMBERED)) == (0, 0, 3, 0)
    assert desk.total() == 350 and len(set(desk.rows("document, line"))) == 3


def test_one_clash_holds_all_that_differs_in_its_document_and_nothing_else(desk):
    desk.bring(FIRST + "Birch,R-9,2026-01-05,A,1\n", PLAINLY)
    text = (
        HEAD
        + "Alder,R-1,2026-01-05,A,100\nAlder,R-1,2026-03-05,B,201\nBirch,R-9,2026-01-05,A,2\nFir,R-8,2026-01-05,A,5\n"
    )
    result = desk.bring(text, PLAINLY)
    assert (counts(result), result.read, desk.total()) == ((1, 1, 1, 1), 4, 307)


def test_replace_makes_a_document_what_it_is_in_the_file_and_leaves_the_others(desk):
    desk.bring(FIRST + "Birch,R-9,2026-01-05,A,1\n", PLAINLY)
    before = desk.rows()
    result = desk.bring(HEAD + "Alder,R-1,2026-01-05,B,200\n", asked("replace"), import_id="r")
    assert (counts(result), result.removed, desk.total()) == ((0, 0, 1, 0), 1, 201)
    desk.bring(HEAD + "Fir,R-7,2026-01-05,A,5\n", PLAINLY)
    desk.table.undo("r")
    assert desk.total() == 306 and set(before) < set(desk.rows())


def test_replace_takes_no_line_out_of_a_document_of_which_a_row_was_rejected(desk):
    desk.bring(FIRST, PLAINLY)
    result = desk.bring(HEAD + "Alder,R-1,2026-01-05,A,100\nAlder,R-1,2026-01-05,B,many\n", asked("replace"))
    assert (result.removed, result.rejected, desk.total()) == (0, 1, 300)
    result = desk.bring(HEAD + "Alder,R-1,2026-01-05,A,100\nAlder,R-1,2026-01-05\n", asked("replace"))
    assert (result.removed, result.rejected, desk.total()) == (0, 1, 300)


def test_an_undo_does_not_bring_back_what_is_undone_already(desk):
    desk.bring(FIRST, PLAINLY, import_id="one")
    desk.bring(HEAD + "Alder,R-1,2026-01-05,B,200\n", asked("replace"), import_id="two")
    desk.table.undo("one")
    desk.table.undo("two")
    assert desk.rows() == []


def test_all_rows_rejected_is_nothing_imported(desk):
    result = desk.bring(HEAD + "Alder,R-1,never,A,1\nAlder,,2026-01-05,A,1\n", PLAINLY)
    assert result.nothing == "Nothing was imported: 2 rows were rejected."


@pytest.mark.parametrize("wrong", [{"known_documents": "keep"}, {"numbering": "monthly"}])
def test_a_choice_there_is_not_is_refused(wrong):
    with pytest.raises(LedgerInputError):
        Mapping(fields=FIELDS, **wrong)


def test_choices_are_saved_with_a_mapping():
    mapping = asked("add", "yearly")
    assert Mapping.from_toml(mapping.to_toml()) == mapping == Mapping.from_dict(mapping.as_dict())


documents = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=documents, second=documents, known=st.sampled_from(["hold", "add", "replace"]), data=st.data())
def test_nothing_known_is_lost_unless_asked_and_every_undo_is_whole(tmp_path_factory, first, second, known, data):
    desk = Desk(tmp_path_factory.mktemp("property"))
    days = st.sampled_from(["2026-01-05", "2027-01-05"])
    desk.bring(_text(first, "2026-01-05"), PLAINLY)
    before, total = desk.rows(), desk.total()
    text = _text(second, data.draw(days))
    result = desk.bring(text, asked(known), import_id="second")
    assert result.read == sum(counts(result))
    if known == "add":
        assert desk.total() == total + result.amount_added
    if known == "replace":
        assert sum(Decimal(x) for d in second for x in d) == sum(
            row[1] for row in desk.rows("document, amount") if int(row[0]) < len(second)
        )
    if known == "hold":
        assert len(desk.rows("1")) == len(before) + result.added
    if known != "hold":
        assert desk.bring(text, asked(known)).writes is False
    desk.table.undo("second")
    assert desk.rows() == before


def _text(documents: list[list[int]], day: str) -> str:
    return HEAD + "".join(f"A,{d},{day},P,{amount}\n" for d, amounts in enumerate(documents) for amount in amounts)
