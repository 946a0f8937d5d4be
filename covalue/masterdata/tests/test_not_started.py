"""Files that were sent and looked at only, and imports that were undone: what a list and a page say of them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger import tasks as ledger_tasks
from covalue.ledger.models import Import
from covalue.masterdata import tasks
from covalue.masterdata.models import FileImport, State
from covalue.people.rules import Role
from tests import api
from tests.world import World

pytestmark = pytest.mark.django_db
LINES = "customer,document,date,amount\nH-2,1,2026-01-05,10\nH-2,2,2026-02-05,20\n"
FIELDS = {name: name for name in ("customer", "document", "date", "amount")}
ACCOUNTS = "name,key\nNorth Mill,N-1\n"
SignIn = Callable[..., Client]


@pytest.fixture
def anna(world: World, signed_in: SignIn) -> Client:
    return signed_in(world.user(Role.ANALYST))


def send(client: Client, text: str, about: str) -> None:
    file = SimpleUploadedFile(f"{about or 'unknown'}.csv", text.encode())
    client.post(reverse("masterdata:upload"), {"file": file, "about": about})


def main(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().partition("<main")[2].split())


def test_what_was_only_looked_at_says_not_started_and_can_be_gone_on_with_or_discarded(anna: Client) -> None:
    for about, text in (("ledger", LINES), ("accounts", ACCOUNTS), ("", "colour,taste\nred,sweet\n")):
        send(anna, text, about)
    page = main(anna, "/imports/")
    ledger, (unnamed, named) = Import.objects.get(), FileImport.objects.all()
    assert "Waiting" not in page and "Received" not in page and page.count("Not started</span>") == 3
    goes = [reverse("ledger:map", args=[ledger.pk]), reverse("masterdata:map", args=[named.pk])]
    for address in (*goes, reverse("masterdata:about", args=[unnamed.pk])):
        assert f'href="{address}"> Continue' in page
        record = ledger if "ledger" in address else named if address.endswith("/map/") else unnamed
        away = reverse(f"{'ledger' if record is ledger else 'masterdata'}:discard", args=[record.pk])
        assert f'action="{away}"' in main(anna, address), "each page of a file can discard it, too"
    assert page.count("if nobody starts it") == 3
    files = [Path(record.path) for record in (ledger, unnamed, named)]
    for name, record in (("ledger", ledger), ("masterdata", unnamed), ("masterdata", named)):
        assert anna.post(reverse(f"{name}:discard", args=[record.pk])).status_code == 302
    assert not Import.objects.exists() and not FileImport.objects.exists() and not any(map(Path.exists, files))
    assert "Not started" not in main(anna, "/imports/")
    assert Event.objects.filter(verb__in=("discarded a ledger file", "discarded a file")).count() == 3


def test_what_was_started_is_not_discarded(world: World, anna: Client, called_by: Callable[..., Client]) -> None:
    send(anna, LINES, "ledger")
    number, program = Import.objects.get().pk, called_by(world.user(Role.ANALYST))
    assert api.get(program, f"/imports/{number}")["not_started"] is True
    api.post(program, f"/imports/{number}/start", {"fields": FIELDS, "source": "erp"}, status=202)
    assert program.delete(f"/api/v1/imports/{number}").status_code == 409
    assert api.get(program, f"/imports/{number}")["not_started"] is False
    for role in (Role.SAM, Role.CUSTOMER_GUEST):
        assert called_by(world.user(role)).delete(f"/api/v1/imports/{number}").status_code in (403, 404)
    assert Import.objects.count() == 1


def test_abandoned_files_are_discarded_after_a_fortnight_by_a_job(anna: Client) -> None:
    send(anna, LINES, "ledger")
    send(anna, ACCOUNTS, "accounts")
    waiting = DBTaskResult.objects.filter(task_path__endswith="discard_abandoned")
    record = Import.objects.get()
    assert {task.task_path.split(".")[1] for task in waiting} == {"ledger", "masterdata"}
    assert all(abs(task.run_after - record.discarded_on) < timedelta(minutes=1) for task in waiting)
    assert not Worker().work_once(), "not before"
    ledger_tasks.discard_abandoned.call(record.pk)
    tasks.discard_abandoned.call(FileImport.objects.get().pk)
    assert not Import.objects.exists() and not FileImport.objects.exists()
    events = Event.objects.filter(verb__startswith="discarded")
    assert [event.actor_id for event in events] == [None, None]
    ledger_tasks.discard_abandoned.call(record.pk)


def test_an_import_that_was_started_stays(anna: Client, world: World, called_by: Callable[..., Client]) -> None:
    send(anna, LINES, "ledger")
    record = Import.objects.get()
    program = called_by(world.user(Role.ANALYST))
    api.post(program, f"/imports/{record.pk}/start", {"fields": FIELDS, "source": "erp"}, status=202)
    ledger_tasks.discard_abandoned.call(record.pk)
    assert Import.objects.count() == 1


def test_an_undone_import_says_by_whom_and_what_was_taken_out(
    world: World, anna: Client, called_by: Callable[..., Client]
) -> None:
    send(anna, LINES, "ledger")
    record, program = Import.objects.get(), called_by(world.user(Role.ANALYST))
    api.post(program, f"/imports/{record.pk}/start", {"fields": FIELDS, "source": "erp"}, status=202)
    assert Worker().work_once()
    anna.post(reverse("ledger:undo", args=[record.pk]))
    told = f"Undone by {world.user(Role.ANALYST).name} on "
    for address in ("/imports/", "/ledger/", reverse("ledger:import", args=[record.pk])):
        page = main(anna, address)
        assert told in page and "2 lines taken out again" in page
    assert "Added" not in main(anna, reverse("ledger:import", args=[record.pk]))
    answer = api.get(program, f"/imports/{record.pk}")
    assert answer["undone_by"]["name"] == world.user(Role.ANALYST).name and answer["undone_at"]


def test_undone_master_data_says_so_too(world: World, anna: Client) -> None:
    record = FileImport.objects.create(
        noun="accounts", file_name="a.csv", state=State.UNDONE, created=3, changed=1, left=["Orsa stays."],
        asked_at="2026-11-01T09:00Z", undone_by=world.user(Role.ANALYST), undone_at="2026-11-02T09:00Z",
    )  # fmt: skip
    told = "on 2 Nov 2026: 3 created rows removed again, 1 with its values from before, 1 of them left alone"
    for address in ("/imports/", reverse("masterdata:import", args=[record.pk])):
        assert told in main(anna, address)
    FileImport.objects.update(undone_at=None)
    assert "Undone: 3 created rows removed again" in main(anna, "/imports/")
