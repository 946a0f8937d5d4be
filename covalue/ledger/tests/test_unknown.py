"""Customers without an account: what a file calls them, how many lines are theirs, and the accounts made of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account, Identifier
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger import importing, queries
from covalue.ledger.mapping import Mapping, MissingColumnError
from covalue.ledger.models import Import, SavedMapping
from covalue.ledger.tests.conftest import Desk
from covalue.people.rules import Role
from tests import api
from tests.world import World

FIELDS = {
    "customer": "Customer no.", "customer_name": "Customer name", "document": "Invoice no.", "date": "Date", "amount": "Amount",
}  # fmt: skip
HEAD = f"{','.join(FIELDS.values())}\n"
FILE = (
    HEAD
    + "10001,Old Mill Bakery,1,2026-01-05,10\n10001,New Mill Bakery,2,2026-02-05,20\n10002,,3,2026-01-05,5\nH-2,,4,2026-01-05,1\n"
)


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


@pytest.fixture
def page(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def send(client: Client, text: str = FILE) -> int:
    return int(
        api.told(client.post("/api/v1/imports", {"file": SimpleUploadedFile("s.csv", text.encode())}), 201)["id"]
    )


def bring(client: Client, text: str = FILE, **asked: Any) -> dict[str, Any]:
    number = send(client, text)
    api.post(client, f"/imports/{number}/start", {"fields": FIELDS, "source": "erp", **asked}, status=202)
    assert Worker().work_once()
    told: dict[str, Any] = api.get(client, f"/imports/{number}")
    return told


def name_of(key: str) -> str:
    return str(Identifier.objects.get(source="erp", key=key).account.name)


def test_accounts_bear_the_latest_name_of_the_file_or_else_the_number(world: World, anna: Client) -> None:
    number = send(anna)
    assert api.get(anna, f"/imports/{number}/mapping")["fields"] == FIELDS
    body = {"fields": FIELDS, "source": "erp", "unknown": "create", "save_as": "Invoices"}
    rows = api.post(anna, f"/imports/{number}/preview", body | {"save_as": ""}, status=422)
    assert rows["type"]
    looked = api.post(anna, f"/imports/{number}/preview", {k: body[k] for k in ("fields", "source")}, status=200)
    assert looked["items"][0]["values"]["customer_name"] == "Old Mill Bakery"
    api.post(anna, f"/imports/{number}/start", body, status=202)
    assert Worker().work_once()
    assert (name_of("10001"), name_of("10002")) == ("New Mill Bakery", "10002")
    assert SavedMapping.objects.get().mapping.fields == FIELDS
    api.post(anna, f"/imports/{number}/undo", {}, status=200)
    assert not Identifier.objects.filter(key__in=("10001", "10002")).exists()


def test_the_page_has_a_field_for_the_name_and_shows_it(world: World, page: Client, anna: Client) -> None:
    text = page.get(reverse("ledger:map", args=[send(anna)])).content.decode()
    assert 'name="map_customer_name"' in text and 'value="Customer name"' in text
    assert "<th>Customer’s name</th>" in text and '<td class="">Old Mill Bakery</td>' in text


def test_a_name_that_was_undone_is_not_used(world: World, anna: Client) -> None:
    first = bring(anna)
    api.post(anna, f"/imports/{first['id']}/undo", {}, status=200)
    assert queries.called([("erp", "10001")]) == {("erp", "10001"): "10001"}


def test_who_reads_like_an_account_by_name_is_asked_about(world: World, anna: Client, page: Client) -> None:
    done = bring(anna, HEAD + "20001,Halden Enregy,1,2026-01-05,10\n", unknown="create")
    assert (done["accounts_created"], done["likely"]) == (0, ["20001"])
    assert api.get(anna, f"/imports/{done['id']}/likely")[0]["account"]["name"] == world.energy.name
    assert "Halden Enregy" in page.get(reverse("ledger:import", args=[done["id"]])).content.decode()


def test_a_name_alone_tells_no_customer() -> None:
    fields = {name: column for name, column in FIELDS.items() if name != "customer"}
    with pytest.raises(MissingColumnError, match="Choose the column for the customer"):
        Mapping(fields=fields).check(FIELDS.values())


def test_names_are_read_again_after_a_crash(desk: Desk) -> None:
    asked = {"import_id": "7", "source": "erp"}
    first = desk.bring(FILE, Mapping(fields=FIELDS), **asked)
    again = desk.bring(FILE, Mapping(fields=FIELDS), **asked)
    assert again.newcomers == first.newcomers
    assert first.newcomers[0] == importing.Newcomer("10001", "New Mill Bakery", 2)


def test_lines_held_back_bring_their_names(world: World, anna: Client) -> None:
    bring(anna, HEAD + "H-2,,1,2026-01-05,10\n")
    later = bring(anna, HEAD + "10001,Mill Bakery,1,2026-01-06,20\n", unknown="create")
    assert later["held"] == 1
    api.post(anna, f"/imports/{later['id']}/held", {"decision": "add"}, status=202)
    assert Worker().work_once()
    assert name_of("10001") == "Mill Bakery"


def test_preview_and_result_say_whose_lines_have_no_account_and_offer_to_make_them(
    world: World, anna: Client, page: Client
) -> None:
    number = send(anna)
    address = reverse("ledger:map", args=[number])
    sentence = "3 lines belong to 2 customers without an account."
    first = " ".join(page.get(address).content.decode().split())
    assert sentence in first and 'value="unknown:create"' in first
    typed = {"source": "erp", "unknown": "keep", **{f"map_{name}": column for name, column in FIELDS.items()}}
    chosen = " ".join(page.post(address, typed | {"answer": "unknown:create"}).content.decode().split())
    assert f"{sentence} An account is created for each" in chosen and 'value="unknown:create"' not in chosen
    page.post(address, typed | {"go": "1"})
    assert Worker().work_once()
    result = reverse("ledger:import", args=[number])
    assert sentence in " ".join(page.get(result).content.decode().split())
    answer = page.post(reverse("ledger:create-accounts", args=[number]), follow=True).content.decode()
    assert "2 accounts were created." in answer and "without an account" not in answer
    assert name_of("10001") == "New Mill Bakery"
    assert Import.objects.get(pk=number).accounts_created == 2
    page.post(reverse("ledger:undo", args=[number]))
    assert not Identifier.objects.filter(key="10001").exists()


def test_accounts_are_made_once_and_only_of_a_completed_import(world: World, anna: Client) -> None:
    done = bring(anna)
    api.post(anna, f"/imports/{done['id']}/accounts", {}, status=200)
    events, accounts = Event.objects.count(), Account.objects.count()
    refused = api.post(anna, f"/imports/{done['id']}/accounts", {}, status=409)
    assert refused["detail"] == "Every customer of this import has an account."
    api.post(anna, f"/imports/{send(anna)}/accounts", {}, status=409)
    assert Account.objects.count() == accounts and Event.objects.count() == events + 1  # the upload


def test_who_may_not_import_makes_no_accounts(world: World, anna: Client, called_by: Callable[..., Client]) -> None:
    done, before = bring(anna), Account.objects.count()
    api.post(called_by(world.user(Role.SAM)), f"/imports/{done['id']}/accounts", {}, status=403)
    assert Account.objects.count() == before
