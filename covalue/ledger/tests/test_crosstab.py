"""Cross tables: named, turned where it is plain which period an amount belongs to, and known again with a month more."""

from datetime import date
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from covalue.ledger import importing
from covalue.ledger.crosstab import period_of
from covalue.ledger.mapping import LedgerInputError, Mapping, suggest
from covalue.ledger.reading import Options, sniff

TURNED = Mapping({"customer": "Kunde", "offering": "Artikel", "date": "Date", "amount": "Amount"}, turn="periods")
TABLE = "Kunde;Artikel;Jan 2026;Feb 2026;Mrz 2026\nAlder;Pumpe;100,50;;300,00\nAlder;Rohr;10,00;20,00;\nBirch;Pumpe;-;5,00;7,50\n"


def bring(desk, text, mapping=TURNED, **told):
    result = desk.bring(text, mapping, **told)
    return (result.added, result.changed, result.unchanged, result.held, result.rejected), result


def said(result) -> str:
    return " ".join(each.sentence for each in result.assumed)


def test_a_row_for_each_amount_on_the_first_day_of_its_month(desk):
    counts, result = bring(desk, TABLE)
    assert counts == (6, 0, 0, 0, 0) and desk.total() == Decimal("443")
    rows = [(str(day), document) for day, document in desk.rows("date, document")]
    assert ("2026-03-01", "Birch · Pumpe · 2026-03") in rows and ("2026-01-01", "Alder · Rohr · 2026-01") in rows
    assert (
        "The amounts of 3 columns, Jan 2026 to Mrz 2026, became one line each; each counts for its month, dated the first day."
        in said(result)
    )
    assert [each.setting for each in result.assumed if "became one line" in each.sentence] == ["turn"]


def test_the_same_table_with_a_month_more_adds_that_month_and_corrects_an_amount(desk):
    bring(desk, TABLE, import_id="one")
    before = desk.rows()
    heading, *lines = TABLE.strip().split("\n")
    more = "\n".join([f"{heading};Apr 2026", *(f"{line};1,00" for line in reversed(lines))]) + "\n"
    counts, _result = bring(desk, more.replace("20,00", "25,00"), import_id="two")
    assert counts == (3, 1, 5, 0, 0) and desk.total() == Decimal("451")
    assert bring(desk, TABLE, import_id="three")[0] == (0, 1, 5, 0, 0)  # the older one sets its amount back
    desk.table.undo("three")
    desk.table.undo("two")
    assert desk.rows() == before


def test_other_labels_and_columns_that_change_do_not_change_who_a_line_is(desk):
    bring(desk, TABLE)
    ranked = "Rang;" + TABLE.replace("\nAlder", "\n9;Alder").replace("\nBirch", "\n1;Birch")
    assert bring(desk, ranked)[0] == (0, 0, 6, 0, 0)


@pytest.mark.parametrize(
    ("heading", "text", "months"),
    [
        ("2026", "2026", 12), ("FY 2026", "2026", 12), ("Q1 2026", "2026-Q1", 3), ("2026-Q4", "2026-Q4", 3), ("Q2/26", "2026-Q2", 3),
        ("1. Quartal 2026", "2026-Q1", 3), ("2026-03", "2026-03", 1), ("202603", "2026-03", 1), ("03/2026", "2026-03", 1), ("03.2026", "2026-03", 1),
        ("Mär 26", "2026-03", 1), ("March 2026", "2026-03", 1), ("Dez. 2026", "2026-12", 1), ("Mai-26", "2026-05", 1), ("2026 Oct", "2026-10", 1),
        ("2026-01-31 00:00:00", "2026-01-31", 0), ("31.01.2026", "2026-01-31", 0),
    ],
)  # fmt: skip
def test_headings_that_name_a_period(heading, text, months):
    period = period_of(heading)
    assert period is not None and (period.text, period.months) == (text, months)


@pytest.mark.parametrize(
    "heading",
    ["Marketing 26", "1234", "13/2026", "Q5 2026", "2026-02-30", "Amount", "Mar a Lago", "26", "Total 2026", ""],
)
def test_headings_that_name_none(heading):
    assert period_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Kunde;Jan;Feb;Mar", "do not say of which year"),
        ("Kunde;2026-01;Jan 2026;Feb 2026", "Two columns are for 2026-01"),
        ("Kunde;Jan 2026;Feb 2026;Q1 2026", "longer than the others and not their sum"),
        ("Kunde;Umsatz;Menge", "nothing to turn"),
    ],
)
def test_a_table_that_is_not_plain_is_refused_with_the_reason(desk, heading, sentence):
    row = ";".join(["1"] * len(heading.split(";")))
    with pytest.raises(LedgerInputError, match=sentence):
        desk.bring(f"{heading}\n{row}\n", TURNED)


def test_sums_beside_and_below_are_not_counted_twice(desk):
    text = (
        "Kunde;Artikel;Jan 2026;Feb 2026;Mrz 2026;Q1 2026;Gesamt\nAlder;Pumpe;1,50;2,50;3,00;7,00;7,00\n"
        "Summe Alder;;1,50;2,50;3,00;7,00;7,00\nGesamtergebnis;;1,50;2,50;3,00;7,00;7,00\n"
    )
    counts, result = bring(desk, text)
    assert counts[0] == 3 and desk.total() == 7
    assert "Left out, as they are sums of the others: Q1 2026, Gesamt." in said(
        result
    ) and "2 rows with totals" in said(result)


def test_months_take_their_year_from_a_column(desk):
    text = "Kunde;Artikel;Jahr;Jan;Feb;Mrz\nAlder;Pumpe;2025;1,50;2,50;3,00\nAlder;Pumpe;2026;4,50;;\n"
    assert bring(desk, text)[0] == (4, 0, 0, 0, 0)
    assert [str(row[0]) for row in desk.rows("date")] == ["2025-01-01", "2025-02-01", "2025-03-01", "2026-01-01"]
    assert ("Alder · Pumpe · 2026-01",) in desk.rows("document")


def test_an_amount_that_is_none_and_a_row_without_labels_are_refused_with_row_and_column(desk):
    counts, result = bring(desk, TABLE.replace("20,00", "viel") + ";;1,00;;\n")
    assert counts[4] == 2
    assert desk.rejects(result) == [
        (3004, "the amount is not a number this ledger can hold: viel"),
        (5003, "there is no customer, offering, unit or region beside the amount"),
    ]


def test_the_first_turned_rows_and_the_mapping_are_suggested(desk):
    path = desk.file(TABLE)
    file = sniff(path, Options(turn="periods"))
    assert file.columns == ("Kunde", "Artikel", "Date", "Amount")
    assert file.sample[0] == {"Kunde": "Alder", "Artikel": "Pumpe", "Date": "2026-01-01", "Amount": "100,50"}
    assert dict(suggest(file.columns, file.sample).fields) == dict(TURNED.fields)
    looked = importing.preview(path, TURNED, temp_dir=desk.folder)
    assert [row.row_number for row in looked.rows] == [2003, 2005, 3003, 3004, 4004, 4005]


def test_a_workbook_with_days_as_headings_and_merged_labels(desk):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Kunde", "Artikel", date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])
    sheet.append(["Alder", "Pumpe", 100.5, None, 300])
    sheet.append([None, "Rohr", None, 20, 0])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:C3")  # one amount for both counts once
    book.save(desk.folder / "a.xlsx")
    counts, result = bring(desk, desk.folder / "a.xlsx")
    assert counts == (4, 0, 0, 0, 0) and desk.total() == Decimal("420.5")
    assert {row[0] for row in desk.rows("customer")} == {"Alder"}
    assert "2 cells below a merged one were given its value, where it is no number to add up." in said(result)


def test_merged_amounts_of_plain_lines_count_once(desk):
    book = openpyxl.Workbook()
    for row in (
        ["customer", "document", "date", "amount"],
        ["Alder", "1", "2026-01-05", 70],
        ["Birch", "2", "2026-01-05", None],
    ):
        book.active.append(row)
    book.active.merge_cells("D2:D3")
    book.save(desk.folder / "a.xlsx")
    result = desk.bring(desk.folder / "a.xlsx")
    assert (result.added, result.rejected, desk.total()) == (1, 1, 70)


def test_numbers_of_parquet_are_turned(desk):
    table = pa.table({"Kunde": ["Alder"], "Artikel": ["Pumpe"], "2024": [1.5], "2025": [2], "2026": [None]})
    parquet.write_table(table.set_column(4, "2026", pa.array([3.25])), desk.folder / "a.parquet")
    assert bring(desk, desk.folder / "a.parquet")[0] == (3, 0, 0, 0, 0) and desk.total() == Decimal("6.75")


def test_turning_is_a_setting_that_is_saved(desk):
    assert Mapping.from_toml(TURNED.to_toml()) == TURNED and "turn=periods" in TURNED.settings
    with pytest.raises(LedgerInputError, match="turned into rows"):
        Mapping(turn="sideways")
