"""A plain file is staged while it is read: the rules would make the same lines of it, and of its odd rows they do."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from covalue.ledger import plain, reading, staging
from covalue.ledger.assumptions import QuestionError
from covalue.ledger.mapping import Mapping
from covalue.ledger.table import ARROW

NAMES = (
    "customer", "document", "line", "date", "offering", "unit", "region", "quantity", "list_amount", "discount", "amount",
    "cost", "currency", "kind", "required", "shipped", "customer_name", "offering_name",
)  # fmt: skip
FIELDS = {name: name for name in NAMES}
PLAIN_ROW = (
    "C1",
    "D1",
    "1",
    "2024-03-01",
    "P1",
    "U1",
    "R1",
    "2",
    "10.50",
    "0.5",
    "10.00",
    "5.25",
    "EUR",
    "",
    "",
    "2024-03-04",
    "Castle Bakery",
    "Pump",
)
TEXTS = (
    "C1",
    " C1",
    "C1 ",
    "17850.0",
    "",
    "NULL",
    "n/a",
    "#N/A",
    "N",
    "Ångström",
    "C1\u00a0",
    "!x",
    "x.0",
    "nok",
    "C" * 1_001,
)
NUMBERS = (
    "1.5",
    "-2",
    "1_000",
    "(5.00)",
    "1,234.50",
    "",
    "-",
    "nan",
    "inf",
    "abc",
    "1e3",
    "+7.1",
    " 3.25",
    "99999999999999999",
    "1.23456",
)
DAYS = (
    "2024-02-29",
    "2023-02-29",
    "05.01.2024",
    "31.01.2024",
    "20240105",
    "2024-1-5",
    "",
    "0000-00-00",
    "2024-01-05T10:00:00",
    "soon",
)
KINDS = ("", "sale", "Return", "credit", "activity", "cost_to_serve", "gift", "return")
EXAMPLES = 20
CELLS = {
    **dict.fromkeys(("customer", "customer_name", "document", "offering", "offering_name", "unit", "region", "currency"), TEXTS),
    **dict.fromkeys(("quantity", "list_amount", "discount", "amount", "cost"), NUMBERS),
    **dict.fromkeys(("date", "required", "shipped"), DAYS),
    "kind": KINDS,
    "line": ("1", "2", "2.0", "", "x", "1.5"),
}  # fmt: skip


def _text(rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([NAMES, *rows])
    return out.getvalue()


def _staged(path: Path, mapping: Mapping, *, by_rules: bool):
    """What comes of a file: its rows and what is assumed; None where it is not plain, the question where it is one."""
    with duckdb.connect() as connection:
        try:
            if by_rules:
                raw = reading.open_in(connection, path, mapping.options, path.parent)
                findings = staging.stage(connection, raw, mapping, source="erp")
            else:
                raw = reading.scanned(connection, path, mapping.options, path.parent)
                found = raw and plain.stage(
                    connection, raw, mapping, path.parent / "lines.parquet", source="erp", import_id="1"
                )
                if not found:
                    return None
                findings = found
        except QuestionError as question:
            return str(question)
        rows = connection.execute("SELECT * FROM staged ORDER BY row_number").fetchall()
        columns = [each[0] for each in connection.description]
        in_order = [tuple(dict(zip(columns, row, strict=True)).items()) for row in rows]
        return sorted(map(sorted, in_order), key=str), findings.assumed


@st.composite
def _rows(draw):
    """Plain rows, and among them some with strange cells."""
    rows = [list(PLAIN_ROW) for _ in range(draw(st.integers(40, 60)))]
    for number, row in enumerate(rows):
        row[1] = f"D{number // 2}"
        row[2] = str(number % 2 + 1)
    for _ in range(draw(st.integers(0, 10))):
        name = draw(st.sampled_from(NAMES))
        draw(st.sampled_from(rows))[NAMES.index(name)] = draw(st.sampled_from(CELLS[name]))
    return draw(st.permutations(rows)) if draw(st.booleans()) else rows


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=_rows(),
    told=st.sampled_from(({}, {"decimal": "."}, {"date_order": "dmy"}, {"numbering": "yearly"})),
    left_out=st.sets(
        st.sampled_from(("line", "kind", "currency", "required", "cost", "customer_name", "offering_name"))
    ),
)
def test_the_rules_would_say_the_same(tmp_path, rows, told, left_out):
    path = tmp_path / "lines.csv"
    path.write_text(_text(rows), encoding="utf-8")
    mapping = Mapping({name: text for name, text in FIELDS.items() if name not in left_out}, **told)
    found = _staged(path, mapping, by_rules=False)
    assert found is None or found == _staged(path, mapping, by_rules=True)


GERMAN = (
    "C1",
    "D1",
    "1",
    "31.03.2024",
    "P1",
    "U1",
    "R1",
    "2",
    "1.010,50",
    "0,5",
    "1.010,00",
    "5,25",
    "EUR",
    "",
    "",
    "04.04.2024",
    "Schloßbäckerei",
    "Pumpe",
)


@pytest.mark.parametrize("row", [PLAIN_ROW, GERMAN])
@pytest.mark.parametrize("strange", [(), ("C1 ", "D9", "1"), ("C1", "D9", "x")])
def test_most_files_are_plain(tmp_path, row, strange):
    rows = [(*row[:1], f"D{number}", *row[2:]) for number in range(40)] + [(*strange, *row[len(strange) :])]
    path = tmp_path / "lines.csv"
    path.write_text(_text(rows), encoding="utf-8")
    found = _staged(path, Mapping(FIELDS), by_rules=False)
    assert found is not None
    assert found == _staged(path, Mapping(FIELDS), by_rules=True)


def test_numbers_are_computed_as_the_rules_do(tmp_path):
    rows = [(*PLAIN_ROW[:1], f"D{number}", *PLAIN_ROW[2:]) for number in range(20)]
    rows[3] = (*rows[3][:7], "1_0", *rows[3][8:])
    path = tmp_path / "lines.csv"
    path.write_text(_text(rows), encoding="utf-8")
    mapping = Mapping({**FIELDS, "amount": "quantity*list_amount"})
    found = _staged(path, mapping, by_rules=False)
    assert found is not None
    assert found == _staged(path, mapping, by_rules=True)


def test_an_exponent_is_left_to_the_rules_where_a_comma_parts(tmp_path):
    rows = [(*GERMAN[:1], f"D{number}", *GERMAN[2:]) for number in range(40)]
    rows[7] = (*rows[7][:10], "1,5e0001", *rows[7][11:])
    path = tmp_path / "lines.csv"
    path.write_text(_text(rows), encoding="utf-8")
    found = _staged(path, Mapping(FIELDS), by_rules=False)
    assert found is not None
    assert found == _staged(path, Mapping(FIELDS), by_rules=True)


@pytest.mark.parametrize("documents", ["AABBBC", "ABABAB"])
def test_lines_are_counted_within_their_document(tmp_path, documents):
    path = tmp_path / "lines.csv"
    path.write_text(_text([(*PLAIN_ROW[:1], document, *PLAIN_ROW[2:]) for document in documents]), encoding="utf-8")
    mapping = Mapping({name: name for name in NAMES if name != "line"})
    found = _staged(path, mapping, by_rules=False)
    assert found is not None
    assert found == _staged(path, mapping, by_rules=True)


def test_a_document_however_long_its_number_is_found_again(desk, lines):
    number = "ü" * 400
    desk.bring(lines(f"A,{number}1,2024-01-05,1.25", f"A,{number}2,2024-01-05,1.25"))
    result = desk.bring(lines(f"A,{number}2,2024-01-05,2.50"))
    assert (result.changed, desk.total()) == (1, Decimal("3.75"))


def test_parquet_is_plain_too(tmp_path):
    table = pa.table({
        "customer": [17850.0, 2.5, None] * 5,
        "document": [f"D{number}" for number in range(15)],
        "date": pa.array([19_800] * 15, pa.date32()),
        "amount": [1.25, 2.0, float("nan")] + [3.0] * 12,
    })  # fmt: skip
    path = tmp_path / "sales.parquet"
    parquet.write_table(table, path)
    mapping = Mapping({name: name for name in table.column_names})
    found = _staged(path, mapping, by_rules=False)
    assert found is not None
    assert found == _staged(path, mapping, by_rules=True)


def test_a_file_that_is_not_what_it_seemed_is_left_to_the_rules(tmp_path):
    rows = [(*PLAIN_ROW[:1], f"D{number}", *PLAIN_ROW[2:]) for number in range(20)]
    path = tmp_path / "lines.csv"
    for strange in ('C1,"D,1\n', "\n", "a,b,c\n"):
        path.write_text(_text(rows) + strange, encoding="utf-8")
        assert _staged(path, Mapping(FIELDS), by_rules=False) is None


def test_a_comma_below_the_first_rows_is_a_question_still(tmp_path):
    rows = [(*PLAIN_ROW[:1], f"D{number}", *PLAIN_ROW[2:]) for number in range(2_000)]
    rows[1_500] = (*rows[1_500][:10], "1.010,00", *rows[1_500][11:])
    path = tmp_path / "lines.csv"
    path.write_text(_text(rows), encoding="utf-8")
    assert _staged(path, Mapping(FIELDS), by_rules=False) is None


def test_a_ledger_from_before_a_column_is_told_of_it(tmp_path, desk, lines):
    before = pa.schema([field for field in ARROW if field.name not in ("required", "shipped")])
    write_deltalake(desk.table.url, before.empty_table())
    text = "customer,document,date,amount,shipped\nA,1,2024-01-05,1.25,2024-01-09\nB,2,2024-01-06,2.50,2024-01-10\n"
    mapping = Mapping({name: name for name in ("customer", "document", "date", "amount", "shipped")})
    desk.bring(text, mapping)
    assert set(ARROW.names) == {field.name for field in DeltaTable(desk.table.url).schema().fields}
    desk.bring(text.replace("1.25", "7.00"), mapping)
    assert [str(day) for (day,) in desk.rows("shipped")] == ["2024-01-09", "2024-01-10"]


def test_the_file_is_the_ledgers_and_says_what_is_in_it(tmp_path, desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,1.25", "B,2,2024-01-06,2.50"))
    assert result.added == 2
    (file,) = desk.table.files()
    assert parquet.read_schema(file).names == ARROW.names
