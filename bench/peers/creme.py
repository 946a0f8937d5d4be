"""creme-crm as the peer of pages: its own environment, its default data, and a base cloned row by row in SQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.visitor import Visitor, free_port

VERSION: Final = "2.8.6"
CONTACTS: Final = 5  # of every organisation
FILL: Final = Path(__file__).with_name("creme_fill.py")


@dataclass(frozen=True)
class Creme:
    """An installation filled with organisations; `measured` is the id of one with its contacts."""

    python: Path
    project: Path
    measured: int

    @contextmanager
    def served(self) -> Iterator["Visitor"]:
        """A signed-in client before the same server, with the same threads, as ours."""
        port = free_port()
        command = [
            str(self.python.parent / "gunicorn"), "peer.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--threads", "4", "--log-level", "error", "--no-control-socket",
        ]  # fmt: skip
        server = subprocess.Popen(
            command, cwd=self.project, env=_environment(self.project),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with Visitor(f"http://127.0.0.1:{port}") as visitor:
                visitor.wait_for("/creme_login")
                visitor.sign_in("/creme_login", username="root", password="root")
                yield visitor
        finally:
            server.terminate()
            server.wait()


def install(folder: Path) -> Path:
    """Its Python, in an environment of its own under `folder`."""
    home = folder / "creme"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, home], check=True)
    python = home / "bin" / "python"
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", python, f"creme-crm=={VERSION}", "gunicorn"], check=True
    )
    return python


def build(python: Path, folder: Path, accounts: int) -> Creme:
    """A project of its own with its default data and `accounts` organisations with contacts."""
    folder.mkdir(parents=True)
    creme = python.with_name("creme")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([creme, "creme_start_project", "peer"], cwd=folder, **quiet)
    project = folder / "peer"
    with (project / "peer" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\nfrom .local_settings import *\n\nDEBUG = False\n")
    for step in ("migrate", "creme_populate", "generatemedia"):
        subprocess.run([creme, step, "--settings=peer.settings"], cwd=project, env=_environment(project), **quiet)
    told = subprocess.run(
        [python, "-P", FILL, str(accounts), str(CONTACTS)], cwd=project, env=_environment(project), check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    return Creme(python, project, int(told.stdout))


def _environment(project: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "COVALUE_"))}
    return {**inherited, "PYTHONPATH": str(project), "DJANGO_SETTINGS_MODULE": "peer.settings"}
