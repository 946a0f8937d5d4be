"""`python -m bench.analyses`: pages with figures of a large ledger at the first look after an import and again, and each
analysis beside the same question by hand in DuckDB.

The ledger is synthetic (`bench/synthetic.py`), with as many accounts and keys as asked. `--commit` measures an earlier commit
on the same ledger, too, taking turns. Pages are asked in process by a signed-in director: `first` with nothing remembered,
`again` as it is, `changed` with nothing drawn before. Results are kept in `bench/results/`.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import memory

ROOT: Final = Path(__file__).resolve().parent.parent
LINES: Final = (1_000_000, 10_000_000)
ACCOUNTS: Final = 20_000
PARTS: Final = 10_000_000  # lines of one commit
ROUNDS: Final = 5
START, END = date(2024, 1, 1), date(2024, 12, 31)
ONE: Final = "C000100"
Seconds = dict[str, list[tuple[float, float]]]
PAGES: Final = {
    "at a glance": "/portfolio/",
    "portfolio": "/portfolio/revenue/",
    "profitability": "/portfolio/profitability/",
    "segments": "/portfolio/segments/",
    "account home": "/a/{account}/",
}


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.analyses", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="+", default=LINES)
    asked.add_argument("--accounts", type=int, default=ACCOUNTS)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--commit", help="an earlier commit to measure beside this one")
    asked.add_argument("--folder", type=Path, help="where ledgers are kept from one run to the next")
    asked.add_argument("--save", type=Path, help="a file of results to write")
    asked.add_argument("--only", choices=MEASURES, help=argparse.SUPPRESS)
    asked.add_argument("--ledger", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(arguments)
    if told.only:
        print(json.dumps(MEASURES[told.only](told.ledger, told.accounts, told.rounds)))
        return 0
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name, _trees(Path(name), told.commit) as trees:
        found = [
            _measured(told, lines, trees, _filled(told.folder or Path(name), lines), Path(name)) for lines in told.lines
        ]
    result = {**_machine(), "accounts": told.accounts, "rounds": told.rounds, "sizes": found}
    if told.save:
        told.save.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(_table(result))
    return 0


def _measured(
    told: argparse.Namespace, lines: int, trees: dict[str, Path], ledger: Path, folder: Path
) -> dict[str, Any]:
    """All of one size: a process for each side and measure."""
    answer: dict[str, Any] = {"lines": lines, "sides": {}}
    for side, tree in trees.items():
        answer["sides"][side] = _run(tree, "pages", ledger, told, folder / f"{side}-{lines}")
    answer["by hand"] = _run(ROOT, "questions", ledger, told, folder / f"hand-{lines}")
    return answer


def pages(ledger: Path, accounts: int, rounds: int) -> dict[str, Any]:
    """Seconds of each page, and the peak of this process's memory."""
    account = _workspace(accounts)
    made = _made_up_to_date()
    from django.core.cache import cache
    from django.test import Client

    from covalue.people.models import User
    from covalue.portfolio import figures

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email="director@bench.example"))
    seconds: Seconds = defaultdict(list)

    def look(what: str, address: str) -> None:
        begun = _clocks()
        answer = client.get(address)
        seconds[what].append(_passed(begun))
        assert answer.status_code == 200, (address, answer.status_code)

    def ask(label: str, address: str, turn: int) -> None:
        figures.engine.cache_clear()
        cache.clear()
        look(f"{label}: first", address)
        look(f"{label}: again", address)
        cache.clear()
        look(f"{label}: changed", address)
        if not turn:
            for moment in ("first", "again", "changed"):  # the first turn only warms up
                seconds[f"{label}: {moment}"].clear()

    addresses = {label: address.format(account=account) for label, address in PAGES.items()}
    for turn in range(rounds + 1):
        for label, address in addresses.items():
            ask(label, address, turn)
    _two_pools()
    for turn in range(rounds + 1):
        ask("profitability, two pools", addresses["profitability"], turn)
    return {"seconds": dict(seconds), "megabytes": _peak(), "made": made}


def questions(ledger: Path, accounts: int, rounds: int) -> dict[str, Any]:
    """Seconds of each analysis, ours with nothing remembered and by hand, taking turns; both have to find the same."""
    import django

    django.setup()
    import duckdb
    import pyarrow.dataset  # noqa: F401  DuckDB asks for it at the first table it is handed

    from bench.by_hand import QUESTIONS
    from covalue.portfolio import figures

    _made_up_to_date()
    lines, hand = figures.as_imported(), duckdb.connect()
    seconds: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for question in QUESTIONS:
        asked, by_hand = _asked(question), _by_hand(question, lines.files)

        def ours(question: Any = question, asked: Any = asked) -> Any:
            return figures.engine().table(question.analysis, lines, **asked)

        def peer(sql: str = by_hand) -> Any:
            return hand.execute(sql).to_arrow_table()

        found: dict[str, list[tuple[float, float]]] = {"ours": [], "by hand": []}
        for turn in range(rounds + 1):
            answers = {}
            for side, ask in (("ours", ours), ("by hand", peer))[:: 1 if turn % 2 else -1]:
                begun = _clocks()
                answers[side] = ask()
                if turn:
                    found[side].append(_passed(begun))
            assert _same(answers["ours"], answers["by hand"], question.column), question.name
        seconds[question.name] = found
    return {"seconds": seconds, "megabytes": _peak()}


def _asked(question: Any) -> dict[str, Any]:
    """What the engine is asked, as pages ask it."""
    from covalue.analytics import engine
    from covalue.portfolio.queries import KNOWN
    from covalue.profitability.queries import POOL_COLUMNS
    from covalue.segmentation.computing import KNOWN as KEYS

    text = engine.text_of(question.analysis)
    values: dict[str, Any] = {
        "start": START, "end": END, "alike": START, "before": date(2023, 1, 1), "before_end": date(2023, 12, 31),
        "months": 12, "by": question.by, "today": date(2025, 1, 31), "kind": "", "limit": 50, "offset": 0,
    }  # fmt: skip
    named = set(re.findall(r"\$(\w+)", text))
    tables = {"known": (KEYS if question.analysis == "segments" else KNOWN).empty_table()}
    tables["pools"] = memory.pools() if question.pools else POOL_COLUMNS.empty_table()
    return {
        **{name: value for name, value in values.items() if name in named},
        "tables": {name: table for name, table in tables.items() if re.search(rf"\b{name}\b", text)},
        **({"customers": [("bench", ONE)]} if question.account else {}),
    }


def _by_hand(question: Any, files: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{file}'" for file in files)
    return (
        str(question.sql)
        .replace("{lines}", f"read_parquet([{listed}])")
        .replace("{one}", f"source = 'bench' AND customer = '{ONE}'")
    )


def _same(one: Any, other: Any, column: str) -> bool:
    """As many rows, and the same sum of what they are compared by."""
    import pyarrow.compute as pc

    sums = [0 if not column or not table.num_rows else pc.sum(table[column]).as_py() for table in (one, other)]
    return one.num_rows == other.num_rows and sums[0] == sums[1]


def _made_up_to_date() -> tuple[float, float] | None:
    """Seconds that summing up the ledger takes, where this commit does."""
    from covalue.ledger import queries

    if not hasattr(queries, "months"):
        return None
    shutil.rmtree(queries.months().folder, ignore_errors=True)
    begun = _clocks()
    queries.months().bring_up_to_date()
    return _passed(begun)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _passed(since: tuple[float, float]) -> tuple[float, float]:
    """Seconds by the clock, and of all processors: what other work on the machine does not stretch."""
    now, used = _clocks()
    return now - since[0], used - since[1]


def _workspace(accounts: int) -> int:
    """A migrated database with a director and this many accounts; returns the id of one with a key that buys a lot."""
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    call_command("migrate", verbosity=0)
    with contextlib.suppress(ImportError):  # an earlier commit served them as they are
        from covalue.web import assets

        assets.prepare()
    from covalue.accounts.models import Account, Identifier, Lineage
    from covalue.core import events
    from covalue.people import actions as people
    from covalue.people.rules import Role

    now = timezone.now()
    people.create_user(
        events.system("bench"), email="director@bench.example", name="Dora Director", roles=[Role.PROGRAM_DIRECTOR],
        password="only for the bench", now=now,
    )  # fmt: skip
    rows = Account.objects.bulk_create(
        [Account(name=f"Account {number:06}", sector="Food", created_at=now) for number in range(accounts)],
        batch_size=1000,
    )
    Lineage.objects.bulk_create([Lineage(ancestor=row, account=row, depth=0) for row in rows], batch_size=2000)
    Identifier.objects.bulk_create(
        [Identifier(account=row, source="bench", key=f"C{number:06}") for number, row in enumerate(rows)],
        batch_size=2000,
    )
    return int(rows[100].pk)


def _two_pools() -> None:
    """Orders, and small orders, over the year the pages show."""
    from decimal import Decimal

    from django.utils import timezone

    from covalue.profitability.models import Pool

    shared: dict[str, Any] = {
        "starts_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31), "cost": Decimal(1_200_000),
        "capacity": Decimal(100_000), "kept_at": timezone.now(),
    }  # fmt: skip
    Pool.objects.create(name="Orders", driver="orders", **shared)
    Pool.objects.create(name="Small orders", driver="small_orders", border=Decimal(900), **shared)


def _filled(folder: Path, lines: int) -> Path:
    """A ledger of so many lines, ten million a commit; made where it is not there."""
    target = folder / f"ledger-{lines}"
    if target.exists():
        return target
    from bench import ledgers, synthetic
    from covalue.ledger.table import LedgerTable

    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    table, version = LedgerTable(str(partial)), None
    for part, first in enumerate(range(0, lines, PARTS)):
        made = synthetic.lines_sql(min(PARTS, lines - first))
        lines_of_part = (
            f"SELECT 'bench' AS source, '{part}.' || document AS document, * EXCLUDE (document) FROM ({made})"
        )
        version = ledgers.bring(table, lines_of_part, part=str(part), based_on=version)
    return partial.rename(target)


@contextmanager
def _trees(folder: Path, commit: str | None) -> Iterator[dict[str, Path]]:
    """Where the code of each side lies."""
    if not commit:
        yield {"now": ROOT}
        return
    earlier = folder / "earlier"
    subprocess.run(["git", "worktree", "add", "--detach", earlier, commit], cwd=ROOT, check=True, capture_output=True)
    try:
        yield {"earlier": earlier, "now": ROOT}
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", earlier], cwd=ROOT, check=True)


def _run(tree: Path, measure: str, ledger: Path, told: argparse.Namespace, folder: Path) -> Any:
    """What a process of its own measures with the code of that tree."""
    (folder / "data").mkdir(parents=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
        "PYTHONPATH": str(tree),
        "DJANGO_SETTINGS_MODULE": "covalue.config.settings",
        "COVALUE_DATA_DIR": str(folder / "data"),
        "COVALUE_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "COVALUE_LEDGER_URL": str(ledger),
        "COVALUE_BASE_URL": "http://127.0.0.1",
        "COVALUE_SECRET_KEY": "only for the bench, which serves nothing " * 2,
    }
    command = [
        sys.executable, "-P", str(Path(__file__).resolve()), "--only", measure, "--ledger", str(ledger),
        "--accounts", str(told.accounts), "--rounds", str(told.rounds),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _machine() -> dict[str, Any]:
    import platform

    import duckdb

    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {
        "commit": commit.stdout.strip(), "cores": os.cpu_count(), "machine": platform.machine(),
        "system": platform.system(), "python": platform.python_version(), "duckdb": duckdb.__version__,
    }  # fmt: skip


def _table(result: dict[str, Any]) -> str:
    rows = [f"{'lines':>12}  {'side':<9}{'what':<36}{'median ms':>10}{'processor ms':>14}"]
    for size in result["sizes"]:
        for side, found in size["sides"].items():
            for what, seconds in found["seconds"].items():
                wall, used = (median(each) * 1000 for each in zip(*seconds, strict=True))
                rows.append(f"{size['lines']:>12,}  {side:<9}{what:<36}{wall:>10.1f}{used:>14.1f}")
            rows.append(f"{size['lines']:>12,}  {side:<9}{'peak MB':<36}{found['megabytes']:>10.0f}")
            if found["made"]:
                wall, used = (each * 1000 for each in found["made"])
                rows.append(f"{size['lines']:>12,}  {side:<9}{'summed up by month':<36}{wall:>10.0f}{used:>14.0f}")
        for what, sides in size["by hand"]["seconds"].items():
            ours, peer = ([median(each) * 1000 for each in zip(*sides[s], strict=True)] for s in ("ours", "by hand"))
            rows.append(
                f"{size['lines']:>12,}  {what:<45}{ours[0]:>10.1f}{ours[1]:>14.1f}  by hand {peer[0]:>10.1f}{peer[1]:>10.1f}"
                f"{ours[0] / peer[0]:>7.2f}×{ours[1] / peer[1]:>7.2f}×"
            )
    return "\n".join(rows)


MEASURES: Final[dict[str, Callable[[Path, int, int], dict[str, Any]]]] = {"pages": pages, "questions": questions}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
