import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.demo import programme, source
from covalue.people.rules import Role


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2024, 3, 1), date(2025, 1, 31)])
def test_the_books_end_at_the_end_of_last_month_and_keep_their_weekdays(today: date) -> None:
    found = source.books(today)
    last = max(order.ordered for order in found.orders)
    assert 0 <= (today.replace(day=1) - last).days - 1 < 7
    assert last.weekday() == date(1998, 5, 6).weekday()


def test_the_published_totals(tmp_path: Path) -> None:
    found = source.books(date(2026, 11, 22))
    with source.write_ledger(found, tmp_path / "ledger.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert (len(found.customers), len(found.orders)) == (91, 830)
    assert sum(Decimal(row["amount"]) for row in rows).quantize(Decimal("0.01")) == Decimal("1265793.04")
    assert {row["kind"] for row in rows} == {"sale", "cost_to_serve"}
    late = {row["document"] for row in rows if row["shipped"] and row["shipped"] > row["required"]}
    assert len(late) == 37, "orders of Northwind shipped after the day required"


def test_the_programme_names_only_people_and_customers_there_are() -> None:
    customers = {customer.key for customer in source.books(date(2026, 11, 22)).customers}
    people = {person.key for person in programme.PEOPLE}
    assert {role for person in programme.PEOPLE for role in person.roles} == set(Role)
    assert sum(one.account_class == "strategic" for one in programme.PROGRAMMES) == 8
    strategic = [one for one in programme.PROGRAMMES if one.account_class == "strategic"]
    assert all(any(talk.said for talk in one.talks) and one.contacts for one in strategic)
    for one in programme.PROGRAMMES:
        assert one.customer in customers
        assert {one.lead, *one.team} | ({one.sponsor} - {""}) <= people
