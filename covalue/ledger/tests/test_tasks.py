"""An import whose job breaks each time is given up and says so."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from covalue.core import jobs
from covalue.core.models import Event
from covalue.ledger import actions, queries, tasks
from covalue.ledger.models import Import
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_import_that_always_breaks_stops_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "run", _broken)
    anna, events = world.user(Role.ANALYST), Event.objects.count()
    record = Import.objects.create(file_name="a.csv", source="erp", asked_by=anna, asked_at=timezone.now())
    task = DBTaskResult.objects.create(
        id=uuid4(), status=TaskResultStatus.READY, run_after=timezone.now(), backend_name="default",
        args_kwargs={"args": [record.pk], "kwargs": {}}, task_path=tasks.run_import.module_path,
    )  # fmt: skip
    worker = jobs.Worker()
    for _attempt in range(jobs.ATTEMPTS):
        assert Event.objects.count() == events
        DBTaskResult.objects.update(run_after=timezone.now())
        assert worker.work_once()
    task.refresh_from_db()
    record.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED and not worker.work_once()
    assert record.state == "failed" and "Start it again" in record.message
    assert Event.objects.latest("pk").verb == "gave up a ledger import"


@pytest.mark.parametrize("gone", ["deleted", "without the role", "deactivated"])
def test_an_import_asks_again_when_it_runs_whether_one_may(world: World, tmp_path: Path, gone: str) -> None:
    anna, file = world.user(Role.ANALYST), tmp_path / "s.csv"
    file.write_text("customer,document,date,amount\nH-2,1,2026-01-05,1\n")
    mapping = {"fields": {name: name for name in ("customer", "document", "date", "amount")}}
    record = Import.objects.create(
        file_name="s.csv", path=str(file), source="erp", mapping=mapping, asked_by=anna, asked_at=timezone.now()
    )
    if gone == "deleted":
        Import.objects.update(asked_by=None)
    elif gone == "without the role":
        anna.grants.all().delete()
    else:
        User.objects.filter(pk=anna.pk).update(deactivated_at=timezone.now())
    tasks.run_import.func(record.pk)
    record.refresh_from_db()
    assert record.state == "failed" and record.message and queries.table().version is None


def _broken(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("broken")
