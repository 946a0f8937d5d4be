"""kill -9 of server and worker at random moments while people write whatever can be written: nothing lost, nothing doubled.

Three count, add and import; one tells stories of every kind of write (`writing.py`). All that was acknowledged is compared in
full at the end, the database and the seals are verified, and the audit log has each act once.
"""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

from tests.endurance import writing
from tests.endurance.installation import Client, Installation

LINES = 2_000
HEADINGS = "customer,document,line,date,amount"
FIELDS = {"customer": "customer", "document": "document", "line": "line", "date": "date", "amount": "amount"}


@dataclass
class Told:
    """What the server said it had done."""

    titles: list[str] = field(default_factory=list)
    last_value: int = 0
    tried_value: int = 0
    imports: list[int] = field(default_factory=list)


def run(installation: Installation, *, kills: int, seed: int) -> str:
    """Kill so many times, then look whether all that was acknowledged is there, once. Returns what was done."""
    chance = random.Random(seed)
    installation.start("server", "worker")
    client = installation.client()
    account = client.ask("GET", "/accounts?class=strategic&limit=1").json()["items"][0]["id"]
    before = Decimal(client.ask("GET", "/portfolio").json()["total"])
    lines_before = _ledger_lines(client)
    objective = client.insist("POST", f"/accounts/{account}/objectives", {"side": "ours", "statement": "Count"}).json()[
        "id"
    ]
    told, ending = Told(), threading.Event()
    troubles: list[Exception] = []
    people = [
        threading.Thread(target=_keep(work, ending, troubles), args=(installation.client(), account, objective, told))
        for work in (_edit, _add, _import)
    ]
    book, teller = writing.Book(), installation.client(installation.everything_key())
    people.append(
        threading.Thread(
            target=_keep(_tell, ending, troubles), args=(teller, _account_of_its_own(teller), book, ending)
        )
    )
    for person in people:
        person.start()
    for _kill in range(kills):
        time.sleep(chance.uniform(0.1, 2.0))
        victims = chance.choice((["server"], ["worker"], ["server", "worker"]))
        for victim in victims:
            installation.kill(victim)
        installation.start(*victims)
    ending.set()
    for person in people:
        person.join()
    if troubles:
        raise troubles[0]
    _check(client, account, objective, told, before, lines_before)
    compared = _compare(installation, teller, book)
    assert all(code == 0 for code in installation.stop().values()), "a graceful stop ended with a fault"
    return (
        f"seed {seed}: {kills} kills, {len(told.titles)} actions added, value {told.last_value} written, "
        f"{len(told.imports)} imports of {LINES} lines; {compared}; nothing lost, nothing doubled"
    )


def _keep(work: Any, ending: threading.Event, troubles: list[Exception]) -> Any:
    """Work again and again until the end; what goes wrong is told by whoever waits for it."""

    def keep(*arguments: Any) -> None:
        try:
            while not ending.is_set():
                work(*arguments)
        except Exception as trouble:
            troubles.append(trouble)

    return keep


def _edit(client: Client, account: int, objective: int, told: Told) -> None:
    """Read, add one, write what was read plus one; a stale write is refused and tried again."""
    try:
        seen = client.ask("GET", f"/objectives/{objective}").json()
        told.tried_value = int(seen["target"] or 0) + 1
        answer = client.ask(
            "PATCH", f"/objectives/{objective}", {"target": str(told.tried_value)},
            headers={"If-Match": f'"{seen["version"]}"'},
        )  # fmt: skip
    except (requests.RequestException, KeyError, ValueError):
        time.sleep(0.1)
        return
    if answer.ok:
        told.last_value = told.tried_value


def _add(client: Client, account: int, objective: int, told: Told) -> None:
    title = f"Added {len(told.titles)}"
    answer = client.insist("POST", f"/accounts/{account}/actions", {"title": title})
    assert answer.status_code == 201, answer.text
    told.titles.append(title)


def _import(client: Client, account: int, objective: int, told: Told) -> None:
    number = len(told.imports)
    rows = (f"ENDURE,E{number}-{line // 4},{line % 4},2026-01-15,1.25" for line in range(LINES))
    content = "\n".join([HEADINGS, *rows]).encode()
    sent = client.insist("POST", "/imports", files={"file": (f"endure-{number}.csv", content)})
    assert sent.status_code == 201, sent.text
    record = sent.json()["id"]
    started = client.insist("POST", f"/imports/{record}/start", {"fields": FIELDS, "source": "endure"})
    assert started.status_code == 202, started.text
    told.imports.append(record)
    time.sleep(0.3)


def _tell(client: Client, account: int, book: writing.Book, ending: threading.Event) -> None:
    writing.tell(client, account, book, ending)


def _account_of_its_own(client: Client) -> int:
    """An account with a plan, which nobody else writes about."""
    account = client.insist("POST", "/accounts", {"name": "Written about"}).json()["id"]
    assert client.insist("POST", f"/accounts/{account}/plan").status_code == 201
    return int(account)


def _compare(installation: Installation, client: Client, book: writing.Book) -> str:
    """What was acknowledged against what is there; then the database, the configuration and the seals by themselves."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        states = {row["state"] for row in client.all("/master-imports") if row["id"] in book.imports}
        if not states & {"waiting", "running", "undoing"}:
            break
        time.sleep(1)
    assert states == {"done"}, states
    compared = writing.check(client, book)
    assert json.loads(installation.command("verify", "--json"))["intact"]
    assert json.loads(installation.command("check", "--json"))["ok"]
    installation.guard_whole()
    return compared


def _check(client: Client, account: int, objective: int, told: Told, before: Decimal, lines_before: int) -> None:
    value = int(client.ask("GET", f"/objectives/{objective}").json()["target"] or 0)
    assert told.last_value <= value <= max(told.last_value, told.tried_value), (
        told.last_value,
        value,
        told.tried_value,
    )
    titles = [one["title"] for one in client.all(f"/accounts/{account}/actions") if one["title"].startswith("Added ")]
    assert len(titles) == len(set(titles)), "an action was added twice"
    missing = set(told.titles) - set(titles)
    assert not missing, f"acknowledged and lost: {missing}"
    states = _wait_for_imports(client, told.imports)
    assert set(states.values()) <= {"done"}, states
    assert _ledger_lines(client) - lines_before == LINES * len(told.imports), "ledger lines lost or doubled"
    assert Decimal(client.ask("GET", "/portfolio?start=2020-01-01&end=2099-12-31").json()["total"]) >= before


def _wait_for_imports(client: Client, wanted: list[int]) -> dict[int, str]:
    until = time.monotonic() + 180
    states: dict[int, str] = {}
    while time.monotonic() < until:
        states = {record: client.ask("GET", f"/imports/{record}").json()["state"] for record in wanted}
        if not set(states.values()) & {"waiting", "running", "uploaded"}:
            break
        time.sleep(1)
    return states


def _ledger_lines(client: Client) -> int:
    return sum(one["added"] for one in client.all("/imports") if one["state"] == "done")
