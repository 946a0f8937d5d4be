"""Months say what the lines say, whatever was imported, changed and undone, and whenever a process was killed."""

import math
import shutil
import signal
import subprocess
import sys
import tempfile
from calendar import monthrange
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covalue.analytics.engine import Engine, Lines
from covalue.core import checks
from covalue.ledger import actions, looks, months, queries
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.ledger.months import LedgerMonths
from covalue.ledger.table import ARROW, GOES, LedgerTable
from tests.world import NOW, US

KEYS = [("erp", "a"), ("erp", "b"), ("crm", "a")]
KNOWN = pa.schema(
    [
        ("source", pa.string()),
        ("customer", pa.string()),
        ("account_id", pa.int64()),
        ("name", pa.string()),
    ]
)
POOLS = pa.schema(
    [
        ("pool", pa.int64()),
        ("driver", pa.string()),
        ("rate", pa.decimal128(18, 6)),
        ("border", pa.decimal128(18, 2)),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("activity", pa.string()),
    ]
)
ANALYSES = {file.stem for file in (Path(months.summing.__file__).parent / "monthly").glob("*.sql")}
NEVER = {"before": date(1, 1, 2), "before_end": date(1, 1, 1)}

engine = Engine(memory="300MB", threads=1)
money = st.one_of(st.none(), st.just(Decimal(0)), st.decimals(-900, 900, places=4))
days = st.dates(date(2023, 1, 1), date(2024, 4, 30))
lines = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["erp", "crm"]),
        "document": st.sampled_from(["1", "2", "3"]),
        "line": st.integers(1, 3),
        "customer": st.sampled_from(["a", "b", None]),
        "date": days,
        "offering": st.sampled_from(["tea", "visits", None]),
        "unit": st.sampled_from(["north", None]),
        "region": st.sampled_from(["DE", None]),
        "quantity": money,
        "list_amount": money,
        "discount": money,
        "amount": money,
        "cost": money,
        "currency": st.sampled_from(["EUR", "EUR", "USD", None]),
        "kind": st.sampled_from(["sale", "sale", "return", "credit", "cost_to_serve", "activity"]),
    }
)
batches = st.lists(
    lines, min_size=1, max_size=12, unique_by=lambda line: (line["source"], line["document"], line["line"])
)
# What happens to a ledger: lines come in or replace others, some go, an import is undone; months are made at its end or not.
events = st.lists(
    st.one_of(
        st.tuples(st.just("import"), batches, st.sets(st.integers(0, 11)), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 5), st.just(set()), st.booleans()),
    ),
    min_size=1,
    max_size=5,
)


def last_of(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


@st.composite
def spans(draw):
    first, last = sorted((draw(days), draw(days)))
    return first.replace(day=1), last_of(last)


@st.composite
def questions(draw):
    """Values, tables and customers of a question over whole months."""
    start, end = draw(spans())
    before, before_end = draw(spans())
    known = [
        (*key, account, f"Account {account}")
        for key in KEYS
        if (account := draw(st.sampled_from([None, 1, 2]))) is not None
    ]
    pools = [
        (number, driver, Decimal("12.5"), Decimal(100), *draw(spans()), "visits")
        for number, driver in enumerate(
            draw(st.lists(st.sampled_from(["orders", "lines", "returns", "small_orders", "activity"])))
        )
    ]
    return {
        "span": {"start": start, "end": end},
        "before": {"before": before, "before_end": before_end, "alike": start} if draw(st.booleans()) else {"alike": start, **NEVER},
        "known": table_of(known, KNOWN),
        "pools": table_of(pools, POOLS),
        "customers": draw(st.none() | st.lists(st.sampled_from(KEYS), unique=True)),
        "by": draw(st.sampled_from(["unit", "region", "offering"])),
        "through": draw(days),
        "until": draw(st.none() | days),
    }  # fmt: skip


def table_of(rows, schema):
    columns = [[row[place] for row in rows] for place in range(len(schema))]
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema=schema)


def asked_by(question):
    """Each analysis over months, with what it is asked."""
    span, tables = question["span"], {"known": question["known"], "pools": question["pools"]}
    only = {"customers": question["customers"]}
    return {
        "last_date": {},
        "currencies_used": only,
        "customers": only,
        "net_and_before": {**span, **question["before"], **only},
        "net_by_month": {**span, **only},
        "totals": {**span, **only},
        "segments": {**span, **only, "tables": {"known": tables["known"]}, "months": 12},
        "profitability": {**span, **only, "tables": tables},
        "profitability_volumes": {**span, **only, "tables": {"pools": tables["pools"]}},
        "profitability_by": {**span, "tables": {"pools": POOLS.empty_table()}, "by": question["by"]},
        "profitability_by_charged": {**span, "tables": {"pools": tables["pools"]}, "by": question["by"]},
        "purchases": {
            "until": question["until"] or question["through"],
            "through": question["through"],
            "unit_days": 7,
            "free": False,
            "tables": {"known": tables["known"]},
        },
        "purchases_tally": {"until": question["until"]},
    }


def same(one, other):
    """Whether two answers hold the same rows; floats, which an engine adds in any order, to nine digits."""
    return one.schema.equals(other.schema) and _alike(_rows(one), _rows(other))


def _rows(table):
    exact = [name for name, kind in zip(table.schema.names, table.schema.types, strict=True) if kind != pa.float64()]
    return sorted(table.to_pylist(), key=lambda row: repr([row[name] for name in exact]))


def _alike(one, other):
    pairs = [
        (row[name], twin[name]) for row, twin in zip(one, other, strict=True) for name in row
    ] if len(one) == len(other) else [(0, 1)]  # fmt: skip
    return all(
        a == b or (isinstance(a, float) and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-4))
        for a, b in pairs
    )


def assert_same_as_lines(table, found, question):
    """Every analysis finds from months what it finds from lines. It is not given the lines, so that it cannot ask them; what
    pools charge for orders is shared by lines, which are given.
    """
    version, files = table.snapshot()
    for name, asked in asked_by(question).items():
        analysis = name.removesuffix("_charged")
        given = tuple(files) if name != analysis else ("nowhere.parquet",)
        told = engine.table(analysis, Lines(version, tuple(files)), **asked)
        summed = engine.table(analysis, Lines(version, given, months=found), **asked)
        assert same(told, summed), (analysis, asked, told.to_pylist(), summed.to_pylist())


class Ledger:
    """A ledger in a folder, its months and what happens to them."""

    def __init__(self, folder):
        self.table = LedgerTable(str(folder / "ledger"))
        self.months = LedgerMonths(self.table, folder / "ledger.months")
        self.imports = 0

    def bring(self, rows, goes=()):
        """Import lines, those at the places of `goes` to be removed."""
        goes = [place in goes and self.imports > 0 for place in range(len(rows))]
        named = str(self.imports)
        self.imports += 1
        version = self.table.version
        told = pa.Table.from_pylist([{**row, "import_id": named} for row in rows], schema=ARROW)
        if version is None:
            self.table.append(told.to_reader(), import_id=named, summary={}, based_on=None)
            return
        removed = sum(goes)
        told = told.append_column(GOES, pa.array(goes, pa.bool_())) if removed else told
        self.table.merge(
            told.to_reader(), import_id=named, summary={"removed": removed}, based_on=version, removes=bool(removed)
        )

    def happens(self, event):
        what, given, goes, summed = event
        if what == "import":
            self.bring(given, goes)
        elif self.imports:
            self.table.undo(str(given % self.imports))
        if summed and self.table.version is not None:
            assert self.months.bring_up_to_date()


@pytest.fixture(autouse=True)
def _small_ledgers_too(monkeypatch):
    monkeypatch.setattr(months, "FEWEST_LINES", 0)


def test_every_text_over_months_is_compared_with_its_lines():
    question = {
        "span": {},
        "before": {},
        "known": None,
        "pools": None,
        "customers": None,
        "by": "",
        "through": None,
        "until": None,
    }
    assert set(asked_by(question)) == ANALYSES


@settings(
    max_examples=max(10, settings().max_examples // 3),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=events, question=questions())
def test_months_say_what_the_lines_say(events, question):
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        for event in events:
            ledger.happens(event)
        if ledger.table.version is not None:
            assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), question)


WHOLE = {
    "span": {"start": date(2023, 1, 1), "end": date(2024, 4, 30)},
    "before": {"alike": date(2023, 1, 1), **NEVER},
    "known": KNOWN.empty_table(),
    "pools": POOLS.empty_table(),
    "customers": None,
    "by": "unit",
    "through": date(2024, 2, 10),
    "until": None,
}


def line(document, day, amount="10", **values):
    names = ("offering", "unit", "region", "quantity", "list_amount", "discount", "cost", "currency")
    return {
        **dict.fromkeys(names), "source": "erp", "line": 1, "customer": "a", "kind": "sale",
        "document": document, "date": date.fromisoformat(day), "amount": Decimal(amount), **values,
    }  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path)


def files_by_month(found):
    return dict(found.files["months"])


def test_only_months_that_an_import_touched_are_made_anew(ledger):
    ledger.bring([line("1", "2024-01-05"), line("2", "2024-02-05"), line("3", "2024-03-05")])
    first = files_by_month(ledger.months.bring_up_to_date())

    ledger.bring([line("4", "2024-02-20")])  # a late line
    late = files_by_month(ledger.months.bring_up_to_date())

    assert {month.month for month in late if late[month] != first[month]} == {2}
    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)


def test_a_change_touches_the_month_a_line_left_and_the_one_it_came_to(ledger):
    ledger.bring([line("1", "2024-01-05"), line("2", "2024-02-05"), line("3", "2024-03-05"), line("4", "2024-04-05")])
    first = files_by_month(ledger.months.bring_up_to_date())

    ledger.bring([line("1", "2024-02-06"), line("4", "2024-04-05")])  # the last of them as it was
    changed = files_by_month(ledger.months.bring_up_to_date())

    assert sorted(month.month for month in changed) == [2, 3, 4]
    assert {month.month for month in changed if changed[month] != first[month]} == {2}


def test_an_undo_brings_back_the_months_of_before(ledger):
    ledger.bring([line("1", "2024-01-05")])
    first = ledger.months.bring_up_to_date()
    ledger.bring([line("2", "2024-02-05")])
    ledger.months.bring_up_to_date()
    ledger.table.undo("1")

    assert ledger.months.bring_up_to_date() == first
    assert_same_as_lines(ledger.table, first, WHOLE)


def test_files_of_old_versions_go_with_their_lists(ledger):
    for day in range(1, 6):
        ledger.bring([line(str(day), f"2024-02-0{day}")])
        ledger.months.bring_up_to_date()

    assert len(list(ledger.months.folder.glob("*.json"))) == months.LISTS_KEPT
    assert len(list(ledger.months.folder.rglob("months/*/*.parquet"))) == months.LISTS_KEPT
    assert ledger.months.missing() == (4, 0)  # months, documents, parts and days; nothing is an activity


def test_months_that_were_deleted_and_made_again_are_those_that_are_read(ledger):
    ledger.bring([line("1", "2024-01-05")])
    ledger.months.bring_up_to_date()
    for day in range(2, 2 + months.LISTS_KEPT):
        ledger.bring([line(str(day), f"2024-01-0{day}")])
        ledger.months.bring_up_to_date()
    for part in range(months.LISTS_KEPT, 0, -1):
        ledger.table.undo(str(part))

    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)


def test_months_summed_up_in_another_way_are_made_again(ledger, monkeypatch):
    monkeypatch.setattr(months.summing, "form", lambda: "of before")
    ledger.bring([line("1", "2024-01-05")])
    before = ledger.months.bring_up_to_date()
    monkeypatch.undo()
    monkeypatch.setattr(months, "FEWEST_LINES", 0)
    months._digest.cache_clear()

    ledger.bring([line("2", "2024-02-05")])
    now = ledger.months.bring_up_to_date()

    assert files_by_month(before).keys() < files_by_month(now).keys()
    assert not set(files_by_month(before).values()) & set(files_by_month(now).values())


def test_a_small_ledger_is_asked_by_its_lines(ledger, monkeypatch):
    monkeypatch.setattr(months, "FEWEST_LINES", 2)
    ledger.bring([line("1", "2024-01-05")])

    assert ledger.months.bring_up_to_date() is None
    ledger.bring([line("2", "2024-01-05")])
    assert ledger.months.bring_up_to_date() is not None


def test_nobody_who_looks_waits_for_a_very_large_ledger(ledger, monkeypatch):
    monkeypatch.setattr(months, "MOST_AT_A_LOOK", 1)
    ledger.bring([line("1", "2024-01-05"), line("2", "2024-01-06")])

    assert ledger.months.bring_up_to_date(at_a_look=True) is None
    assert ledger.months.bring_up_to_date() is not None


def test_what_cannot_be_written_is_asked_of_the_lines(ledger):
    ledger.bring([line("1", "2024-01-05")])
    ledger.months.folder.write_text("in the way")

    assert ledger.months.bring_up_to_date() is None


def test_a_lost_file_is_asked_of_the_lines_and_made_again_with_the_next_import(ledger):
    ledger.bring([line("1", "2024-01-05")])
    found = ledger.months.bring_up_to_date()
    Path(found.files["months"][0][1]).unlink()
    version, files = ledger.table.snapshot()

    assert ledger.months.missing() == (4, 1)
    answer = engine.rows("last_date", Lines(version, tuple(files), months=found))
    assert answer[0]["lines"] == 1
    ledger.bring([line("2", "2024-02-05")])
    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)


def test_days_that_are_no_whole_months_are_asked_of_the_lines(ledger):
    ledger.bring([line("1", "2024-01-05"), line("2", "2024-01-20")])
    version, files = ledger.table.snapshot()
    found = Lines(version, tuple(files), months=ledger.months.bring_up_to_date())

    rows = engine.rows("net_by_month", found, start=date(2024, 1, 1), end=date(2024, 1, 10))

    assert [row["net"] for row in rows] == [10]


STEPS = ("_sum_up", "json.dumps", "Path.replace", "LedgerMonths._clear")
KILLED = """
import os, signal, sys, json
from pathlib import Path
from covalue.ledger import months
from covalue.ledger.table import LedgerTable

months.FEWEST_LINES = 0
def killed(*_arguments, **_values):
    os.kill(os.getpid(), signal.SIGKILL)
places = {"_sum_up": (months, "_sum_up"), "json.dumps": (json, "dumps"), "Path.replace": (Path, "replace"),
          "LedgerMonths._clear": (months.LedgerMonths, "_clear")}
setattr(*places[sys.argv[1]], killed)
months.LedgerMonths(LedgerTable(sys.argv[2]), Path(sys.argv[3])).bring_up_to_date()
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_leaves_the_right_figures(ledger, step):
    ledger.bring([line("1", "2024-01-05")])
    ledger.months.bring_up_to_date()
    ledger.bring([line("2", "2024-02-05"), line("3", "2024-03-05")])

    command = [sys.executable, "-c", KILLED, step, ledger.table.url, str(ledger.months.folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == -signal.SIGKILL, done.stderr
    found = ledger.months.of(ledger.table.files())
    assert (found is not None) == (step == "LedgerMonths._clear")  # no half of a list is ever read
    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)
    ledger.bring([line("4", "2024-04-05")])
    ledger.months.bring_up_to_date()
    ledger.bring([line("5", "2024-04-06")])
    ledger.months.bring_up_to_date()
    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)
    named = {name for path in ledger.months._lists() for name in months._named(months._read(path))}
    left = {str(file.relative_to(ledger.months.folder)) for file in ledger.months.folder.rglob("*.parquet")}
    assert left == named


@pytest.mark.django_db
def test_check_tells_of_files_that_are_missing(settings, tmp_path):
    settings.LEDGER_URL = str(tmp_path / "ledger")
    ledger = Ledger(tmp_path)
    assert "not summed up" in looks.months().sentence
    ledger.bring([line("1", "2024-01-05")])
    found = ledger.months.bring_up_to_date()
    assert (looks.months().bad, looks.months().sentence) == (False, "4 files")

    Path(found.files["months"][0][1]).unlink()

    assert looks.months().bad
    assert "1 of 4 files are missing" in looks.months().sentence
    assert looks.months() in checks.findings()


def test_a_ledger_restored_elsewhere_is_summed_up_again(ledger, tmp_path):
    ledger.bring([line("1", "2024-01-05")])
    ledger.months.bring_up_to_date()
    shutil.copytree(ledger.table.url, tmp_path / "restored" / "ledger")  # as a backup has it: without the months
    restored = Ledger(tmp_path / "restored")

    assert_same_as_lines(restored.table, restored.months.bring_up_to_date(), WHOLE)
    assert_same_as_lines(ledger.table, ledger.months.bring_up_to_date(), WHOLE)


def test_months_moved_with_their_ledger_are_found(ledger, tmp_path):
    ledger.bring([line("1", "2024-01-05")])
    ledger.months.bring_up_to_date()
    for name in ("ledger", "ledger.months"):
        shutil.move(tmp_path / name, tmp_path / "moved" / name)
    moved = Ledger(tmp_path / "moved")

    assert_same_as_lines(moved.table, moved.months.of(moved.table.files()), WHOLE)


def test_an_import_and_its_undo_leave_the_months_up_to_date(world, tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text("document,date,amount\n1,2026-03-01,10\n", encoding="utf-8")
    mapping = Mapping({name: name for name in ("document", "date", "amount")})
    record, _result = actions.import_file(
        US, path=file, mapping=mapping, source="erp", unknown=Unknown.KEEP, now=NOW, progress=lambda told: None
    )
    assert queries.months().of(queries.table().files())

    actions.undo(US, record=record, now=NOW)

    assert queries.months().of(queries.table().files())


def test_a_cluster_asks_its_lines(world, settings, ledger):
    ledger.bring([line("1", "2024-01-05")])
    settings.LEDGER_URL, settings.LEDGER_ENGINE = ledger.table.url, "spark://nobody:7077"

    assert queries.months_of_now() is None
