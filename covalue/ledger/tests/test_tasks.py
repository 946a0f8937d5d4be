"""An import whose job breaks each time is given up and says so."""

from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from covalue.core import jobs
from covalue.core.models import Event
from covalue.ledger import actions, tasks
from covalue.ledger.models import Import

pytestmark = pytest.mark.django_db


def test_an_import_that_always_breaks_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "run", _broken)
    record = Import.objects.create(file_name="a.csv", source="erp", asked_at=timezone.now())
    task = DBTaskResult.objects.create(
        id=uuid4(), status=TaskResultStatus.READY, run_after=timezone.now(), backend_name="default",
        args_kwargs={"args": [record.pk], "kwargs": {}}, task_path=tasks.run_import.module_path,
    )  # fmt: skip
    worker = jobs.Worker()
    for _attempt in range(jobs.ATTEMPTS):
        assert not Event.objects.exists()
        DBTaskResult.objects.update(run_after=timezone.now())
        assert worker.work_once()
    task.refresh_from_db()
    record.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED and not worker.work_once()
    assert record.state == "failed" and "Start it again" in record.message
    assert Event.objects.get().verb == "gave up a ledger import"


def _broken(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("broken")
