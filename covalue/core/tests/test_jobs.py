from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from covalue.core import jobs
from covalue.core.models import Event, WorkerBeat
from covalue.ledger import actions, tasks
from covalue.ledger.models import Import

pytestmark = pytest.mark.django_db


def _running(worker: str, *, attempts: int = 1) -> DBTaskResult:
    long_ago = timezone.now() - timedelta(minutes=5)
    task: DBTaskResult = DBTaskResult.objects.create(
        id=uuid4(), status=TaskResultStatus.RUNNING, started_at=long_ago, run_after=long_ago, backend_name="default",
        args_kwargs={"args": [], "kwargs": {}}, task_path="nowhere.task", worker_ids=[worker] * attempts,
    )  # fmt: skip
    return task


def test_the_task_of_a_killed_worker_is_given_to_another() -> None:
    task = _running("dead")
    assert jobs.recover(timezone.now()) == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


def test_the_task_of_a_living_worker_is_left_alone() -> None:
    WorkerBeat.objects.create(worker="alive", at=timezone.now())
    task = _running("alive")
    assert jobs.recover(timezone.now()) == 0
    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


def test_a_task_that_killed_three_workers_is_given_up() -> None:
    task = _running("dead", attempts=jobs.ATTEMPTS)
    jobs.recover(timezone.now())
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


def test_a_task_that_always_breaks_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    task = _ready(7)
    monkeypatch.setattr(actions, "run", _broken)
    monkeypatch.setitem(jobs._given_up, tasks.run_import.module_path, told.append)
    worker = jobs.Worker()
    Import.objects.create(id=7, file_name="a.csv", source="erp", asked_at=timezone.now())
    for _attempt in range(jobs.ATTEMPTS):
        DBTaskResult.objects.update(run_after=timezone.now())
        assert told == [] and worker.work_once()
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED and told == [7] and not worker.work_once()


def test_an_import_that_is_given_up_says_so_on_its_record() -> None:
    record = Import.objects.create(file_name="a.csv", source="erp", asked_at=timezone.now(), state="running")
    jobs._given_up[tasks.run_import.module_path](record.pk)
    record.refresh_from_db()
    assert record.state == "failed" and "not tried again" in record.message
    assert Event.objects.get().verb == "gave up a ledger import"


def test_a_stopped_worker_puts_its_task_back_without_counting_it() -> None:
    worker = jobs.Worker()
    task = _running(worker.name)
    worker.let_go()
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY and task.worker_ids == []


def _ready(import_id: int) -> DBTaskResult:
    task: DBTaskResult = DBTaskResult.objects.create(
        id=uuid4(), status=TaskResultStatus.READY, run_after=timezone.now(), backend_name="default",
        args_kwargs={"args": [import_id], "kwargs": {}}, task_path=tasks.run_import.module_path,
    )  # fmt: skip
    return task


def _broken(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("broken")
