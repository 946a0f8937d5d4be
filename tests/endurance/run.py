"""Kills the server and the worker at random moments while people write, loads them, and looks for what is lost.

`python -m tests.endurance.run kill --times 50` and `… load --writers 8 --seconds 60`; `--database postgresql://…` names
an EMPTY database (without it: SQLite in a new folder). Prints its seed; exits with 1 and says what was found wrong.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3

COVALUE = str(Path(sys.executable).parent / "covalue")
LINES = 200
SETTLE_SECONDS = 90


class Place:
    """One workspace with its server and worker, as processes of their own."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.database = database or f"sqlite:///{folder / 'covalue.sqlite3'}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
        told = {
            "COVALUE_DATA_DIR": str(folder),
            "COVALUE_DATABASE_URL": self.database,
            "COVALUE_NEW_PASSWORD": "a long enough one",
        }
        self.environment = {**kept, **told}
        self.log = (folder / "log").open("ab")
        self.processes: list[subprocess.Popen[bytes]] = []

    def run(self, *arguments: str) -> str:
        done = subprocess.run([COVALUE, *arguments], env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def prepare(self) -> None:
        self.run("migrate")
        self.run("user", "endure@example.com", "--role", "program_director")
        self.token = json.loads(self.run("token", "create", "endure@example.com", "--json"))["token"]

    def start(self) -> None:
        for arguments in (("serve", "--port", str(self.port), "--without-worker", "--threads", "16"), ("worker",)):
            self.processes.append(
                subprocess.Popen(
                    [COVALUE, *arguments],
                    env=self.environment,
                    stdout=self.log,
                    stderr=self.log,
                    start_new_session=True,
                )
            )
        for _try in range(300):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.call("GET", "/health/ready")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the server does not come up again")

    def kill(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes = []

    def stop(self) -> list[int]:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process in self.processes]
        self.processes = []
        return codes

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
        """Status, answer and version; an exception if there was no answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = {} if body is None or "Content-Type" in headers else {"Content-Type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        key = {"Authorization": f"Bearer {self.token}"} if hasattr(self, "token") else {}
        try:
            line.request(method, path, sent, {**key, **kind, **named})
            answer = line.getresponse()
            text = answer.read()
            return (
                answer.status,
                json.loads(text) if text.startswith((b"{", b"[")) else text,
                answer.headers.get("ETag", ""),
            )
        finally:
            line.close()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.database.startswith("sqlite"):
            with contextlib.closing(pysqlite3.connect(self.folder / "covalue.sqlite3", timeout=30)) as file:
                return file.execute(statement).fetchall()
        with psycopg.connect(self.database) as server:
            return server.execute(statement).fetchall()  # type: ignore[arg-type]


class Writer(threading.Thread):
    """Makes accounts and counts on one, remembering what was acknowledged and what was only tried."""

    def __init__(self, place: Place, name: str, counter: int, imports: bool = False) -> None:
        super().__init__(daemon=True)
        self.place, self.label, self.counter, self.imports = place, name, counter, imports
        self.done = threading.Event()
        self.made: list[str] = []
        self.tried: list[str] = []
        self.counted = self.doubtful = 0
        self.started: list[int] = []
        self.faults: list[str] = []
        self.slowest = 0.0

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            began = time.monotonic()
            try:
                self._import(number) if self.imports else self._make(number)
                if not self.imports:
                    self._count()
            except (OSError, http.client.HTTPException):
                if not self.done.wait(0.05):
                    continue
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _make(self, number: int) -> None:
        name = f"{self.label}-{number}"
        self.tried.append(name)
        if self._good(self.place.call("POST", "/api/v1/accounts", {"name": name}, Idempotency_Key=name), 201):
            self.made.append(name)

    def _count(self) -> None:
        path = f"/api/v1/accounts/{self.counter}"
        _status, account, version = self.place.call("GET", path)
        self.doubtful += 1
        answer = self.place.call("PATCH", path, {"employees": (account["employees"] or 0) + 1}, If_Match=version)
        self.doubtful -= 1
        self.counted += self._good(answer, 200, 412) and answer[0] == 200

    def _import(self, number: int) -> None:
        lines = "".join(f"C{n % 7},{self.label}-{number}-{n},2026-01-05,1\n" for n in range(LINES))
        form = (
            '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
            f"customer,document,date,amount\n{lines}\r\n--x--\r\n"
        )
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = self.place.call("POST", "/api/v1/imports", form.encode(), **kind)
        if not self._good(answer, 201):
            return
        fields = {name: name for name in ("customer", "document", "date", "amount")}
        body = {"fields": fields, "source": "erp", "unknown": "create"}
        if self._good(self.place.call("POST", f"/api/v1/imports/{answer[1]['id']}/start", body), 202):
            self.started.append(answer[1]["id"])
        self.done.wait(0.3)

    def _good(self, answer: tuple[int, Any, str], *expected: int) -> bool:
        if answer[0] not in expected:
            self.faults.append(f"{answer[0]}: {str(answer[1])[:300]}")
        return answer[0] in expected


def kill(place: Place, times: int, chance: random.Random) -> list[str]:
    """Everything acknowledged is there once, and nothing is there twice, after each restart."""
    place.prepare()
    place.start()
    counter = place.call("POST", "/api/v1/accounts", {"name": "the counter"})[1]["id"]
    everyone: list[Writer] = []
    for turn in range(times):
        writers = [Writer(place, f"{turn}-{n}", counter, imports=n == 0) for n in range(4)]
        everyone += writers
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.1, 1.5))
        place.kill()
        for writer in writers:
            writer.done.set()
        for writer in writers:
            writer.join()
        place.start()
        wrong = _wrong(place, counter, everyone)
        if wrong:
            return [f"after kill {turn + 1}: {one}" for one in wrong]
    wrong = _settled(place, everyone)
    print(
        f"{times} kills, {sum(len(w.made) for w in everyone)} accounts and {sum(w.counted for w in everyone)} edits acknowledged,"
        f" {sum(len(w.started) for w in everyone)} imports started",
        flush=True,
    )
    return wrong + [f"ended with {code}" for code in place.stop() if code]


def load(place: Place, writers: int, seconds: int) -> list[str]:
    """No error shown, no update lost, no row lost; a back-up taken meanwhile is whole."""
    place.prepare()
    place.start()
    counter = place.call("POST", "/api/v1/accounts", {"name": "the counter"})[1]["id"]
    everyone = [Writer(place, f"w{n}", counter, imports=n == 0) for n in range(writers)]
    for writer in everyone:
        writer.start()
    time.sleep(seconds / 2)
    before = {name for writer in everyone for name in list(writer.made)}
    place.run("backup", str(place.folder / "kept.tgz"))
    after = {name for writer in everyone for name in list(writer.tried)}
    time.sleep(seconds / 2)
    for writer in everyone:
        writer.done.set()
    for writer in everyone:
        writer.join()
    wrong = [*_wrong(place, counter, everyone), *_settled(place, everyone)]
    wrong += [fault for writer in everyone for fault in writer.faults][:5]
    if place.database.startswith("sqlite"):
        wrong += _restored(place, before, after)
    print(
        f"{writers} writers, {seconds} s: {sum(len(w.made) for w in everyone)} accounts, {sum(w.counted for w in everyone)} counted,"
        f" slowest turn {max(w.slowest for w in everyone):.2f} s",
        flush=True,
    )
    return wrong + [f"ended with {code}" for code in place.stop() if code]


def _wrong(place: Place, counter: int, writers: list[Writer]) -> list[str]:
    held = Counter(name for (name,) in place.rows("SELECT name FROM accounts_account"))
    wrong = [f"lost: {name}" for writer in writers for name in writer.made if not held[name]]
    wrong += [f"doubled: {name}" for name, count in held.items() if count > 1]
    counted = sum(writer.counted for writer in writers)
    found = place.rows(f"SELECT employees FROM accounts_account WHERE id = {counter}")[0][0] or 0
    doubtful = sum(writer.doubtful for writer in writers)
    if not counted <= found <= counted + doubtful:
        wrong.append(f"the counter says {found}; acknowledged {counted}, unanswered {doubtful}")
    told = {subject for (subject,) in place.rows("SELECT subject FROM core_event")}
    ids = [number for (number,) in place.rows("SELECT id FROM accounts_account WHERE name LIKE '%-%'")]
    return wrong + [f"no event tells of account {number}" for number in ids if f"account:{number}" not in told]


def _settled(place: Place, writers: list[Writer]) -> list[str]:
    """Every import that was started ends, and the ledger holds each of its lines once."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        waiting = place.rows("SELECT id FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')")
        if not waiting:
            break
        time.sleep(0.5)
    states = dict(place.rows("SELECT id, state FROM ledger_import"))
    wrong = [f"jobs are stuck: {len(waiting)}"] if waiting else []
    wrong += [f"import {n} is {states.get(n)}" for writer in writers for n in writer.started if states.get(n) != "done"]
    total = float(
        json.loads(place.run("portfolio", "--by", "net", "--json", "--from", "2026-01-01", "--to", "2026-12-31"))[
            "total"
        ]
    )
    expected = LINES * sum(state == "done" for state in states.values())
    return wrong if total == expected else [*wrong, f"the ledger holds {total} of {expected}"]


def _restored(place: Place, before: set[str], after: set[str]) -> list[str]:
    folder = place.folder / "restored"
    folder.mkdir()
    empty = Place("", folder)
    empty.run("restore", str(place.folder / "kept.tgz"))
    held = {name for (name,) in empty.rows("SELECT name FROM accounts_account")}
    live = dict(place.rows("SELECT id, name FROM accounts_account"))
    wrong = [f"not in the back-up: {name}" for name in before - held]
    wrong += [
        f"in the back-up, but nowhere else: {row}"
        for row in empty.rows("SELECT id, name FROM accounts_account")
        if live.get(row[0]) != row[1]
    ]
    done = empty.rows("SELECT id FROM ledger_import WHERE state = 'done'")
    total = float(
        json.loads(empty.run("portfolio", "--by", "net", "--json", "--from", "2026-01-01", "--to", "2026-12-31"))[
            "total"
        ]
    )
    running = len(empty.rows("SELECT id FROM ledger_import WHERE state != 'done'"))
    if not LINES * len(done) <= total <= LINES * (len(done) + running + 50):
        wrong.append(f"the restored ledger holds {total} of {LINES * len(done)}")
    return wrong


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["kill", "load"])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    print(f"{asked.what}, seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="covalue-endurance-", ignore_cleanup_errors=True) as folder:
        place = Place(asked.database, Path(folder))
        try:
            if asked.what == "kill":
                wrong = kill(place, asked.times, random.Random(asked.seed))
            else:
                wrong = load(place, asked.writers, asked.seconds)
        finally:
            place.kill()
            log = (Path(folder) / "log").read_text()
    wrong += [line[:200] for line in log.splitlines() if "terminate called" in line or "database is locked" in line][:5]
    print("\n".join(wrong) or "nothing lost, nothing doubled, nothing stuck")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
