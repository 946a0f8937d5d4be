"""The pages and the API of an import, from the file to its undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Contact
from covalue.core.jobs import Worker
from covalue.ledger.models import Import
from covalue.masterdata.models import FileImport, State
from covalue.people.rules import Role
from tests.world import World

PEOPLE = (
    b"Full Name;Company;Email\nAda Vik;Halden Energy;ada@h.test\nSigne Dahl;Halden Energy;signe@h.test\nX;Orsa Paper;\n"
)
MAPPED = {"source": "erp", "map_name": "Full Name", "map_account": "Company", "map_email": "Email"}


@pytest.fixture
def ines(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.SAM))


def _upload(client: Client, content: bytes, about: str = "") -> object:
    return client.post("/imports/upload/", {"file": SimpleUploadedFile("people.csv", content), "about": about})


def test_a_file_is_guessed_previewed_imported_and_undone(world: World, ines: Client) -> None:
    _upload(ines, PEOPLE)
    record = FileImport.objects.get()
    page = ines.get(reverse("masterdata:map", args=[record.pk])).content.decode()
    assert "there is no account “Orsa Paper”" in page and "signe@h.test" in page and "created" in page
    assert not Contact.objects.filter(name="Ada Vik").exists()
    ines.post(reverse("masterdata:map", args=[record.pk]), {**MAPPED, "go": "1"})
    assert Worker().work_once()
    record.refresh_from_db()
    assert (record.state, record.created, record.changed, record.rejected) == (State.DONE, 1, 1, 1)
    rejects = b"".join(ines.get(reverse("masterdata:rejects", args=[record.pk]))).decode("utf-8-sig")
    assert rejects.splitlines()[0] == "Full Name,Company,Email,reason"
    assert "people.csv" in ines.get("/imports/").content.decode()
    ines.post(reverse("masterdata:undo", args=[record.pk]))
    assert Worker().work_once()
    world.signe.refresh_from_db()
    assert world.signe.email == "" and not Contact.objects.filter(name="Ada Vik").exists()
    assert ines.post(reverse("masterdata:undo", args=[record.pk])).status_code == 409


@pytest.mark.parametrize(
    ("content", "about", "sentence"),
    [
        (b"", "contacts", "The file is empty"),
        (b"name,account\n", "contacts", "a heading but no lines"),
        (b"PK\x03\x04 cut off", "contacts", "damaged or was cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(ines: Client, content: bytes, about: str, sentence: str) -> None:
    answer = _upload(ines, content, about)
    assert answer.status_code == 422 and sentence in answer.content.decode()  # type: ignore[attr-defined]
    assert not FileImport.objects.exists()


def test_headings_that_do_not_tell_are_asked_about_and_the_file_is_kept(world: World, ines: Client) -> None:
    _upload(ines, b"who,works for\nAda Vik,Halden Energy\n", "")
    record = FileImport.objects.get()
    address = reverse("masterdata:about", args=[record.pk])
    page = ines.get(address).content.decode()
    assert "What is in people.csv?" in page and "who · works for" in page and 'value="contacts"' in page
    assert 'value="ledger"' not in page and 'value="users"' not in page
    asked = ines.post(address, {})
    assert asked.status_code == 422 and "Choose what is in the file." in asked.content.decode()
    assert ines.post(address, {"about": "users"}).status_code == 403
    answer = ines.post(address, {"about": "contacts"})
    assert answer.headers["Location"] == reverse("masterdata:map", args=[record.pk])
    mapping = {"source": "crm", "map_name": "who", "map_account": "works for"}
    ines.post(answer.headers["Location"], {**mapping, "go": "1"})
    assert Worker().work_once() and Contact.objects.filter(name="Ada Vik").exists()
    assert ines.get(address).status_code == 404


def test_an_unnamed_file_is_its_owners_and_can_be_discarded(
    world: World, ines: Client, signed_in: Callable[..., Client]
) -> None:
    _upload(ines, b"x,y\n1,2\n", "")
    record = FileImport.objects.get()
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert dora.get(reverse("masterdata:about", args=[record.pk])).status_code == 404
    assert dora.post(reverse("masterdata:discard", args=[record.pk])).status_code == 404
    ines.post(reverse("masterdata:discard", args=[record.pk]))
    assert not FileImport.objects.exists() and not Path(record.path).exists()


def test_a_ledger_is_recognised_and_handed_over(world: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    answer = _upload(dora, b"InvoiceNo,InvoiceDate,Amount\n1,2026-01-01,5\n", "")
    ledger_import = Import.objects.get()
    assert answer.headers["Location"] == reverse("ledger:map", args=[ledger_import.pk])  # type: ignore[attr-defined]
    assert not FileImport.objects.exists()
    _upload(dora, b"x,y\n1,2\n", "")
    answer = dora.post(reverse("masterdata:about", args=[FileImport.objects.get().pk]), {"about": "ledger"})
    page = dora.get(answer.headers["Location"]).content.decode()
    assert "Choose the column for the document." in page and "--map" not in page and "ommand line" not in page


def test_who_may_not_import_the_ledger_is_told_who_may(world: World, ines: Client) -> None:
    assert "Ask Anna Sten or Dora Lind." in ines.get("/imports/").content.decode()


def test_an_import_of_contacts_is_ones_own_and_the_directors(
    world: World, ines: Client, signed_in: Callable[..., Client]
) -> None:
    _upload(ines, PEOPLE)
    address = reverse("masterdata:import", args=[FileImport.objects.get().pk])
    assert signed_in(world.user(Role.TEAM_MEMBER)).get(address).status_code == 404
    assert signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(address).status_code == 200
    assert signed_in(world.user(Role.CUSTOMER_GUEST)).get("/imports/").status_code == 404


def test_what_is_mapped_wrongly_is_said(ines: Client) -> None:
    _upload(ines, PEOPLE)
    record = FileImport.objects.get()
    answer = ines.post(reverse("masterdata:map", args=[record.pk]), {**MAPPED, "map_name": "", "go": "1"})
    record.refresh_from_db()
    assert answer.status_code == 422 and record.state == State.RECEIVED


def test_by_the_api(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    sent = client.post("/api/v1/master-imports?noun=contacts", {"file": SimpleUploadedFile("p.csv", PEOPLE)})
    assert sent.status_code == 201
    address = f"/api/v1/master-imports/{sent.json()['id']}"
    fields = client.get(f"{address}/mapping").json()["fields"]
    body = {"fields": fields, "source": "erp"}
    rows = client.post(f"{address}/preview", body, content_type="application/json").json()["items"]
    assert [row["does"] for row in rows] == ["refuse", "change", "create"]
    assert client.post(f"{address}/start", body, content_type="application/json").status_code == 202
    assert client.post(f"{address}/start", body, content_type="application/json").status_code == 409
    assert Worker().work_once()
    assert client.get(address).json()["created"] == 1


def test_whoever_sends_sales_and_may_not_import_them_is_told_whom_to_ask(
    world: World, signed_in: Callable[..., Client]
) -> None:
    sales = SimpleUploadedFile("sales.csv", b"Customer,Invoice,Date,Amount\nOrsa,1,2026-01-05,10\n")
    page = signed_in(world.user(Role.SAM)).post(reverse("masterdata:upload"), {"file": sales}, follow=True)
    shown = " ".join(page.content.decode().split())
    assert "This looks like sales" in shown and "Ask " in shown and "The headings do not tell" not in shown
