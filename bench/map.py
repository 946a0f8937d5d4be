"""`python -m bench.map`: the map of decision makers in a browser: frames while a card is dragged, and how soon it is open.

A demo of its own gets two accounts with 300 and 1 500 contacts, eight below each manager and a line across for every tenth.
Open: from asking for the page to its `load`, best and median of seven. Drag: a manager with their people for two seconds of
mouse moves; frames by `requestAnimationFrame`. Needs Chromium. `--at` and `--data` use a demo that is running already.
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
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.visitor import free_port

SIZES: Final = {"Around the Horn": 300, "Blauer See Delikatessen": 1_500}
SPAN: Final = 8
OPENINGS: Final = 7
MOVES: Final = 120
COVALUE: Final = str(Path(sys.executable).with_name("covalue"))
FRAMES: Final = """() => { window.frames = []; const note = (at) => { window.frames.push(at); requestAnimationFrame(note); };
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


def opened(page: Page, address: str) -> list[float]:
    """Seconds from asking to `load`, each time anew."""
    told = []
    for _one in range(OPENINGS):
        page.goto(address)
        page.wait_for_selector(".map-card")
        told.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
    return told


def dragged(page: Page, address: str) -> list[float]:
    """Milliseconds from frame to frame while a manager is dragged."""
    page.goto(address)
    page.wait_for_selector(".map-card")
    page.locator("[data-map-do=fit]").click()
    box = page.locator(".map-card").nth(5).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.evaluate(FRAMES)
    for step in range(MOVES):
        page.mouse.move(x + 8 + step % 60 * 2, y + 8 + step % 40)
        page.wait_for_timeout(8)
    frames: list[float] = page.evaluate("window.frames")
    page.keyboard.press("Escape")
    return [later - earlier for earlier, later in pairwise(frames)]


@contextmanager
def demo(told: argparse.Namespace) -> Iterator[tuple[str, dict[str, int]]]:
    """A demo with the two large maps, and the numbers of their accounts."""
    if told.at:
        yield told.at, fill(Path(told.data))
        return
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "COVALUE_DATA_DIR": name, "COVALUE_DEMO": "1", "COVALUE_BASE_URL": url}
        subprocess.run([COVALUE, "demo"], env=environment, check=True, capture_output=True)
        ids = fill(Path(name))
        server = subprocess.Popen([COVALUE, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(url)
            yield url, ids
        finally:
            server.terminate()
            server.wait(30)


def _wait(url: str) -> None:
    for _second in range(60):
        try:
            urllib.request.urlopen(f"{url}/health/ready", timeout=5).close()
            return
        except OSError:
            time.sleep(1)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.map", description=__doc__)
    asked.add_argument("--at", help="the address of a running demo")
    asked.add_argument("--data", help="its folder of data")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    found: list[dict[str, Any]] = []
    with demo(told) as (url, ids), sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{url}/sign-in/")
        page.get_by_role("button", name="Sign in as Andrew Fuller").click()
        page.wait_for_load_state()
        for name, size in SIZES.items():
            address = f"{url}/a/{ids[name]}/map/"
            seconds, frames = opened(page, address), dragged(page, address)
            found.append(
                {
                    "people": size,
                    "open_best_s": min(seconds),
                    "open_median_s": median(seconds),
                    "frames_a_second": 1000 * len(frames) / sum(frames),
                    "slow_frames": len([frame for frame in frames if frame > 1000 / 50]),
                    "frames": len(frames),
                }
            )
        browser.close()
    for row in found:
        print(json.dumps(row) if told.json else "  ".join(f"{key} {value:.3g}" for key, value in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
