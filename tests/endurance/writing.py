"""Every kind of write there is, told as short stories: each ends in rows that must be there afterwards exactly as they were read.

A story insists on each of its writes until the server has answered, keeping the key that makes it happen once. What was read
after the last of them is what is compared in full when all is over; what was removed must be gone.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from tests.endurance.installation import Client

MARK: Final = "Endure"
IMPORTED: Final = 20  # rows of a file of contacts
CASE: Final = {"sheet": {"assumptions": [{"name": "hours", "base": 10}]}}


@dataclass
class Book:
    """What was acknowledged: at each address the whole answer, or None where it was removed; by list what was written to it."""

    kept: dict[str, Any] = field(default_factory=dict)
    listed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    imports: list[int] = field(default_factory=list)
    stories: dict[str, int] = field(default_factory=dict)


@dataclass
class Writer:
    """One program that tells stories about one account."""

    client: Client
    account: int
    book: Book
    number: int = 0

    @property
    def name(self) -> str:
        return f"{MARK} {threading.get_ident()}-{self.number}"

    def write(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """A write that must succeed; the answer's content."""
        answer = self.client.insist(method, path, body, **more)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:400]}"
        return answer.json() if answer.content else None

    def read(self, path: str) -> Any:
        answer = self.client.insist("GET", path)
        assert answer.ok, f"GET {path}: {answer.status_code} {answer.text[:400]}"
        return answer.json()

    def keep(self, path: str) -> Any:
        """What stands there now is what has to stand there at the end."""
        self.book.kept[path] = self.read(path)
        return self.book.kept[path]

    def change(self, path: str, body: dict[str, Any]) -> Any:
        """Change the version that is there."""
        version = self.read(path)["version"]
        return self.write("PATCH", path, body, headers={"If-Match": f'"{version}"'})

    def gone(self, path: str) -> None:
        self.book.kept[path] = None

    def leads(self) -> list[int]:
        """Two people who may lead an account."""
        everybody = self.read("/users?limit=100")["items"]
        return [user["id"] for user in everybody if "sam" in user["roles"] and user["active"]][:2]

    def on_account(self, noun: str, body: dict[str, Any]) -> Any:
        return self.write("POST", f"/accounts/{self.account}/{noun}", body)

    def away_and_back(self, path: str) -> None:
        self.write("DELETE", path)
        self.write("POST", f"{path}/restore")


def actions(told: Writer) -> None:
    first, second = (told.on_account("actions", {"title": f"{told.name} {n}"})["id"] for n in "ab")
    told.change(f"/actions/{first}", {"note": "written again"})
    told.write("POST", f"/actions/{first}/complete")
    told.write("POST", f"/actions/{first}/reopen")
    told.away_and_back(f"/actions/{first}")
    told.keep(f"/actions/{first}")
    told.write("DELETE", f"/actions/{second}")
    told.gone(f"/actions/{second}")


def objectives(told: Writer) -> None:
    ours, theirs = (
        told.on_account("objectives", {"side": side, "statement": f"{told.name} {side}"})["id"]
        for side in ("ours", "theirs")
    )
    told.write("POST", f"/objectives/{ours}/links", {"theirs": theirs, "strength": 2, "why": told.name})
    told.change(f"/objectives/{ours}", {"target": "5"})
    told.away_and_back(f"/objectives/{theirs}")
    for row in (ours, theirs):
        told.keep(f"/objectives/{row}")


def targets(told: Writer) -> None:
    target = told.on_account("targets", {"title": told.name, "success": "less waiting"})["id"]
    told.write("POST", f"/targets/{target}/park", {"reason": "later"})
    told.write("POST", f"/targets/{target}/take-up")
    told.away_and_back(f"/targets/{target}")
    told.keep(f"/targets/{target}")


def contacts(told: Writer) -> None:
    one, other = (told.on_account("contacts", {"name": f"{told.name} {n}", "phone": n * 6})["id"] for n in "12")
    told.change(f"/contacts/{one}", {"title": "Buyer"})
    [merge] = told.write("POST", f"/contacts/{one}/merge", {"others": [other]})
    if told.number % 2:
        told.write("POST", f"/contact-merges/{merge['id']}/undo")
        told.keep(f"/contacts/{other}")
    told.keep(f"/contacts/{one}")


def conversations(told: Writer) -> None:
    contact = told.on_account("contacts", {"name": told.name})["id"]
    said = told.on_account(
        "conversations", {"held_on": "2026-01-15", "channel": "call", "subject": told.name, "contacts": [contact]}
    )["id"]
    told.write("POST", f"/conversations/{said}/statements", {"contact": contact, "words": "we wait too long"})
    told.change(f"/conversations/{said}", {"notes": "corrected"})
    told.away_and_back(f"/conversations/{said}")
    told.keep(f"/conversations/{said}")


def board(told: Writer) -> None:
    card = told.on_account("board", {"lane": "goals", "words": told.name})["id"]
    told.write("POST", f"/cards/{card}/move", {"lane": "ideas"})
    told.away_and_back(f"/cards/{card}")
    told.keep(f"/cards/{card}")


def value(told: Writer) -> None:
    """A case with a claim that is replaced, settled and unsettled, and a request to sign that is revoked."""
    contact = told.on_account("contacts", {"name": told.name, "email": f"endure-{told.number}@customer.example"})["id"]
    case = told.on_account("cases", {"title": told.name, **CASE})["id"]
    lines = [{"key": "hours", "title": "Hours", "amount": "12.50"}]
    claim = told.write(
        "POST", f"/cases/{case}/claims", {"starts_on": "2026-01-01", "ends_on": "2026-01-31", "lines": lines}
    )["id"]
    told.change(f"/claims/{claim}", {"remark": "counted twice"})
    told.away_and_back(f"/claims/{claim}")
    request = told.write("POST", f"/claims/{claim}/requests", {"contact": contact})["id"]
    told.write("POST", f"/requests/{request}/revoke")
    told.keep(f"/claims/{claim}")
    told.keep(f"/cases/{case}")


def files(told: Writer) -> None:
    content = (told.name * 500).encode()
    kept = told.write("POST", f"/accounts/{told.account}/files", files={"file": (f"{told.name}.txt", content)})["id"]
    told.away_and_back(f"/files/{kept}")
    told.keep(f"/files/{kept}")
    answer = told.client.insist("GET", f"/files/{kept}/content")
    assert answer.content == content


def accounts(told: Writer) -> None:
    """Two accounts, one of them with a key and a contact, merged into the other; every second time taken back."""
    kept, gone = (told.write("POST", "/accounts", {"name": f"{told.name} {n}"})["id"] for n in ("Holding", "Works"))
    told.write("POST", f"/accounts/{gone}/keys", {"source": "endure", "key": told.name})
    contact = told.write("POST", f"/accounts/{gone}/contacts", {"name": f"{told.name} moves"})["id"]
    told.change(f"/accounts/{kept}", {"sector": "Steel"})
    merge = told.write("POST", f"/accounts/{gone}/merge", {"into": kept})["id"]
    if told.number % 2:
        told.write("POST", f"/merges/{merge}/undo")
        told.keep(f"/accounts/{gone}")
    told.keep(f"/accounts/{kept}")
    told.keep(f"/contacts/{contact}")


def lists(told: Writer) -> None:
    """What has no address of its own is looked for in its list."""
    for path, body in (
        ("/needs", {"name": told.name}),
        ("/questions", {"words": told.name, "part": "goals"}),
        ("/list-views", {"place": "accounts", "name": told.name, "query": "q=a"}),
        (f"/accounts/{told.account}/comments", {"kind": "statement", "item": told.account, "words": told.name}),
        (f"/accounts/{told.account}/keys", {"source": "endure", "key": f"{told.name} k"}),
    ):
        told.write("POST", path, body)
        told.book.listed.setdefault(path, []).append(body)


def sections(told: Writer) -> None:
    """A section of the plan is written over and over; only the last text stands, with every revision."""
    plan = told.read(f"/accounts/{told.account}/plan")
    section = plan["sections"][0]["id"]
    told.change(f"/plan-sections/{section}", {"text": told.name})
    told.keep(f"/plan-sections/{section}")


def master_data(told: Writer) -> None:
    """A file of contacts, brought in by the worker, whenever it is alive; looked at when the kills are over."""
    rows = "".join(f"{told.name} Row {n},#{told.account}\n" for n in range(IMPORTED))
    owner = told.read(f"/accounts/{told.account}")["name"]
    content = ("name,account\n" + rows.replace(f"#{told.account}", owner)).encode()
    sent = told.write("POST", "/master-imports?noun=contacts", files={"file": ("endure.csv", content)})["id"]
    told.write(
        "POST", f"/master-imports/{sent}/start", {"fields": {"name": "name", "account": "account"}, "source": "endure"}
    )
    told.book.imports.append(sent)


def rounds(told: Writer) -> None:
    """A selection round with criteria of its own; removed, restored and changed."""
    axes = [
        {"axis": axis, "name": f"{told.name} {axis}", "weight": "100", "low": "none", "high": "much"}
        for axis in ("worth", "fit")
    ]
    criteria = told.write("POST", "/criteria-sets", {"name": told.name, "purpose": "selection", "criteria": axes})["id"]
    lead, _other = told.leads()
    body = {"name": told.name, "criteria": criteria, "candidates": [told.account], "raters": [lead]}
    opened = told.write("POST", "/rounds", body)["id"]
    told.away_and_back(f"/rounds/{opened}")
    told.change(f"/rounds/{opened}", {"fit_border": 60})
    told.keep(f"/rounds/{opened}")


def handovers(told: Writer) -> None:
    """An account goes from one lead to another; every second time taken back."""
    lead, other = told.leads()
    account = told.write("POST", "/accounts", {"name": f"{told.name} handed over"})["id"]
    told.change(f"/accounts/{account}", {"owner": lead})
    body = {"accounts": [account], "taker": other, "holds_from": str(date.today())}
    done = told.write("POST", "/handovers", body)["id"]
    if told.number % 2:
        told.write("POST", f"/handovers/{done}/undo")
    told.keep(f"/handovers/{done}")
    told.keep(f"/accounts/{account}")


def administration(told: Writer) -> None:
    """People are invited, and one invitation is withdrawn; somebody joins the team."""
    kept, withdrawn = (
        told.write("POST", "/invitations", {"email": f"{n}-{told.number}@endure.example", "roles": ["sam"]})
        for n in ("stays", "goes")
    )
    told.write("DELETE", f"/invitations/{withdrawn['id']}")
    told.book.listed.setdefault("/invitations", []).append({"id": kept["id"], "email": kept["email"]})


def agreements(told: Writer) -> None:
    """A contract with what is owed by it, its receipt sealed as the renewal opens."""
    term = {"title": told.name, "starts_on": "2025-01-01", "ends_on": "2026-12-31", "notice_clause": "90 days prior"}
    row = told.on_account("agreements", term)["id"]
    told.write("POST", f"/agreements/{row}/confirm-notice")
    owed = {"agreement": row, "side": "ours", "words": told.name, "due_on": "2025-06-30", "repeats": "yearly"}
    duty = told.on_account("obligations", owed)["id"]
    told.write("POST", f"/obligations/{duty}/meet", {"due_on": "2025-06-30", "met_on": "2025-06-29"})
    told.away_and_back(f"/obligations/{duty}")
    follower = told.write("POST", f"/agreements/{row}/renew")["id"]
    for path in (
        f"/agreements/{row}",
        f"/agreements/{row}/receipts",
        f"/agreements/{follower}",
        f"/obligations/{duty}",
    ):
        told.keep(path)


def opportunities(told: Writer) -> None:
    """A sale that changes its amount, comes back to the one before, and is won."""
    row = told.on_account("opportunities", {"title": told.name, "amount": "1000.00"})["id"]
    told.change(f"/opportunities/{row}", {"amount": "1500.50", "close_on": "2027-03-31"})
    latest = next(one for one in told.read(f"/opportunities/{row}/changes")["items"] if one["field"] == "amount")
    told.write("POST", f"/opportunity-changes/{latest['id']}/undo")
    told.away_and_back(f"/opportunities/{row}")
    told.write("POST", f"/opportunities/{row}/move", {"stage": "won", "reason": "price"})
    told.keep(f"/opportunities/{row}")
    told.keep(f"/opportunities/{row}/changes")


def work(told: Writer) -> None:
    """Two pieces of work, one after the other, moved together and back."""
    one, other = (
        told.on_account("work-packages", {"title": f"{told.name} {n}", "starts_on": "2027-02-01", "duration": 5})["id"]
        for n in "ab"
    )
    link = told.on_account("dependencies", {"before": one, "after": other})["id"]
    told.away_and_back(f"/dependencies/{link}")
    moved = told.write("POST", f"/work-packages/{one}/move", {"starts_on": "2027-03-01"})["id"]
    if told.number % 2:
        told.write("POST", f"/work-moves/{moved}/undo")
    for row in (one, other):
        told.keep(f"/work-packages/{row}")


def solutions(told: Writer) -> None:
    """A joint solution with an option, terms written twice, and the decision."""
    row = told.on_account("joint-solutions", {"title": told.name})["id"]
    option = told.write("POST", f"/joint-solutions/{row}/options", {"title": told.name})["id"]
    told.away_and_back(f"/solution-options/{option}")
    for criteria in ("Below 60 dB", "Below 50 dB"):
        terms = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "criteria": criteria}
        told.write("POST", f"/joint-solutions/{row}/terms", terms)
    told.write("POST", f"/joint-solutions/{row}/decision", {"outcome": "stop", "reason": told.name})
    told.keep(f"/joint-solutions/{row}")


STORIES: Final[tuple[Callable[[Writer], None], ...]] = (
    actions, objectives, targets, contacts, conversations, board, value, files, accounts, lists, sections, master_data,
    rounds, handovers, administration, agreements, opportunities, work, solutions,
)  # fmt: skip


def tell(client: Client, account: int, book: Book, ending: threading.Event) -> None:
    """One story after the other, until the end, and each of them once."""
    told = Writer(client, account, book)
    for story in itertools.cycle(STORIES):
        if ending.is_set() and len(book.stories) == len(STORIES):
            return
        story(told)
        book.stories[story.__name__] = book.stories.get(story.__name__, 0) + 1
        told.number += 1


def check(client: Client, book: Book) -> str:
    """Compare all that was acknowledged with what is there, field by field; returns what was compared."""
    for path, before in book.kept.items():
        answer = client.ask("GET", path)
        if before is None:
            assert answer.status_code == 404, f"{path} was removed and is there"
            continue
        assert answer.ok, f"{path} was acknowledged and is gone: {answer.status_code}"
        assert answer.json() == before, f"{path} differs: {before} became {answer.json()}"
    for path, written in book.listed.items():
        here = _rows(client, path)
        for body in written:
            same = [row for row in here if all(row[name] == value for name, value in body.items() if name in row)]
            assert len(same) == 1, f"{path}: {body} stands {len(same)} times"
    for record in book.imports:
        told_of = client.ask("GET", f"/master-imports/{record}").json()
        assert (told_of["state"], told_of["created"], told_of["rejected"]) == ("done", IMPORTED, 0), told_of
    _nothing_twice(client, book)
    assert set(book.stories) == {story.__name__ for story in STORIES}, f"not every kind was written: {book.stories}"
    told = ", ".join(f"{count} × {name}" for name, count in sorted(book.stories.items()))
    listed = sum(map(len, book.listed.values()))
    return f"{len(book.kept)} rows at their addresses and {listed} in lists compared in full ({told})"


def _rows(client: Client, path: str) -> list[dict[str, Any]]:
    """All of a list, whether it comes in pages, at once, or as part of a page about more."""
    answer = client.ask("GET", path).json()
    if isinstance(answer, list):
        return answer
    return client.all(path) if "items" in answer else list(answer["needs"])


def _nothing_twice(client: Client, book: Book) -> None:
    """Each name was given once, so it stands once."""
    account = next(path for path in book.listed if path.endswith("/comments")).split("/")[2]
    for path, name in (
        (f"/accounts/{account}/actions", "title"),
        (f"/accounts/{account}/objectives", "statement"),
        (f"/accounts/{account}/targets", "title"),
        (f"/accounts/{account}/contacts", "name"),
        (f"/accounts/{account}/conversations", "subject"),
        (f"/accounts/{account}/files", "name"),
        (f"/accounts/{account}/obligations", "words"),
        (f"/accounts/{account}/opportunities", "title"),
        (f"/accounts/{account}/work-packages", "title"),
        (f"/accounts/{account}/joint-solutions", "title"),
        (f"/accounts/{account}/comments", "words"),
        ("/accounts", "name"),
        ("/needs", "name"),
    ):
        names = [row[name] for row in _rows(client, path) if str(row[name]).startswith(MARK)]
        twice = {one for one in names if names.count(one) > 1}
        assert not twice, f"{path}: written twice: {sorted(twice)[:5]}"
