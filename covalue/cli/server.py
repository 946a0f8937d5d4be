"""Serving: gunicorn with a process a core and threads in each, and by default the background worker beside one of them."""

import contextlib
import fcntl
import logging
import os
import resource
import threading
from typing import Any, Final

from django.db import connections
from gunicorn.app.base import BaseApplication

GRACE_SECONDS: Final = 30
IDLE_SECONDS: Final = 75  # longer than proxies and browsers leave a connection unused, so that they close it, not we
JOB_SECONDS: Final = 10.0
TAKE_OVER_SECONDS: Final = 2.0
LOCK: Final = "worker.lock"
MOST_PROCESSES: Final = 4


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured from here and from nowhere else."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from covalue.config.wsgi import application

        return application


def processes() -> int:
    """One a core, and not more than a workspace of some dozens of people makes use of.

    Before a cluster it is one: each would bring a Java process of its own.
    """
    from django.conf import settings

    return 1 if settings.LEDGER_ENGINE else min(os.cpu_count() or 1, MOST_PROCESSES)


def run(*, host: str, port: int, processes: int, threads: int, with_worker: bool) -> None:
    """Serve until stopped; a stop lets running requests finish."""
    from django.conf import settings

    _hang_up()
    allow_many_files()
    Server(
        {
            "bind": f"{host}:{port}",
            "workers": processes,
            "threads": threads,
            "worker_class": "covalue.cli.receiving.Receiver",
            "sendfile": False,  # waits for a reader without end
            "timeout": 120,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": IDLE_SECONDS,
            "loglevel": "warning",
            "logconfig_dict": settings.LOGGING,
            "control_socket_disable": True,
            "post_worker_init": _start_worker if with_worker else lambda worker: None,
            "worker_exit": _stop_worker,
        }
    ).run()


def allow_many_files() -> None:
    """As many open files as this machine permits: each connection is one, and services begin with 1 024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _hang_up() -> None:
    """Let go of the database before the server forks: a pool of connections is dead on the other side of a fork."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _start_worker(worker: Any) -> None:
    """Background work is done beside one of the server's processes."""
    from covalue.core.jobs import Worker

    worker.background = Worker()
    worker.background_thread = threading.Thread(target=_work, args=(worker,), name="background", daemon=True)
    worker.background_thread.start()


def _work(worker: Any) -> None:
    """Wait until no other process of this workspace works, and work from then on: when one ends, another takes over."""
    from django.conf import settings

    with (settings.DATA_DIR / LOCK).open("w") as lock:
        while not worker.background.stopping.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                worker.background.stopping.wait(TAKE_OVER_SECONDS)
            else:
                worker.background.run()


def _stop_worker(server: Any, worker: Any) -> None:
    """Let the job at hand end, or put it back; then end the process at once.

    Threads of the C++ libraries outlive the interpreter's end and bring the process down with SIGSEGV or SIGABRT, which the
    log would report at every stop. What could not even start ends as usual, so that the server learns why.
    """
    from covalue.web import sockets

    sockets.stop()
    background = getattr(worker, "background", None)
    if background is not None:
        background.stop()
        worker.background_thread.join(JOB_SECONDS)
        if worker.background_thread.is_alive():
            with contextlib.suppress(Exception):
                background.let_go()
    _hang_up()
    if worker.booted:
        logging.shutdown()
        os._exit(0)
