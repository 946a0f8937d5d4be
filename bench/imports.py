"""`python -m bench.imports`: bringing in a file, beside an earlier commit and beside DuckDB turning it into Parquet by itself.

A CSV file of synthetic lines (`bench/synthetic.py`) is imported into an empty ledger, the same file again, and then one of a
hundredth as many new lines. Each is a process of its own, sides taking turns; medians count, and the peak of memory. Results
are kept in `bench/results/`. With `--months` every import is followed by what its job does next, adding up the ledger's months,
beside the same import without; `× plain` is what the whole takes of the processor's seconds of the import alone.
"""

import argparse
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run by itself beside an earlier commit, whose product it takes but not its benches

from bench import peak, results, synthetic  # noqa: E402

sys.path.remove(str(ROOT))

LINES: Final = (1_000_000, 10_000_000)
ROUNDS: Final = 5
WORK: Final = ("first", "again", "new lines")
WITH_MONTHS: Final = "with months"  # a side: this commit, whose imports are followed by their months
Told = dict[str, float]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.imports", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="+", default=LINES)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--commit", help="an earlier commit to measure beside this one")
    asked.add_argument("--months", action="store_true", help="measure imports with their months, too")
    asked.add_argument("--unnumbered", action="store_true", help="leave the column of line numbers out")
    asked.add_argument("--keep", action="store_true", help="keep the results")
    asked.add_argument("--only", help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(arguments)
    if told.only:
        work = bare if told.only == "bare" else imported
        print(json.dumps(work(told.file, told.folder, told.only, numbered=not told.unnumbered, months=told.months)))
        return 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="covalue-bench-")))
        trees = {"ours": ROOT} | ({told.commit: _tree(stack, folder, told.commit)} if told.commit else {})
        trees |= {WITH_MONTHS: ROOT} if told.months else {}
        found = [line for lines in told.lines for line in _measured(folder, lines, trees, told)]
    known = results.around()
    if told.keep:
        results.keep("imports" + ("_unnumbered" if told.unnumbered else "_months" if told.months else ""), found, known)
    print(results.sentence(known))
    print(table(found))
    return 0


def _measured(folder: Path, lines: int, trees: dict[str, Path], told: argparse.Namespace) -> list[dict[str, Any]]:
    """Medians of each side and kind of work for files of so many lines."""
    file = synthetic.write_file(lines, folder / f"{lines}.csv")
    new = _new_lines(file, folder / f"{lines}-new.csv", lines // 100)
    runs: dict[tuple[str, str], list[Told]] = {}
    for turn in range(told.rounds):
        sides = ["bare", *trees]
        for side in sides if turn % 2 else reversed(sides):
            place = folder / side
            for work in ("bare",) if side == "bare" else WORK:
                its = new if work == "new lines" else file
                settings = {"--unnumbered": told.unnumbered, "--months": side == WITH_MONTHS}
                told_of = _run(trees.get(side, ROOT), work, its, place, settings)
                runs.setdefault((side, work), []).append(told_of)
            shutil.rmtree(place, ignore_errors=True)
    file.unlink()
    return [
        {"lines": lines, "side": side, "work": work}
        | {name: median(run[name] for run in told_of) for name in told_of[0]}
        for (side, work), told_of in runs.items()
    ]


def imported(file: Path, folder: Path, work: str, *, numbered: bool, months: bool) -> Told:
    """An import into the ledger in a folder, with `months` and adding them up as its job does; a commit that does not know a
    setting does without it.
    """
    from covalue.ledger import importing
    from covalue.ledger.mapping import Mapping
    from covalue.ledger.table import LedgerTable

    folder.mkdir(parents=True, exist_ok=True)
    with file.open(encoding="utf-8") as lines:
        columns = lines.readline().strip().split(",")
    mapping = Mapping(fields={name: name for name in columns if numbered or name != "line"})
    settings = {"reject_path": folder / "rejects.csv", "held_path": folder / "held.csv", "temp_dir": folder}
    known = {name: value for name, value in settings.items() if name in inspect.signature(importing.run).parameters}
    begun, table = _clocks(), LedgerTable(str(folder / "ledger"))
    importing.run(table, file, mapping, source="bench", import_id=work, **known)  # type: ignore[arg-type]
    if months:
        from covalue.ledger.months import LedgerMonths

        assert LedgerMonths(table, folder / "months").bring_up_to_date()
    return _passed(begun)


def bare(file: Path, folder: Path, work: str, *, numbered: bool, months: bool) -> Told:
    """DuckDB turning the same file into Parquet, with nothing checked."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    begun = _clocks()
    duckdb.connect().execute(
        f"COPY (SELECT 'bench' AS source, *, '1' AS import_id FROM read_csv('{file}')) TO '{folder / 'bare.parquet'}' "
        "(FORMAT PARQUET, COMPRESSION zstd)"
    )
    return _passed(begun)


def table(found: list[dict[str, Any]]) -> str:
    bare_of = {each["lines"]: each["seconds"] for each in found if each["side"] == "bare"}
    plain = {(each["lines"], each["work"]): each["processor"] for each in found if each["side"] == "ours"}
    rows = [
        f"{'lines':>12}  {'side':<13}{'work':<12}{'seconds':>9}{'CPU s':>9}{'MB':>8}{'lines a second':>16}{'× bare':>8}{'× plain':>9}"
    ]
    for each in found:
        lines = each["lines"] // (100 if each["work"] == "new lines" else 1)
        whole = each["processor"] / plain[each["lines"], each["work"]] if each["side"] == WITH_MONTHS else None
        rows.append(
            f"{each['lines']:>12,}  {each['side']:<13}{each['work']:<12}{each['seconds']:>9.2f}{each['processor']:>9.2f}"
            f"{each['megabytes']:>8,.0f}{lines / each['seconds']:>16,.0f}{each['seconds'] / bare_of[each['lines']]:>8.2f}"
            f"{'' if whole is None else f'{whole:.2f}':>9}"
        )
    return "\n".join(rows)


def _new_lines(file: Path, target: Path, lines: int) -> Path:
    import duckdb

    duckdb.connect().execute(
        f"COPY (SELECT 'N' || document AS document, * EXCLUDE (document) FROM read_csv('{file}', all_varchar = true) "
        f"LIMIT {lines}) TO '{target}' (FORMAT CSV, HEADER)"
    )
    return target


def _run(tree: Path, work: str, file: Path, folder: Path, settings: dict[str, bool]) -> Told:
    command = [
        sys.executable,
        str(ROOT / "bench" / "imports.py"),
        "--only",
        work,
        "--file",
        str(file),
        "--folder",
        str(folder),
    ]
    around = {**os.environ, "PYTHONPATH": str(tree)}
    command += [name for name, wanted in settings.items() if wanted]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=tree, env=around)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def _tree(stack: ExitStack, folder: Path, commit: str) -> Path:
    """The files of an earlier commit, for as long as it is measured."""
    tree = folder / "tree"
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--detach", "--quiet", str(tree), commit], check=True)
    stack.callback(subprocess.run, [*git, "remove", "--force", str(tree)], check=True)
    return tree


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _passed(begun: tuple[float, float]) -> Told:
    seconds, processor = (now - before for now, before in zip(_clocks(), begun, strict=True))
    return {"seconds": seconds, "processor": processor, "megabytes": peak.megabytes()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
