"""Files as companies really write them, each with the value somebody who knows the file would read."""

import datetime
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from covalue.core import errors
from covalue.ledger import importing, reading
from covalue.ledger.assumptions import QuestionError
from covalue.ledger.mapping import Mapping
from covalue.ledger.reading import Options
from covalue.ledger.rules import LedgerInputError
from covalue.ledger.tests.conftest import PLAIN

INVOICE = {"customer": "customer", "document": "invoice", "date": "date", "amount": "amount"}
GERMAN_LIST = (
    "customer;invoice;date;amount\nAlder;R-1;14.07.2026;1.250\nBirch;R-2;15.07.2026;830\nCedar;R-3;16.07.2026;12.500\n"
)


def said(result: Any) -> str:
    """Everything an import says about how it read the file."""
    return " ".join(assumed.sentence for assumed in result.assumed)


def sheet_file(path: Path, rows: list[list[Any]], change: Any = None) -> Path:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "written", [("1.250", "12.500"), ("1,250", "2,500"), ("999.000", "1.000"), ("-1.250", "3.400")]
)
def test_amounts_that_can_be_read_two_ways_are_a_question(desk, written):
    text = "customer\tinvoice\tdate\tamount\n" + "".join(f"A\tR-{n}\t2026-01-05\t{w}\n" for n, w in enumerate(written))
    with pytest.raises(QuestionError) as question:
        desk.bring(text, Mapping(INVOICE))
    assert question.value.setting == "decimal" and {value for value, _label in question.value.choices} == {".", ","}
    assert desk.rows() == []


def test_the_german_list_is_asked_with_both_totals_and_read_as_said(desk):
    with pytest.raises(QuestionError, match=r"843\.75 in all.*14\D580\.00 in all"):
        desk.bring(GERMAN_LIST, Mapping(INVOICE))
    desk.bring(GERMAN_LIST, Mapping(INVOICE, decimal=","))
    assert desk.total() == Decimal("14580.00")


def test_a_total_below_is_not_added_up_in_the_question(desk):
    with pytest.raises(QuestionError, match=r"843\.75 in all.*14\D580\.00 in all"):
        desk.bring("Umsatzliste\n\n" + GERMAN_LIST + "Summe;;;14.580\n", Mapping(fields=INVOICE))


@pytest.mark.parametrize(
    ("written", "total"),
    [
        (("1.234", "1.234.567"), "1235801.00"),
        (("1,234", "1,234,567"), "1235801.00"),
        (("1.250", "0,50"), "1250.50"),
        (("1.250", "12.50"), "13.75"),
        (("1,250", "0.250"), "1250.25"),
        (("1234.567", "1.250"), "1235.817"),
    ],
)
def test_one_cell_of_the_column_decides_for_all(desk, written, total):
    text = "customer\tinvoice\tdate\tamount\n" + "".join(f"A\tR-{n}\t2026-01-05\t{w}\n" for n, w in enumerate(written))
    desk.bring(text, Mapping(INVOICE))
    assert desk.total() == Decimal(total)


def test_numbers_of_a_workbook_are_no_question_and_its_texts_keep_their_comma(desk):
    rows = [["customer", "invoice", "date", "amount"], ["A", "1", "2026-01-05", 1.125], ["A", "2", "2026-01-05", 12.5]]
    desk.bring(sheet_file(desk.folder / "numbers.xlsx", rows), Mapping(INVOICE))
    assert desk.total() == Decimal("13.625")
    rows = [*rows, ["A", "3", "2026-01-05", "1.250,00"]]
    desk.bring(sheet_file(desk.folder / "mixed.xlsx", rows), Mapping(INVOICE))
    assert desk.total() == Decimal("1263.625")


@pytest.mark.parametrize("written", ["01/02/2026", "03.04.2026", "5/6/26"])
def test_the_order_of_days_is_said_before_the_start_and_kept(desk, written):
    text = f"customer,invoice,date,amount\nAlder,R-1,{written},10.50\n"
    looked = importing.preview(desk.file(text), Mapping(INVOICE), temp_dir=desk.folder)
    assert any(assumed.setting == "date_order" and written in assumed.sentence for assumed in looked.assumed)
    assert said(desk.bring(text, Mapping(INVOICE))).count(written) == 1


def test_the_order_of_days_is_set_by_a_pair(desk):
    text = "customer,invoice,date,amount\nAlder,R-1,01/02/2026,10.50\nAlder,R-2,03/04/2026,2.00\n"
    desk.bring(text, Mapping(INVOICE).with_pairs({"date_order": "mdy"}))
    assert desk.rows("date") == [(datetime.date(2026, 1, 2),), (datetime.date(2026, 3, 4),)]


def test_another_column_of_days_decides_for_all(desk):
    text = "customer,invoice,date,amount,shipped\nAlder,R-1,01/02/2026,10.50,01/31/2026\n"
    desk.bring(text, Mapping({**INVOICE, "shipped": "shipped"}))
    assert desk.rows("date, shipped") == [(datetime.date(2026, 1, 2), datetime.date(2026, 1, 31))]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Dvořák Těšín a.s.", "cp1250"), ("Żółć Łódź", "cp1250"), ("Şişli Ğ", "cp1254"), ("Альфа", "cp1251")],
)
def test_an_encoding_guessed_is_told_and_can_be_said(desk, name, encoding):
    content = f"customer,invoice,date,amount\n{name},1,2026-01-05,10.50\n".encode(encoding)
    guessed = importing.preview(desk.file(content), Mapping(INVOICE), temp_dir=desk.folder)
    assert any(assumed.setting == "encoding" for assumed in guessed.assumed)
    result = desk.bring(content, Mapping(INVOICE, encoding=encoding))
    assert desk.rows("customer") == [(name,)] and "Letters" not in said(result)


GOOD = "customer;document;date;amount\nAlder;1;2026-01-05;10,50\nBirch;2;2026-01-06;20,00\n"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Sales report\nJanuary 2026\n" + GOOD, 3),
        ("Sales report\n\n" + GOOD, 3),
        ("sep=;\n" + GOOD, 2),
        ("Company;Northwind\nPrinted;31.01.2026\n;\n" + GOOD, 4),
        (GOOD.replace("\n", "\n-----;-----;-----;-----\n", 1), 1),
        (GOOD + ";;;\nTotal;;;30,50\n", 1),
        (GOOD + "Grand total;;;30,50\n\nConfidential: do not distribute\nGenerated by: Kim Vale\n", 1),
        (GOOD + ";;Summe;30,50\n", 1),
        (GOOD + "* Summe Kunde;;;30,50\n", 1),
        (
            "customer;document;date;amount\nAlder;1;2026-01-05;10,50\ncustomer;document;date;amount\nBirch;2;2026-01-06;20,00\n",
            1,
        ),
        (GOOD.replace("Birch", ";;;\nBirch"), 1),
    ],
)
def test_the_table_is_found_among_what_is_none(desk, text, heading):
    result = desk.bring(text)
    assert (desk.total(), result.added, result.rejected) == (Decimal("30.50"), 2, 0)
    assert reading.sniff(desk.file(text)).heading == heading


def test_an_sap_list_is_read(desk):
    text = (
        "Dynamic list display\n\n-------------------------------------------------\n"
        "|Customer  |Document |Date      |      Amount  |\n-------------------------------------------------\n"
        "|Alder GmbH|90000001 |31.01.2026|    1.234,56  |\n|Birch AG  |90000002 |30.01.2026|    1.000,00- |\n"
        "-------------------------------------------------\n|*         |         |          |      234,56  |\n"
        "-------------------------------------------------\n"
    )
    fields = {"customer": "Customer", "document": "Document", "date": "Date", "amount": "Amount"}
    result = desk.bring(text, Mapping(fields))
    assert (desk.total(), result.added, result.rejected) == (Decimal("234.56"), 2, 0)
    assert desk.rows("customer") == [("Alder GmbH",), ("Birch AG",)]


def test_columns_parted_by_blanks_are_read(desk):
    text = (
        "Sales by customer\n\ncustomer        document  date         amount\n"
        "Alder & Sons    R-1       2026-01-05    10.50\nBirch           R-2       2026-01-06  1250.00\n"
    )
    desk.bring(text)
    assert desk.rows("customer, amount") == [("Alder & Sons", Decimal("10.50")), ("Birch", Decimal("1250.00"))]


def test_an_empty_heading_at_the_end_is_no_reason(desk):
    text = "customer,document,date,amount,\nAlder,R-1,2026-01-05,100.00,\nAlder,R-2,2026-01-05,200.00,paid\n"
    assert (desk.bring(text).rejected, desk.total()) == (0, Decimal(300))


@pytest.mark.parametrize(
    "text",
    [
        "customer,document,date,amount,,\nAlder,R-1,2026-01-05,100.00,,\nAlder,R-2,2026-01-05,200.00,paid,\n",
        ",customer,document,date,amount\n0,Alder,R-1,2026-01-05,100.00\n1,Alder,R-2,2026-01-05,200.00\n",
        "customer,document,,date,amount\nAlder,R-1,new,2026-01-05,100.00\nAlder,R-2,,2026-01-05,200.00\n",
    ],
    ids=["two at the end", "an index before the first", "in the middle"],
)
def test_empty_headings_wherever_they_stand_are_no_reason_either(desk, text):
    assert (desk.bring(text).rejected, desk.total()) == (0, Decimal(300))


def test_blank_rows_are_counted_and_never_rejects(desk, lines):
    for quoted in ("Alder", '"Al\nder"'):
        result = desk.bring(lines(f"{quoted},R-9,2026-01-05,100.00", ",,,,"[:3], f"{quoted},R-10,2026-01-06,5.00"))
        assert (result.rejected, "1 blank row" in said(result)) == (0, True)


def test_a_heading_can_be_said(desk):
    text = "Alder,R-0,2026-01-01,1.50\ncustomer,document,date,amount\nAlder,R-1,2026-01-05,2.50\n"
    desk.bring(text, Mapping(PLAIN, heading=2))
    assert desk.total() == Decimal("2.50")


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)
ROWS = [
    ["customer", "document", "date", "amount"],
    ["Alder", "1", "2026-01-05", 10.5],
    ["Birch", "2", "2026-01-06", 20],
]


def test_a_title_above_a_sheet_is_passed_over(desk):
    desk.bring(sheet_file(desk.folder / "a.xlsx", [["Sales 2026"], [], *ROWS]))
    assert desk.total() == Decimal("30.5")


def test_the_first_visible_sheet_is_read_told_and_chosen(desk):
    def change(book: openpyxl.Workbook) -> None:
        for name, state in (("Lookup", "hidden"), ("Other", "visible")):
            book.create_sheet(name, 0 if state == "hidden" else None).append(["customer", "document", "date", "amount"])
            book[name].append(["Wrong", "9", "2026-01-05", 1000])
            book[name].sheet_state = state

    path = sheet_file(desk.folder / "a.xlsx", ROWS, change)
    result = desk.bring(path)
    assert desk.total() == Decimal("30.5") and "“Lookup” (hidden)" in said(result)
    desk.bring(path, Mapping(PLAIN, sheet="Other"))
    assert desk.total() == Decimal("1030.5")
    with pytest.raises(LedgerInputError, match="no sheet “None”.*Lookup, Sheet, Other"):
        desk.bring(path, Mapping(PLAIN, sheet="None"))


@pytest.mark.parametrize("cover", [[], [["Sales 2026"]], [["Sales", "2026"]]])
def test_a_sheet_without_a_table_before_it_is_passed_over_and_told(desk, cover):
    def change(book: openpyxl.Workbook) -> None:
        first = book.create_sheet("Cover", 0)
        for row in cover:
            first.append(row)

    result = desk.bring(sheet_file(desk.folder / "a.xlsx", ROWS, change))
    assert desk.total() == Decimal("30.5")
    assert "The sheet “Sheet” was read, the first visible one with a table, not “Cover”." in said(result)
    with pytest.raises(LedgerInputError):
        desk.bring(sheet_file(desk.folder / "b.xlsx", ROWS, change), Mapping(PLAIN, sheet="Cover"))


def test_rows_under_a_merged_customer_are_that_customers(desk):
    rows = [*ROWS[:2], [None, "3", "2026-01-07", 5], [None, "4", "2026-01-07", 6], ["Birch", "2", "2026-01-06", 20]]
    path = sheet_file(desk.folder / "a.xlsx", rows, lambda book: book.active.merge_cells("A2:A4"))
    result = desk.bring(path)
    assert [row[0] for row in desk.rows("customer")] == ["Alder", "Alder", "Alder", "Birch"]
    assert "2 cells below a merged one" in said(result)


def test_formulas_nobody_calculated_are_told_by_column(desk):
    heading = ["customer", "document", "date", "qty", "price", "amount"]
    path = sheet_file(desk.folder / "a.xlsx", [heading, ["A", "1", "2026-01-05", 2, 10, "=D2*E2"]])
    looked = importing.preview(path, Mapping(PLAIN), temp_dir=desk.folder)
    assert any("“amount” holds formulas nobody calculated" in assumed.sentence for assumed in looked.assumed)


def test_formulas_of_two_columns_are_told_by_both_names_and_calculated_ones_not(desk):
    import xlsxwriter

    with xlsxwriter.Workbook(str(desk.folder / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["customer", "document", "date", "amount", "cost"])
        for row, (amount, cost) in enumerate([(20, 5), (30, 6)], start=1):
            sheet.write_row(row, 0, ["A", str(row), "2026-01-05"])
            sheet.write_formula(row, 3, f"={amount}*1", value=amount)
            sheet.write_formula(row, 4, f"={cost}*1", value=cost)
    calculated = desk.bring(desk.folder / "a.xlsx", Mapping({**PLAIN, "cost": "cost"}))
    assert desk.total() == Decimal(50) and "formulas" not in said(calculated)
    never = [["customer", "document", "date", "amount", "cost"], ["A", "9", "2026-01-05", "=2*10", "=2*3"]]
    path = sheet_file(desk.folder / "b.xlsx", never)
    told = " ".join(
        a.sentence for a in importing.preview(path, Mapping({**PLAIN, "cost": "cost"}), temp_dir=desk.folder).assumed
    )
    assert "“amount”" in told and "“cost”" in told and "formulas nobody calculated" in told


def test_formulas_that_hold_a_nought_until_they_are_calculated_are_told(desk):
    import xlsxwriter

    with xlsxwriter.Workbook(str(desk.folder / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["customer", "document", "date", "amount"])
        sheet.write_row(1, 0, ["A", "1", "2026-01-05"])
        sheet.write_formula(1, 3, "=2*10")
    assert "“amount” holds formulas" in said(desk.bring(desk.folder / "a.xlsx"))


def test_strict_open_xml_is_read(desk):
    sheet_file(desk.folder / "plain.xlsx", ROWS)
    strict = io.BytesIO()
    with zipfile.ZipFile(desk.folder / "plain.xlsx") as plain, zipfile.ZipFile(strict, "w") as target:
        for name in plain.namelist():
            text = plain.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            text = text.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            target.writestr(name, text)
    desk.bring(desk.file(strict.getvalue(), "strict.xlsx"))
    assert desk.total() == Decimal("30.5")


def test_open_document_is_read(desk):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    rows = "".join(
        "<table:table-row>"
        + "".join((number if isinstance(v, float | int) else cell).format(v) for v in row)
        + "</table:table-row>"
        for row in ROWS
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(desk.folder / "a.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", content)
    desk.bring(desk.folder / "a.ods")
    assert desk.total() == Decimal("30.5")


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Berlin", datetime.datetime(2026, 3, 31, 22, 30), datetime.date(2026, 4, 1)),
        ("America/New_York", datetime.datetime(2026, 4, 1, 2, 0), datetime.date(2026, 3, 31)),
        ("UTC", datetime.datetime(2026, 3, 31, 23, 59), datetime.date(2026, 3, 31)),
    ],
)
def test_points_in_time_are_days_of_their_zone(desk, zone, at, day):
    stamp = pa.array([at.replace(tzinfo=datetime.UTC)], pa.timestamp("us", tz=zone))
    table = pa.table({"customer": ["A"], "document": ["1"], "date": stamp, "amount": [1.5]})
    parquet.write_table(table, desk.folder / "a.parquet")
    result = desk.bring(desk.folder / "a.parquet")
    assert desk.rows("date") == [(day,)] and zone in said(result)


KINDS = {**PLAIN, "kind": "kind"}


def test_kind_and_sign_agree(desk):
    text = "customer,document,date,amount,kind\nA,I1,2026-01-05,1000.00,sale\nA,G1,2026-01-05,400.00,credit\nA,R1,2026-01-05,100.00,return\n"
    result = desk.bring(text, Mapping(KINDS))
    assert desk.total() == Decimal("500.00") and "2 credit notes and returns with a positive amount" in said(result)


def test_a_negative_sale_is_a_return_and_right_signs_are_left(desk):
    text = "customer,document,date,amount,kind\nA,1,2026-01-05,-10.50,sale\nA,2,2026-01-05,-4.00,credit\nA,3,2026-01-05,0.00,return\n"
    result = desk.bring(text, Mapping(KINDS))
    assert desk.rows("amount, kind") == [
        (Decimal("-10.5"), "return"), (Decimal("-4"), "credit"), (Decimal("0"), "return"),
    ]  # fmt: skip
    assert "1 sales with a negative amount" in said(result) or "1 sale with a negative amount" in said(result)


def test_errors_and_words_for_nothing_are_empty_and_counted(desk):
    heading = "customer,document,date,amount,cost,shipped,region\n"
    text = heading + (
        "#N/A,1,2026-01-05,10.50,NULL,NULL,NULL\nA,2,2026-01-05,1.00,#DIV/0!,00.00.0000,N/A\nA,3,2026-01-05,2.00,-,,DE\n"
    )
    fields = {**PLAIN, "cost": "cost", "shipped": "shipped", "region": "region"}
    result = desk.bring(text, Mapping(fields))
    assert (result.rejected, result.added) == (0, 3)
    assert desk.rows("document, customer, cost, shipped, region") == [
        ("1", None, None, None, None), ("2", "A", None, None, None), ("3", "A", None, None, "DE"),
    ]  # fmt: skip
    assert "3 in “cost”" in said(result) and "1 in “customer”" in said(result)


def test_a_row_of_bad_cells_is_still_refused(desk, lines):
    result = desk.bring(lines("A,1,2026-01-05,10.50", "Total Energies,2,never,5.00", "A,3,2026-01-05,NULL"))
    assert (result.added, result.rejected) == (1, 2)


def test_every_setting_survives_a_saved_mapping():
    mapping = Mapping(PLAIN).with_pairs(
        {
            "decimal": "comma",
            "separator": "tab",
            "sheet": "Q1",
            "heading": "3",
            "encoding": "cp1250",
            "date_order": "mdy",
        }
    )
    assert (mapping.decimal, mapping.options) == (",", Options("\t", "cp1250", "Q1", 3))
    assert Mapping.from_toml(mapping.to_toml()) == mapping


def told_of(desk, action: dict[str, Any]) -> None:
    """What another program writes into the log of the ledger's table."""
    log = desk.folder / "ledger" / "_delta_log"
    (log / f"{len(list(log.glob('*.json'))):020}.json").write_text(json.dumps(action))


def reading_needs(*features: str) -> dict[str, Any]:
    told = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": features, "writerFeatures": features}
    return {"protocol": told}


@pytest.mark.parametrize(
    ("features", "name"),
    [
        (("deletionVectors",), "uses deletion vectors, set"),
        (("columnMapping",), "uses column mapping, set"),
        (("columnMapping", "deletionVectors", "timestampNtz"), "uses column mapping and deletion vectors, set"),
        (("typeWidening",), "uses “typeWidening”, set"),
        (("v2Checkpoint", "notInventedYet"), "uses “notInventedYet”, set"),
    ],
)
def test_a_table_whose_files_are_not_its_lines_is_refused_by_name(desk, lines, features, name):
    desk.bring(lines("A,1,2024-01-05,10.50"))
    told_of(desk, reading_needs(*features))
    with pytest.raises(errors.WrongState, match=name):
        desk.table.files()
    with pytest.raises(errors.WrongState, match=name):
        desk.bring(lines("A,2,2024-01-05,10.50"))


@pytest.mark.parametrize("mode", ["name", "id"])
def test_columns_renamed_by_a_table_of_before_its_features_were_listed_are_refused_too(desk, lines, mode):
    desk.bring(lines("A,1,2024-01-05,10.50"))
    first = (desk.folder / "ledger" / "_delta_log" / f"{0:020}.json").read_text().splitlines()
    [metadata] = [told["metaData"] for told in map(json.loads, first) if "metaData" in told]
    told_of(desk, {"metaData": metadata | {"configuration": {"delta.columnMapping.mode": mode}}})
    with pytest.raises(errors.WrongState, match="column mapping"):
        desk.table.files()


def test_a_table_that_asks_its_readers_for_nothing_that_matters_is_read(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10.50"))
    told_of(desk, reading_needs("timestampNtz"))
    assert desk.total() == Decimal("10.50")


def test_an_old_workbook_is_read_from_its_first_visible_sheet(desk):
    """`sales.xls` was written by xlwt 1.3.0: a hidden sheet, then two sales with a day as a day."""
    desk.bring(
        Path(__file__).parent / "sales.xls",
        Mapping(fields={n: n.capitalize() for n in PLAIN} | {"document": "Invoice"}),
    )
    assert desk.total() == Decimal("2080.5")
    assert {row[4].isoformat() for row in desk.rows()} == {"2026-01-05", "2026-01-06"}


BINARY = Mapping(fields={n: n.capitalize() for n in (*PLAIN, "cost")} | {"document": "Invoice"})


def test_a_binary_workbook_is_read_from_its_first_visible_sheet(desk):
    """`sales.xlsb` was written by SheetJS 0.16.9: a hidden sheet, then two sales with days, the cost of one an error."""
    result = desk.bring(Path(__file__).parent / "sales.xlsb", BINARY)
    assert desk.total() == Decimal("2080.5") and "“Lookup” (hidden)" in said(result)
    assert desk.rows("document, date, cost") == [
        ("R-1", datetime.date(2026, 1, 5), None),
        ("R-2", datetime.date(2026, 1, 6), Decimal(5)),
    ]


def test_a_binary_workbook_of_short_cells_is_refused_by_name(desk):
    """`short.xlsb` is the same by SheetJS 0.18.5, of which python-calamine 0.9.1 reads the first column alone."""
    with pytest.raises(LedgerInputError, match="short form of .xlsb"):
        desk.bring(Path(__file__).parent / "short.xlsb", BINARY)
