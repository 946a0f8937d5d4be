"""Customers of a file that have the name of an account are proposed as it before the start: on page, API and command line."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts import actions as accounts
from covalue.accounts import rules
from covalue.accounts.models import Account, Identifier
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger import actions
from covalue.ledger.models import Import, MatchedCustomer, SavedMapping
from covalue.ledger.tests.test_unknown import bring as bring_named
from covalue.ledger.tests.test_unknown import send
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

FIELDS = {"customer": "Customer", "document": "Invoice", "date": "Date", "amount": "Amount"}
HEAD = f"{','.join(FIELDS.values())}\n"
SAME, FOLDED, LIKELY, NEW = "Halden Energy", "ORSA PAPER", "Halden Groupe", "Castle Bakery"
FILE = HEAD + "".join(f"{who},{n},2026-01-05,{n + 1}\n" for n, who in enumerate((SAME, FOLDED, LIKELY, NEW)))


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


@pytest.fixture
def page(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def bring(client: Client, text: str = FILE, **asked: Any) -> dict[str, Any]:
    return bring_named(client, text, fields=FIELDS, **asked)


def preview(client: Client, **asked: Any) -> dict[str, Any]:
    body = {"fields": FIELDS, "source": "erp", "unknown": "create", **asked}
    told: dict[str, Any] = api.post(client, f"/imports/{send(client, FILE)}/preview", body, status=200)
    return told


def owner_of(key: str) -> Account:
    return Identifier.objects.get(source="erp", key=key).account


def test_the_preview_says_who_is_whom(world: World, anna: Client) -> None:
    told = preview(anna)
    assert {(each["customer"], each["account"]["name"], each["matched"]) for each in told["customers"]} == {
        (SAME, world.energy.name, True), (FOLDED, world.orsa.name, True), (LIKELY, world.group.name, False),
    }  # fmt: skip
    assert (told["counts"]["new_customers"], told["counts"]["without_account"]) == (2, 2)
    assert "2 customers are accounts you have: Halden Energy, ORSA PAPER." in str(told["assumed"])
    assert not Identifier.objects.filter(key__in=(SAME, FOLDED)).exists()


def test_no_second_account_of_a_name_is_created(world: World, anna: Client) -> None:
    done = bring(anna, unknown="create")
    assert (done["customers_matched"], done["accounts_created"], done["likely"]) == (2, 1, [LIKELY])
    assert (owner_of(SAME), owner_of(FOLDED)) == (world.energy, world.orsa)
    assert Account.objects.filter(name__iexact=SAME).count() == 1
    assert Event.objects.filter(verb="added identifier").count() == 2
    again = bring(anna, unknown="create")
    assert (again["unchanged"], again["customers_matched"], again["accounts_created"]) == (4, 0, 0)


@pytest.mark.parametrize(("unknown", "rejected"), [("keep", 0), ("reject", 2)])
def test_lines_of_the_same_name_are_the_accounts_whatever_becomes_of_others(
    world: World, anna: Client, unknown: str, rejected: int
) -> None:
    done = bring(anna, unknown=unknown)
    assert (done["customers_matched"], done["rejected"], done["accounts_created"]) == (2, rejected, 0)
    assert owner_of(SAME) == world.energy


def test_what_was_decided_before_the_start_counts(world: World, anna: Client) -> None:
    decided = {SAME: None, LIKELY: world.group.pk, NEW: world.wind.pk}
    told = preview(anna, customers=decided)
    assert {each["customer"]: each["matched"] for each in told["customers"]} == {
        SAME: False, FOLDED: True, LIKELY: True, NEW: True,
    }  # fmt: skip
    done = bring(anna, unknown="create", customers=decided)
    assert (done["customers_matched"], done["accounts_created"], done["likely"]) == (3, 1, [])
    assert owner_of(SAME) not in (world.energy, world.group) and owner_of(SAME).name == SAME
    assert (owner_of(LIKELY), owner_of(NEW)) == (world.group, world.wind)


def test_an_account_that_is_not_there_is_refused(world: World, anna: Client) -> None:
    number, events = send(anna, FILE), Event.objects.count()
    body = {"fields": FIELDS, "source": "erp", "customers": {SAME: 987654}}
    refused = api.post(anna, f"/imports/{number}/start", body, status=422)
    assert "There is no account 987654." in str(refused)
    assert Import.objects.get(pk=number).not_started and Event.objects.count() == events


def test_asked_for_each_name_is_said_with_the_mapping_and_kept_with_it(world: World, anna: Client) -> None:
    done = bring(anna, unknown="create", same_names="ask", save_as="By name")
    assert (done["customers_matched"], done["likely"]) == (0, [SAME, LIKELY, FOLDED])
    assert SavedMapping.objects.get().mapping.same_names == "ask"


def test_undone_the_ids_go_unless_other_lines_need_them(world: World, anna: Client, page: Client) -> None:
    first = bring(anna, unknown="create")
    bring(anna, HEAD + f"{SAME},9,2026-02-05,1\n", unknown="create")
    asked = page.get(reverse("ledger:confirm-undo", args=[first["id"]])).content.decode()
    assert "1 ID it gave an account is taken from it." in asked
    api.post(anna, f"/imports/{first['id']}/undo", {}, status=200)
    assert not Identifier.objects.filter(key=FOLDED).exists() and owner_of(SAME) == world.energy
    assert Event.objects.filter(verb="withdrew identifier").count() == 1
    assert Account.objects.filter(pk=world.orsa.pk).exists()


def test_what_was_decided_afterwards_is_undone_with_it(world: World, anna: Client) -> None:
    done = bring(anna, unknown="create")
    api.post(anna, f"/imports/{done['id']}/likely", {"customers": [LIKELY], "same": True}, status=200)
    assert owner_of(LIKELY) == world.group
    actions.undo(US, record=Import.objects.get(pk=done["id"]), now=NOW)
    assert not Identifier.objects.filter(key__in=(LIKELY, SAME, FOLDED)).exists()


def test_the_page_ticks_the_same_name_and_takes_what_is_unticked(world: World, anna: Client, page: Client) -> None:
    number = send(anna, FILE)
    address = reverse("ledger:map", args=[number])
    text = " ".join(page.get(address).content.decode().split())
    same, likely = f"{world.energy.pk}:{SAME}", f"{world.group.pk}:{LIKELY}"
    assert "3 customers are, or may be, accounts you have" in text
    assert f'name="match" value="{same}" checked' in text
    assert f'name="match" value="{likely}">' in text
    typed = {"source": "erp", "unknown": "create", **{f"map_{name}": column for name, column in FIELDS.items()}}
    said = {"called": [same, f"{world.orsa.pk}:{FOLDED}"], "match": [likely, f"{world.orsa.pk}:{FOLDED}"]}
    looked = " ".join(page.post(address, typed | said | {"look": "1"}).content.decode().split())
    assert f'value="{same}">' in looked and f'value="{likely}" checked' in looked
    page.post(address, typed | said | {"go": "1"})
    assert Worker().work_once()
    assert (owner_of(LIKELY), owner_of(FOLDED)) == (world.group, world.orsa)
    assert owner_of(SAME) != world.energy
    assert MatchedCustomer.objects.filter(file_import_id=number).count() == 2


def test_a_number_is_recognised_by_name_only_where_none_is_known(world: World, anna: Client) -> None:
    accounts.identify(US, account=world.orsa, source="shop", key="4711", now=NOW)
    fields = {**FIELDS, "customer_name": "Name"}
    head = "Customer,Invoice,Date,Amount,Name\n"
    rows = f"20001,1,2026-01-05,1,{world.wind.name}\n20002,2,2026-01-05,1,{world.orsa.name}\n"
    done = bring_named(anna, head + rows, fields=fields, unknown="create", source="shop")
    assert (done["customers_matched"], done["likely"]) == (1, ["20002"])
    assert Identifier.objects.get(source="shop", key="20001").account == world.wind


def test_a_name_that_two_accounts_have_is_asked_about(world: World, anna: Client) -> None:
    accounts.create(US, name="Orsa Paper AB", now=NOW)
    told = preview(anna)
    assert {each["customer"]: each["matched"] for each in told["customers"]}[FOLDED] is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Müller GmbH", "MULLER", True),
        ("Müller GmbH", "Müller AG", False),
        ("Ernst Handel", "Handel Ernst", False),
        ("10001", "10001", False),
        ("S.A. Dupont", "Dupont", False),
        ("Orsa Paper", "Orsa Paper", True),
    ],
)
def test_which_names_are_one(one: str, other: str, same: bool) -> None:
    assert rules.same_name(one, other) is same


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_same_name_goes_both_ways(one: str, other: str) -> None:
    assert rules.same_name(one, other) == rules.same_name(other, one)
