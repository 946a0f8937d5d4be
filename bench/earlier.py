"""`python -m bench.earlier COMMIT`: pages and analyses of this commit beside those of an earlier one, taking turns.

A ratio above one says that this commit is faster. The earlier commit is checked out into a temporary folder and runs with
the packages installed here. Pages are asked by the same client on the demo alone and on a larger base; `--pages` leaves the
analyses out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Final

from bench import lifetime, synthetic

ROOT: Final = Path(__file__).resolve().parent.parent
SLOWEST: Final = 0.97  # of the earlier speed
RUNS: Final = 3  # of an analysis in a turn: it takes a fraction of a second, and a page is asked many times

Seconds = dict[str, list[float]]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.earlier", description=__doc__)
    asked.add_argument("commit", help="what to compare with, as git names it")
    asked.add_argument("--accounts", type=int, default=1_000, help="size of the base behind the pages")
    asked.add_argument("--lines", type=int, default=3_000_000, help="ledger lines of the analyses")
    asked.add_argument("--pages", action="store_true", help="the pages of the demo, and nothing else")
    asked.add_argument("--rounds", type=int, default=3)
    told = asked.parse_args(arguments)
    now: Seconds = defaultdict(list)
    then: Seconds = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        earlier = Path(name) / "earlier"
        subprocess.run(["git", "worktree", "add", "--detach", earlier, told.commit], cwd=ROOT, check=True)
        try:
            files = {} if told.pages else _files(Path(name), told.lines)
            sizes = [0] if told.pages else [0, told.accounts]
            for turn in range(told.rounds):
                for tree, seconds in ((ROOT, now), (earlier, then))[:: 1 if turn % 2 else -1]:
                    _measure(tree, files, sizes, seconds)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", earlier], cwd=ROOT, check=True)
    print(f"{'':<26}{'earlier ms':>12}{'now ms':>10}{'ratio':>8}")
    ratios = {what: median(then[what]) / median(now[what]) for what in now}
    for what, ratio in ratios.items():
        print(f"{what:<26}{median(then[what]) * 1000:>12.1f}{median(now[what]) * 1000:>10.1f}{ratio:>8.2f}")
    return 0 if min(ratios.values()) >= SLOWEST else 1


def _files(folder: Path, lines: int) -> dict[str, Path]:
    """A file for each analysis."""
    ledger = synthetic.write_ledger(lines, folder / "ledger.parquet")
    purchases = lifetime.write_file(lines, folder / "purchases.parquet")
    return {"segments": ledger, "profitability": ledger, "lifetime": purchases}


def _measure(tree: Path, files: dict[str, Path], sizes: list[int], seconds: Seconds) -> None:
    for size in sizes:
        for page in json.loads(_run(tree, "pages", "--accounts", str(size), "--no-peer", "--json", cwd=ROOT)):
            seconds[f"{'page' if size else 'demo'}: {page['page']}"] += page["ours"]
    for analysis in [*files] * RUNS:
        seconds[analysis].append(json.loads(_run(tree, analysis, "--ours", str(files[analysis])))["seconds"])


def _run(tree: Path, bench: str, *arguments: str, cwd: Path | None = None) -> str:
    """What a bench prints last over the code of that checkout: the checkout's own bench, or the one in `cwd`."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", f"bench.{bench}", *arguments]
    done = subprocess.run(command, cwd=cwd or tree, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
