"""`python -m bench.plan_together`: twenty people write one section of a plan, and an open plan follows the ledger.

Writing: each types a letter every fifth of a second, says where they are as the editor does, and hears the others. Counted are
bytes of the connections, the server's seconds of processors, and how long until a letter is stored and is there for another.
Following: a ledger line is imported; screens are pages in a browser, and what counts is from the commit to the page's new figure.
"""

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.browser.conftest import FLAGS  # noqa: E402
from tests.traces.connection import Writing  # noqa: E402
from tests.traces.workspace import WRITERS, Section, Workspace  # noqa: E402

EDITORS: Final = 20
SECONDS: Final = 30
SCREENS: Final = 20
TURNS: Final = 5
PAUSE: Final = 0.2  # between two letters of one person
TARGET: Final = 300  # milliseconds
CUSTOMER: Final = "ERNSH"
NAME: Final = "Ernst Handel"
WATCH: Final = """() => {
    const part = document.querySelector("[data-live]");
    let before = part.textContent;
    window.changed = [];
    new MutationObserver(() => {
        if (part.textContent === before) return;
        before = part.textContent;
        window.changed.push(Date.now());
    }).observe(part, { subtree: true, childList: true, characterData: true });
}"""


@dataclass
class Written:
    """What twenty who write cost; milliseconds are of each letter."""

    letters: int = 0
    sent: float = 0  # bytes a letter, by who types it
    heard: float = 0  # bytes a letter, by each of the others
    processor: float = 0  # milliseconds of the server a letter
    stored: list[float] = field(default_factory=list)
    there: list[float] = field(default_factory=list)
    threads: dict[int, int] = field(default_factory=dict)  # of the server, by open connections


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.plan_together", description=__doc__)
    asked.add_argument("--editors", type=int, default=EDITORS)
    asked.add_argument("--seconds", type=int, default=SECONDS)
    asked.add_argument("--screens", type=int, default=SCREENS)
    asked.add_argument("--built", type=Path, help="a demo that was built before (COVALUE_DATA_DIR)")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="covalue-bench-") as name,
        Workspace(Path(name) / "place", told.built) as workspace,
    ):
        written = _write(workspace, told.editors, told.seconds)
        delays = _follow(workspace, told.screens)
    print(json.dumps({**asdict(written), "screens": delays}) if told.json else _table(told, written, delays))
    return 0


def _write(workspace: Workspace, editors: int, seconds: float) -> Written:
    found, section = Written(threads={0: _threads(workspace)}), workspace.begun("Halden")
    cookies = [workspace.signed_in(email) for email in WRITERS[:2]]
    with ExitStack() as opened:
        writers = [_opened(opened, workspace, section, cookies[n % len(cookies)]) for n in range(editors)]
        for writer in writers:
            writer.wait(lambda writer=writer: writer.joined)
        time.sleep(2)  # until all know of all
        found.threads[editors] = _threads(workspace)
        before, used = [(writer.sent, writer.heard) for writer in writers], _processors(workspace)
        seen = _Seen(writers)
        people = [threading.Thread(target=_type, args=(n, w, seen, seconds)) for n, w in enumerate(writers)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        for writer in writers:
            writer.wait_until_stored()
        time.sleep(1)
        found.processor = (_processors(workspace) - used) * 1_000
        after = [(writer.sent, writer.heard) for writer in writers]
        found.letters, found.stored, found.there = len(seen.stored), seen.stored, seen.there
        found.processor /= found.letters
        found.sent = sum(now[0] - then[0] for then, now in zip(before, after, strict=True)) / found.letters
        heard = sum(now[1] - then[1] for then, now in zip(before, after, strict=True))
        found.heard = heard / found.letters / max(editors - 1, 1)
        readers = [_opened(opened, workspace, section, cookies[n % len(cookies)]) for n in range(200 - editors)]
        for reader in readers:
            reader.wait(lambda reader=reader: reader.joined)
        found.threads[200] = _threads(workspace)
        assert len({str(writer.text) for writer in writers}) == 1, "all read the same"
    return found


class _Seen:
    """When letters are there for the next one, who looks every two milliseconds; and how long they took."""

    def __init__(self, writers: list[Writing]) -> None:
        self.writers = writers
        self.stored: list[float] = []
        self.there: list[float] = []


def _type(number: int, writer: Writing, seen: _Seen, seconds: float) -> None:
    """A word of one's own, letter by letter, at its end; each letter waits until it is stored and the next one has it."""
    dice, until = random.Random(number), time.monotonic() + seconds
    other = seen.writers[(number + 1) % len(seen.writers)]
    word = f"<{number}:"
    writer.insert(0, word)
    time.sleep(PAUSE + dice.random())
    while time.monotonic() < until:
        begun, word = time.perf_counter(), word + dice.choice("abcdefgh")
        with writer.changed:
            place = str(writer.text).index(word[:-1]) + len(word) - 1
            writer.insert(place, word[-1])
            writer.place(place)
        writer.wait_until_stored()
        seen.stored.append((time.perf_counter() - begun) * 1_000)
        other.wait(lambda word=word: word in str(other.text))
        seen.there.append((time.perf_counter() - begun) * 1_000)
        time.sleep(max(0.0, PAUSE - (time.perf_counter() - begun)))


def _opened(opened: ExitStack, workspace: Workspace, section: Section, cookie: str) -> Writing:
    return opened.enter_context(Writing(workspace.base, cookie, section.account, section.id))


def _follow(workspace: Workspace, screens: int) -> list[list[float]]:
    """Milliseconds from the commit of an import to the new figure on each screen, by import."""
    accounts = workspace.asked("GET", f"accounts?q={NAME}")["items"]
    account = next(one["id"] for one in accounts if one["name"] == NAME)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        pages = []
        for number in range(screens):
            context = browser.new_context()
            pairs = (pair.split("=", 1) for pair in workspace.signed_in(WRITERS[number % 2]).split("; "))
            context.add_cookies([{"name": name, "value": value, "url": workspace.base} for name, value in pairs])
            page = context.new_page()
            page.goto(f"{workspace.base}/a/{account}/plan/", wait_until="networkidle")
            page.evaluate(WATCH)
            pages.append(page)
        delays = [_imported(workspace, pages, turn) for turn in range(TURNS + 1)]
        browser.close()
    return delays[1:]  # with the first all is drawn for the first time since the server began


def _imported(workspace: Workspace, pages: list[Page], turn: int) -> list[float]:
    """One more sale of a large amount; when its import was committed is in the log of what was written."""
    file = workspace.folder / f"sale{turn}.csv"
    file.write_text(
        f"customer,document,date,amount\n{CUSTOMER},B{turn},{date.today():%Y-%m-%d},{100_000 * (turn + 1)}\n"
    )
    commits: list[float] = []
    over = threading.Event()
    watcher = threading.Thread(target=_commits, args=(workspace, commits, over))
    watcher.start()
    for page in pages:
        page.evaluate("() => { window.changed = []; }")
    workspace.command("import", "ledger", str(file), "--source", "northwind")
    time.sleep(3)
    over.set()
    watcher.join()
    found = []
    for page in pages:
        times: list[float] = page.evaluate("() => window.changed")
        last = max(one for one in commits if one <= times[-1])
        found.append(times[-1] - last)
    return found


def _commits(workspace: Workspace, commits: list[float], over: threading.Event) -> None:
    """When the ledger was written to, in milliseconds since the epoch, looked at every two of them."""
    path = workspace.folder / "data" / "covalue.sqlite3"
    asked = 'SELECT max(id) FROM core_tablewrite WHERE "table" LIKE ?'
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        before = database.execute(asked, ["ledger%"]).fetchone()
        while not over.is_set():
            time.sleep(0.002)
            now = database.execute(asked, ["ledger%"]).fetchone()
            if now != before:
                commits.append(time.time() * 1_000)
                before = now


def _table(told: Any, written: Written, delays: list[list[float]]) -> str:
    every = [one for turn in delays for one in turn]
    lines = [
        f"{told.editors} editors, {written.letters} letters in {told.seconds} s:",
        f"  {written.sent:.0f} bytes sent a letter, {written.heard:.0f} heard by each of the others",
        f"  {written.processor:.1f} ms of a processor a letter",
        f"  stored after {_spread(written.stored)}, there for another after {_spread(written.there)}",
        f"  threads of the server by open connections: {written.threads}",
        f"{told.screens} screens, {len(delays)} imports: new figure after {_spread(every)} (target {TARGET} ms on all)",
    ]
    return "\n".join(lines)


def _spread(values: list[float]) -> str:
    return f"{median(values):.0f} ms, p95 {quantiles(values, n=20, method='inclusive')[-1]:.0f}, most {max(values):.0f}"


def _processes(workspace: Workspace) -> list[Path]:
    group = os.getpgid(workspace.processes["server"].pid)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                found.append(process)
        except OSError:
            continue
    return found


def _threads(workspace: Workspace) -> int:
    return sum(len(list((process / "task").iterdir())) for process in _processes(workspace))


def _processors(workspace: Workspace) -> float:
    """Seconds of processors so far."""
    ticks = 0
    for process in _processes(workspace):
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
