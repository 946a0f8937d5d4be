"""The API as programs meet it, on a demo of its own: the guide's examples, races, and the whole of it against its
own description: no fault, nothing undocumented, nothing bad let in."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import fuzz
from tests.browser.conftest import free_port, served

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "api.md"
CALLER = "caller@northwind.example"
BIN = Path(sys.executable).parent
SECONDS = 60
AT_ONCE = 8


@dataclass(frozen=True)
class Desk:
    """A demo that runs, and the key of somebody who directs and administers."""

    url: str
    token: str
    log: Path

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and body."""
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, told, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("api")
    with served(folder, free_port()) as url:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))
        }
        environment |= {
            "COVALUE_DATA_DIR": str(folder),
            "COVALUE_DEMO": "1",
            "COVALUE_NEW_PASSWORD": "for this test only",
        }
        _run(environment, "user", CALLER, "--role", "program_director", "--role", "administrator")
        token = json.loads(_run(environment, "token", "create", CALLER, "--json"))["token"]
        yield Desk(url, token, folder / "server.log")


def _run(environment: dict[str, str], *arguments: str) -> str:
    """A command of ours, and what it printed."""
    command = [BIN / "covalue", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_guides_examples_run(desk: Desk, tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.S)
    told = {"COVALUE": f"{desk.url}/api/v1", "TOKEN": desk.token, "PATH": os.environ["PATH"]}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)], cwd=tmp_path, env=told, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0 and len(blocks) == 6, run.stdout[-2000:] + run.stderr[-2000:]


def test_one_key_sent_by_many_at_once_changes_once(desk: Desk) -> None:
    path = f"/accounts/{_account(desk)}/contacts"

    def send(_number: int) -> int:
        return desk.call("POST", path, {"name": "Only One"}, **{"Idempotency-Key": "race"})[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(send, range(AT_ONCE)))
    assert set(statuses) <= {201, 409} and 201 in statuses
    listed = desk.call("GET", f"{path}?limit=200")[1]["items"]
    assert sum(contact["name"] == "Only One" for contact in listed) == 1


def test_of_many_changes_of_one_version_one_is_made(desk: Desk) -> None:
    path = f"/accounts/{_account(desk)}"
    version = desk.call("GET", path)[1]["version"]

    def change(number: int) -> int:
        return desk.call("PATCH", path, {"sector": f"Sector {number}"}, **{"If-Match": f'"{version}"'})[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = sorted(pool.map(change, range(AT_ONCE)))
    assert statuses == [200, *[412] * (AT_ONCE - 1)]


def test_the_api_does_what_it_says(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(fuzz.SETTINGS, encoding="utf-8")
    for _process in range(4):  # each process of the server makes the description once, which can take it longer than
        assert desk.call("GET", "/openapi.json")[0] == 200  # schemathesis waits
    run = subprocess.run(
        [
            *(BIN / "schemathesis", "run", f"{desk.url}/api/v1/openapi.json", "--no-color", "--warnings", "off"),
            *("-H", f"Authorization: Bearer {desk.token}", "--phases", "coverage,fuzzing,stateful"),
            *("--max-time", str(SECONDS), "--continue-on-failure"),
            *("--exclude-operation-id", "revoke_token"),  # it would shut itself out
        ],
        cwd=tmp_path, capture_output=True, check=False, text=True,
    )  # fmt: skip
    log = desk.log.read_text(encoding="utf-8")
    assert run.returncode == 0 and "No issues found" in run.stdout, run.stdout[-6000:] + log[-6000:]
    assert "Traceback" not in log
    assert desk.call("GET", "/me")[0] == 200, "it shut itself out on the way, and tried nothing after that"


def _account(desk: Desk) -> int:
    return int(desk.call("GET", "/accounts?class=strategic")[1]["items"][0]["id"])
