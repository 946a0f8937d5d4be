"""Which Python `make` takes: the newest from 3.11 on that works, whatever else is on the PATH."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("installed", "taken"),
    [
        ({"python3.11": 11}, "python3.11"),
        ({"python3.11": 11, "python3.13": 13, "python3": 11}, "python3.13"),
        ({"python3.9": 9, "python3": 12}, "python3"),
        ({"python3": 10, "python": 14}, "python"),
        ({"python3.12": 12, "python3.14": None}, "python3.12"),  # a name that leads nowhere
        ({"python3": 10}, ""),
        ({}, ""),
    ],
)
def test_the_newest_that_works_is_taken(tmp_path: Path, installed: dict[str, int | None], taken: str) -> None:
    for name, minor in installed.items():
        program = tmp_path / name
        program.write_text("#!/bin/sh\n" + ("exit 127\n" if minor is None else f"echo {minor}\n"))
        program.chmod(0o755)
    assert _asked(tmp_path) == taken


def test_make_takes_it_unless_another_is_named() -> None:
    command = ["make", "--silent", "--eval", "which: ; @echo $(PYTHON)", "which"]
    chosen = subprocess.run([*command, "PYTHON=python9"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert chosen.stdout.strip() == "python9"
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    asked = subprocess.run(
        [found, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, text=True
    )
    assert asked.stdout.strip() == "True"


def _asked(folder: Path) -> str:
    return subprocess.run(
        ["/bin/sh", str(ROOT / "bin" / "newest-python")],
        env={**os.environ, "PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
