"""What the engine answers over lines it is handed, and over a ledger that has none."""

import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
import sqlglot

from covalue.analytics.columns import LINE_COLUMNS
from covalue.analytics.engine import Engine, Lines, text_of

NOTHING = Lines(None, ())
YEAR = {"start": date(2024, 1, 1), "end": date(2024, 12, 31)}
BEFORE = {"alike": date(2024, 1, 1), "before": date(2023, 1, 1), "before_end": date(2023, 12, 31)}
ANALYSES = (
    "deliveries",
    "last_date",
    "lines_of",
    "net_and_before",
    "net_by_month",
    "net_by_month_and_offering",
    "totals",
)


@pytest.fixture(scope="module")
def engine():
    return Engine(memory="200MB", threads=1)


@pytest.fixture
def ledger(tmp_path):
    """A ledger of the lines given as (customer, document, date, offering, amount, kind)."""

    def write(*rows, version=1):
        path = tmp_path / f"it's {version}.parquet"
        given = {"customer": 0, "document": 1, "date": 2, "offering": 3, "amount": 4, "kind": 5}
        connection = duckdb.connect()
        connection.execute("CREATE TABLE lines (" + ", ".join(f"{n} {t}" for n, t in LINE_COLUMNS.items()) + ")")
        for number, row in enumerate(rows):
            fixed = {"source": "erp", "line": number, "cost": 1}
            values = [row[given[name]] if name in given else fixed.get(name) for name in LINE_COLUMNS]
            connection.execute(f"INSERT INTO lines VALUES ({', '.join('?' * len(values))})", values)
        connection.execute("COPY lines TO ? (FORMAT PARQUET)", [str(path)])
        return Lines(version, (str(path),))

    return write


@pytest.fixture
def lines(ledger):
    return ledger(
        ("a", "1", "2024-01-01", "tea", 100, "sale"),
        ("a", "1", "2024-01-01", None, 20, "sale"),
        ("a", "2", "2024-12-31", "tea", -30, "return"),
        ("a", "3", "2024-05-01", "tea", -5, "credit"),
        ("a", "4", "2024-05-01", None, 40, "cost_to_serve"),
        ("a", "5", "2025-01-01", "tea", 1000, "sale"),
        ("b'", "6", "2024-06-01", "tea", 7, "sale"),
        (None, "7", "2024-06-02", "tea", 3, "sale"),
    )


def test_net_is_sales_less_returns_and_credits_within_the_days_given(engine, lines):
    rows = engine.rows("net_and_before", lines, **BEFORE, **YEAR)
    assert {row["customer"]: row["net"] for row in rows} == {"a": Decimal(85), "b'": Decimal(7), None: Decimal(3)}


def test_cost_to_serve_is_no_revenue_and_no_cost_of_sales(engine, lines):
    (row,) = engine.rows("totals", lines, customers=[("erp", "a")], **YEAR)
    assert (row["net"], row["cost_of_sales"], row["documents"]) == (85, 4, 1)


def test_months_and_offerings_add_up_to_the_total(engine, lines):
    rows = engine.rows("net_by_month_and_offering", lines, customers=[("erp", "a")], **YEAR)
    assert sum(row["net"] for row in rows) == 85
    assert {row["offering"] for row in rows} == {"tea", None}
    assert sum(row["net"] for row in engine.rows("net_by_month", lines, **YEAR)) == 95


@pytest.mark.parametrize(
    ("customers", "net"),
    [
        (None, 95),
        ([], None),
        ([("erp", "b'")], 7),
        ([("other", "a")], None),
        ([("erp", "a"), ("erp", "b'")], 92),
    ],
)
def test_only_the_customers_handed_in_count_and_nobody_is_not_everybody(engine, lines, customers, net):
    assert engine.rows("totals", lines, customers=customers, **YEAR)[0]["net"] == net


def test_the_lines_behind_a_figure_latest_first_page_by_page(engine, lines):
    asked = {"customers": [("erp", "a")], "offerings": ["tea"], **YEAR}
    found = engine.rows("lines_of", lines, kind="", limit=10, offset=0, **asked)
    assert [row["document"] for row in found] == ["2", "3", "1"]
    assert engine.rows("lines_of", lines, kind="", limit=1, offset=1, **asked)[0]["document"] == "3"
    unnamed = engine.rows("lines_of", lines, kind="", limit=10, offset=0, **{**asked, "offerings": [None]})
    assert [row["amount"] for row in unnamed] == [40, 20]


def test_what_is_kept_is_computed_again_when_anything_handed_in_changed(ledger):
    engine, asked = Engine(memory="200MB", threads=1), {**YEAR, "months": 12}
    lines = ledger(("C-1", "1", "2024-02-01", "", 100, "sale"), ("C-2", "2", "2024-03-01", "", 50, "sale"))

    def known(name, account=1):
        return pa.table(
            {"source": ["erp"], "customer": ["C-1"], "account_id": pa.array([account], pa.int64()), "name": [name]}
        )

    first = engine.kept("segments", lines, tables={"known": known("Halden")}, **asked)
    assert engine.kept("segments", lines, tables={"known": known("Halden")}, **asked) is first
    assert engine.kept("segments", lines, tables={"known": known("Orsa")}, **asked)["name"].to_pylist() == [
        "Orsa",
        "C-2",
    ]
    assert engine.kept("segments", lines, tables={"known": known("Halden", 7)}, **asked)["account_id"][0].as_py() == 7
    more = ledger(("C-1", "1", "2024-02-01", "", 900, "sale"), version=2)
    assert engine.kept("segments", more, tables={"known": known("Halden")}, **asked)["net"].to_pylist() == [900]
    nobody = engine.kept("net_by_month", lines, customers=[], **YEAR)
    assert nobody.num_rows == 0 and engine.kept("net_by_month", lines, **YEAR).num_rows == 2


def test_what_is_kept_has_a_limit(ledger, monkeypatch):
    monkeypatch.setattr("covalue.analytics.engine.KEPT", 10)
    engine = Engine(memory="200MB", threads=1)
    lines = ledger(("C-1", "1", "2024-02-01", "", 100, "sale"))
    first = engine.kept("net_by_month", lines, **YEAR)
    assert engine.kept("net_by_month", lines, **YEAR) is first
    engine.kept("net_by_month", lines, start=date(2024, 2, 1), end=date(2024, 2, 2))
    again = engine.kept("net_by_month", lines, **YEAR)
    assert again is not first and again == first


def test_what_does_not_fit_into_memory_is_written_where_nobody_else_reads(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = Engine(memory="60MB", threads=1)
    numbers = pa.table({"number": range(100_000)})
    text = "SELECT count(*) FROM (SELECT a.number * 30 + b.number AS n FROM a, b WHERE b.number < 30 GROUP BY n)"
    connection = small._connection
    connection.register("a", numbers)
    connection.register("b", numbers)
    assert connection.execute(text).fetchone() == (3_000_000,)
    folder = Path(connection.execute("SELECT current_setting('temp_directory')").fetchone()[0])
    assert folder.stat().st_mode & 0o077 == 0 and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("analysis", ANALYSES)
def test_a_ledger_without_lines_gives_empty_answers(engine, analysis):
    values = {} if analysis == "last_date" else dict(YEAR)
    if analysis == "lines_of":
        values |= {"kind": "", "limit": 5, "offset": 0}
    values |= {"net_and_before": BEFORE, "deliveries": {"today": date(2024, 6, 1)}}.get(analysis, {})
    rows = engine.rows(analysis, NOTHING, **values)
    assert rows == () or set(rows[0].values()) <= {None, 0}


def test_an_answer_is_remembered_for_its_version_only(engine, ledger):
    first = ledger(("a", "1", "2024-01-01", "tea", 1, "sale"), version=1)
    assert engine.rows("totals", first, **YEAR) is engine.rows("totals", first, **YEAR)
    second = ledger(("a", "1", "2024-01-01", "tea", 2, "sale"), version=2)
    assert engine.rows("totals", second, **YEAR)[0]["net"] == 2


def test_threads_do_not_see_each_others_customers(engine, lines):
    wrong = []

    def ask(key, net):
        for _ in range(10):
            table = engine.table("totals", lines, customers=[("erp", key)], **YEAR)
            if table.to_pylist()[0]["net"] != net:
                wrong.append(key)

    threads = [threading.Thread(target=ask, args=pair) for pair in [("a", 85), ("b'", 7)] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("analysis", ANALYSES)
@pytest.mark.parametrize("dialect", ["spark", "databricks", "snowflake", "trino", "postgres"])
def test_every_analysis_can_be_carried_to_other_engines(analysis, dialect):
    text = text_of(analysis).format(of_customers="", of_offerings="")
    (carried,) = sqlglot.transpile(text, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(carried, read=dialect)
