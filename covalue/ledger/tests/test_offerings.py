"""Offerings a file of sales names beside their number: added with that name, told before, gone with an undo."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger.importing import NamedOffering
from covalue.ledger.mapping import Mapping, MissingColumnError, suggest
from covalue.ledger.tests.conftest import Desk
from covalue.organisation.models import Offering
from covalue.people.rules import Role
from tests import api
from tests.world import World

FIELDS = {
    "customer": "Customer no.", "document": "Invoice no.", "date": "Date", "offering": "Item no.",
    "offering_name": "Description", "amount": "Amount", "kind": "Kind",
}  # fmt: skip
HEAD = f"{','.join(FIELDS.values())}\n"
FILE = HEAD + (
    "H-2,1,2026-01-05,T-1,Green tea,10,sale\n"
    "H-2,2,2026-02-05,T-1,Green tea leaves,20,sale\n"
    "H-2,3,2026-02-06,C-1,Coffee,5,sale\n"
    "H-2,4,2026-02-07,N-1,,5,sale\n"
    "H-2,5,2026-02-08,FREIGHT,Freight to the site,0,cost_to_serve\n"
    "H-2,6,no day,B-1,Beer,5,sale\n"
)


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


def send(client: Client, text: str = FILE) -> int:
    file = SimpleUploadedFile("s.csv", text.encode())
    return int(api.told(client.post("/api/v1/imports", {"file": file}), 201)["id"])


def bring(client: Client, text: str = FILE) -> dict[str, Any]:
    number = send(client, text)
    api.post(client, f"/imports/{number}/start", {"fields": FIELDS, "source": "erp"}, status=202)
    assert Worker().work_once()
    told: dict[str, Any] = api.get(client, f"/imports/{number}")
    return told


def names() -> dict[str, str]:
    return dict(Offering.objects.values_list("code", "name"))


def test_new_offerings_bear_the_latest_name_of_the_file(world: World, anna: Client) -> None:
    """Not what a posting is for, nor what a rejected row or one without a name tells of."""
    done = bring(anna)
    assert done["offerings_created"] == 2
    assert names() == {"T-1": "Green tea leaves", "C-1": "Coffee"}
    assert Event.objects.get(verb="named offerings").changes == {"offerings": ["", "2"]}


def test_the_preview_tells_and_changes_nothing(world: World, anna: Client, signed_in: Callable[..., Client]) -> None:
    Offering.objects.create(code="C-1", name="Filter coffee")
    number = send(anna)
    asked = {"fields": FIELDS, "source": "erp"}
    assert api.post(anna, f"/imports/{number}/preview", asked, status=200)["counts"]["offerings_named"] == 1
    typed = {"source": "erp", "unknown": "keep", **{f"map_{name}": column for name, column in FIELDS.items()}}
    page = signed_in(world.user(Role.ANALYST)).post(reverse("ledger:map", args=[number]), typed).content.decode()
    page = " ".join(page.split())
    assert "1 offering is new and gets the name the file gives it: T-1 Green tea leaves" in page
    assert "1 offering has another name here, which stays: C-1 is “Filter coffee”, in the file “Coffee”" in page
    assert names() == {"C-1": "Filter coffee"}


def test_a_name_that_is_there_is_never_overwritten(world: World, anna: Client) -> None:
    Offering.objects.create(code="C-1", name="Filter coffee")
    assert bring(anna)["offerings_created"] == 1
    assert names() == {"T-1": "Green tea leaves", "C-1": "Filter coffee"}


def test_an_undo_takes_along_those_nobody_uses_or_changed(
    world: World, anna: Client, signed_in: Callable[..., Client]
) -> None:
    done = bring(anna, FILE + "H-2,7,2026-02-09,M-1,Milk,5,sale\n")
    bring(anna, HEAD + "H-2,17,2026-03-05,C-1,Coffee,5,sale\n")
    Offering.objects.filter(code="M-1").update(name="Whole milk")
    ask = signed_in(world.user(Role.ANALYST)).get(reverse("ledger:confirm-undo", args=[done["id"]])).content.decode()
    assert "3 offerings it added are removed, those in use aside." in ask
    undone = api.post(anna, f"/imports/{done['id']}/undo", {}, status=200)
    assert names() == {"C-1": "Coffee", "M-1": "Whole milk"}
    assert sorted(undone["accounts_kept"]) == [
        "The offering Coffee stays: other lines of the ledger name it.",
        "The offering Whole milk stays: somebody changed it since.",
    ]


def test_names_are_read_again_after_a_crash(desk: Desk) -> None:
    asked = {"import_id": "7", "source": "erp"}
    first = desk.bring(FILE, Mapping(fields=FIELDS), **asked)
    again = desk.bring(FILE, Mapping(fields=FIELDS), **asked)
    assert (
        again.offerings == first.offerings == (NamedOffering("C-1", "Coffee"), NamedOffering("T-1", "Green tea leaves"))
    )


def test_lines_held_back_bring_their_offerings(world: World, anna: Client) -> None:
    bring(anna, HEAD + "H-2,1,2026-01-05,X-1,,10,sale\n")
    later = bring(anna, HEAD + "O-1,1,2026-01-06,T-1,Green tea,20,sale\n")
    assert later["held"] == 1 and names() == {"T-1": "Green tea"}
    api.post(anna, f"/imports/{later['id']}/held", {"decision": "add"}, status=202)
    assert Worker().work_once() and names() == {"T-1": "Green tea"}


def test_a_name_alone_tells_no_offering() -> None:
    fields = {name: column for name, column in FIELDS.items() if name != "offering"}
    with pytest.raises(MissingColumnError, match="Choose the column for the offering"):
        Mapping(fields=fields).check(FIELDS.values())


@pytest.mark.parametrize(
    ("columns", "number", "name"),
    [
        (("StockCode", "Description", "Quantity"), "StockCode", "Description"),
        (("Artikelnummer", "Artikelbezeichnung"), "Artikelnummer", "Artikelbezeichnung"),
        (("Product ID", "Product Name"), "Product ID", "Product Name"),
        (("Product Name", "Amount"), "Product Name", None),
        (("Invoice no", "Description"), None, None),
    ],
)
def test_the_column_beside_the_number_is_found(columns: tuple[str, ...], number: str | None, name: str | None) -> None:
    fields = suggest(columns).fields
    assert (fields.get("offering"), fields.get("offering_name")) == (number, name)
