"""Lines held back are listed, decided on and undone by page and API; undo takes created accounts along."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Identifier, MatchProposal
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger import queries
from covalue.ledger.models import Import
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

HEAD = "customer,document,date,offering,amount\n"
FIRST = HEAD + "H-2,R-1,2026-01-05,A,100\nH-2,R-1,2026-01-05,B,200\n"
LATER = HEAD + "H-2,R-1,2026-01-06,C,50\n"
FIELDS = {name: name for name in HEAD.strip().split(",")}


@pytest.fixture
def anna(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.ANALYST))


def total() -> Decimal:
    files = queries.table().files()
    return (
        duckdb.execute(f"SELECT coalesce(sum(amount), 0) FROM read_parquet({files})").fetchone()[0]
        if files
        else Decimal(0)
    )  # type: ignore[index]


def bring(client: Client, text: str, **asked: Any) -> dict[str, Any]:
    """Through the API: sent, started and worked on."""
    sent = api.told(client.post("/api/v1/imports", {"file": SimpleUploadedFile("s.csv", text.encode())}), 201)
    body = {"fields": FIELDS, "source": "erp", **asked}
    api.post(client, f"/imports/{sent['id']}/start", body, status=202)
    assert Worker().work_once()
    return api.get(client, f"/imports/{sent['id']}")  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("decision", "money"), [("add", 350), ("replace", 50), ("yearly", 350), ("leave", 300)]
)  # fmt: skip
def test_held_lines_are_listed_decided_and_the_decision_undone(
    world: World, anna: Client, decision: str, money: int
) -> None:
    bring(anna, FIRST)
    text = LATER.replace("2026-01-06", "2027-01-06") if decision == "yearly" else LATER
    done = bring(anna, text)
    assert (done["held"], done["awaits_decision"], done["amount_held"], total()) == (1, True, "50.0000", 300)
    listed = b"".join(anna.get(f"/api/v1/imports/{done['id']}/held")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "the document R-1 is in the ledger with the date" in listed
    path = f"/imports/{done['id']}"
    brings = api.post(anna, f"{path}/held", {"decision": decision}, status=202)
    api.post(anna, f"{path}/held", {"decision": decision}, status=409)
    if decision == "leave":
        assert brings["id"] == done["id"] and not Worker().work_once() and total() == money
        return
    assert Worker().work_once() and total() == money
    assert api.get(anna, f"/imports/{brings['id']}")["held_from"] == done["id"]
    api.post(anna, f"/imports/{brings['id']}/undo", status=200)
    assert total() == 300 and api.get(anna, path)["awaits_decision"] is True


def test_replacing_afterwards_knows_the_lines_that_were_unchanged(world: World, anna: Client) -> None:
    bring(anna, FIRST)
    done = bring(anna, HEAD + "H-2,R-1,2026-01-05,A,100\nH-2,R-1,2026-01-06,B,250\nH-2,R-1,2026-01-06,C,50\n")
    assert (done["unchanged"], done["held"], total()) == (1, 2, 300)
    api.post(anna, f"/imports/{done['id']}/held", {"decision": "replace"}, status=202)
    assert Worker().work_once() and total() == 400


@pytest.mark.parametrize(("asked", "money"), [({"known_documents": "add"}, 350), ({"known_documents": "replace"}, 50)])
def test_the_api_says_beforehand_what_becomes_of_them(
    world: World, anna: Client, asked: dict[str, str], money: int
) -> None:
    bring(anna, FIRST)
    assert bring(anna, LATER, **asked)["held"] == 0
    assert total() == money


def test_a_source_numbered_yearly_once_stays_so(world: World, anna: Client) -> None:
    old, new = HEAD + "B,9,2024-03-01,A,50000\n", HEAD + "D,9,2025-03-01,A,700\n"
    bring(anna, old)
    assert bring(anna, new, numbering="yearly")["added"] == 1
    assert bring(anna, new)["unchanged"] == 1
    assert bring(anna, HEAD + "E,9,2026-03-01,A,5\n")["added"] == 1
    assert bring(anna, HEAD + "E,9,2026-03-01,A,5\n", numbering="continuous")["held"] == 1
    assert total() == 50_705


def test_the_page_lists_them_and_takes_the_decision(
    world: World, anna: Client, signed_in: Callable[..., Client]
) -> None:
    bring(anna, FIRST)
    done = bring(anna, LATER)
    client = signed_in(world.user(Role.ANALYST))
    page = client.get(reverse("ledger:import", args=[done["id"]])).content.decode()
    assert "Held back" in page and "the document R-1 is in the ledger with the date" in page
    address = reverse("ledger:decide", args=[done["id"]])
    assert client.post(address, {"decision": "burn"}).status_code == 422
    assert client.post(address, {"decision": "add"}).status_code == 302 and Worker().work_once() and total() == 350
    page = client.get(reverse("ledger:import", args=[done["id"]])).content.decode()
    assert "Add the lines" in page and 'name="decision"' not in page
    assert signed_in(world.user(Role.SAM)).post(address, {"decision": "add"}).status_code == 403
    event = Event.objects.get(verb="decided on held lines")
    assert event.changes["decision"] == ["", "add"]


def test_the_mapping_page_offers_the_choices(world: World, anna: Client, signed_in: Callable[..., Client]) -> None:
    client = signed_in(world.user(Role.ANALYST))
    bring(anna, FIRST)
    client.post("/ledger/upload/", {"file": SimpleUploadedFile("s.csv", LATER.encode())})
    record = Import.objects.latest("pk")
    address = reverse("ledger:map", args=[record.pk])
    page = client.get(address).content.decode()
    assert "hold back what differs" in page and "begin again each year" in page
    typed = {f"map_{name}": name for name in FIELDS}
    form = {"source": "erp", "unknown": "keep", **typed, "known_documents": "add", "save_as": "Weekly", "go": "1"}
    client.post(address, form)
    assert Worker().work_once() and total() == 350
    saved = api.get(anna, "/mappings")["items"][0]
    assert saved["known_documents"] == "add"


def test_undo_takes_the_accounts_along_that_nobody_uses(world: World, anna: Client) -> None:
    rows = "".join(
        f"{name},{n},2026-01-05,A,1\n" for n, name in enumerate(("New, one", "Edited", "Peopled", "Sold to"), 1)
    )
    rows = rows.replace("New, one", '"New, one"')
    done = bring(anna, HEAD + rows, unknown="create")
    assert done["accounts_created"] == 4
    accounts.edit(US, account=Account.objects.get(name="Edited"), sector="Steel", now=NOW)
    accounts.add_contact(US, account=Account.objects.get(name="Peopled"), name="Bo", now=NOW)
    bring(anna, HEAD + "Sold to,99,2026-02-05,A,1\n", unknown="create")
    undone = api.post(anna, f"/imports/{done['id']}/undo", status=200)
    kept = ("Edited", "Peopled", "Sold to")
    assert undone["accounts_kept"] == [f"{name} is in use by now and is kept." for name in kept]
    assert (
        not Account.objects.filter(name="New, one").exists() and not Identifier.objects.filter(key="New, one").exists()
    )
    assert Account.objects.filter(name__in=kept).count() == 3
    again = bring(anna, HEAD + rows, unknown="create")
    assert again["accounts_created"] == 1 and Account.objects.filter(name="New, one").count() == 1


def test_a_file_of_which_every_line_is_refused_imports_nothing_and_says_so(
    world: World, anna: Client, signed_in: Callable[..., Client]
) -> None:
    done = bring(anna, HEAD + "H-2,R-1,never,A,100\n,,2026-01-01,B,x\n")
    sentence = "Nothing was imported: 2 rows were rejected."
    assert (done["state"], done["message"], done["has_rejects"]) == ("failed", sentence, True)
    page = signed_in(world.user(Role.ANALYST)).get(reverse("ledger:import", args=[done["id"]])).content.decode()
    assert sentence in page and reverse("ledger:rejects", args=[done["id"]]) in page


def test_accounts_a_ledger_makes_are_proposed_as_matches(world: World, anna: Client) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Société Générée") for form in ("NFC", "NFD"))
    customers = (composed, decomposed, "0000017850", "0000017851")
    rows = "".join(f"{customer},{n},2026-01-05,A,1\n" for n, customer in enumerate(customers))
    done = bring(anna, HEAD + rows, unknown="create")
    assert (done["accounts_created"], done["likely"]) == (len(customers), [])
    [proposal] = MatchProposal.objects.select_related("account", "likely")
    assert {proposal.account.name, proposal.likely.name} == {composed, decomposed}


def test_held_lines_that_could_not_be_brought_in_are_to_be_decided_on_again(world: World, anna: Client) -> None:
    bring(anna, FIRST)
    done = bring(anna, LATER)
    brings = api.post(anna, f"/imports/{done['id']}/held", {"decision": "add"}, status=202)
    Path(Import.objects.get(pk=brings["id"]).path).unlink()
    assert Worker().work_once()
    assert api.get(anna, f"/imports/{brings['id']}")["state"] == "failed" and total() == 300
    assert api.get(anna, f"/imports/{done['id']}")["awaits_decision"] is True
