"""`python -m bench.clients COMMIT`: twenty people at once, beside an earlier commit that serves the same demo.

Each client is signed in and does one thing after the other: pages, the API, and every tenth time a change. Both sides take
turns; what counts is answers a second and the seconds within which 95 of 100 answers were there. The memory is that of the
server with its processes, at the beginning and at the end of a turn; seconds of processors are theirs, too, and say on a
machine that others use what an answer costs.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from bench.earlier import ROOT
from bench.visitor import Visitor, free_port

CLIENTS: Final = 20
SECONDS: Final = 60
ROUNDS: Final = 5
PASSWORD: Final = "northwind demo only"
PEOPLE: Final = ("andrew.fuller", "nancy.davolio", "janet.leverling", "margaret.peacock")
PAGES: Final = (
    "/",
    "/portfolio/",
    "/accounts/",
    "/find/?q=save a lot",
    "/portfolio/profitability/",
    "/api/v1/accounts",
)
OF_ACCOUNT: Final = ("/a/{}/", "/a/{}/", "/a/{}/value/", "/a/{}/plan/", "/api/v1/accounts/{}/actions")
CHANGES: Final = 0.1  # of what is done


@dataclass
class Turn:
    """What the clients got from one side: seconds of each answer by what was asked, and megabytes of its processes."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lasted: float = 0
    begun_with: float = 0
    ended_with: float = 0
    processors: float = 0  # seconds

    @property
    def all(self) -> list[float]:
        return [taken for several in self.seconds.values() for taken in several]

    @property
    def a_second(self) -> float:
        return len(self.all) / self.lasted

    @property
    def processor(self) -> float:
        """Seconds of a processor an answer took the server."""
        return self.processors / len(self.all)

    @property
    def p95(self) -> float:
        return quantiles(self.all, n=20, method="inclusive")[-1]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.clients", description=__doc__)
    asked.add_argument("commit", help="what to compare with, as git names it")
    asked.add_argument("--clients", type=int, default=CLIENTS)
    asked.add_argument("--seconds", type=int, default=SECONDS, help="of each turn")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--database", nargs=2, help="two empty PostgreSQL databases, postgresql://…: theirs and ours")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    turns: dict[str, list[Turn]] = {"earlier": [], "now": []}
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        earlier = Path(name) / "earlier"
        subprocess.run(["git", "worktree", "add", "--detach", earlier, told.commit], cwd=ROOT, check=True)
        try:
            trees = {"earlier": earlier, "now": ROOT}
            databases = dict(zip(trees, told.database or ("", ""), strict=True))
            for number in range(told.rounds):
                for side in [*trees][:: 1 if number % 2 else -1]:
                    with _served(trees[side], Path(name) / side, databases[side]) as (base, server):
                        turns[side].append(_crowd(base, server, told.clients, told.seconds))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", earlier], cwd=ROOT, check=True)
    print(json.dumps({s: [asdict(t) for t in several] for s, several in turns.items()}) if told.json else _table(turns))
    faults = [fault for turn in turns["now"] for fault in turn.faults]
    print("\n".join(sorted(set(faults))), file=sys.stderr)
    return 1 if faults else 0


def _crowd(base: str, server: int, clients: int, seconds: float) -> Turn:
    visitors = [Visitor(base) for _client in range(clients)]
    for number, visitor in enumerate(visitors):
        email = f"{PEOPLE[number % len(PEOPLE)]}@northwind.example"
        visitor.sign_in("/sign-in/", email=email, password=PASSWORD)
    strategic = [visitor.get("/api/v1/accounts?class=strategic&limit=20").json()["items"] for visitor in visitors]
    turn = Turn(begun_with=_megabytes(server))
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_visit, args=(visitor, [a["id"] for a in accounts], random.Random(number), turn, until))
        for number, (visitor, accounts) in enumerate(zip(visitors, strategic, strict=True))
    ]
    begun, used = time.monotonic(), _processors(server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn.lasted, turn.ended_with = time.monotonic() - begun, _megabytes(server)
    turn.processors = _processors(server) - used
    return turn


def _visit(visitor: Visitor, accounts: list[int], chance: random.Random, turn: Turn, until: float) -> None:
    """One after the other until the time is over; a fault is kept, and the next thing is done."""
    while time.monotonic() < until:
        account = chance.choice(accounts)
        changes = chance.random() < CHANGES
        what = "/api/v1/accounts/{}/actions" if changes else chance.choice(PAGES + OF_ACCOUNT)
        begun = time.perf_counter()
        try:
            if changes:
                visitor.change(what.format(account), title=f"Call them {chance.random()}")
            else:
                visitor.get(what.format(account)).raise_for_status()
        except Exception as fault:
            turn.faults.append(f"{what}: {fault}")
        turn.seconds.setdefault(f"change {what}" if changes else what, []).append(time.perf_counter() - begun)


@contextmanager
def _served(tree: Path, folder: Path, database: str) -> Iterator[tuple[str, int]]:
    """The demo of that checkout, as its `covalue demo --serve` serves it by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
        "PYTHONPATH": str(tree),
        "COVALUE_DATA_DIR": str(folder / "data"),
        "COVALUE_DEMO": "1",
        "COVALUE_BASE_URL": base,
        **({"COVALUE_DATABASE_URL": database} if database else {}),
    }
    command = [sys.executable, "-m", "covalue", "demo", "--serve", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=environment, cwd=folder, **quiet)
    try:
        with Visitor(base) as visitor:
            visitor.wait_for("/health/ready", 300)
        yield base, server.pid
    finally:
        server.terminate()
        server.wait()


def _megabytes(server: int) -> float:
    """Resident memory of the server and the processes it began; pages they share count once in each. Linux."""
    pages = (Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1] for pid in _processes(server))
    return sum(int(page) for page in pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _processors(server: int) -> float:
    """Seconds of processors the server and the processes it began have used."""
    stats = (Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2] for pid in _processes(server))
    return sum(sum(map(int, stat.split()[11:13])) for stat in stats) / os.sysconf("SC_CLK_TCK")


def _processes(server: int) -> list[str]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    return [str(server), *children]


def _table(turns: dict[str, list[Turn]]) -> str:
    rows = [f"{'':<38}{'earlier':>12}{'now':>12}{'ratio':>8}"]
    figures = {
        "answers a second": lambda turn: turn.a_second,
        "processor ms an answer": lambda turn: turn.processor * 1000,
        "p50 ms": lambda turn: median(turn.all) * 1000,
        "p95 ms": lambda turn: turn.p95 * 1000,
        "MB at the beginning": lambda turn: turn.begun_with,
        "MB at the end": lambda turn: turn.ended_with,
    }
    for what, figure in figures.items():
        then, now = (median(figure(turn) for turn in turns[side]) for side in ("earlier", "now"))
        rows.append(f"{what:<38}{then:>12,.1f}{now:>12,.1f}{now / then:>7.2f}×")
    for what in sorted(turns["now"][0].seconds):
        then, now = (
            median(taken for turn in turns[side] for taken in turn.seconds.get(what, [0])) * 1000
            for side in ("earlier", "now")
        )
        rows.append(f"{what + ', p50 ms':<38}{then:>12,.1f}{now:>12,.1f}{now / then if then else 0:>7.2f}×")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
