from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from covalue.core.jobs import Worker
from covalue.ledger.models import Import, SavedMapping
from covalue.people.rules import Role
from tests import api
from tests.world import World

SALES = b"customer;document;date;amount\nH-2;1;31.01.2026;1.234,50\nO-1;2;bad;9,90\n"
FIELDS = {name: name for name in ("customer", "document", "date", "amount")}
Caller = Callable[..., Client]


@pytest.fixture
def anna(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.ANALYST))


def _send(client: Client, content: bytes = SALES, *, status: int = 201) -> Any:
    return api.told(client.post("/api/v1/imports", {"file": SimpleUploadedFile("s.csv", content)}), status)


def test_a_file_is_sent_mapped_imported_and_undone(world: World, anna: Client) -> None:
    path = f"/imports/{_send(anna)['id']}"
    looked = api.get(anna, f"{path}/mapping")
    assert looked["columns"] == list(FIELDS) and looked["fields"]["amount"] == "amount"
    preview = api.post(anna, f"{path}/preview", {"fields": FIELDS}, status=200)["items"]
    assert {row["reason"] for row in preview} == {None, "the date cannot be read: bad"}
    started = api.post(anna, f"{path}/start", {"fields": FIELDS, "source": "erp", "save_as": "ERP"}, status=202)
    assert started["state"] == "waiting"
    assert Worker().work_once()
    done = api.get(anna, path)
    assert (done["state"], done["added"], done["rejected"], done["has_rejects"]) == ("done", 1, 1, True)
    rejects = b"".join(anna.get(f"/api/v1{path}/rejects")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "the date cannot be read: bad" in rejects
    assert api.get(anna, "/mappings")["items"][0]["fields"] == FIELDS
    api.post(anna, f"{path}/start", {"fields": FIELDS, "source": "erp"}, status=409)
    assert api.post(anna, f"{path}/undo", status=200)["state"] == "undone"
    api.post(anna, f"{path}/undo", status=409)


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "empty"), (b"a,b\n", "no lines"), (b"PAR1 cut", "cannot be read")]
)
def test_a_file_that_cannot_be_read_leaves_nothing(world: World, anna: Client, content: bytes, sentence: str) -> None:
    problem = _send(anna, content, status=422)
    assert problem["field"] == "file" and sentence in problem["detail"]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "price*2"}, {"amount": "(select 1)"}, {"document": ""}, {"amount": "amount;drop table x"}],
)
def test_a_mapping_that_cannot_be_used_says_why(world: World, anna: Client, wrong: dict[str, str]) -> None:
    path = f"/imports/{_send(anna)['id']}"
    body = {"fields": {**FIELDS, **wrong}, "source": "erp", "save_as": "never"}
    api.post(anna, f"{path}/start", body, status=422)
    api.post(anna, f"{path}/preview", {"fields": {**FIELDS, **wrong}}, status=422)
    api.post(anna, f"{path}/start", {"fields": {"price": "x"}, "source": "erp"}, status=422)
    assert api.get(anna, path)["state"] == "waiting" and not SavedMapping.objects.exists()
    assert not Worker().work_once()


@pytest.mark.parametrize("role", [Role.SAM, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST])
def test_others_neither_send_nor_look(world: World, anna: Client, called_by: Caller, role: Role) -> None:
    path, other = f"/imports/{_send(anna)['id']}", called_by(world.user(role))
    refused = 404 if role is Role.CUSTOMER_GUEST else 403
    _send(other, status=refused)
    for part in ("", "/mapping", "/rejects"):
        api.told(other.get(f"/api/v1{path}{part}"), refused)
    api.post(other, f"{path}/undo", status=refused)
    api.told(other.get("/api/v1/mappings"), refused)
    assert Import.objects.count() == 1


def test_saved_mappings_that_fit_are_answered_with_what_differs(world: World, anna: Client) -> None:
    path = f"/imports/{_send(anna)['id']}"
    assert api.get(anna, f"{path}/mapping")["saved"] == []
    body = {"fields": FIELDS, "source": "erp", "decimal": ",", "unknown": "create", "save_as": "ERP"}
    api.post(anna, f"{path}/start", body, status=202)
    (exact,) = api.get(anna, f"/imports/{_send(anna)['id']}/mapping")["saved"]
    assert (exact["name"], exact["fields"], exact["differences"]) == ("ERP", FIELDS, [])
    assert exact["settings"] == ["source=erp", "decimal=comma", "unknown=create"]
    wider = SALES.replace(b"amount\n", b"amount;depot\n").replace(b"50\n", b"50;x\n").replace(b"90\n", b"90;y\n")
    (near,) = api.get(anna, f"/imports/{_send(anna, wider)['id']}/mapping")["saved"]
    assert (near["new"], near["differences"]) == (["depot"], ["New in this file: depot."])


def test_a_cross_table_is_named_and_turned(world: World, anna: Client) -> None:
    sent = _send(anna, b"Kunde;2024;2025;2026\nH-2;1.5;2.5;\n")
    path = f"/imports/{sent['id']}"
    assert api.get(anna, f"{path}/mapping")["periods"] == ["2024", "2025", "2026"]
    turned = api.get(anna, f"{path}/mapping?turn=periods")
    assert turned["columns"] == ["Kunde", "Date", "Amount"] and turned["periods"] == []
    body = {"fields": turned["fields"], "turn": "periods", "source": "erp"}
    looked = api.post(anna, f"{path}/preview", body, status=200)
    assert [row["values"]["document"] for row in looked["items"]] == ["H-2 · 2024", "H-2 · 2025"]
    assert looked["counts"]["added"] == 2 and looked["assumed"][1]["setting"] == "turn"
    refused = api.post(anna, f"{path}/preview", {"fields": turned["fields"], "source": "erp"}, status=422)
    assert refused["field"] in ("fields", "map_document", "document")
    api.post(anna, f"{path}/start", body, status=202)
    assert Worker().work_once()
    assert api.get(anna, path)["added"] == 2
