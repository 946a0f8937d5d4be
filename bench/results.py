"""What a bench found, kept under `bench/results/` with the commit, the machine and the versions it was found with."""

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "results"
PACKAGES: Final = ("duckdb", "numpy", "pyarrow", "scipy")


def around(**peers: str) -> dict[str, Any]:
    """Commit, machine and versions; `peers` by package and version."""
    return {
        "commit": _commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": _line("/proc/cpuinfo", r"model name\s*:\s*(.+)"),
            "cores": os.cpu_count(),
            "memory_gib": round(int(_line("/proc/meminfo", r"MemTotal:\s*(\d+)")) / 1024**2, 1),
            "system": platform.system(),
            "load": [round(load, 2) for load in os.getloadavg()],
        },
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in PACKAGES},
            **peers,
        },
    }


def keep(name: str, found: list[dict[str, Any]], known: dict[str, Any]) -> Path:
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{name}.json"
    file.write_text(json.dumps({**known, "found": found}, indent=2) + "\n", encoding="utf-8")
    return file


def sentence(known: dict[str, Any]) -> str:
    """The same in a line, as it is printed above a table."""
    machine = known["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    return (
        f"{known['commit']} on {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"load {machine['load'][0]}; {versions}"
    )


def _commit() -> str:
    """The commit, with a plus where files differ from it."""
    asked = ["git", "-C", str(FOLDER.parent), "describe", "--always", "--dirty=+", "--exclude=*"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _line(file: str, pattern: str) -> str:
    found = re.search(pattern, Path(file).read_text(encoding="utf-8"))
    return found[1].strip() if found else "0"
