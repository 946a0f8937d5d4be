"""Runs every test: the quick ones on SQLite, the same on PostgreSQL, then the browser's. Prints what ran.

Arguments are handed to pytest; with any, only the SQLite run happens.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
QUICK = ["covalue", "tests", "--ignore=tests/browser", "-n", WORKERS, "--dist", "loadfile"]
BROWSER = ["tests/browser"]


def main(arguments: list[str]) -> int:
    if arguments:
        return _pytest("chosen tests, SQLite", arguments)
    codes = [_pytest("SQLite", QUICK)]
    with _postgres() as url:
        if url:
            codes.append(_pytest("PostgreSQL", QUICK, COVALUE_TEST_DATABASE_URL=url))
        else:
            print("PostgreSQL's programs are not installed: that run is left out (Debian: apt install postgresql).")
            codes.append(1 if os.environ.get("CI") else 0)
    _install_browser()
    codes.append(_pytest("browser", BROWSER))
    return max(codes)


def _pytest(title: str, arguments: list[str], **environment: str) -> int:
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env={**os.environ, **environment})
    print(f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return code


@contextlib.contextmanager
def _postgres() -> Iterator[str | None]:
    """A throw-away server on a free port of this machine, gone afterwards."""
    programs = _postgres_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="covalue-postgres-"))
    user = _server_user(folder)
    port = _free_port()
    run = [] if user is None else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run(
            [*run, programs / "initdb", "-D", data, "-U", "covalue", "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True, **quiet,
        )  # fmt: skip
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=200"
        subprocess.run(
            [*run, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"],
            check=True, **quiet,
        )  # fmt: skip
        yield f"postgresql://covalue@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*run, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path | None:
    """Where initdb and pg_ctl lie: on the path, or where Debian puts them."""
    on_path = shutil.which("pg_ctl")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def _server_user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as a user of its own, or as nobody."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(name)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return str(entry.pw_uid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
