from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.accounts.actions import merging
from covalue.core import errors
from covalue.core.periods import Period
from covalue.people.rules import Role
from covalue.profitability import actions, queries
from covalue.profitability.queries import Filter
from covalue.profitability.tests import sold
from tests.world import NOW, US, World


def _page(world: World, role: Role, period: Period = sold.YEAR, **wanted: object) -> queries.ProfitabilityPage:
    return queries.profitability_page(world.user(role), Filter(period, **wanted))  # type: ignore[arg-type]


def test_contribution_is_what_is_left_after_serving(base: World) -> None:
    page = _page(base, Role.PROGRAM_DIRECTOR)
    # An order costs 20, a small one 30 more: H-2 1500−1100−60−20, O-1 500−200−20, H-3 100−80−2·20−2·30.
    assert [(r.key, r.net, r.served, r.contribution) for r in page.shown] == [
        ("H-2", 1500, 80, 320), ("O-1", 500, 20, 280), ("H-3", 100, 100, -80), ("X-9", 50, 50, None),
    ]  # fmt: skip
    assert page.unknown == 1 and page.contribution == 520 and page.net == 2150
    assert (page.whale.peak, page.whale.total, page.whale.losing, page.whale.lost) == (600, 520, 1, 80)
    assert (page.currency, page.currencies) == ("EUR", ())


def test_capacity_nobody_used_is_told_not_loaded(base: World) -> None:
    desk, small = sorted(_page(base, Role.PROGRAM_DIRECTOR).pools, key=lambda use: use.pool.name)
    assert (desk.rate, desk.volume, desk.charged, desk.partly) == (20, 5, 100, True)
    assert (small.rate, small.volume, small.charged, small.use.unused, small.partly) == (30, 3, 90, 210, False)


def test_one_sees_ones_own_accounts_only(base: World) -> None:
    page = _page(base, Role.SAM)
    assert {row.key for row in page.shown} == {"H-2", "H-3"} and not page.whole_base
    assert sum(use.volume for use in page.pools) == 5  # 3 orders and 2 small ones, nobody else's
    assert sum(part.net for part in page.parts) == 1600
    assert queries.chosen(base.user(Role.SAM), Filter(sold.YEAR)).num_rows == 2


def test_growing_but_earning_less(base: World) -> None:
    row = _page(base, Role.PROGRAM_DIRECTOR, only="eroding").shown
    assert [(r.key, r.erodes, r.change) for r in row] == [("H-2", True, Decimal(320 - 380))]


def test_an_account_is_its_own_and_those_below(base: World) -> None:
    profit = queries.of_account(base.energy, sold.YEAR)
    assert profit.total and [r.key for r in profit.rows] == ["H-2", "H-3"]
    assert profit.total.contribution == sum(r.contribution or 0 for r in profit.rows) == 240
    assert profit.waterfall and (profit.waterfall.list_price, profit.waterfall.pocket_price) == (2100, 1540)
    assert profit.erodes and profit.change and profit.change.total == 240 - 380
    assert profit.change.price == 1500 - 20 * 90 and profit.change.unit_cost == -(1100 - 20 * 50)


def test_what_is_paid_beside_the_invoice_stands_by_the_name_it_was_posted_under(world: World, tmp_path: Path) -> None:
    head = sold.LINES.splitlines()[0]
    sold.import_lines(
        tmp_path,
        f"{head}\nH-2,1,1,2026-03-01,turbine,PLANT,1,100,85,40,sale,EUR\nH-2,1,2,2026-03-01,Freight,LOG,,,0,3,cost_to_serve,EUR\n"
        "H-2,1,3,2026-03-01,Bonus,LOG,,,0,5,cost_to_serve,EUR\nH-2,2,1,2026-04-01,Bonus,LOG,,,0,2,cost_to_serve,EUR\n"
        "H-2,2,2,2026-04-01,,LOG,,,0,1,cost_to_serve,EUR\nH-2,2,3,2026-04-02,Penalty,LOG,,,0,9,cost_to_serve,EUR\n"
        "H-2,2,4,2026-04-03,Penalty,LOG,,,0,-9,cost_to_serve,EUR\nH-2,3,1,2025-04-03,Rebate,LOG,,,0,4,cost_to_serve,EUR\n",
    )
    falls = queries.of_account(world.energy, sold.YEAR).waterfall
    assert falls and [(step.code, step.amount) for step in falls.off_invoice] == [
        ("Bonus", 7),
        ("Freight", 3),
        (None, 1),
    ]
    assert (falls.invoice_price, falls.pocket_price, falls.pocket_margin) == (85, 74, 34)


@pytest.mark.parametrize("by", queries.DIMENSIONS)
def test_the_parts_are_the_whole(base: World, by: str) -> None:
    page = _page(base, Role.PROGRAM_DIRECTOR, by=by)
    assert sum(part.net for part in page.parts) == page.net
    assert sum(part.served for part in page.parts) == page.cost_to_serve


def test_a_period_without_sales(base: World) -> None:
    page = _page(base, Role.PROGRAM_DIRECTOR, Period(date(2020, 1, 1), date(2020, 12, 31)))
    assert page.shown == () and page.contribution is None and page.whale.customers == 0
    assert queries.of_account(base.energy, Period(date(2020, 1, 1), date(2020, 3, 31))).total is None


def test_a_ledger_of_returns_only_and_two_currencies(world: World, tmp_path: Path) -> None:
    head = sold.LINES.splitlines()[0]
    lines = f"{head}\nH-2,1,1,2026-01-05,a,,-1,,-100,-60,return,EUR\nH-2,2,1,2026-01-06,a,,-1,,-10,-6,return,USD\n"
    sold.import_lines(tmp_path, lines)
    page = _page(world, Role.PROGRAM_DIRECTOR)
    assert page.contribution == -40 and page.whale.height is None and page.shown[0].share is None
    assert page.pools == () and page.shown[0].list_amount is None
    [dollars] = page.currencies
    assert (page.currency, dollars.currency, dollars.lines_apart, dollars.apart) == ("EUR", "USD", 1, -10)


@pytest.mark.parametrize("sort", ["", "name", "worst", "net", "served", "change", "nonsense"])
def test_every_order(base: World, sort: str) -> None:
    assert len(_page(base, Role.PROGRAM_DIRECTOR, sort=sort).shown) == 4


def test_the_line_on_an_accounts_home(base: World) -> None:
    line = queries.line_of((("erp", "H-2"), ("erp", "H-3")), sold.YEAR)
    assert line and (line.contribution, line.change) == (240, 240 - 380)
    assert queries.line_of((), sold.YEAR) is None
    unknown = queries.line_of((("erp", "X-9"),), sold.YEAR)  # its cost of goods is not known, what serving it cost is
    assert unknown and (unknown.contribution, unknown.cost_to_serve) == (None, 50)
    assert queries.line_of((("erp", "H-2"),), Period(date(2020, 1, 1), date(2020, 12, 31))) is None
    actions.keep_pool(US, sheet=replace(sold.ORDERS, name="Visits"), now=NOW)
    dearer = queries.line_of((("erp", "H-2"), ("erp", "H-3")), sold.YEAR)
    assert dearer and dearer.contribution == 240 - 3 * 20


def test_accounts_that_are_merged_keep_their_costs_and_get_them_back(base: World) -> None:
    before = {row.key: row for row in _page(base, Role.PROGRAM_DIRECTOR).shown}
    [merge] = merging.merge(US, kept=base.orsa, gone=[base.wind], now=NOW)
    together = {row.name: row for row in _page(base, Role.PROGRAM_DIRECTOR).shown}["Orsa Paper"]
    for name in ("net", "goods", "direct", "pooled", "served", "contribution"):
        assert getattr(together, name) == getattr(before["O-1"], name) + getattr(before["H-3"], name), name
    profit = queries.of_account(base.orsa, sold.YEAR)
    assert profit.total and profit.total.contribution == together.contribution == 200
    assert sum(use.volume for use in profit.pools) == 1 + 2 + 2  # one order, two orders that are small
    merging.undo_merge(replace(US, user=base.user(Role.PROGRAM_DIRECTOR)), merge=merge, now=NOW)
    again = {row.key: row for row in _page(base, Role.PROGRAM_DIRECTOR).shown}
    assert {key: row.served for key, row in again.items()} == {key: row.served for key, row in before.items()}


VISITS = """customer,document,date,offering,unit,quantity,amount,kind
H-2,V1,2026-03-05,visits,PLANT,4,0,activity
H-3,V2,2026-05-05,visits,PLANT,1.5,0,activity
O-1,V3,2026-06-05,training,MILL,9,0,activity
O-1,V4,2027-06-05,visits,MILL,9,0,activity
"""
PER_VISIT = replace(
    sold.ORDERS, name="Visits", driver="activity", activity="visits", cost=Decimal(100), capacity=Decimal(10)
)


def test_volumes_of_an_activity_are_imported_and_charged(base: World, tmp_path: Path) -> None:
    """10 a visit: 4 to Halden Energy, 1.5 to Halden Wind; training is no pool's, and a visit of next year is next year's."""
    before = {row.key: row for row in _page(base, Role.PROGRAM_DIRECTOR).shown}
    units = {part.code: part for part in _page(base, Role.PROGRAM_DIRECTOR).parts}
    (tmp_path / "visits").mkdir()
    sold.import_lines(tmp_path / "visits", VISITS)
    actions.keep_pool(US, sheet=PER_VISIT, now=NOW)
    page = _page(base, Role.PROGRAM_DIRECTOR)
    after = {row.key: row for row in page.shown}
    assert {key: row.pooled - before[key].pooled for key, row in after.items()} == {
        "H-2": 40,
        "H-3": 15,
        "O-1": 0,
        "X-9": 0,
    }
    assert {key: row.net for key, row in after.items()} == {key: row.net for key, row in before.items()}
    assert (after["H-2"].contribution or 0) == (before["H-2"].contribution or 0) - 40
    use = next(use for use in page.pools if use.pool.name == "Visits")
    assert (use.volume, use.charged) == (Decimal("5.5"), 55)
    by_unit = {part.code: part.served - units[part.code].served for part in page.parts if part.code in units}
    assert by_unit["PLANT"] == 55 and by_unit["MILL"] == 0
    line = queries.line_of((("erp", "H-2"), ("erp", "H-3")), sold.YEAR)
    assert line and line.contribution == 240 - 55
    profit = queries.of_account(base.energy, sold.YEAR)
    again = queries.of_account(base.energy, sold.YEAR)
    assert profit.change and again.change and profit.change.volume == again.change.volume


@pytest.mark.parametrize(("driver", "activity"), [("activity", " "), ("orders", "visits")])
def test_imported_volumes_have_a_name_and_others_have_none(base: World, driver: str, activity: str) -> None:
    with pytest.raises(errors.BadInput, match="name of their activity"):
        actions.keep_pool(US, sheet=replace(PER_VISIT, driver=driver, activity=activity), now=NOW)
