"""`python -m bench.map`: the map of decision makers in a browser: how soon it is open, and frames while it is moved.

A demo of its own gets two accounts with 300 and 1 500 contacts, eight below each manager and a line across for every tenth.
Open: from asking for the page to its `load`, best and median of seven. Drag: a manager with their people; pan: the whole map,
as it fits the window and near enough to be read; each by mouse moves of about two seconds, frames by `requestAnimationFrame`.
`cpu` are seconds of the page's own process for one opening or the whole movement: a busy machine hardly changes them.
`--earlier COMMIT` measures another commit in the same run, with the packages installed here. Needs Chromium. `--at` and `--data`
use a demo that is running already.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.visitor import free_port

ROOT: Final = Path(__file__).resolve().parent.parent

SIZES: Final = {"Around the Horn": 300, "Blauer See Delikatessen": 1_500}
SPAN: Final = 8
OPENINGS: Final = 7
MOVES: Final = 120
COVALUE: Final = str(Path(sys.executable).with_name("covalue"))
FRAMES: Final = """() => { window.frames = []; window.noting = true;
                  const note = (at) => { window.frames.push(at); if (window.noting) requestAnimationFrame(note); };
                  requestAnimationFrame(note); }"""


def fill(data: Path) -> dict[str, int]:
    """Contacts, reporting lines and lines across for each account; its number by name."""
    base = sqlite3.connect(data / "covalue.sqlite3", timeout=30)
    chance, ids = random.Random(17), {}
    for name, size in SIZES.items():
        [(account,)] = base.execute("select id from accounts_account where name = ?", (name,)).fetchall()
        ids[name] = account
        there = base.execute("select count(*) from accounts_contact where account_id = ?", (account,)).fetchone()[0]
        people: list[int] = []
        for number in range(max(0, size - there)):
            manager = people[(number - 1) // SPAN] if number else None
            row = base.execute(
                "insert into accounts_contact (account_id, name, title, department, email, phone, buying_role, notes, "
                "source, language, created_at, reports_to_id) values (?, ?, 'Engineer', '', '', '', ?, '', '', '', "
                "'2025-01-01 00:00:00', ?)",
                (account, f"Person {number:04}", "Economic buyer" if number < 3 else "", manager),
            )
            people.append(int(row.lastrowid or 0))
        for _one in range(len(people) // 10):
            start, end = chance.sample(people, 2)
            base.execute(
                "insert into relationships_line (account_id, kind, from_contact_id, to_contact_id, strength, revision, "
                "noted_at) values (?, 'influences', ?, ?, 2, 0, '2025-01-02 00:00:00')",
                (account, start, end),
            )
    base.commit()
    base.close()
    return ids


class Browser:
    """A page in Chromium, signed in at a demo, and what its process has worked."""

    def __init__(self, chromium: Any, url: str) -> None:
        self.url = url
        self.page: Page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self.page.set_default_timeout(120_000)
        self._processes = chromium.new_browser_cdp_session()
        self.page.goto(f"{url}/sign-in/")
        self.page.get_by_role("button", name="Sign in as Andrew Fuller").click()
        self.page.wait_for_load_state()

    def cpu(self) -> dict[int, float]:
        """Seconds each process of a page has worked until now."""
        told = self._processes.send("SystemInfo.getProcessInfo")["processInfo"]
        return {process["id"]: float(process["cpuTime"]) for process in told if process["type"] == "renderer"}

    def spent(self, begun: dict[int, float]) -> float:
        """Seconds they have worked since."""
        return sum(seconds - begun.get(process, 0.0) for process, seconds in self.cpu().items())

    def opened(self, account: int) -> dict[str, float]:
        """The page of a map asked for, each time anew."""
        seconds, cpu = [], []
        for _one in range(OPENINGS):
            self.page.goto("about:blank")
            begun = self.cpu()
            self.page.goto(f"{self.url}/a/{account}/map/")
            self.page.wait_for_selector(".map-card")
            seconds.append(self.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
            cpu.append(self.spent(begun))
        return {"open_best_s": min(seconds), "open_median_s": median(seconds), "open_cpu_s": median(cpu)}

    def moved(self, what: str, x: float, y: float) -> dict[str, float]:
        """The mouse moved with its button down from a place of the page."""
        page = self.page
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 8, y + 8)
        begun = self.cpu()
        page.evaluate(FRAMES)
        for step in range(MOVES):
            page.mouse.move(x + 8 + step % 60 * 2, y + 8 + step % 40)
            page.wait_for_timeout(8)
        page.evaluate("window.noting = false")
        spent = self.spent(begun)
        frames = [later - earlier for earlier, later in pairwise(page.evaluate("window.frames"))]
        page.keyboard.press("Escape")
        page.mouse.up()
        page.wait_for_timeout(1_000)
        return {
            f"{what}_frames_a_second": 1000 * len(frames) / sum(frames),
            f"{what}_slow_frames": len([frame for frame in frames if frame > 1000 / 50]),
            f"{what}_cpu_a_frame_ms": 1000 * spent / len(frames),
        }

    def dragged(self) -> dict[str, float]:
        """A manager with their people."""
        self.page.locator("[data-map-do=fit]").click()
        box = self.page.locator(".map-card").nth(5).bounding_box()
        assert box
        return self.moved("drag", box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def panned(self, what: str) -> dict[str, float]:
        """The map, taken at its lower edge."""
        box = self.page.locator("#map-picture").bounding_box()
        assert box
        return self.moved(what, box["x"] + box["width"] / 3, box["y"] + box["height"] - 6)

    def measured(self, account: int) -> dict[str, float]:
        """All of it for one map."""
        found = self.opened(account) | self.dragged()
        self.page.reload()
        self.page.wait_for_selector(".map-card")
        found |= self.panned("far")
        search = self.page.locator("#map-search")
        search.fill("Person 0009")
        search.press("Enter")
        search.fill("")
        for _click in range(12):
            self.page.locator("[data-map-do=in]").click()
        return found | self.panned("near")


@contextmanager
def demo(tree: Path, fill: Callable[[Path], dict[str, int]] = fill) -> Iterator[tuple[str, dict[str, int]]]:
    """A demo of the code in that folder with two large accounts, and the numbers of these."""
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        here = {"COVALUE_DATA_DIR": name, "COVALUE_DEMO": "1", "COVALUE_BASE_URL": url, "PYTHONPATH": str(tree)}
        environment = {**os.environ, **here}
        subprocess.run([COVALUE, "demo"], env=environment, cwd=tree, check=True, capture_output=True)
        ids = fill(Path(name))
        command = [COVALUE, "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=tree, stdout=subprocess.DEVNULL)
        try:
            _wait(url)
            yield url, ids
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """A folder with the files of that commit."""
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        tree = Path(name) / "earlier"
        subprocess.run(["git", "worktree", "add", "--detach", tree, commit], cwd=ROOT, check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


def _wait(url: str) -> None:
    for _second in range(60):
        try:
            urllib.request.urlopen(f"{url}/health/ready", timeout=5).close()
            return
        except OSError:
            time.sleep(1)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.map", description=__doc__)
    asked.add_argument("--earlier", help="a commit to measure beside this one")
    asked.add_argument("--at", help="the address of a running demo")
    asked.add_argument("--data", help="its folder of data")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    with ExitStack() as opened:
        demos = {}
        if told.earlier:
            demos["earlier"] = opened.enter_context(demo(opened.enter_context(checked_out(told.earlier))))
        demos["now"] = (told.at, fill(Path(told.data))) if told.at else opened.enter_context(demo(ROOT))
        playwright = opened.enter_context(sync_playwright())
        path = shutil.which("chromium") or shutil.which("google-chrome")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, size in SIZES.items():
            for when, (url, ids) in demos.items():
                found = {"people": size} | Browser(chromium, url).measured(ids[name])
                row = {"when": when} | found
                numbers = "  ".join(f"{key} {value:.3g}" for key, value in found.items())
                print(json.dumps(row) if told.json else f"{when:8} {numbers}", flush=True)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
