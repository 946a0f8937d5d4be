"""Many writers at once: no fault shown, no update lost, no row lost; and a back-up taken in the middle of it."""

import json
import threading
import time
from collections import Counter
from typing import Any, Final

from tests.endurance import comparing
from tests.endurance.installation import Client, Installation

EVERY: Final = 2.0  # seconds between looks at the memory
SETTLED: Final = 30.0  # seconds of a quarter, from which on it has to level off
MORE: Final = 1.05


def run(installation: Installation, *, writers: int, seconds: float, restored: Installation | None = None) -> str:
    """Let `writers` count up one number and add rows for so long. Returns what was done."""
    installation.start("server", "worker")
    client = installation.client()
    account = client.ask("GET", "/accounts?class=strategic&limit=1").json()["items"][0]["id"]
    objective = client.insist("POST", f"/accounts/{account}/objectives", {"side": "ours", "statement": "Count"}).json()[
        "id"
    ]
    counted: Counter[str] = Counter()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_write, args=(installation.client(), number, account, objective, counted, until))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    held = _Memory(installation, until)
    held.start()
    archive = installation.folder / "backup.tgz"
    if restored is not None:
        time.sleep(seconds / 2)
        earlier = counted.copy()
        installation.command("backup", str(archive))
    for thread in threads:
        thread.join()
    held.join()
    levels = held.check()
    value = int(client.ask("GET", f"/objectives/{objective}").json()["target"])
    assert value == counted["updated"], f"{counted['updated']} updates were acknowledged, the number says {value}"
    titles = [one["title"] for one in client.all(f"/accounts/{account}/actions") if one["title"].startswith("Crowd ")]
    assert len(titles) == len(set(titles)) == counted["added"], (len(titles), counted["added"])
    strange = {kind: n for kind, n in counted.items() if kind not in {"updated", "added", "stale"}}
    assert not strange, strange
    assert all(code == 0 for code in installation.stop().values()), "a graceful stop ended with a fault"
    compared = ""
    if restored is not None:
        restored.command("restore", str(archive))
        compared = f"; the back-up in the middle has {comparing.check(installation, restored)}"
        _check_restored(restored, account, objective, earlier, counted, installation.key)
    return (
        f"{writers} writers for {seconds:.0f} s: {counted['updated']} updates of one number, {counted['stale']} refused as "
        f"stale, {counted['added']} rows added; no fault, nothing lost; {levels}{compared}"
    )


class _Memory(threading.Thread):
    """Looks at the server's memory until the crowd is done."""

    def __init__(self, installation: Installation, until: float) -> None:
        super().__init__(daemon=True)
        self.installation, self.until = installation, until
        self.seen: list[float] = []

    def run(self) -> None:
        while time.monotonic() < self.until:
            self.seen.append(self.installation.memory())
            time.sleep(EVERY)

    def check(self) -> str:
        """It may grow while caches fill, in the first half; what is held in the last quarter is not more than the one before."""
        quarter = len(self.seen) // 4
        told = f"memory {self.seen[0]:.0f} to {self.seen[-1]:.0f} MB"
        if self.until and quarter * EVERY >= SETTLED:
            third, fourth = (sum(self.seen[part * quarter : (part + 1) * quarter]) / quarter for part in (2, 3))
            assert fourth <= third * MORE, f"memory does not level off: {third:.0f}, then {fourth:.0f} MB ({self.seen})"
            told += f", {third:.0f} then {fourth:.0f} in the last two quarters"
        return told


def _check_restored(restored: Installation, account: int, objective: int, earlier: Any, later: Any, key: str) -> None:
    """The back-up is of one moment while they wrote: all that was acknowledged before it, and no row torn from another."""
    restored.key = key
    restored.start("server")
    client = restored.client()
    value = int(client.ask("GET", f"/objectives/{objective}").json()["target"])
    titles = [one["title"] for one in client.all(f"/accounts/{account}/actions") if one["title"].startswith("Crowd ")]
    assert earlier["updated"] <= value <= later["updated"], (earlier["updated"], value, later["updated"])
    assert earlier["added"] <= len(titles) == len(set(titles)) <= later["added"], (earlier["added"], len(titles))
    told = restored.command("check", "--json")
    assert json.loads(told)["ok"], told
    restored.stop()


def _write(client: Client, number: int, account: int, objective: int, counted: Any, until: float) -> None:
    turn = 0
    while time.monotonic() < until:
        seen = client.ask("GET", f"/objectives/{objective}")
        if not seen.ok:
            counted[f"read {seen.status_code}"] += 1
            continue
        written = client.ask(
            "PATCH", f"/objectives/{objective}", {"target": str(int(seen.json()["target"] or 0) + 1)},
            headers={"If-Match": f'"{seen.json()["version"]}"'},
        )  # fmt: skip
        counted[{200: "updated", 412: "stale"}.get(written.status_code, f"write {written.status_code}")] += 1
        added = client.ask("POST", f"/accounts/{account}/actions", {"title": f"Crowd {number}-{turn}"})
        counted["added" if added.status_code == 201 else f"add {added.status_code}"] += 1
        turn += 1
