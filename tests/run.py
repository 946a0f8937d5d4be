"""Runs the tests that prove a change, or all of them. Prints what ran and how long it took.

`make test`: the quick tests on SQLite; then on PostgreSQL those that ask the database (conftest.py says which); then
what starts programs of its own: a browser, servers, killed processes, migrations. `make test-all` adds what a smaller
test stands for in `make test` (marked `thorough`), 200 examples of every property, Spark, and endurance in its long form.

Arguments are handed to pytest; with any, only one run on SQLite happens. `--random` runs the quick tests five times, each
time in another order.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(os.cpu_count() or 2)
EVERYWHERE = ["covalue", "tests", "-n", WORKERS, "-p", "no:schemathesis"]
# Two programs' own processes wait for one another more than they compute: one worker more than there are processors.
APART = ["covalue", "tests", "-n", str(int(WORKERS) + 1), "--dist", "loadfile", "-m"]
QUICK = [
    *EVERYWHERE, "--dist", "worksteal", "--ignore=tests/browser", "--ignore=tests/endurance", "-m",
]  # fmt: skip


def main(arguments: list[str]) -> int:
    if arguments == ["--random"]:
        return max(_shuffled(seed) for seed in random.SystemRandom().sample(range(10_000), 5))
    whole = arguments == ["--all"]
    if arguments and not whole:
        return _pytest("chosen tests, SQLite", arguments)
    left_out = "" if whole else " and not thorough"
    if whole:
        os.environ["COVALUE_TEST_EXAMPLES"] = "full"
    codes = [_pytest("quick tests, SQLite", [*QUICK, f"not apart{left_out}"])]
    codes.append(_on_postgresql([*QUICK, f"not once{left_out}"]))
    _install_browser()
    # The browser's library keeps an event loop in the worker, beside which Django would refuse its database.
    beside = {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    codes.append(_pytest("browser and other programs, SQLite", [*APART, f"apart{left_out}"], **beside))
    if whole:
        codes.append(_run("endurance", [sys.executable, "-m", "tests.endurance"]))
    return max(codes)


def _shuffled(seed: int) -> int:
    order = ["--random-order-bucket=global", f"--random-order-seed={seed}"]
    return _pytest(f"quick tests in the order {seed}, SQLite", [*QUICK, "not apart and not thorough", *order])


def _on_postgresql(arguments: list[str]) -> int:
    with postgres.running() as server:
        if server:
            return _pytest("what asks the database, PostgreSQL", arguments, COVALUE_TEST_DATABASE_URL=server.url)
    print("PostgreSQL's programs are not installed: that run is left out (Debian: apt install postgresql).")
    return 1 if os.environ.get("CI") else 0


def _pytest(title: str, arguments: list[str], **environment: str) -> int:
    return _run(title, [sys.executable, "-m", "pytest", *arguments], **environment)


def _run(title: str, command: list[str], **environment: str) -> int:
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    # Compiled once, not by every process again: some machines are set up to compile each time.
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.call(command, cwd=ROOT, env={**told, **environment})
    print(f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return code


def _install_browser() -> None:
    """Debian's Chromium, when it is missing and this user may install; otherwise the tests say what is missing."""
    if shutil.which("chromium") or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print("\n== installing chromium", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.call(["apt-get", "update", "-qq"], **quiet)
    subprocess.call(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
