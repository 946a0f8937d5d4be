"""`python -m bench.timeline`: the timeline of 500 work packages in a browser: how soon it is open, and frames while a bar is dragged.

A demo of its own gets two accounts with 500 work packages: ten chains of fifty, and one chain of five hundred of which
everything follows the first bar. Open: from asking for the page to its `load`, best and median of five. Drag: the first bar by
mouse moves of about two seconds, frames by `requestAnimationFrame`; drop: from letting go to the timeline as the server draws it;
undo likewise. `cpu` are seconds of the page's own process. Needs Chromium. `--at` and `--data` use a demo that runs already.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from bench import map as maps

SIZE: Final = 500
CHAINS: Final = {"Around the Horn": 10, "Blauer See Delikatessen": 1}
OPENINGS: Final = 5


def fill(data: Path) -> dict[str, int]:
    """Work packages of three days, each but the first of its chain after the one before; the number of each account."""
    base, ids = sqlite3.connect(data / "covalue.sqlite3", timeout=60), {}
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    for name, chains in CHAINS.items():
        [(account,)] = base.execute("select id from accounts_account where name = ?", (name,)).fetchall()
        ids[name] = account
        if base.execute("select count(*) from execution_workpackage where account_id = ?", (account,)).fetchone()[0]:
            continue
        long = SIZE // chains
        before = None
        for number in range(SIZE):
            step = number % long
            begins = monday + timedelta(days=7 * step)
            row = base.execute(
                "insert into execution_workpackage (account_id, title, note, starts_on, duration, ends_on, progress, source, "
                "external_id, predecessors, created_at) values (?, ?, '', ?, 5, ?, 0, '', '', '', '2025-01-01 00:00:00')",
                (account, f"Step {number:03}", begins.isoformat(), (begins + timedelta(days=4)).isoformat()),
            )
            if step:
                base.execute(
                    "insert into execution_dependency (account_id, before_id, after_id, lag, from_file, created_at) "
                    "values (?, ?, ?, 0, 0, '2025-01-01 00:00:00')",
                    (account, before, row.lastrowid),
                )
            before = row.lastrowid
    base.commit()
    base.close()
    return ids


class Timelines(maps.Browser):
    """A page in Chromium at the timelines of a demo."""

    def opened(self, account: int) -> dict[str, float]:
        """The timeline asked for, each time anew."""
        seconds, cpu = [], []
        for _one in range(OPENINGS):
            self.page.goto("about:blank")
            begun = self.cpu()
            self.page.goto(f"{self.url}/a/{account}/work/timeline/")
            self.page.wait_for_selector("#timeline .work")
            seconds.append(self.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
            cpu.append(self.spent(begun))
        return {"open_best_s": min(seconds), "open_median_s": maps.median(seconds), "open_cpu_s": maps.median(cpu)}

    def measured(self, account: int) -> dict[str, float]:
        """Opened, dragged, dropped and undone."""
        found = self.opened(account)
        bar = self.page.locator("#timeline .work").first
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box
        found |= self.moved("drag", box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return found | self.dropped()

    def dropped(self) -> dict[str, float]:
        """One bar moved by a week with the keys, until the timeline is drawn anew; and back."""
        page, bar = self.page, self.page.locator("#timeline .work").first
        was, place = page.locator("#timeline").element_handle(), bar.get_attribute("transform")
        bar.focus()
        page.keyboard.down("Alt")
        page.keyboard.press("Shift+ArrowRight")
        began = time.perf_counter()
        page.keyboard.up("Alt")
        page.wait_for_function("old => !old.isConnected", arg=was)
        seconds = time.perf_counter() - began
        assert page.locator("#timeline .work").first.get_attribute("transform") != place
        was = page.locator("#timeline").element_handle()
        began = time.perf_counter()
        page.get_by_role("button", name="Undo").first.click()
        page.wait_for_function("old => !old.isConnected", arg=was)
        undone = time.perf_counter() - began
        assert page.locator("#timeline .work").first.get_attribute("transform") == place
        return {"drop_s": seconds, "undo_s": undone}


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.timeline", description=__doc__)
    asked.add_argument("--at", help="the address of a running demo")
    asked.add_argument("--data", help="its folder of data")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    with ExitStack() as opened:
        if told.at:
            url, ids = told.at, fill(Path(told.data))
        else:
            url, ids = opened.enter_context(maps.demo(maps.ROOT, fill))
        playwright: Any = opened.enter_context(sync_playwright())
        path = shutil.which("chromium") or shutil.which("google-chrome")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, chains in CHAINS.items():
            found = {"packages": SIZE, "chains": chains} | Timelines(chromium, url).measured(ids[name])
            numbers = "  ".join(f"{key} {value:.3g}" for key, value in found.items())
            print(json.dumps(found) if told.json else numbers, flush=True)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
