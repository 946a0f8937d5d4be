"""Customers of the ledger without an account: said, and made accounts by one click, each or all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account, Identifier, MatchProposal
from covalue.core.models import Event
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.people.rules import Role
from covalue.portfolio import queries
from tests.world import NOW, US, World

LINES = (
    "customer,document,date,amount,currency\nH-2,1,2025-03-01,5,GBP\nX-9,2,2025-03-01,5,GBP\nY-1,3,2025-03-02,5,GBP\n"
)
CREATE = "portfolio:create-accounts"


@pytest.fixture
def sold(world: World, tmp_path: Path) -> World:
    imported(tmp_path, LINES)
    return world


def bring(folder: Path, *customers: str) -> None:
    """A line of each of these customers."""
    imported(folder, LINES + "".join(f"{who},N-{n},2025-03-01,5,EUR\n" for n, who in enumerate(customers)))


def imported(folder: Path, lines: str) -> None:
    file = folder / "lines.csv"
    file.write_text(lines, encoding="utf-8")
    fields = {name: name for name in lines.splitlines()[0].split(",")}
    ledger.import_file(
        US, path=file, mapping=Mapping(fields), source="erp", unknown=Unknown.KEEP, now=NOW, progress=lambda text: None
    )


def test_all_become_accounts_in_the_currency_of_their_lines(sold: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(sold.user(Role.PROGRAM_DIRECTOR))
    for address in ("/portfolio/", "/portfolio/revenue/"):
        assert "2 customers of the ledger have no account" in dora.get(address).content.decode()
    answer = dora.post(reverse(CREATE), {"next": "/portfolio/"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/portfolio/", 302)]
    assert "2 accounts were created." in page and "have no account" not in page
    assert Account.objects.get(name="X-9").currency == "GBP" and not queries.without_account()
    assert Event.objects.filter(verb="created accounts", stream="portfolio").count() == 1
    assert dora.post(reverse(CREATE)).status_code == 409


def test_one_becomes_an_account(sold: World, signed_in: Callable[..., Client]) -> None:
    anna = signed_in(sold.user(Role.ANALYST))
    page = anna.get(reverse("portfolio:without-account")).content.decode()
    assert 'name="key" value="X-9"' in page and "H-2" not in page
    anna.post(reverse(CREATE), {"source": "erp", "key": "X-9"})
    assert queries.without_account() == [("erp", "Y-1")]
    assert Identifier.objects.filter(source="erp", key="X-9").count() == 1


@pytest.mark.parametrize("key", ["H-2", "nobody"])
def test_a_customer_that_has_one_or_is_unknown_is_refused(
    sold: World, signed_in: Callable[..., Client], key: str
) -> None:
    before = Account.objects.count()
    answer = signed_in(sold.user(Role.ANALYST)).post(reverse(CREATE), {"source": "erp", "key": key})
    assert answer.status_code == 409 and Account.objects.count() == before


def test_others_are_neither_told_nor_let_through(sold: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(sold.user(Role.SAM))
    assert "no account" not in ines.get("/portfolio/revenue/").content.decode()
    assert ines.get(reverse("portfolio:without-account")).status_code == 403
    assert ines.post(reverse(CREATE)).status_code == 403


def test_the_year_of_a_ledger_of_another_year_is_said(sold: World, signed_in: Callable[..., Client]) -> None:
    assert "2 Mar 2025" in " ".join(signed_in(sold.user(Role.ANALYST)).get("/portfolio/").content.decode().split())


def test_who_looks_like_an_account_is_not_made_one_among_all(
    world: World, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    """It waits with the account it looks like; chosen by itself it becomes one, and is asked about no more."""
    bring(tmp_path, "Halden Enregy", "Castle Bakery")
    anna = signed_in(world.user(Role.ANALYST))
    anna.post(reverse("portfolio:create-accounts"))
    assert queries.without_account() == [("erp", "Halden Enregy")]
    assert anna.post(reverse("portfolio:create-accounts")).status_code == 409
    page = anna.get(reverse("portfolio:without-account")).content.decode()
    assert f"It is {world.energy.name}" in page
    anna.post(reverse("portfolio:create-accounts"), {"source": "erp", "key": "Halden Enregy"})
    assert Account.objects.filter(name="Halden Enregy").exists() and not queries.without_account()
    assert not MatchProposal.objects.filter(decided_at=None).exists()


def test_who_looks_like_an_account_is_identified_where_it_is_listed(
    world: World, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    bring(tmp_path, "Halden Enregy")
    anna = signed_in(world.user(Role.ANALYST))
    typed = {"source": "erp", "key": "Halden Enregy", "account": world.energy.pk}
    anna.post(reverse("portfolio:identify-customer"), typed)
    assert ("erp", "Halden Enregy") not in queries.without_account()
    assert not Account.objects.filter(name="Halden Enregy").exists()
    for wrong, status in ((typed, 409), ({**typed, "key": "nobody"}, 409), ({**typed, "account": 99999}, 404)):
        assert anna.post(reverse("portfolio:identify-customer"), wrong).status_code == status, wrong
