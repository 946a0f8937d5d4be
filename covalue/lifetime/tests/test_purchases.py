"""Histories by one statement, from files and from the ledger."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.engine import Engine, Lines
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.ledger.mapping import Mapping
from covalue.ledger.rules import LedgerInputError
from covalue.lifetime import purchases
from covalue.lifetime.purchases import KNOWN, LedgerLines

TEXT = """who,day,money
a,2026-01-01,10
a,2026-01-08,20
a,2026-01-08,5
a,2026-01-22,40
a,2026-02-10,99
b,2026-01-05,7
b,2026-01-09,-7
c,2026-01-06,0
,2026-01-07,3
d,nonsense,5
e,2026-03-01,5
"""
MAPPING = Mapping({"customer": "who", "date": "day", "amount": "money"})


def _file(folder: Path, text: str = TEXT) -> Path:
    path = folder / "transactions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_histories_of_a_file(tmp_path: Path) -> None:
    with purchases.opened_file(_file(tmp_path), MAPPING) as lines:
        histories = purchases.histories(lines, unit="week", until=date(2026, 1, 31), through=date(2026, 2, 28))
    assert histories.keys["customer"].to_pylist() == ["a", "b", "c"]  # e came later
    assert list(histories.purchases.frequency) == [2, 0, 0]  # both lines of a day are one purchase; a return is none
    assert histories.purchases.recency == pytest.approx([3, 0, 0])
    assert histories.purchases.age == pytest.approx([30 / 7, 26 / 7, 25 / 7])
    assert list(histories.mean) == [32.5, 0, 0]  # of 25 and 40
    assert list(histories.later) == [1, 0, 0]
    tally = histories.tally
    assert (tally.lines, tally.unnamed, tally.undated, tally.after, tally.returns, tally.returned) == (
        11,
        1,
        1,
        2,
        1,
        7,
    )


def test_the_last_day_is_the_files_own_unless_told(tmp_path: Path) -> None:
    with purchases.opened_file(_file(tmp_path), MAPPING) as lines, pytest.raises(LifetimeError) as refused:
        purchases.histories(lines, unit="day", until=date(2020, 1, 1))
    assert refused.value.fault is Fault.NO_PURCHASES


@pytest.mark.parametrize(("unit", "age"), [("day", 30), ("week", 30 / 7), ("month", 30 / 30.4375)])
def test_units(tmp_path: Path, unit: str, age: float) -> None:
    with purchases.opened_file(_file(tmp_path), MAPPING) as lines:
        histories = purchases.histories(lines, unit=unit, until=date(2026, 1, 31))
    assert histories.purchases.age[0] == pytest.approx(age)


def test_a_parquet_file_without_amounts(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT 7 AS id, DATE '2026-01-01' + d AS day FROM (VALUES (0), (0), (9)) t(d)) TO '{path}' (FORMAT PARQUET)"
    )
    with purchases.opened_file(path, Mapping({"customer": "id", "date": "day"})) as lines:
        histories = purchases.histories(lines, unit="day")
    assert (list(histories.purchases.frequency), list(histories.purchases.recency), len(histories.spending)) == (
        [1],
        [9],
        0,
    )


def test_what_is_missing_in_a_file_is_said(tmp_path: Path) -> None:
    def opened(**fields: str) -> None:
        with purchases.opened_file(_file(tmp_path), Mapping(fields)):
            raise AssertionError("it was opened")

    with pytest.raises(LedgerInputError, match="Choose the column for the date"):
        opened(customer="who")
    with pytest.raises(LedgerInputError, match="no column “nobody”"):
        opened(customer="nobody", date="day")


def _ledger(folder: Path, rows: str, known: list[tuple[str, str, int]]) -> LedgerLines:
    path = folder / "lines.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT *, CASE WHEN amount < 0 THEN 'return' ELSE 'sale' END AS kind FROM (VALUES {rows}) "
        f"t(source, customer, date, amount)) TO '{path}' (FORMAT PARQUET)"
    )
    table = pa.table(
        [pa.array(column, kind.type) for column, kind in zip(zip(*known, strict=True), KNOWN, strict=True)],
        schema=KNOWN,
    )
    return LedgerLines(Engine(threads=1), Lines(1, (str(path),)), table)


def _rows(histories: purchases.Histories) -> list[dict[str, Any]]:
    """Accounts first, then by key."""
    columns = {"x": histories.purchases.frequency, "age": histories.purchases.age, "mean": histories.mean}
    table = histories.keys
    for name, numbers in columns.items():
        table = table.append_column(name, pa.array(numbers))
    return table.sort_by([(name, "ascending") for name in ("account_id", "source", "customer")]).to_pylist()


def test_keys_of_one_account_are_one_customer_and_free_lines_no_purchases(tmp_path: Path) -> None:
    rows = (
        "('erp', 'K1', DATE '2026-01-01', 5.0), ('shop', 'K9', DATE '2026-01-01', 5.0), ('shop', 'K9', DATE '2026-01-15', 8.0),"
        "('erp', 'K2', DATE '2026-01-03', 0.0), ('shop', 'K1', DATE '2026-01-03', 4.0), ('shop', 'K1', DATE '2026-01-31', -4.0)"
    )
    lines = _ledger(tmp_path, rows, [("erp", "K1", 42), ("shop", "K9", 42)])
    assert _rows(purchases.histories(lines, unit="day")) == [
        {"account_id": 42, "source": None, "customer": None, "x": 1, "age": 30, "mean": 8},
        {"account_id": None, "source": "shop", "customer": "K1", "x": 0, "age": 28, "mean": 0},
    ]


def test_contracts_by_their_payments(tmp_path: Path) -> None:
    paid = {"a": (0, 1, 2), "b": (0, 1), "c": (0,), "d": (0, 2)}  # months paid for, of three complete ones
    text = "who,day,money\n" + "".join(
        f"{who},2026-0{month + 1}-01,9\n" for who, months in paid.items() for month in months
    )
    with purchases.opened_file(_file(tmp_path, text), MAPPING) as lines:
        histories = purchases.contracts(lines, unit="month", until=date(2026, 4, 5))
    assert {int(t): (int(lost), int(alive)) for t, lost, alive in zip(histories.periods, histories.lost, histories.alive, strict=True)} == {
        1: (2, 0), 2: (1, 1),
    }  # fmt: skip


def test_a_cohort_from_a_file(tmp_path: Path) -> None:
    path = _file(tmp_path, "year,there\n1,631\n0,1000\n2,468\n")
    assert list(purchases.cohort_of_file(path, period="year", active="there")) == [1000, 631, 468]


@pytest.mark.parametrize("rows", ["0,10\n2,5\n", "0,10\n0,9\n", "0,10\n1,many\n"])
def test_a_cohort_with_a_gap_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(LedgerInputError, match="one row for each period"):
        purchases.cohort_of_file(_file(tmp_path, "year,there\n" + rows), period="year", active="there")


def test_spending_is_of_those_who_bought_again_for_something(tmp_path: Path) -> None:
    with purchases.opened_file(_file(tmp_path), MAPPING) as lines:
        histories = purchases.histories(lines, unit="week")
    assert list(histories.spending.frequency) == [3] and histories.spending.mean == pytest.approx([(25 + 40 + 99) / 3])
    assert np.all(histories.purchases.count == 1)


def test_keys_are_tidied_as_an_import_tidies_them(tmp_path: Path) -> None:
    text = "who,day,money\n a ,2026-01-01,1\na,2026-01-02,1\n17.0,2026-01-03,1\n17,2026-01-04,1\n"
    with purchases.opened_file(_file(tmp_path, text), MAPPING) as lines:
        histories = purchases.histories(lines, unit="day")
    assert sorted(histories.keys["customer"].to_pylist()) == ["17", "a"] and list(histories.purchases.frequency) == [
        1,
        1,
    ]


SALES = st.lists(
    st.tuples(
        st.sampled_from(["erp", "shop"]), st.sampled_from(["K1", "K2", "a long key", None]), st.integers(0, 60),
        st.none() | st.integers(-2, 3), st.none() | st.integers(0, 2), st.sampled_from(["sale", "sale", "sale", "return"]),
    ), min_size=1, max_size=40,
)  # fmt: skip
ACCOUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["erp", "shop"]), st.sampled_from(["K1", "K2", "K3"])), st.integers(1, 2)
)


@settings(max_examples=60, deadline=None)
@given(rows=SALES, accounts=ACCOUNTS, until=st.none() | st.integers(20, 60))
def test_gathered_histories_are_those_the_statement_groups(
    rows: list[tuple[Any, ...]], accounts: dict[tuple[str, str], int], until: int | None
) -> None:
    begin = date(2026, 1, 1)
    names = ("source", "customer", "date", "amount", "cost", "kind")
    kinds = (pa.string(), pa.string(), pa.date32(), pa.decimal128(18, 4), pa.decimal128(18, 4), pa.string())
    columns = zip(*((*row[:2], begin + timedelta(days=row[2]), *row[3:]) for row in rows), strict=True)
    table = pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, kinds, strict=True)})
    known = pa.table(
        [[key[0] for key in accounts], [key[1] for key in accounts], list(accounts.values())], schema=KNOWN
    )
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/lines.parquet"
        pq.write_table(table, path)
        lines = LedgerLines(Engine(threads=1), Lines(1, (path,)), known)
        asked = {
            "unit": "day",
            "until": begin + timedelta(days=until) if until else None,
            "through": begin + timedelta(days=60),
        }
        gathered = _found(lines, asked)
        lines.engine.is_near = False
        grouped = _found(lines, asked)
    if isinstance(grouped, str):
        assert gathered == grouped
        return
    assert not isinstance(gathered, str) and len(gathered) == len(grouped)
    for one, other in zip(gathered, grouped, strict=True):
        assert one.pop("key") == other.pop("key")
        assert one == pytest.approx(other, nan_ok=True), (one, other)


def _found(lines: LedgerLines, asked: dict[str, Any]) -> list[dict[str, Any]] | str:
    """Each customer's history as numbers by name, or why there is none."""
    try:
        found = purchases.histories(lines, **asked)
    except LifetimeError as refused:
        return str(refused)
    told = {
        "x": found.purchases.frequency, "t_x": found.purchases.recency, "t": found.purchases.age, "mean": found.mean,
        "spent": found.spent, "cost": found.cost, "later": found.later,
    }  # fmt: skip
    keys = [str(key) for key in found.keys.to_pylist()]
    tally = {"key": str(found.tally)}
    return [tally] + [{"key": keys[at], **{name: each[at] for name, each in told.items()}} for at in np.argsort(keys)]
