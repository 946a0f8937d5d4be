"""Files as people really send them: each bad one gets a clear sentence, and nothing of a good one is lost."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from covalue.ledger import reading
from covalue.ledger.reading import Options
from covalue.ledger.rules import LedgerInputError

HEADING = "customer,document,date,amount"


def refusal(desk, content: str | bytes, name: str = "lines.csv") -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(LedgerInputError) as refused:
        desk.bring(desk.file(content, name))
    assert desk.rows() == []
    return str(refused.value)


def test_empty_file_is_refused(desk):
    assert "empty" in refusal(desk, b"")
    assert "empty" in refusal(desk, b"\xef\xbb\xbf\n\n")


@pytest.mark.parametrize("content", [HEADING, HEADING + "\n", HEADING + "\r\n"])
def test_heading_alone_is_refused(desk, content):
    assert "no lines" in refusal(desk, content)


def test_two_columns_of_one_name_are_refused_by_name(desk):
    assert "“date”" in refusal(desk, "customer,date,amount,date\nA,1,2,3\n")


def test_binary_file_is_refused(desk):
    assert refusal(desk, b"\x7fELF\x00\x00\x00\x00rubbish")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_are_found(desk, encoding):
    desk.bring((HEADING + "\nMüller & Söhne,1,2024-01-05,10\n").encode(encoding))
    assert desk.rows("customer") == [("Müller & Söhne",)]


def test_wrong_encoding_told_is_refused_with_the_place(desk):
    path = desk.file((HEADING + "\nA,1,2024-01-05,1\nMüller,2,2024-01-05,1\n").encode("latin-1"))
    with pytest.raises(LedgerInputError, match="utf-8.*0xfc.*line 3"):
        reading.sniff(path, Options(encoding="utf-8"))
    with pytest.raises(LedgerInputError, match="no encoding called"):
        reading.sniff(path, Options(encoding="utf-99"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_line_ends_are_found(desk, separator, end):
    text = end.join([HEADING, '"A, B; C",1,2024-01-05,10', "D,2,2024-01-05,20", ""]).replace(",", separator)
    desk.bring(text)
    assert [row[0] for row in desk.rows("amount")] == [Decimal(10), Decimal(20)]


def test_last_line_without_an_end_is_a_line(desk, lines):
    assert desk.bring(lines("A,1,2024-01-05,10").rstrip("\n")).added == 1


def test_csv_cut_in_the_middle_refuses_only_the_broken_row(desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-06,20") + "C,3,2024")
    assert (result.read, result.added, result.rejected) == (3, 2, 1)
    assert [row for row, _ in desk.rejects(result)] == [4]


def test_csv_cut_inside_quotes_refuses_only_the_broken_row(desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-06,20") + '"C unfinis')
    assert (result.added, result.rejected) == (2, 1)


def test_rows_of_another_width_are_refused_and_the_numbers_stay_right(desk, lines):
    result = desk.bring(
        lines(
            "A,1,2024-01-05,10",
            "A,2,2024-01-05",
            "A,3,2024-01-05,30",
            "A,4,2024-01-05,40,extra",
            "A,5,never,50",
        )
    )
    assert (result.read, result.added) == (5, 2)
    assert [row for row, _ in desk.rejects(result)] == [3, 5, 6]


def test_blank_lines_between_rows_are_no_rows(desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,10", "", "B,2,2024-01-05,20", ""))
    assert (result.added, result.amount_total) == (2, Decimal(30))


def test_ten_megabyte_cell_refuses_its_row_only(desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,10", f"{'x' * 10_000_000},2,2024-01-05,20", "C,3,2024-01-05,30"))
    assert (result.read, result.added, result.rejected) == (3, 2, 1)
    assert desk.rejects(result)[0][0] == 3
    assert Path(result.reject_file).stat().st_size < 100_000


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+49 Bau",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "🦄 GmbH",
        "شركة النور",
        "Zoë\u200d’s",
        "O'Brien",
    ],
)
def test_names_come_in_untouched(desk, lines, name):
    result = desk.bring(lines(f'"{name}",1,2024-01-05,10'))
    assert desk.rows("customer") == [(name,)]
    assert result.new_customers == (name,)


def test_quoted_line_breaks_and_quotes_belong_to_the_cell(desk, lines):
    desk.bring(lines('"A ""the"" B\nand C",1,2024-01-05,10', "D,2,2024-01-05,5"))
    assert desk.rows("customer") == [('A "the" B\nand C',), ("D",)]


def test_excel_comes_in_with_its_dates_and_numbers(desk):
    book = openpyxl.Workbook()
    for row in [
        HEADING.split(","),
        ["A", 1001, datetime(2024, 1, 5), 10.25],
        [17850, 1002, date(2024, 1, 6), -3],
    ]:
        book.active.append(row)
    book.save(desk.folder / "lines.xlsx")
    desk.bring(desk.folder / "lines.xlsx")
    assert desk.rows("customer, document, date, amount") == [
        ("17850", "1002", date(2024, 1, 6), Decimal("-3")), ("A", "1001", date(2024, 1, 5), Decimal("10.25")),
    ]  # fmt: skip


def test_excel_cut_off_is_refused(desk):
    openpyxl.Workbook().save(desk.folder / "whole.xlsx")
    whole = (desk.folder / "whole.xlsx").read_bytes()
    assert "cut off" in refusal(desk, whole[: len(whole) // 2], "cut.xlsx")


def test_zip_bomb_is_refused_before_it_is_unpacked(desk):
    with zipfile.ZipFile(desk.folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert "unpack" in refusal(desk, (desk.folder / "bomb.xlsx").read_bytes(), "bomb.xlsx")


def test_zip_that_is_no_workbook_is_refused(desk):
    with zipfile.ZipFile(desk.folder / "other.zip", "w") as packed:
        packed.writestr("readme.txt", b"hello")
    assert "Excel" in refusal(desk, (desk.folder / "other.zip").read_bytes(), "other.xlsx")


def test_parquet_cut_off_is_refused(desk):
    duckdb.execute(f"COPY (SELECT range AS document FROM range(1000)) TO '{desk.folder / 'whole.parquet'}'")
    whole = (desk.folder / "whole.parquet").read_bytes()
    assert "cut off" in refusal(desk, whole[: len(whole) // 2], "cut.parquet")


def test_parquet_without_lines_is_refused(desk):
    duckdb.execute(f"COPY (SELECT 1 AS document LIMIT 0) TO '{desk.folder / 'none.parquet'}'")
    assert "no lines" in refusal(desk, (desk.folder / "none.parquet").read_bytes(), "none.parquet")


def test_parquet_of_nan_keys_and_overflowing_products_refuses_rows_not_the_file(desk):
    from covalue.ledger.mapping import Mapping

    duckdb.execute(
        f"""COPY (SELECT * FROM (VALUES
          ('NaN'::DOUBLE, 1, DATE '2024-01-05', 2::BIGINT, 5::BIGINT),
          (17850.0, 2, DATE '2024-01-05', 9000000000000000000, 9000000000000000000),
          (1e300, 3, DATE '2024-01-05', 1, 1)) t(customer, document, date, q, p)) TO '{desk.folder / "odd.parquet"}'"""
    )
    fields = {"customer": "customer", "document": "document", "date": "date", "amount": "q*p"}
    result = desk.bring(desk.folder / "odd.parquet", Mapping(fields=fields))
    assert (result.read, result.rejected) == (3, 1)
    assert desk.rejects(result)[0][0] == 3
    assert (None, "1") in desk.rows("customer, document"), "not a number is nobody's key"


def test_sniffing_shows_columns_sample_and_dialect(desk):
    path = desk.file("Kunde;Betrag\nMüller;1,5\n".encode("cp1252"))
    found = reading.sniff(path)
    assert (found.columns, found.separator, found.encoding) == (("Kunde", "Betrag"), ";", "cp1252")
    assert found.sample == ({"Kunde": "Müller", "Betrag": "1,5"},)


@pytest.mark.parametrize("separator", [";;", "\n", '"', "ab"])
def test_a_separator_that_is_none_is_refused_in_a_sentence(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(LedgerInputError, match="one character"):
        reading.sniff(path, Options(separator=separator))
