"""Runs every test: the quick ones on SQLite, the same on PostgreSQL, then the browser's and endurance. Prints what ran.

Arguments are handed to pytest; with any, only the SQLite run happens.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
QUICK = ["covalue", "tests", "--ignore=tests/browser", "--ignore=tests/endurance", "-n", WORKERS, "--dist", "loadfile"]
BROWSER = ["tests/browser", "tests/endurance"]


def main(arguments: list[str]) -> int:
    if arguments:
        return _pytest("chosen tests, SQLite", arguments)
    codes = [_pytest("SQLite", QUICK)]
    with postgres.running() as server:
        if server:
            codes.append(_pytest("PostgreSQL", QUICK, COVALUE_TEST_DATABASE_URL=server.url))
        else:
            print("PostgreSQL's programs are not installed: that run is left out (Debian: apt install postgresql).")
            codes.append(1 if os.environ.get("CI") else 0)
    _install_browser()
    codes.append(_pytest("browser and endurance", BROWSER))
    return max(codes)


def _pytest(title: str, arguments: list[str], **environment: str) -> int:
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env={**os.environ, **environment})
    print(f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return code


def _install_browser() -> None:
    """Debian's Chromium, when it is missing and this user may install; otherwise the tests say what is missing."""
    if shutil.which("chromium") or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print("\n== installing chromium", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.call(["apt-get", "update", "-qq"], **quiet)
    subprocess.call(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
