"""A workspace of its own with a server and a worker that can be killed, and clients that call its API."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import requests

from tests.browser.conftest import free_port

COVALUE: Final = str(Path(sys.executable).with_name("covalue"))
WRITER: Final = "writer@northwind.example"
DIRECTOR: Final = "andrew.fuller@northwind.example"
READY_SECONDS: Final = 60.0
PATIENCE: Final = (
    120.0  # seconds without a kill: on a busy machine a call dies many times, and its key is held for 20 each time
)


class Installation:
    """The demo company, its web server and its worker as processes of their own."""

    def __init__(self, folder: Path, database_url: str = "", *, filled: bool = True) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
            "COVALUE_DATA_DIR": str(folder / "data"),
            "COVALUE_DEMO": "1",
            "COVALUE_BASE_URL": self.base,
            **({"COVALUE_DATABASE_URL": database_url} if database_url else {}),
        }
        folder.mkdir(exist_ok=True)
        self.log = (folder / "log").open("ab")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.key = ""
        self.last_killed = 0.0
        if filled:
            self.command("demo")
            self.key = json.loads(self.command("token", "create", DIRECTOR, "--json"))["token"]

    def __enter__(self) -> "Installation":
        return self

    def __exit__(self, *_how: object) -> None:
        """Nothing it started outlives it, whatever went wrong."""
        for name in [*self.processes]:
            self.kill(name)
        self.log.close()

    def command(self, *arguments: str) -> str:
        """`covalue …`, to its end; what it printed."""
        run = [COVALUE, *arguments]
        done = subprocess.run(run, env=self.environment, stdout=subprocess.PIPE, stderr=self.log, check=True, text=True)
        return done.stdout

    def start(self, *which: str) -> None:
        """Start what is named and wait until the server can be used."""
        commands = {
            "server": ["serve", "--port", str(self.port), "--without-worker"],
            "worker": ["worker"],
        }
        for name in which:
            self.processes[name] = subprocess.Popen(
                [COVALUE, *commands[name]],
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )
        if "server" in which:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.base}/health/ready", timeout=5).ok:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"not ready: {(self.folder / 'log').read_text()[-4000:]}")

    def kill(self, name: str) -> None:
        """As the machine's power would: the process and all it started, without a word."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.last_killed = time.monotonic()

    def stop(self) -> dict[str, int]:
        """Ask everything to end, and how each ended."""
        for process in self.processes.values():
            process.terminate()
        codes = {name: process.wait(40) for name, process in self.processes.items()}
        self.processes.clear()
        return codes

    def memory(self) -> float:
        """Megabytes that the server's processes hold, what they share counted once."""
        group = os.getpgid(self.processes["server"].pid)
        return sum(_held(int(process.name), group) for process in Path("/proc").glob("[0-9]*")) / 1024

    def everything_key(self) -> str:
        """A key of somebody who directs, administers and imports."""
        roles = [part for role in ("program_director", "administrator", "analyst") for part in ("--role", role)]
        self.environment["COVALUE_NEW_PASSWORD"] = "for this run only"
        self.command("user", WRITER, *roles)
        return str(json.loads(self.command("token", "create", WRITER, "--json"))["token"])

    def guard_whole(self) -> None:
        """The database says that it is whole: every page of SQLite's file, and every key to another table."""
        if "COVALUE_DATABASE_URL" in self.environment:
            return  # PostgreSQL checks its keys at every write, and its pages by their sums
        with sqlite3.connect(self.folder / "data" / "covalue.sqlite3") as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []

    def client(self, key: str = "") -> "Client":
        return Client(self, key or self.key)


class Client:
    """One program that calls the API."""

    def __init__(self, installation: Installation, key: str) -> None:
        self.installation = installation
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """One call; connection errors are the caller's to expect."""
        return self.session.request(method, f"{self.installation.base}/api/v1{path}", json=body, timeout=60, **more)

    def insist(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """The same call with the same idempotency key until the server answers it, however often it is killed."""
        headers = {**more.pop("headers", {}), "Idempotency-Key": uuid.uuid4().hex}
        begun = time.monotonic()
        while True:
            try:
                answer = self.ask(method, path, body, headers=headers, **_fresh(more))
                if answer.status_code not in (409, 503):
                    return answer
            except requests.RequestException:
                pass
            if time.monotonic() > max(begun, self.installation.last_killed) + PATIENCE:
                raise TimeoutError(f"{method} {path} was never answered")
            time.sleep(0.2)

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        following: str | None = f"{path}{'&' if '?' in path else '?'}limit=100"
        while following:
            page = self.ask("GET", following.split("/api/v1")[-1]).json()
            items += page["items"]
            following = page["next"]
        return items


def _held(process: int, group: int) -> int:
    """Kilobytes of a process, if it is of this group."""
    try:
        if os.getpgid(process) != group:
            return 0
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _fresh(more: Mapping[str, Any]) -> dict[str, Any]:
    """Files are read again for every try."""
    if "files" not in more:
        return dict(more)
    return {**more, "files": {name: (title, bytes(content)) for name, (title, content) in more["files"].items()}}
