"""`python -m bench.command COMMIT`: questions on the command line, of this commit beside an earlier one, taking turns.

A ratio above one says that this commit is faster. The earlier commit is checked out into a temporary folder, installed by its
own `make install` and loads its own demo; so does this one, into an environment of its own. Each question is a process, whose
seconds by the clock and of the processor are told. Twice: as installed, nothing being compiled on the way, and with the
bytecode of all that is imported (`compiled`), as Python writes it at the first run where it may.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench import results

ROOT: Final = Path(__file__).resolve().parent.parent
FIRST: Final = "portfolio --json"
QUESTIONS: Final = (
    "--version",
    FIRST,
    "segments --json",
    "profitability --period {year} --json",
    "rounds --json",
    "coverage --json",
    "needs --json",
    "verify --json",
)
TARGET: Final = 4.0  # times as fast, of the first question


@dataclass(frozen=True)
class Side:
    """A checkout with its environment and its demo."""

    folder: Path

    def told(self, question: str, environment: dict[str, str]) -> tuple[float, float]:
        """Seconds by the clock and of the processor."""
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [self.folder / ".venv" / "bin" / "covalue", *question.split()],
            env={**os.environ, **environment, "COVALUE_DATA_DIR": str(self.folder / "var")},
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True)
class Asked:
    """A question, and the medians of both sides."""

    question: str
    compiled: bool
    rounds: int
    earlier: float
    now: float
    earlier_processor: float
    now_processor: float

    @property
    def times(self) -> float:
        return self.earlier / self.now

    @property
    def times_processor(self) -> float:
        return self.earlier_processor / self.now_processor


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.command", description=__doc__)
    asked.add_argument("commit", help="what to compare with, as git names it")
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--question", action="append", help="one of those to ask; all, unless it is said")
    asked.add_argument("--year", default="2025", help="of the profitability")
    asked.add_argument("--keep", action="store_true", help="write bench/results/command.json")
    told = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        folders = {Path(name) / "now": "HEAD", Path(name) / "earlier": told.commit}
        for folder, commit in folders.items():
            subprocess.run(["git", "worktree", "add", "--detach", folder, commit], cwd=ROOT, check=True)
        try:
            sides = [_made(folder) for folder in folders]
            questions = [question.format(year=told.year) for question in told.question or QUESTIONS]
            found = [
                _asked(*sides, question, compiled=compiled, rounds=told.rounds, cache=Path(name))
                for compiled in (False, True)
                for question in questions
            ]
        finally:
            for folder in folders:
                subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)
    known = results.around(earlier=told.commit)
    print(results.sentence(known))
    print(_table(found))
    if told.keep:
        print(results.keep("command", [{**asdict(one), "times": one.times} for one in found], known))
    return 0 if all(one.times_processor >= TARGET for one in found if one.question == FIRST and not one.compiled) else 1


def _made(folder: Path) -> Side:
    """Installed, with its demo."""
    environment = {**os.environ, "COVALUE_DEMO": "1", "COVALUE_DATA_DIR": str(folder / "var")}
    for command in (["make", "install"], [str(folder / ".venv" / "bin" / "covalue"), "demo"]):
        subprocess.run(
            command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return Side(folder)


def _asked(now: Side, earlier: Side, question: str, *, compiled: bool, rounds: int, cache: Path) -> Asked:
    """Both sides in turn, each first in every other round; the first round only warms up."""
    seconds: dict[Side, list[tuple[float, float]]] = {now: [], earlier: []}
    for turn in range(rounds + 1):
        for side in (now, earlier) if turn % 2 else (earlier, now):
            told = side.told(question, _bytecode(cache if compiled else None))
            if turn:
                seconds[side].append(told)
    (now_s, now_p), (earlier_s, earlier_p) = (
        (median(clock for clock, _ in seconds[side]), median(processor for _, processor in seconds[side]))
        for side in (now, earlier)
    )
    return Asked(question, compiled, rounds, earlier_s, now_s, earlier_p, now_p)


def _bytecode(cache: Path | None) -> dict[str, str]:
    if cache is None:
        return {"PYTHONDONTWRITEBYTECODE": "1"}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(cache / "bytecode")}


def _table(found: list[Asked]) -> str:
    head = f"{'':<40}{'earlier s':>10}{'now s':>8}{'times':>7}{'earlier CPU s':>15}{'now CPU s':>11}{'times':>7}"
    return "\n".join(
        [head]
        + [
            f"{one.question + (', compiled' if one.compiled else ''):<40}{one.earlier:>10.2f}{one.now:>8.2f}{one.times:>6.1f}×"
            f"{one.earlier_processor:>15.2f}{one.now_processor:>11.2f}{one.times_processor:>6.1f}×"
            for one in found
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
