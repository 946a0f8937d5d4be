"""Serving: gunicorn with threads, and by default the background worker in the same process."""

import threading
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication


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


def run(*, host: str, port: int, processes: int, threads: int, with_worker: bool) -> None:
    """Serve until stopped; a stop lets running requests finish."""
    _hang_up()
    Server(
        {
            "bind": f"{host}:{port}",
            "workers": processes,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 20,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _start_worker if with_worker else lambda worker: None,
            "worker_exit": _stop_worker,
        }
    ).run()


def _hang_up() -> None:
    """Let go of the database before the server forks: a pool of connections is dead on the other side of a fork."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _start_worker(worker: Any) -> None:
    """One background worker beside the first server process; the others only serve."""
    from covalue.core.jobs import Worker

    if worker.age != 1 and worker.cfg.workers > 1:
        return
    worker.background = Worker()
    threading.Thread(target=worker.background.run, name="background", daemon=True).start()


def _stop_worker(server: Any, worker: Any) -> None:
    background = getattr(worker, "background", None)
    if background is not None:
        background.stop()
