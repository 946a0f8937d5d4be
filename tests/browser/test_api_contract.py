"""The whole API against its own description, on a demo of its own: no fault, nothing undocumented, nothing bad let in."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import demo

DIRECTOR = "andrew.fuller@northwind.example"
SECONDS = 60
PHASES = "coverage,fuzzing,stateful"
# “positive data” is left out: whether a fit body is also sensible (a contact of this account, a day in the past) is no
# matter of shape. 428 says that If-Match is missing (RFC 6585), which the check does not know of.
SETTINGS = """
[checks]
positive_data_acceptance.enabled = false
missing_required_header.expected-statuses = [400, 401, 403, 406, 415, 422, 428]
"""


def test_the_api_does_what_it_says(tmp_path: Path) -> None:
    bin_folder = Path(sys.executable).parent
    (tmp_path / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
    folder = tmp_path / "demo"
    folder.mkdir()
    with demo(folder) as url:
        environment = {**os.environ, "COVALUE_DATA_DIR": str(folder), "COVALUE_DEMO": "1"}
        environment.pop("COVALUE_LEDGER_URL", None)
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        made = subprocess.run(
            [bin_folder / "covalue", "token", "create", DIRECTOR, "--json"],
            env=environment, capture_output=True, check=True, text=True,
        )  # fmt: skip
        header = f"Authorization: Bearer {json.loads(made.stdout)['token']}"
        run = subprocess.run(
            [
                *(bin_folder / "schemathesis", "run", f"{url}/api/v1/openapi.json", "-H", header, "--no-color"),
                *("--phases", PHASES, "--max-time", str(SECONDS), "--warnings", "off", "--continue-on-failure"),
            ],
            cwd=tmp_path, capture_output=True, check=False, text=True,
        )  # fmt: skip
        log = (folder / "server.log").read_text(encoding="utf-8")
    assert run.returncode == 0, run.stdout[-6000:]
    assert "No issues found" in run.stdout and "Traceback" not in log
