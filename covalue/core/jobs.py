"""Background work: tasks lie in the database, so they are asked for in the transaction of the change itself.

django-tasks-db stores and claims them; this adds what it leaves out: a worker that was killed is noticed by its missing
beat, and its task is run again, three times at most. Tasks therefore have to be idempotent.
"""

import logging
import threading
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from covalue.core.models import WorkerBeat

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 3.0
SILENT_AFTER: Final = timedelta(seconds=15)
IDLE_SECONDS: Final = 0.5
ATTEMPTS: Final = 3


class Worker:
    """Runs tasks one after the other until told to stop."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`. A second thread gives the sign of life, so that long tasks do not look dead."""
        beating = threading.Thread(target=self._beat, name="beat", daemon=True)
        beating.start()
        while not self.stopping.is_set():
            close_old_connections()
            try:
                busy = self.work_once()
            except Exception:
                log.exception("the worker could not look for work")
                busy = False
            if not busy:
                self.stopping.wait(IDLE_SECONDS)
        beating.join()
        WorkerBeat.objects.filter(worker=self.name).delete()

    def stop(self) -> None:
        """Finish the task at hand, then end."""
        self.stopping.set()

    def work_once(self) -> bool:
        """Run the next task, if there is one."""
        with exclusive_transaction():
            task = DBTaskResult.objects.ready().get_locked()
            if task is None:
                return False
            task.claim(self.name)
        _run(task)
        return True

    def _beat(self) -> None:
        while True:
            try:
                now = timezone.now()
                WorkerBeat.objects.update_or_create(worker=self.name, defaults={"at": now})
                recover(now)
            except Exception:
                log.exception("the worker could not give its sign of life")
            if self.stopping.wait(BEAT_SECONDS):
                return


def recover(now: datetime) -> int:
    """Give tasks of workers that fell silent to another; how many were given up or given back."""
    alive = set(WorkerBeat.objects.filter(at__gte=now - SILENT_AFTER).values_list("worker", flat=True))
    orphans = [
        task
        for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - SILENT_AFTER)
        if not task.worker_ids or task.worker_ids[-1] not in alive
    ]
    for task in orphans:
        _give_back(task)
    return len(orphans)


def waiting() -> int:
    """How many tasks wait or run."""
    count: int = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).count()
    return count


def _run(row: DBTaskResult) -> None:
    try:
        result = row.task_result
        returned = row.task.call(*result.args, **result.kwargs)
    except Exception as problem:
        log.exception("task %s failed", row.task_path)
        row.set_failed(problem)
    else:
        row.set_successful(returned)


def _give_back(task: DBTaskResult) -> None:
    """Only if it is still as it was seen: two workers may notice the same silence."""
    seen = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
    if len(task.worker_ids) < ATTEMPTS:
        seen.update(status=TaskResultStatus.READY)
    else:
        seen.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            traceback="Every worker that tried it died.",
        )
