"""`python -m bench.pages`: account page, list and search as one signed-in person meets them, beside creme-crm.

Pages are asked again as they are, and after something on the account has changed, when nothing drawn before may be shown.
Both run before the same server with the same threads on SQLite. Ours shows a strategic account of the demo company with
everything on it; the peer's organisation has five contacts and nothing else, which favours the peer.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from bench.peers import creme
from bench.visitor import Visitor, free_port

SIZES: Final = (1_000, 10_000, 100_000)
STRATEGIC: Final = "QUICK-Stop"
PASSWORD: Final = "northwind demo only"
DIRECTOR: Final = "director@scale.example"
DIRECTOR_OF_DEMO: Final = "andrew.fuller@northwind.example"
WORDS: Final = ("quikc", "account 0000", "account 000777", "contact 000123", "000999 b", "save a lot")
PEER_WORDS: Final = ("Account 0000", "Account 000777", "000123", "000999")
ACCOUNT_PAGE: Final = 0.040  # seconds: what one person should wait for at most


@dataclass(frozen=True)
class Measured:
    """Seconds of one page at one size; `peer` is empty where the peer was not asked."""

    page: str
    accounts: int
    ours: list[float]
    peer: list[float]


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    asked.add_argument("--accounts", type=int, nargs="+", default=SIZES, help="sizes of the base; 0 is the demo alone")
    asked.add_argument("--no-peer", action="store_true", help="Covalue alone")
    asked.add_argument("--database", help="ours on this empty PostgreSQL database, postgresql://…, for one size")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        python = None if told.no_peer else creme.install(Path(name))
        for accounts in told.accounts:
            folder = Path(name) / str(accounts)
            ours = _ours(folder / "covalue", accounts, told.database)
            peer = _peer(python, folder / "creme", accounts) if python else {}
            found += [Measured(page, accounts, seconds, peer.get(page, [])) for page, seconds in ours.items()]
    print(json.dumps([asdict(m) for m in found]) if told.json else _table(found))
    return 0 if all(median(m.ours) <= ACCOUNT_PAGE for m in found if m.page == "account") else 1


def _ours(folder: Path, accounts: int, database: str | None) -> dict[str, list[float]]:
    with _served(folder, accounts, database) as visitor:
        account = re.search(r"/a/(\d+)/", visitor.get(f"/find/?q={STRATEGIC}").text)
        assert account, f"{STRATEGIC} was not found"
        action = visitor.change(f"/api/v1/accounts/{account[1]}/actions", title="Call them")["id"]

        def change(turn: int) -> None:
            visitor.change(f"/api/v1/actions/{action}/{'reopen' if turn % 2 else 'complete'}")

        pages = {"account": account[0], "portfolio": "/portfolio/", "my day": "/"}
        return {
            **{page: visitor.seconds(address) for page, address in pages.items()},
            **{f"{page}, changed": visitor.seconds(address, before=change) for page, address in pages.items()},
            "list": visitor.seconds("/accounts/"),
            "search": visitor.seconds(*(f"/find/?q={words}" for words in WORDS), headers={"HX-Target": "found"}),
        }


def _peer(python: Path, folder: Path, accounts: int) -> dict[str, list[float]]:
    installed = creme.build(python, folder, accounts)
    with installed.served() as visitor:
        return {
            "account": visitor.seconds(f"/persons/organisation/{installed.measured}"),
            "list": visitor.seconds("/persons/organisations"),
            "search": visitor.seconds(*(f"/creme_core/search/light?value={words}" for words in PEER_WORDS)),
        }


@contextmanager
def _served(folder: Path, accounts: int, database: str | None) -> Iterator[Visitor]:
    """The demo company among this many synthetic accounts, and a program director signed in."""
    folder.mkdir(parents=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
        "COVALUE_DATA_DIR": str(folder / "data"),
        "COVALUE_DEMO": "1",
        "COVALUE_BASE_URL": base,
        **({"COVALUE_DATABASE_URL": database} if database else {}),
    }
    covalue = str(Path(sys.executable).with_name("covalue"))
    # In a folder of its own: a server that starts itself again would find the code where it stands, not where it is told.
    quiet = {"env": environment, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([covalue, "demo"], check=True, **quiet)
    if accounts:
        subprocess.run([covalue, "demo", "--scale", str(accounts)], check=True, **quiet)
    server = subprocess.Popen([covalue, "demo", "--serve", "--port", str(port)], **quiet)
    try:
        with Visitor(base) as visitor:
            visitor.wait_for("/health/ready")
            visitor.sign_in("/sign-in/", email=DIRECTOR if accounts else DIRECTOR_OF_DEMO, password=PASSWORD)
            yield visitor
    finally:
        server.terminate()
        server.wait()


def _table(found: list[Measured]) -> str:
    head = f"{'page':<20}{'accounts':>10}{'Covalue p50':>13}{'p95 ms':>8}{'creme-crm p50':>15}{'p95 ms':>8}{'ratio':>8}"
    return "\n".join([head, *(_row(m) for m in found)])


def _row(m: Measured) -> str:
    ours = f"{m.page:<20}{m.accounts:>10,}{median(m.ours) * 1000:>13.1f}{_p95(m.ours) * 1000:>8.1f}"
    if not m.peer:
        return ours
    return f"{ours}{median(m.peer) * 1000:>15.1f}{_p95(m.peer) * 1000:>8.1f}{median(m.peer) / median(m.ours):>7.1f}×"


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
