"""Every analysis of the ledger on the embedded engine and on a real Spark cluster: the same answers, to the cent."""

import math
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from bench import synthetic
from covalue.analytics.cluster import ClusterEngine
from covalue.analytics.engine import Engine, Lines, text_of
from covalue.analytics.profitability import whale
from covalue.analytics.rates import by_day
from covalue.ledger.table import ARROW, LedgerTable
from covalue.lifetime import purchases
from covalue.profitability.queries import POOL_COLUMNS
from covalue.segmentation import computing
from covalue.segmentation.rules import Settings
from tests import spark

LINES = 40_000
START, END = date(2023, 2, 1), date(2024, 12, 31)
YEAR = {"start": START, "end": END}
KNOWN = pa.schema([*computing.KNOWN, ("account_class", pa.string()), ("sector", pa.string())])
SOME = [("erp", f"C{number:06}") for number in range(0, 20_000, 3)]

pytestmark = pytest.mark.thorough

if (gone := spark.missing()) and not os.environ.get("CI"):
    pytest.skip(gone, allow_module_level=True)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """A Delta ledger of three imports: the second lacks columns, the third brings postings, gaps and odd names."""
    table = LedgerTable(str(tmp_path_factory.mktemp("two engines' ledger") / "it's the ledger"))
    made = synthetic.lines_sql(LINES)
    parts = [
        f"SELECT 'erp' AS source, *, '1' AS import_id FROM ({made}) WHERE offering < 'P300'",
        f"SELECT 'erp' AS source, * EXCLUDE (required, shipped), '2' AS import_id FROM ({made}) WHERE offering >= 'P300'",
        f"""SELECT 'crm' AS source, 'X' || document AS document, line, customer || ' 東''京' AS customer, date,
              CASE WHEN line % 4 = 2 THEN 'visits' END AS offering, unit, region,
              CASE WHEN line % 4 = 2 THEN line * 1.5 END::DECIMAL(18,4) AS quantity, NULL::DECIMAL(18,4) AS list_amount,
              NULL::DECIMAL(18,4) AS discount, CASE WHEN line % 3 = 0 THEN NULL ELSE amount / 7 END AS amount,
              CASE WHEN line % 5 = 0 THEN NULL ELSE cost / 3 END AS cost,
              CASE line % 3 WHEN 0 THEN 'USD' WHEN 1 THEN 'JPY' END AS currency,
              CASE line % 4 WHEN 0 THEN 'cost_to_serve' WHEN 1 THEN 'credit' WHEN 2 THEN 'activity' ELSE kind END AS kind, required,
              CASE WHEN line % 2 = 0 THEN NULL ELSE shipped END AS shipped, '3' AS import_id
            FROM ({made}) WHERE hash(document) % 9 = 0""",
    ]
    for number, text in enumerate(parts):
        found = duckdb.connect().execute(text).to_arrow_table()
        names = [name for name in ARROW.names if name in found.column_names]
        schema = pa.schema([ARROW.field(name) for name in names])
        batch = found.select(names).cast(schema)
        table.append(
            pa.RecordBatchReader.from_batches(schema, batch.to_batches()), import_id=str(number), summary={},
            based_on=table.version,
        )  # fmt: skip
    version, files = table.snapshot()
    assert len(files) >= 3
    return Lines(version, tuple(files))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterEngine]:
    with spark.serving(tmp_path_factory.mktemp("spark")) as url:
        engine = ClusterEngine(url)
        assert spark.workers_of(engine) == spark.WORKERS
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def embedded() -> Engine:
    return Engine(memory="500MB", threads=1)


def known() -> pa.Table:
    """Two keys of every second account are one; a third of the keys are nobody's."""
    rows = [
        ("erp" if number % 2 else "crm", f"C{number:06}" + ("" if number % 2 else " 東'京"), number // 4, f"Account {number // 4}")
        for number in range(20_000)
        if number % 3
    ]  # fmt: skip
    columns = [
        pa.array(column, kind.type) for column, kind in zip(zip(*rows, strict=True), computing.KNOWN, strict=True)
    ]
    return pa.table(columns, schema=computing.KNOWN)


def pools() -> pa.Table:
    rows = [
        (1, "orders", Decimal("12.345678"), None, date(2023, 1, 1), date(2023, 12, 31), ""),
        (2, "lines", Decimal("0.333333"), None, date(2023, 6, 1), END, ""),
        (3, "returns", Decimal("21.5"), None, START, END, ""),
        (4, "small_orders", Decimal("7"), Decimal("900"), START, END, ""),
        (5, "activity", Decimal("3.25"), None, START, END, "visits"),
    ]
    columns = zip(*rows, strict=True)
    return pa.table(
        [pa.array(c, kind.type) for c, kind in zip(columns, POOL_COLUMNS, strict=True)], schema=POOL_COLUMNS
    )


ALIKE = {"alike": date(2024, 1, 1), "before": date(2023, 1, 1), "before_end": date(2023, 12, 31)}
UNTIL = date(2024, 6, 30)
ASKED: dict[str, dict[str, Any]] = {
    "contracts": {"until": UNTIL, "unit": "month", "free": False},
    "currencies": {**YEAR, "unnamed": "EUR"},
    "currencies_used": {},
    "customers": {},
    "deliveries": {**YEAR, "today": date(2025, 1, 7)},
    "last_date": {},
    "lines_of": {**YEAR, "kind": "", "limit": 500, "offset": 100},
    "net_and_before": {**YEAR, **ALIKE},
    "net_by_month": YEAR,
    "net_by_month_and_offering": YEAR,
    "postings": YEAR,
    "profitability": YEAR,
    "profitability_by": {**YEAR, "by": "region"},
    "profitability_volumes": YEAR,
    "purchases": {"until": UNTIL, "through": END, "unit_days": 7.0, "free": True},
    "purchases_tally": {"until": UNTIL},
    "segments": {**YEAR, "months": 23},
    "sold_by_offering": YEAR,
    "stopped": {"start": date(2024, 10, 1), "end": END},
    "totals": YEAR,
}
TABLES = {
    "contracts": ("known",), "currencies": ("rates",), "profitability": ("known", "pools"), "profitability_by": ("pools",),
    "profitability_volumes": ("pools",), "purchases": ("known",), "segments": ("known",), "stopped": ("known",),
}  # fmt: skip
RATES = by_day(
    "EUR",
    [("USD", date(2023, 1, 1), Decimal("0.923456789012")), ("USD", date(2024, 1, 10), Decimal("0.91")),
     ("JPY", date(2024, 3, 1), Decimal("0.006135"))],
    date(2022, 1, 1), date(2025, 12, 31), unnamed="EUR",
)  # fmt: skip
MADE = {"known": known, "pools": pools, "rates": lambda: RATES.table}


def test_every_analysis_of_the_ledgers_lines_is_asked_here() -> None:
    texts = [file.name.removesuffix(".sql") for file in (resources.files("covalue.analytics") / "sql").iterdir()]
    assert sorted(ASKED) == sorted(name for name in texts if re.search(r"(FROM|JOIN) lines\b", text_of(name)))


@pytest.mark.parametrize("analysis", sorted(ASKED))
def test_both_engines_answer_alike(analysis: str, lines: Lines, embedded: Engine, cluster: ClusterEngine) -> None:
    tables = {name: MADE[name]() for name in TABLES.get(analysis, ())}
    here = embedded.table(analysis, lines, tables=tables, **ASKED[analysis])
    there = cluster.table(analysis, lines, tables=tables, **ASKED[analysis])
    assert there.schema == here.schema
    assert here.num_rows > 0
    _alike(here, there)


@pytest.mark.parametrize("analysis", sorted(set(ASKED) - {"currencies", "currencies_used", "customers", "lines_of"}))
def test_both_convert_alike(analysis: str, lines: Lines, embedded: Engine, cluster: ClusterEngine) -> None:
    tables = {name: MADE[name]() for name in TABLES.get(analysis, ())}
    asked, turned = {**ASKED[analysis], "tables": tables}, replace(lines, rates=RATES)
    here = embedded.table(analysis, turned, **asked)
    assert here.num_rows > 0
    _alike(here, cluster.table(analysis, turned, **asked))


@pytest.mark.parametrize("analysis", sorted(name for name in ASKED if "{of_customers}" in text_of(name)))
@pytest.mark.parametrize("who", [SOME, []])
def test_both_see_only_the_customers_handed_in(
    analysis: str, who: list[Any], lines: Lines, embedded: Engine, cluster: ClusterEngine
) -> None:
    tables = {name: MADE[name]() for name in TABLES.get(analysis, ())}
    asked = {"customers": who, "tables": tables, **ASKED[analysis]}
    _alike(embedded.table(analysis, lines, **asked), cluster.table(analysis, lines, **asked))


@pytest.mark.parametrize("unit", ["day", "week", "quarter", "year"])
def test_contract_periods_of_every_unit(unit: str, lines: Lines, embedded: Engine, cluster: ClusterEngine) -> None:
    asked = {**ASKED["contracts"], "unit": unit, "tables": {"known": known()}}
    _alike(embedded.table("contracts", lines, **asked), cluster.table("contracts", lines, **asked))


def test_what_is_asked_for_is_bound_and_never_read_as_sql(
    lines: Lines, embedded: Engine, cluster: ClusterEngine
) -> None:
    odd = "it's -- :start; DROP"
    asked = {**ASKED["profitability_by"], "by": odd, "customers": [("crm", odd)], "tables": {"pools": pools()}}
    assert cluster.table("profitability_by", lines, **asked).num_rows == 0
    whose = {**ASKED["profitability_by"], "by": odd, "tables": {"pools": pools()}}
    _alike(embedded.table("profitability_by", lines, **whose), cluster.table("profitability_by", lines, **whose))


def test_offerings_and_a_tally_without_a_last_day(lines: Lines, embedded: Engine, cluster: ClusterEngine) -> None:
    asked = {**ASKED["lines_of"], "offerings": ["P7", None], "offset": 0}
    _alike(embedded.table("lines_of", lines, **asked), cluster.table("lines_of", lines, **asked))
    _alike(
        embedded.table("purchases_tally", lines, until=None), cluster.table("purchases_tally", lines, until=None)
    )  # fmt: skip


def test_classes_whale_curve_and_histories_are_the_same(lines: Lines, embedded: Engine, cluster: ClusterEngine) -> None:
    """What the pages show: ABC of the ranking, ABC, XYZ and scores of segments, the whale curve, histories to fit."""
    answers = []
    for engine in (embedded, cluster):
        members = engine.table("segments", lines, tables={"known": known()}, months=23, **YEAR)
        members = computing.classified(members.append_column("value", members["net"]), Settings())
        sums = engine.table("net_and_before", lines, **YEAR, **ALIKE)
        whole = pa.Table.from_pylist(
            [{**row, "account_class": "", "sector": ""} for row in known().to_pylist()], schema=KNOWN
        )  # fmt: skip
        ranking = engine.over("ranking", {"sums": sums, "known": whole}, a_share=0.8, b_share=0.95)
        found = engine.table("profitability", lines, tables={"known": known(), "pools": pools()}, **YEAR)
        curve = whale.curve([float(value) for value in found["contribution"].to_pylist() if value is not None])
        histories = purchases.histories(purchases.LedgerLines(engine, lines, known()), unit="week", until=UNTIL)
        answers.append((members, ranking, curve, histories))
    (members, ranking, curve, histories), (members_there, ranking_there, curve_there, histories_there) = answers
    _alike(members, members_there)
    _alike(ranking, ranking_there)
    assert curve == curve_there
    assert set(members["abc"].to_pylist()) == {"A", "B", "C"} == set(ranking["abc"].to_pylist())
    assert histories.tally == histories_there.tally
    _alike(histories.keys, histories_there.keys)
    assert histories.spent.tolist() == pytest.approx(histories_there.spent.tolist(), abs=0.001)


@pytest.mark.parametrize(
    ("amounts", "letters"),
    [(("2.40", "0.60"), "AB"), (("4.10", "0.82", "0.205"), "ABC"), (("0.8", "0.15", "0.05"), "ABC")],
)
def test_borders_of_classes_are_the_same(
    amounts: tuple[str, ...], letters: str, tmp_path: Path, embedded: Engine, cluster: ClusterEngine
) -> None:
    rows = ", ".join(
        f"('erp', 'D{n}', 1, 'C{n}', DATE '2024-05-01', {amount}, 'sale')" for n, amount in enumerate(amounts)
    )
    named = "source, document, line, customer, date, amount, kind"
    found = duckdb.connect().execute(f"SELECT * FROM (VALUES {rows}) AS t({named})").to_arrow_table()
    table = LedgerTable(str(tmp_path / "ledger"))
    schema = pa.schema([ARROW.field(name) for name in named.split(", ")])
    batches = found.cast(schema).to_batches()
    table.append(pa.RecordBatchReader.from_batches(schema, batches), import_id="1", summary={}, based_on=None)
    small = Lines(table.version, tuple(table.files()))
    nobody = pa.Table.from_pylist([], schema=KNOWN)
    for engine in (embedded, cluster):
        members = engine.table("segments", small, tables={"known": computing.KNOWN.empty_table()}, months=23, **YEAR)
        classed = computing.classified(members.append_column("value", members["net"]), Settings())
        sums = engine.table("net_and_before", small, **YEAR, **ALIKE)
        ranking = engine.over("ranking", {"sums": sums, "known": nobody}, a_share=0.8, b_share=0.95)
        assert "".join(classed["abc"].to_pylist()) == letters == "".join(ranking["abc"].to_pylist())


def _alike(here: pa.Table, there: pa.Table) -> None:
    """Row by row in any order among equals; money to the cent, numbers to nine digits."""
    mine, others = (sorted(table.to_pylist(), key=_place) for table in (here, there))
    assert len(mine) == len(others)
    different = [(a, b) for a, b in zip(mine, others, strict=True) if not all(_same(a[name], b[name]) for name in a)]
    assert different[:3] == []


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    """Rows by what is exact of them, so that a last digit does not move them."""
    return tuple(str(value) for value in row.values() if not isinstance(value, float | Decimal))


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return abs(a - b) < Decimal("0.0001")
    return bool(a == b)
