"""Money of several currencies: kept apart, or converted at stated rates by day and source; never added as it stands."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account
from covalue.core.periods import Period
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.lifetime import actions as lifetime
from covalue.lifetime import queries as lifetimes
from covalue.lifetime.rules import Settings
from covalue.organisation import actions as organisation
from covalue.people.rules import Role
from covalue.portfolio import actions, figures, queries, revenue
from covalue.portfolio.queries import Filter
from covalue.profitability import queries as profitability
from covalue.profitability.models import Pool
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Settings as Rules
from tests import api
from tests.world import NOW, TODAY, US, World

HEAD = "customer,document,date,amount,cost,currency"
PAID = (("H-2", "JPY", 1_000_000), ("O-1", "EUR", 9_000), ("X-1", "USD", 9_000))
YEAR = Period(date(2026, 1, 1), date(2026, 10, 31))
ADDRESSES = ("/portfolio/", "/portfolio/revenue/", "/portfolio/profitability/", "/portfolio/segments/")


def bring(folder: Path, *rows: str, unknown: Unknown = Unknown.KEEP, head: str = HEAD) -> None:
    file = folder / f"lines-{len(list(folder.iterdir()))}.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    fields = {name: name for name in head.split(",")}
    ledger.import_file(
        US, path=file, mapping=Mapping(fields), source="erp", unknown=unknown, now=NOW, progress=lambda text: None
    )


@pytest.fixture
def mixed(world: World, tmp_path: Path) -> World:
    """Ten orders of each of three customers: yen (Halden Energy), euros (Orsa Paper) and dollars (X-1, no account)."""
    accounts.identify(US, account=world.orsa, source="erp", key="O-1", now=NOW)
    rows = [
        f"{key},{currency}-{month},2026-{month:02}-10,{amount},{amount // 2},{currency}"
        for key, currency, amount in PAID
        for month in range(1, 11)
    ]
    bring(tmp_path, *rows)
    return world


def rate(currency: str, value: str, day: date = date(2026, 1, 1), source: str = "European Central Bank") -> None:
    organisation.state_rate(US, currency=currency, day=day, rate=Decimal(value), source=source, now=NOW)


def page_of(world: World, role: Role = Role.PROGRAM_DIRECTOR) -> queries.PortfolioPage:
    return queries.portfolio_page(world.user(role), Filter(YEAR))


def test_without_rates_each_currency_stays_apart(mixed: World) -> None:
    page = page_of(mixed)
    assert (page.currency, page.ranking.total) == ("EUR", 90_000)
    assert [(row.key, row.net, row.abc) for row in page.ranking.rows] == [("O-1", 90_000, "A")]
    told = {other.currency: (other.apart, other.lines_apart, other.customers_apart) for other in page.currencies}
    assert told == {"JPY": (10_000_000, 10, 1), "USD": (90_000, 10, 1)}
    assert page.currencies[0].sentence == (
        "¥10\u202f000\u202f000 in 10 lines is not in these figures: no exchange rate into EUR is stated for their days."
    )


def test_with_rates_amounts_are_converted_at_those_of_their_days(mixed: World) -> None:
    rate("USD", "0.90")
    rate("USD", "0.80", date(2026, 6, 1), "House bank")
    rate("JPY", "0.006", date(2026, 6, 1))
    page = page_of(mixed)
    net = {row.key: row.net for row in page.ranking.rows}
    assert net == {"O-1": 90_000, "X-1": 5 * 9_000 * Decimal("0.9") + 5 * 9_000 * Decimal("0.8"), "H-2": 30_000}
    yen, dollars = page.currencies
    assert (yen.converted, yen.apart, yen.lines_apart) == (30_000, 5_000_000, 5)
    assert (dollars.net, dollars.converted, dollars.lines_apart) == (90_000, 76_500, 0)
    assert dollars.sources == ("House bank", "European Central Bank") and dollars.latest_rate == date(2026, 6, 1)
    assert dollars.sentence == (
        "$90\u202f000.00 is counted as €76\u202f500.00, at the rates of each day "
        "(House bank, European Central Bank, latest 1 Jun 2026)."
    )


def test_another_rate_or_one_taken_back_changes_what_is_shown_at_once(mixed: World) -> None:
    rate("USD", "0.90")
    assert page_of(mixed).ranking.total == 171_000
    rate("USD", "1")
    assert page_of(mixed).ranking.total == 180_000
    organisation.remove_rate(US, rate=organisation.ExchangeRate.objects.get(), now=NOW)
    assert page_of(mixed).ranking.total == 90_000


def test_every_page_names_what_is_apart(mixed: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(mixed.user(Role.PROGRAM_DIRECTOR))
    for address in ADDRESSES:
        page = dora.get(address + "?from=2026-01-01&to=2026-10-31").content.decode()
        assert "¥10\u202f000\u202f000 in 10 lines is not in these figures" in page, address
        assert "$90\u202f000.00 in 10 lines is not in these figures" in page, address
        assert "€4M" not in page and "€10.1M" not in page and "€4.04M" not in page, address


def test_an_account_of_one_currency_is_told_in_it(mixed: World, signed_in: Callable[..., Client]) -> None:
    energy = revenue.of_account(mixed.energy, TODAY)
    assert (energy.currency, energy.net, energy.currencies) == ("JPY", 10_000_000, ())
    dora = signed_in(mixed.user(Role.PROGRAM_DIRECTOR))
    home = dora.get(f"/a/{mixed.energy.pk}/").content.decode()
    assert "¥10M" in home and "not in these figures" not in home
    lines = dora.get(reverse("portfolio:account-offerings", args=[mixed.energy.pk])).content.decode()
    assert "¥1\u202f000\u202f000" in lines and "€1\u202f000\u202f000" not in lines
    profit = profitability.of_account(mixed.energy, YEAR)
    assert (profit.currency, profit.contribution) == ("JPY", 5_000_000)


def test_an_account_of_two_currencies_is_in_ours(mixed: World, tmp_path: Path) -> None:
    bring(tmp_path, "H-2,E-1,2026-03-01,500,200,EUR")
    energy = revenue.of_account(mixed.energy, TODAY)
    assert (energy.currency, energy.net) == ("EUR", 500)
    assert [other.currency for other in energy.currencies] == ["JPY"]
    assert sum(energy.by_month) == 500


def test_a_team_sees_its_own_customers_in_their_currency(mixed: World) -> None:
    page = page_of(mixed, Role.TEAM_MEMBER)
    assert (page.currency, page.ranking.total, page.currencies) == ("JPY", 10_000_000, ())


def test_pools_are_money_of_the_base_so_no_other_is_added_to_them(mixed: World) -> None:
    Pool.objects.create(
        name="Orders", driver="orders", cost=1000, capacity=100, starts_on=YEAR.start, ends_on=YEAR.end,
        source="test", kept_at=NOW,
    )  # fmt: skip
    apart = profitability.of_account(mixed.energy, YEAR)
    assert (apart.currency, apart.net, apart.currencies[0].apart) == ("EUR", None, 10_000_000)
    rate("JPY", "0.006")
    converted = profitability.of_account(mixed.energy, YEAR)
    assert (converted.net, converted.cost_to_serve, converted.contribution) == (60_000, 100, 60_000 - 30_000 - 100)


def test_segments_and_lifetime_value_add_only_one_currency(mixed: World) -> None:
    members = segmentation.members_of(segmentation.everybody(Rules()))
    assert [(member.key, member.net) for member in members] == [("O-1", 90_000)]
    rate("USD", "0.90")
    assert {m.key: m.net for m in segmentation.members_of(segmentation.everybody(Rules()))} == {
        "O-1": 90_000, "X-1": pytest.approx(81_000)
    }  # fmt: skip
    table = lifetimes.lines().ask("purchases", until=YEAR.end, through=YEAR.end, unit_days=7.0, free=False)
    spent = dict(zip(table["customer"].to_pylist(), table["spent"].to_pylist(), strict=True))
    assert spent == {"X-1": pytest.approx(81_000), None: pytest.approx(90_000)}


def test_the_api_names_currency_and_what_is_apart(mixed: World, called_by: Callable[..., Client]) -> None:
    dora = called_by(mixed.user(Role.PROGRAM_DIRECTOR))
    span = "from=2026-01-01&to=2026-10-31"
    for path in (f"/portfolio?{span}", f"/profitability?{span}"):
        told = api.get(dora, path)
        apart = {other["currency"]: Decimal(other["apart"]) for other in told["currencies"]}
        assert (told["currency"], apart) == ("EUR", {"JPY": 10_000_000, "USD": 90_000}), path
    assert api.get(dora, f"/accounts/{mixed.energy.pk}/revenue")["currency"] == "JPY"
    assert api.get(dora, f"/accounts/{mixed.energy.pk}/profitability?{span}")["currency"] == "JPY"
    lines = api.get(dora, f"/accounts/{mixed.energy.pk}/revenue/lines?{span}")["items"]
    assert {line["currency"] for line in lines} == {"JPY"}


@pytest.mark.parametrize("name", ["overview:export", "portfolio:export", "profitability:export", "segmentation:export"])
def test_files_name_their_currency_and_what_is_apart(mixed: World, signed_in: Callable[..., Client], name: str) -> None:
    dora = signed_in(mixed.user(Role.PROGRAM_DIRECTOR))
    answer = dora.get(reverse(name) + "?from=2026-01-01&to=2026-10-31&class=all&format=csv")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [(row["key"], row["currency"]) for row in rows] == [("O-1", "EUR")]
    assert "¥10\u202f000\u202f000 in 10 lines" in rows[0]["other currencies"]


def test_one_currency_that_is_not_ours_names_the_figures(world: World, tmp_path: Path) -> None:
    bring(tmp_path, "H-2,1,2026-03-01,100,50,GBP", "X-1,2,2026-03-01,300,50,GBP")
    page = page_of(world)
    assert (page.currency, page.ranking.total, page.currencies) == ("GBP", 400, ())
    assert profitability.profitability_page(world.user(Role.ANALYST), profitability.Filter(YEAR)).currency == "GBP"


def test_lines_that_name_none_are_in_ours(world: World, tmp_path: Path) -> None:
    bring(tmp_path, "H-2,1,2026-03-01,100,50,", "X-1,2,2026-03-01,300,50,")
    assert (page_of(world).currency, page_of(world).ranking.total) == ("EUR", 400)
    bring(tmp_path, "X-2,3,2026-03-02,70,50,CHF")
    page = page_of(world)
    assert (page.currency, page.ranking.total) == ("EUR", 400)
    assert [(other.currency, other.apart) for other in page.currencies] == [("CHF", 70)]


def test_accounts_of_a_ledger_have_the_currency_of_their_own_lines(world: World, tmp_path: Path) -> None:
    rows = ("J,1,2026-03-01,100,,JPY", "U,2,2026-03-01,100,,USD", "B,3,2026-03-01,1,,USD", "B,4,2026-03-01,1,,EUR",
            "N,5,2026-03-01,1,,", "Q,6,2026-03-01,1,,QQQ")  # fmt: skip
    bring(tmp_path, *rows, unknown=Unknown.CREATE)
    made = dict(Account.objects.filter(name__in="JUBNQ").values_list("name", "currency"))
    assert made == {"J": "JPY", "U": "USD", "B": "EUR", "N": "EUR", "Q": "EUR"}


def test_and_so_have_those_made_of_customers_without_one(world: World, tmp_path: Path) -> None:
    bring(
        tmp_path, "J,1,2026-03-01,100,,JPY", "U,2,2026-03-01,100,,USD", "B,3,2026-03-01,1,,USD", "B,4,2026-03-01,1,,CHF"
    )
    actions.create_accounts(US, customers=None, now=NOW)
    assert dict(Account.objects.filter(name__in="JUB").values_list("name", "currency")) == {
        "J": "JPY", "U": "USD", "B": "EUR"
    }  # fmt: skip


def test_a_share_of_sales_needs_sales_in_the_currency_of_the_statement(mixed: World) -> None:
    quarter = Period(date(2026, 2, 1), date(2026, 4, 30))
    assert revenue.net_of(mixed.orsa, quarter, "EUR") == 27_000
    assert revenue.net_of(mixed.energy, quarter, "EUR") is None
    assert revenue.net_of(mixed.energy, quarter, "JPY") == 3_000_000


def test_a_ledger_in_one_currency_is_asked_no_more_than_before(
    world: World, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    bring(tmp_path, "H-2,1,2026-03-01,100,50,EUR")
    with django_assert_num_queries(0):
        assert figures.lines().rates is None and figures.currency() == "EUR" and figures.others(YEAR) == ()


def test_lifetime_value_is_computed_again_when_a_rate_changes(mixed: World) -> None:
    computed = lifetime.compute(US, settings=Settings(margin=Decimal(1)), now=NOW)
    basis = computed.basis
    rate("USD", "0.90")
    assert figures.basis_now() != basis
