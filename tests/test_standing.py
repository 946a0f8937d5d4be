"""What is told when something beside the database is missing: a worker, room on the disk, the half of a restore."""

from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from covalue.core import archive, checks, disk, errors, jobs
from covalue.core.models import WorkerBeat
from covalue.masterdata.models import FileImport, State
from covalue.people.my_day import no_worker
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests.world import World

pytestmark = pytest.mark.django_db

Usage = namedtuple("Usage", "total used free")


def _waits(ago: timedelta, *, run_after: timedelta | None = None) -> None:
    now = timezone.now()
    task = DBTaskResult.objects.create(
        id=uuid4(), status=TaskResultStatus.READY, run_after=now + run_after if run_after else get_date_max(),
        backend_name="default", args_kwargs={"args": [], "kwargs": {}}, task_path="nowhere.task",
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=now - ago)


def _finding(what: str) -> checks.Finding:
    return next(one for one in checks.findings() if one.what == what)


def _ready() -> tuple[int, dict[str, object]]:
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json()


def test_an_hour_without_a_worker_is_told() -> None:
    _waits(timedelta(hours=1))
    assert _finding("Worker").bad and "1 tasks wait since" in _finding("Worker").sentence
    status, told = _ready()
    assert status == 200 and "none is running; 1 tasks wait since" in str(told["worker"])


@pytest.mark.parametrize(
    ("ago", "run_after"),
    [
        (timedelta(seconds=5), None),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(hours=1), -timedelta(seconds=5)),
    ],
    ids=["only just asked for", "for later", "its time has only just come"],
)
def test_what_no_worker_could_have_begun_is_not_late(ago: timedelta, run_after: timedelta | None) -> None:
    _waits(ago, run_after=run_after)
    assert jobs.unattended(timezone.now()) is None and not _finding("Worker").bad


def test_with_a_worker_nothing_is_told() -> None:
    _waits(timedelta(hours=1))
    WorkerBeat.objects.create(worker="here", at=timezone.now())
    assert _finding("Worker").sentence == "is running" and _ready()[1]["worker"] == "running"


def test_a_worker_that_fell_silent_is_none() -> None:
    _waits(timedelta(hours=1))
    WorkerBeat.objects.create(worker="gone", at=timezone.now() - timedelta(minutes=5))
    assert _finding("Worker").bad


def test_without_a_worker_the_import_says_so_and_so_does_the_administrators_day(world: World, signed_in) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    record = FileImport.objects.create(
        noun="accounts", file_name="accounts.csv", asked_by=dora, asked_at=timezone.now(), state=State.WAITING
    )
    page, words = reverse("masterdata:import", args=[record.pk]), "No worker is running"
    assert words in signed_in(dora).get(page).content.decode()
    _waits(timedelta(hours=1))
    administrator = signed_in(world.user(Role.ADMINISTRATOR))
    day = (
        administrator.get("/", headers={"hx-request": "true"}).content.decode()
        + administrator.get("/").content.decode()
    )
    assert words in day
    WorkerBeat.objects.create(worker="here", at=timezone.now())
    assert words not in signed_in(dora).get(page).content.decode()
    assert not list(no_worker(Day(world.user(Role.ADMINISTRATOR), timezone.localdate())))


@pytest.mark.parametrize(
    ("free", "status", "bad", "words"),
    [
        (5 * 1000**2, 503, True, "full"),
        (0, 503, True, "full"),
        (1000**3, 200, False, "little"),
        (900 * 1000**3, 200, False, "900.0 GB free"),
    ],
)
def test_room_on_the_disk_is_measured(free: int, status: int, bad: bool, words: str, monkeypatch) -> None:
    monkeypatch.setattr("covalue.core.disk.shutil.disk_usage", lambda _place: Usage(10**12, 10**12 - free, free))
    assert (_finding("Disk").bad, words in _finding("Disk").sentence) == (bad, True)
    answered, told = _ready()
    assert answered == status and told["free_bytes"] == free
    assert "database" not in str(told), "a full disk is not called a database that is away"


def test_the_fullest_of_the_disks_counts(settings, tmp_path: Path, monkeypatch) -> None:
    settings.LEDGER_URL = str(tmp_path / "ledger")
    free = {settings.DATA_DIR: 10**12}
    monkeypatch.setattr(
        "covalue.core.disk.shutil.disk_usage",
        lambda place: Usage(0, 0, 7 if place == tmp_path else free.get(place, 10**12)),
    )
    assert disk.free() == 7


def test_check_in_a_new_folder_makes_nothing(settings, tmp_path: Path, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path / "new"
    settings.LEDGER_URL = str(tmp_path / "new" / "ledger")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "new" / "covalue.sqlite3"))
    if connection.vendor == "sqlite":
        assert checks.database().bad and "covalue migrate" in checks.database().sentence
    assert not checks._folder().bad and "does not exist yet" in checks._folder().sentence
    assert checks._room() and not list(tmp_path.iterdir())


def test_a_data_folder_that_is_a_file_is_told(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.write_text("")
    assert checks._folder().bad


def test_half_a_restore_is_told_and_nobody_works_in_it(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "restoring" / "ledger").mkdir(parents=True)
    (tmp_path / "restoring" / "database.sqlite3").write_bytes(b"")
    (tmp_path / "restore-unfinished").write_text("kept.tgz")
    finding = _finding("Restore")
    assert finding.bad and "database, ledger" in finding.sentence
    with pytest.raises(errors.WrongState, match="interrupted"):
        archive.guard_finished()
    with pytest.raises(errors.WrongState, match="interrupted"):
        archive.backup(tmp_path / "again.tgz", progress=lambda _told: None)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL waits for the disk by itself")
def test_what_sqlite_acknowledged_is_on_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "FULL: a signature acknowledged outlives a power cut"
