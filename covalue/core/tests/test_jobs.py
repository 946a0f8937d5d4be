from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from covalue.core import jobs
from covalue.core.models import WorkerBeat

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


def test_a_stopped_worker_puts_its_task_back_without_counting_it() -> None:
    worker = jobs.Worker()
    task = _running(worker.name)
    worker.let_go()
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY and task.worker_ids == []
