"""A lifetime value knows what it was computed from: ledger, accounts behind its keys, exchange rates. An undo finds it again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts import queries as owners
from covalue.accounts.actions import merging
from covalue.lifetime import actions, queries
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.queries import Filter, LifetimePage
from covalue.lifetime.rules import USUAL
from covalue.lifetime.tests import sold
from covalue.organisation import actions as organisation
from covalue.people.rules import Role
from covalue.portfolio import actions as portfolio
from tests import api
from tests.world import NOW, US, World


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    actions.compute(US, settings=USUAL, now=NOW)
    return world


def page_of(world: World) -> LifetimePage:
    return queries.lifetime_page(world.user(Role.PROGRAM_DIRECTOR), Filter())


def names_of(world: World) -> set[str]:
    return {row.name for row in page_of(world).shown}


def test_two_customers_merged_make_it_stale_and_an_undo_fresh(base: World) -> None:
    first = Fit.objects.get()
    assert not page_of(base).stale
    [merge] = merging.merge(US, kept=base.orsa, gone=[base.wind], now=NOW)
    assert page_of(base).stale
    assert queries.of_account(base.orsa).stale  # type: ignore[union-attr]
    again = actions.compute(US, settings=USUAL, now=NOW)
    assert (again.state, again.pk == first.pk) == (FitState.DONE, False)
    page = page_of(base)
    assert not page.stale and page.customers == 59 and "Halden Wind" not in names_of(base)
    assert queries.of_account(base.orsa).value == pytest.approx(  # type: ignore[union-attr]
        next(row.value for row in page.shown if row.name == "Orsa Paper")
    )
    merging.undo_merge(US, merge=merge, now=NOW)
    page = page_of(base)
    assert not page.stale and page.customers == 60 and "Halden Wind" in names_of(base)
    assert actions.compute(US, settings=USUAL, now=NOW).pk == first.pk


def test_a_key_given_to_an_account_makes_it_stale(base: World) -> None:
    accounts.identify(US, account=base.orsa, source="erp", key="X-7", now=NOW)
    assert page_of(base).stale
    actions.compute(US, settings=USUAL, now=NOW)
    assert not page_of(base).stale and page_of(base).customers == 59


def test_accounts_made_of_customers_make_it_stale(base: World) -> None:
    portfolio.create_accounts(US, customers=[("erp", "X-7")], now=NOW)
    assert page_of(base).stale


def test_a_rate_matters_only_where_lines_are_in_that_currency(base: World, tmp_path: Path) -> None:
    organisation.state_rate(US, currency="USD", day=date(2024, 1, 1), rate=Decimal("0.9"), source="bank", now=NOW)
    assert not page_of(base).stale
    more = "customer,document,date,amount,cost,currency\n" + "".join(
        f"X-7,U{month},2026-0{month}-01,100,50,USD\n" for month in range(1, 9)
    )
    sold.import_lines(tmp_path, more)
    actions.compute(US, settings=USUAL, now=NOW)
    page = page_of(base)
    assert not page.stale and page.currency == "EUR" and [other.converted for other in page.currencies] == [720]
    organisation.state_rate(US, currency="USD", day=date(2026, 3, 1), rate=Decimal("0.8"), source="bank", now=NOW)
    assert page_of(base).stale


def test_page_and_api_say_so(base: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]) -> None:
    merging.merge(US, kept=base.orsa, gone=[base.wind], now=NOW)
    page = signed_in(base.user(Role.PROGRAM_DIRECTOR)).get(reverse("lifetime:home")).content.decode()
    assert "Accounts, customer IDs or exchange rates have changed since this was computed." in page
    dora = called_by(base.user(Role.PROGRAM_DIRECTOR))
    assert api.get(dora, "/lifetime-value")["stale"] is True
    assert api.get(dora, f"/accounts/{base.orsa.pk}/lifetime-value")["stale"] is True
    assert api.post(dora, "/lifetime-value", {}, status=200)["stale"] is False


def test_a_job_whose_accounts_change_before_it_runs_tells_what_it_is_of(base: World) -> None:
    merging.merge(US, kept=base.orsa, gone=[base.wind], now=NOW)
    waiting = Fit.objects.create(
        ledger_version=1, basis="asked", model=USUAL.model, unit=USUAL.unit, months=USUAL.months,
        discount=USUAL.discount, margin=USUAL.margin, asked_at=NOW,
    )  # fmt: skip
    fit = actions.run(US, fit=waiting, now=NOW)
    assert fit.state == FitState.DONE and not page_of(base).stale and fit.basis != "asked"


def test_the_mark_of_keys_is_the_same_in_a_query_and_by_itself(base: World) -> None:
    before = owners.mark_of_keys_now()
    assert Fit.objects.annotate(mark=owners.mark_of_keys()).get().mark == before  # type: ignore[attr-defined]
    [merge] = merging.merge(US, kept=base.orsa, gone=[base.wind], now=NOW)
    assert owners.mark_of_keys_now() != before
    merging.undo_merge(US, merge=merge, now=NOW)
    assert owners.mark_of_keys_now() == before
