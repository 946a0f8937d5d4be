"""Background work: tasks lie in the database, so they are asked for in the transaction of the change itself.

django-tasks-db stores and claims them; this adds what it leaves out: a worker that was killed is noticed by its missing
beat, and a task that died with it or broke is run again, three times at most. Tasks therefore have to be idempotent.
A task that is given up tells so to whoever asked, by the function its module hands to `when_given_up`.

Tasks call actions, so that actions ask for a task by its name: `enqueue("covalue.ledger.tasks.run_import", record.pk)`.
"""

import itertools
import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final

from django.db import close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from covalue.core import logs, written
from covalue.core.models import WorkerBeat
from covalue.core.person import Person

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 3.0
SILENT_AFTER: Final = timedelta(seconds=15)
STARTED_WITHIN: Final = timedelta(minutes=1)
IDLE_SECONDS: Final = 0.5
PRUNED_EVERY: Final = 1_000  # beats: the log of what was written to
ATTEMPTS: Final = 3
PAUSE: Final = timedelta(seconds=2)

_given_up: dict[str, Callable[..., None]] = {}


def enqueue(task_path: str, *arguments: Any, run_after: datetime | None = None) -> None:
    """Ask for a task by its dotted name, at once or from a time on, in the transaction of the change itself."""
    task = import_string(task_path)
    (task.using(run_after=run_after) if run_after else task).enqueue(*arguments)


def when_given_up(task_path: str, tell: Callable[..., None]) -> None:
    """`tell` gets the task's arguments when it is not tried any more."""
    _given_up[task_path] = tell


def forget(person: Person) -> None:
    """Tasks that name a person go, done or not."""
    tasks = DBTaskResult.objects.values_list("pk", "args_kwargs", "return_value", "traceback")
    named = [task for task, *texts in tasks.iterator(chunk_size=500) if person.is_in(texts)]
    for start in range(0, len(named), 500):
        DBTaskResult.objects.filter(pk__in=named[start : start + 500]).delete()


class Worker:
    """Runs tasks one after the other until told to stop."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.stopping = threading.Event()
        self.unsettled = False

    def run(self) -> None:
        """Work until `stop`. A second thread gives the sign of life, so that long tasks do not look dead."""
        beating = threading.Thread(target=self._beat, name="beat", daemon=True)
        beating.start()
        while not self.stopping.is_set():
            close_old_connections()
            try:
                busy = self.work_once()
            except Exception:
                log.exception("the worker could not look for work, or not write down what came of it")
                self.unsettled, busy = True, False
            if not busy:
                self.stopping.wait(IDLE_SECONDS)
        beating.join()
        WorkerBeat.objects.filter(worker=self.name).delete()
        connections.close_all()

    def stop(self) -> None:
        """Finish the task at hand, then end."""
        self.stopping.set()

    def work_once(self) -> bool:
        """Run the next task, if there is one."""
        if self.unsettled:  # the database was away: what still runs in our name does not run
            self.let_go()
            self.unsettled = False
        with exclusive_transaction():
            task = DBTaskResult.objects.ready().get_locked()
            if task is None:
                return False
            task.claim(self.name)
        _run(task)
        return True

    def let_go(self) -> None:
        """Put the task at hand back into the queue, without counting it as an attempt."""
        for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
            if task.worker_ids[-1:] == [self.name]:
                DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING).update(
                    status=TaskResultStatus.READY, worker_ids=task.worker_ids[:-1]
                )

    def _beat(self) -> None:
        for beat in itertools.count():
            try:
                now = timezone.now()
                WorkerBeat.objects.update_or_create(worker=self.name, defaults={"at": now})
                recover(now)
                if beat % PRUNED_EVERY == 0:
                    written.prune()
            except Exception:
                log.exception("the worker could not give its sign of life")
            if self.stopping.wait(BEAT_SECONDS):
                connections.close_all()
                return
            close_old_connections()


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


@dataclass(frozen=True)
class Unattended:
    """Work that waits, and nobody there to do it."""

    tasks: int
    since: datetime


def is_attended(now: datetime) -> bool:
    """Whether a worker gave a sign of life lately."""
    return WorkerBeat.objects.filter(at__gte=now - SILENT_AFTER).exists()


def unattended(now: datetime) -> Unattended | None:
    """What has waited for longer than a worker needs to be started, while none is there."""
    if is_attended(now):
        return None
    due = [asked if at > now else max(asked, at) for asked, at in DBTaskResult.objects.ready().values_list("enqueued_at", "run_after")]  # fmt: skip
    since = min(due, default=now)
    return Unattended(len(due), since) if now - since > STARTED_WITHIN else None


def waiting() -> int:
    """How many tasks wait or run."""
    count: int = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).count()
    return count


def _run(row: DBTaskResult) -> None:
    named = logs.WORK.set(row.id.hex)
    log.info("task starts", extra={"task": row.task_path})
    try:
        result = row.task_result
        returned = row.task.call(*result.args, **result.kwargs)
    except Exception as problem:
        log.exception("task failed", extra={"task": row.task_path})
        _failed(row, problem)
    else:
        row.set_successful(returned)
        log.info("task done", extra={"task": row.task_path})
    finally:
        logs.WORK.reset(named)


def _failed(row: DBTaskResult, problem: Exception) -> None:
    attempts = len(row.worker_ids)
    if attempts < ATTEMPTS:
        row.status, row.run_after = TaskResultStatus.READY, timezone.now() + PAUSE * 2**attempts
        row.save(update_fields=["status", "run_after"])
        return
    with transaction.atomic():
        row.set_failed(problem)
        _tell(row)


def _give_back(task: DBTaskResult) -> None:
    """Only if it is still as it was seen: two workers may notice the same silence."""
    seen = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
    if len(task.worker_ids) < ATTEMPTS:
        seen.update(status=TaskResultStatus.READY)
        return
    with transaction.atomic():
        given_up = seen.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            traceback="Every worker that tried it died.",
        )
        if given_up:
            _tell(task)


def _tell(task: DBTaskResult) -> None:
    """Whoever asked hears of it; a task whose module is gone has nobody to tell."""
    try:
        import_module(task.task_path.rpartition(".")[0])
    except ImportError:
        log.exception("the given-up task is not known", extra={"task": task.task_path})
        return
    tell = _given_up.get(task.task_path)
    if tell is not None:
        tell(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
