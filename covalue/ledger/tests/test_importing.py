"""Imports from file to commit: the same file twice, overlaps, changes, undo, kills, and two at once."""

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covalue.analytics.engine import Engine, Lines
from covalue.ledger import importing
from covalue.ledger.mapping import Mapping
from covalue.ledger.table import ARROW, LedgerTable
from covalue.ledger.tests.conftest import PLAIN, Desk

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("COVALUE_SHARED_DATA", ROOT.parent / "shared" / "data"))
NUMBERED = Mapping(fields={**PLAIN, "line": "line"})


def test_first_import_adds_every_line_and_tells_the_money(desk, lines):
    result = desk.bring(lines("A,1,2024-01-05,10.50", ",2,2024-01-06,4.25", "B,3,2024-01-07,-3"))
    assert (result.read, result.added, result.rejected, result.version) == (3, 3, 0, 0)
    assert (result.amount_total, result.amount_unassigned) == (Decimal("11.75"), Decimal("4.25"))
    assert result.new_customers == ("A", "B")
    assert desk.rows("customer, amount, kind") == [
        ("A", Decimal("10.5"), "sale"), ("B", Decimal("-3"), "return"), (None, Decimal("4.25"), "sale"),
    ]  # fmt: skip


def test_same_file_again_adds_nothing_and_makes_no_version(desk, lines):
    text = lines("A,1,2024-01-05,10", "A,1,2024-01-05,10")
    desk.bring(text)
    again = desk.bring(text)
    assert (again.added, again.changed, again.unchanged, again.version) == (0, 0, 2, 0)
    assert len(desk.rows()) == 2, "two equal lines of one document are two lines"


def test_overlapping_file_adds_only_what_is_new_and_says_what_changed(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10", "A,2,2024-01-06,20"))
    result = desk.bring(lines("A,2,2024-01-06,25", "A,3,2024-01-07,30"))
    assert (result.added, result.changed, result.unchanged) == (1, 1, 0)
    assert (result.amount_added, result.amount_changed) == (Decimal(30), Decimal(25))
    assert [row[0] for row in desk.rows("amount")] == [Decimal(10), Decimal(25), Decimal(30)]


def test_two_sources_with_the_same_document_are_two_lines(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10"), source="shop")
    result = desk.bring(lines("A,1,2024-01-05,10"), source="erp")
    assert (result.added, len(desk.rows())) == (1, 2)


def test_given_line_number_twice_in_a_document_is_refused_the_second_time(desk):
    text = "customer,document,date,amount,line\nA,1,2024-01-05,10,1\nA,1,2024-01-05,20,1\nA,2,2024-01-05,30,1\n"
    result = desk.bring(text, NUMBERED)
    assert desk.rejects(result) == [(3, "the document has this line number twice")]
    assert result.amount_total == Decimal(40)


def test_bad_rows_go_to_the_reject_file_and_the_others_come_in(desk, lines):
    result = desk.bring(
        lines(
            "A,1,2024-01-05,10",
            "A,,2024-01-05,10",
            "A,2,32.13.2024,10",
            "A,3,2024-01-05,NaN",
            "A,4,2024-01-05,",
        )
    )
    assert (result.read, result.added, result.rejected) == (5, 1, 4)
    reasons = desk.rejects(result)
    assert [row for row, _ in reasons] == [3, 4, 5, 6]
    assert "document" in reasons[0][1] and "date" in reasons[1][1] and "amount" in reasons[2][1]


def test_reject_file_runs_no_formula(desk):
    result = desk.bring("customer,document,date,amount,=1+1\n=HYPERLINK(1),1,never,10,x\n")
    written = Path(result.reject_file).read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in written and "'=1+1" in written


def test_unknown_customers_are_refused_when_so_told(desk, lines):
    text = lines("A,1,2024-01-05,10", "B,2,2024-01-06,20", ",3,2024-01-06,5")
    result = desk.bring(text, known_customers={"A"}, unknown="reject")
    assert (result.added, result.rejected, result.amount_total) == (2, 1, Decimal(15))
    assert desk.rejects(result) == [(3, "no account has the key B")]


def test_the_same_import_id_again_tells_of_the_first_commit(desk, lines):
    """A process killed after its commit is run again: nothing happens twice, the answer is the same."""
    text = lines("A,1,2024-01-05,10", "B,2,2024-01-05,x")
    first = desk.bring(text, import_id="7")
    again = desk.bring(text, import_id="7")
    assert again == first


def test_refused_file_leaves_ledger_and_temp_folder_as_they_were(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10"))
    before = (desk.rows(), desk.table.version, sorted(p.name for p in desk.folder.iterdir() if p.is_dir()))
    with pytest.raises(importing.LedgerInputError):
        desk.bring("a,b\n1,2\n")
    assert (
        desk.rows(),
        desk.table.version,
        sorted(p.name for p in desk.folder.iterdir() if p.is_dir()),
    ) == before


def test_undo_of_the_only_import_empties_the_ledger(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10"), import_id="1")
    desk.table.undo("1")
    assert desk.rows() == []
    assert desk.bring(lines("A,1,2024-01-05,10")).added == 1


def test_undo_puts_back_what_was_changed(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10", "A,2,2024-01-06,20"))
    before = desk.rows()
    desk.bring(lines("A,2,2024-01-06,25", "A,3,2024-01-07,30"), import_id="two")
    desk.table.undo("two")
    assert desk.rows() == before


def test_undo_leaves_alone_what_a_later_import_changed_again(desk, lines):
    desk.bring(lines("A,1,2024-01-05,10", "A,2,2024-01-05,20"), import_id="one")
    desk.bring(lines("A,1,2024-01-05,11"), import_id="two")
    desk.table.undo("one")
    assert desk.rows("document, amount") == [("1", Decimal(11))]


def test_undoing_both_in_the_order_they_came_leaves_nothing(desk, lines):
    """The second import's undo may not bring back what the first, undone already, had written."""
    desk.bring(lines("A,1,2024-01-05,10"), import_id="one")
    desk.bring(lines("A,1,2024-01-05,11"), import_id="two")
    desk.table.undo("one")
    desk.table.undo("two")
    assert desk.rows() == []


def test_undo_of_nothing_is_nothing(desk, lines):
    assert desk.table.undo("9") is None
    desk.bring(lines("A,1,2024-01-05,10"), import_id="1")
    desk.table.undo("1")
    version = desk.table.version
    assert desk.table.undo("1") is None
    assert desk.table.version == version


documents = st.lists(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=3), min_size=1, max_size=6)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=documents, data=st.data())
def test_overlapping_shuffled_chunks_make_the_same_ledger_as_the_whole(tmp_path_factory, documents, data):
    rows = [
        f"C{d % 3},{d},2024-01-{d + 1:02},{cents / 100},{place}"
        for d, amounts in enumerate(documents) for place, cents in enumerate(amounts, start=1)
    ]  # fmt: skip
    heading = "customer,document,date,amount,line\n"
    whole, parts = Desk(tmp_path_factory.mktemp("whole")), Desk(tmp_path_factory.mktemp("parts"))
    whole.bring(heading + "\n".join(rows) + "\n", NUMBERED)
    shuffled = data.draw(st.permutations(rows))
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=2))
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(rows)], strict=True):
        chunk = shuffled[max(0, start - 2) : end]
        if (
            chunk and parts.bring(heading + "\n".join(chunk) + "\n", NUMBERED).held
        ):  # a line that says what another does
            parts.bring(heading + "\n".join(chunk) + "\n", replace(NUMBERED, known_documents="add"))
    assert parts.rows() == whole.rows()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=documents, second=documents)
def test_undo_returns_the_ledger_to_what_it_was(tmp_path_factory, first, second):
    desk = Desk(tmp_path_factory.mktemp("undo"))
    desk.bring(_text_of(first))
    before = desk.rows()
    desk.bring(_text_of(second), import_id="second")
    desk.table.undo("second")
    assert desk.rows() == before


def _text_of(documents: list[list[int]]) -> str:
    rows = [f"A,{d},2024-01-05,{cents / 100}" for d, amounts in enumerate(documents) for cents in amounts]
    return "\n".join(["customer,document,date,amount", *rows]) + "\n"


def test_what_another_process_committed_is_seen_at_once(desk, lines):
    reader = desk.table
    assert reader.snapshot() == (None, [])
    for number in range(3):
        desk.bring(lines(f"A,{number},2024-01-05,10"))
        assert reader.snapshot() == desk.table.snapshot()
    desk.table.undo("2")
    assert reader.snapshot() == desk.table.snapshot()


def test_another_ledger_put_in_its_place_is_seen_at_once(desk, lines, tmp_path):
    reader = desk.table
    desk.bring(lines("A,1,2024-01-05,10"))
    reader.snapshot()
    shutil.rmtree(desk.folder / "ledger")
    desk.bring(lines("B,1,2024-01-05,10"))
    assert reader.snapshot() == desk.table.snapshot()


@pytest.mark.apart
def test_two_imports_at_once_both_come_in_and_nothing_twice(desk, lines):
    shared = [f"A,{n},2024-01-05,1" for n in range(500)]
    files = [
        desk.file(lines(*shared, *(f"A,{who}-{n},2024-01-05,1" for n in range(500))), f"{who}.csv") for who in "xy"
    ]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        results = list(pool.map(_import_apart, files, [desk.folder] * 2))
    assert sum(added for added, _ in results) == 1500
    assert sum(unchanged for _, unchanged in results) == 500
    assert len(desk.rows()) == 1500


def test_a_commit_made_meanwhile_is_looked_at_again(desk, lines, monkeypatch):
    """On object storage there is no lock: a commit on a table that has moved on is refused and compared again."""
    desk.bring(lines("A,1,2024-01-05,10"))
    shared, compare = lines("A,2,2024-01-05,20"), importing._compare
    overtaking = iter([True])

    def overtaken_once(*asked):
        based_on = compare(*asked)
        if next(overtaking, False):
            desk.bring(desk.file(shared, "other.csv"), import_id="other")
        return based_on

    monkeypatch.setattr(LedgerTable, "locked", lambda self: contextlib.nullcontext())
    monkeypatch.setattr(importing, "_compare", overtaken_once)
    result = desk.bring(shared, import_id="slower")
    assert (result.added, result.unchanged) == (0, 1)
    assert len(desk.rows()) == 2


def _import_apart(path: Path, folder: Path) -> tuple[int, int]:
    result = Desk(folder).bring(path, import_id=path.stem)
    return result.added, result.unchanged


KILLED = """
import sys
from pathlib import Path
from covalue.ledger.tests.conftest import Desk
desk = Desk(Path(sys.argv[1]))
print("go", flush=True)
desk.bring(desk.folder / "big.parquet", import_id=sys.argv[2])
"""


@pytest.mark.apart
def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(desk):
    size = 60_000
    duckdb.execute(
        f"COPY (SELECT 'A' AS customer, i // 3 AS document, DATE '2024-01-05' AS date, i::DECIMAL(12,2) AS amount "
        f"FROM range({size}) r(i)) TO '{desk.folder / 'big.parquet'}'"
    )
    chance = random.Random(7)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for attempt in range(5):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(desk.folder), f"try-{attempt}"],
            cwd=ROOT, stdout=subprocess.PIPE, env=environment,
        )  # fmt: skip
        assert child.stdout is not None and child.stdout.readline() == b"go\n"
        time.sleep(chance.uniform(0.05, 0.6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        there = len(desk.rows("1"))
        committed = [n for n in range(attempt + 1) if desk.table.find_commit(f"try-{n}")]
        assert there == (size if committed else 0), "the ledger holds half an import"
    result = desk.bring(desk.folder / "big.parquet", import_id="last")
    assert result.added + result.unchanged == size
    assert len(desk.rows("1")) == size


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from covalue.ledger.tests.conftest import Desk
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
desk = Desk(Path(sys.argv[1]))
try:
    desk.bring(desk.folder / "big.parquet", import_id="full")
except Exception as problem:
    print(type(problem).__name__, str(problem)[:200].replace(chr(10), " "))
"""


@pytest.mark.apart
def test_a_disk_that_fills_up_in_the_middle_leaves_the_ledger_as_it_was(desk, lines):
    """No file may grow beyond 20 kB in the child: the commit's data file breaks off, as on a full disk."""
    desk.bring(lines("B,1,2024-01-05,10"))
    before = (desk.rows(), desk.table.version)
    duckdb.execute(
        f"COPY (SELECT 'A' AS customer, 'D' || hash(i) AS document, DATE '2024-01-05' AS date, "
        f"(hash(i) % 100000)::DECIMAL(12,2) AS amount FROM range(50000) r(i)) TO '{desk.folder / 'big.parquet'}'"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(desk.folder)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert child.stdout.strip(), "the import was to fail"
    assert (desk.rows(), desk.table.version) == before
    result = desk.bring(desk.folder / "big.parquet", import_id="again")
    assert (result.added, len(desk.rows("1"))) == (50_000, 50_001)


@pytest.mark.skipif(not (SHARED / "online-retail").exists(), reason="the shared data is not beside this checkout")
def test_a_real_retailer_comes_in_to_the_penny(desk):
    mapping = Mapping(
        fields={"customer": "CustomerID", "document": "InvoiceNo", "date": "InvoiceDate", "offering": "StockCode",
                "amount": "Quantity*UnitPrice"}
    )  # fmt: skip
    path = SHARED / "online-retail" / "online_retail.parquet"
    result = desk.bring(path, mapping)
    assert (result.read, result.rejected) == (541_909, 0)
    assert round(result.amount_total, 2) == Decimal("9747747.93")
    assert round(result.amount_unassigned, 2) == Decimal("1447682.12")
    assert _first_customer(desk.table) == ("14646", Decimal("279489.02"))
    again = desk.bring(path, mapping)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 541_909)


def _first_customer(table: LedgerTable) -> tuple[str, Decimal]:
    key, net = duckdb.execute(
        f"SELECT customer, sum(amount) AS net FROM read_parquet({table.files()}) WHERE customer IS NOT NULL "
        "GROUP BY customer ORDER BY net DESC LIMIT 1"
    ).fetchone()
    return key, round(net, 2)


def test_generated_lines_total_what_python_adds_up(desk):
    """The same promise without the shared data: expression, float keys, unassigned lines, exact total."""
    chance = random.Random(3)
    rows = [
        (chance.choice(["17850.0", "13047.0", ""]), n // 4, chance.randint(-9, 20), chance.randint(1, 99_999))
        for n in range(2000)
    ]
    text = "CustomerID;InvoiceNo;InvoiceDate;Quantity;UnitPrice\n" + "".join(
        f"{key};{document};1.12.2010 08:26;{quantity};{cents // 100},{cents % 100:02}\n"
        for key, document, quantity, cents in rows
    )
    mapping = Mapping(
        fields={
            "customer": "CustomerID",
            "document": "InvoiceNo",
            "date": "InvoiceDate",
            "amount": "Quantity*UnitPrice",
        }
    )
    result = desk.bring(text, mapping)
    assert (result.read, result.rejected) == (2000, 0)
    assert result.amount_total == Decimal(sum(quantity * cents for _, _, quantity, cents in rows)) / 100
    assert (
        result.amount_unassigned == Decimal(sum(quantity * cents for key, _, quantity, cents in rows if not key)) / 100
    )
    assert result.new_customers == ("13047", "17850")


def test_a_ledger_from_before_a_column_was_known_is_read_added_to_and_undone(desk, lines):
    """Tables written before the days of delivery were fields: their files lack the columns."""
    names = [name for name in ARROW.names if name not in ("required", "shipped")]
    old = {"source": "shop", "document": "1", "line": 1, "customer": "A", "date": date(2024, 1, 5), "kind": "sale"}
    row = {name: [old.get(name)] for name in names} | {"amount": [Decimal(10)], "import_id": ["old"]}
    schema = pa.schema([ARROW.field(name) for name in names])
    write_deltalake(desk.table.url, pa.table(row, schema=schema))
    days = Mapping(fields={**PLAIN, "line": "line", "shipped": "shipped"})
    head = "customer,document,line,date,amount,shipped\n"
    result = desk.bring(head + "A,1,1,2024-01-05,12,2024-01-09\nA,2,1,2024-01-06,5,\n", days, import_id="new")
    assert (result.added, result.changed) == (1, 1)
    engine = Engine(threads=1)
    read = engine.rows(
        "lines_of", Lines(1, tuple(desk.table.files())), kind="", limit=9, offset=0, start=date.min, end=date.max
    )
    assert [line["amount"] for line in read] == [5, 12]
    desk.table.undo("new")
    read = engine.rows(
        "lines_of", Lines(2, tuple(desk.table.files())), kind="", limit=9, offset=0, start=date.min, end=date.max
    )
    assert [line["amount"] for line in read] == [10]


def test_a_ledger_may_lie_in_a_folder_with_a_blank_in_its_name(tmp_path, lines) -> None:
    (tmp_path / "our company's é").mkdir()
    desk = Desk(tmp_path / "our company's é")
    desk.bring(lines("A,1,2024-01-05,1"))
    desk.bring(lines("A,1,2024-01-05,2"))
    assert desk.rows("amount") == [(2,)]
    desk.table.undo("2")
    assert [str(amount) for (amount,) in desk.rows("amount")] == ["1.0000"]


def test_volumes_of_an_activity_are_looked_at_before_they_count(desk, lines, tmp_path):
    file = tmp_path / "volumes.csv"
    file.write_text(
        "customer,document,date,offering,quantity,amount,kind\n"
        "A,1,2026-01-05,visits,3,0,activity\nA,2,2026-01-05,,3,0,activity\nA,3,2026-01-05,visits,,0,activity\n"
        "A,4,2026-01-05,visits,-1,0,activity\nA,5,2026-01-05,visits,1,9,activity\nA,6,2026-01-05,visits,1,0,ACTIVITY\n"
    )
    names = ("customer", "document", "date", "offering", "quantity", "amount", "kind")
    result = desk.bring(file, Mapping(fields={name: name for name in names}))
    assert (result.added, result.rejected) == (2, 4)
    assert desk.rows("kind, quantity") == [("activity", Decimal(1)), ("activity", Decimal(3))]
