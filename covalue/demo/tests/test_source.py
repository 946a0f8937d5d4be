import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.demo import programme, source


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2024, 3, 1), date(2025, 1, 31)])
def test_the_books_end_at_the_end_of_last_month_and_keep_their_weekdays(today: date) -> None:
    found = source.northwind(today)
    last = max(order.ordered for order in found.orders)
    assert 0 <= (today.replace(day=1) - last).days - 1 < 7
    assert last.weekday() == date(1998, 5, 6).weekday()


def test_the_published_totals(tmp_path: Path) -> None:
    found = source.northwind(date(2026, 11, 22))
    with source.write_ledger(found, tmp_path / "ledger.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert (len(found.customers), len(found.orders)) == (91, 830)
    assert sum(Decimal(row["amount"]) for row in rows).quantize(Decimal("0.01")) == Decimal("1265793.04")
    assert {row["kind"] for row in rows} == {"sale", "cost_to_serve"}
    late = {row["document"] for row in rows if row["shipped"] and row["shipped"] > row["required"]}
    assert len(late) == 37, "orders of Northwind shipped after the day required"


def test_people_and_territories_are_northwinds_own() -> None:
    found = source.northwind(date(2026, 11, 22))
    names = {person.name for person in programme.PEOPLE}
    assert len(found.employees) == 9 and {one.name for one in found.employees} <= names
    assert sum(not one.reports_to for one in found.employees) == 1, "all but the vice president report to somebody"
    assert len(found.territories) == 49
    assert {one.region for one in found.territories} == {"Eastern", "Western", "Northern", "Southern"}
