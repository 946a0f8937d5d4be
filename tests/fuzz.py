"""The whole API against its own description, as everybody who may call it: at least so many examples of every operation.

Ids of the paths are small, so that rows are met and not only missed. No answer may be a fault of ours or one the description
does not know; what is refused has to be refused in its words. Part of `make attack`; alone:
`.venv/bin/python -m tests.fuzz --examples 20 --only guest --path '/agreements|/obligations'`.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

BIN: Final = Path(sys.executable).parent
PASSWORD: Final = "for this run only"
EXAMPLES: Final = 100
LARGEST_ID: Final = 400  # behind it the demo has no rows: what is described as too large has to be refused
# “positive data” is left out: whether a fit body is also sensible (a contact of this account, a day in the past) is no
# matter of shape. 428 says that If-Match is missing (RFC 6585), which the check does not know of.
SETTINGS: Final = """
[checks]
positive_data_acceptance.enabled = false
missing_required_header.expected-statuses = [400, 401, 403, 406, 415, 422, 428]
"""
# Who calls: each a user of its own, so that nobody loses their rights by what another one does.
CALLERS: Final = {
    "director": ("program_director",),
    "everything": ("program_director", "administrator", "analyst"),
    "sam": ("sam",),
    "member": ("team_member",),
    "sponsor": ("executive_sponsor",),
    "lead": ("unit_lead",),
    "coach": ("coach",),
    "voice": ("voice_analyst",),
    "analyst": ("analyst",),
    "administrator": ("administrator",),
    "guest": ("customer_guest",),
}
WITHOUT: Final = ("guest",)  # a customer guest has the portal and no API: all of it is refused
# They would shut callers out: their own key, and whoever else is a user here. Whom they refuse, tests/repo/test_api_access.py asks.
SPARED: Final = ("revoke_token", "edit_user")


def keys(environment: dict[str, str], wanted: tuple[str, ...]) -> dict[str, str]:
    """A key for each of these callers, in the workspace of this environment."""
    told = {**environment, "COVALUE_NEW_PASSWORD": PASSWORD}
    made = {}
    for name in wanted:
        email = f"fuzz-{name}@northwind.example"
        roles = [part for role in CALLERS[name] for part in ("--role", role)]
        _covalue(told, "user", email, *roles)
        made[name] = str(json.loads(_covalue(told, "token", "create", email, "--json"))["token"])
    return made


def run(
    base: str, name: str, key: str, reports: Path, *, examples: int, seconds: int | None = None, path: str = ""
) -> tuple[int, str]:
    """Call every operation as one caller, or those whose address matches `path` (a regular expression).

    Returns how many faults were found, and what was done.
    """
    folder = reports / f"fuzz-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "openapi.json").write_text(json.dumps(_described(base)), encoding="utf-8")
    command = [
        str(BIN / "schemathesis"), "run", "openapi.json", "--url", base, "--no-color", "--warnings", "off",
        "-H", f"Authorization: Bearer {key}", "--phases", "coverage,fuzzing", "--max-examples", str(examples),
        "--continue-on-failure", "--workers", "2", "--no-shrink", "--request-timeout", "60",
    ]  # fmt: skip
    command += ["--max-time", str(seconds)] if seconds else []
    command += ["--include-path-regex", path] if path else []
    for spared in SPARED:
        command += ["--exclude-operation-id", spared]
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    (folder / "report.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    cases = re.search(r"(\d[\d,]*) generated", done.stdout)
    faults = 0 if done.returncode == 0 and "No issues found" in done.stdout else _failures(done.stdout)
    if _is_let_in(base, key) is (name in WITHOUT):
        faults, cases = faults + 1, None
        print(f"fuzz as {name}: it was {'let in' if name in WITHOUT else 'shut out on the way'}")
    told = f"{cases[1] if cases else '?'} calls in {time.monotonic() - started:.0f} s, {faults} faults"
    return faults, told


def attack(
    base: str,
    environment: dict[str, str],
    log: Path,
    reports: Path,
    wanted: tuple[str, ...],
    examples: int,
    path: str = "",
) -> int:
    """All of these callers, one after the other; what the server wrote of itself counts, too."""
    found = 0
    for name, key in keys(environment, wanted).items():
        faults, told = run(base, name, key, reports, examples=examples, path=path)
        print(f"fuzz as {name}: {told}", flush=True)
        found += faults
    tracebacks = log.read_text(encoding="utf-8").count("Traceback (most recent call last)")
    print(f"fuzz: {tracebacks} tracebacks in the server's log")
    return found + tracebacks


def _described(base: str) -> dict[str, Any]:
    """The description with small ids in paths."""
    with urllib.request.urlopen(f"{base}/api/v1/openapi.json") as answer:
        described: dict[str, Any] = json.load(answer)
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()) if isinstance(operation, dict) else ():
                if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
                    parameter["schema"]["maximum"] = LARGEST_ID
    return described


def _failures(report: str) -> int:
    summary = re.search(r"(\d+) (?:unique )?(?:failures?|errors?)", report)
    return int(summary[1]) if summary else 1


def _is_let_in(base: str, key: str) -> bool:
    request = urllib.request.Request(f"{base}/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


def _covalue(environment: dict[str, str], *arguments: str) -> str:
    command = [str(BIN / "covalue"), *arguments]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"covalue {' '.join(arguments[:2])} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def main(arguments: list[str]) -> int:
    from tests import attack as others

    asked = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    asked.add_argument("--examples", type=int, default=EXAMPLES)
    asked.add_argument("--only", choices=list(CALLERS), action="append")
    asked.add_argument("--path", default="", help="a regular expression: only operations whose address matches it")
    told = asked.parse_args(arguments)
    others.REPORTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, others.served(Path(folder)) as base:
        environment = {**os.environ, **others.workspace(Path(folder), base)}
        wanted = tuple(told.only or CALLERS)
        return min(1, attack(base, environment, others.LOG, others.REPORTS, wanted, told.examples, told.path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
