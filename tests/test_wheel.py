"""The wheel brings all that runs: built, compared with the source, put into an environment of its own, and the demo served."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import free_port, wait_until_ready

ROOT = Path(__file__).resolve().parent.parent
EDITOR = [
    f"covalue/web/static/web/editor/{name}" for name in ("parts.js", "licences.txt")
]  # built, and not built again
pytestmark = [pytest.mark.apart, pytest.mark.once]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, because setuptools leaves its folders where it builds; by the setuptools of this environment."""
    source = tmp_path_factory.mktemp("source")
    for name in _known("covalue", "editor", "setup.py", "pyproject.toml", "README.md") + EDITOR:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    _run(_uv(), "build", "--wheel", "--quiet", "--out-dir", str(source / "dist"), str(source))
    return next((source / "dist").glob("covalue-*.whl"))


def test_it_holds_every_file_that_runs_and_no_test(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not re.match(r"covalue-[^/]+\.dist-info/", name)}
    needed = {name for name in _known("covalue") + EDITOR if "/tests/" not in name and not name.endswith("README.md")}
    assert len(needed) > 800 and held == needed
    for end in (".html", ".mo", ".woff2", ".js", ".css", ".sql", ".otf", ".csv"):
        assert any(name.endswith(end) for name in held), end


@pytest.mark.thorough
def test_the_demo_runs_from_it_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """What it needs beside itself comes from this environment: no network is asked. What is in the wheel is tried above."""
    python = tmp_path / "own" / "bin" / "python"
    _run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "own"))
    _run(_uv(), "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python), str(wheel))
    libraries = next((ROOT / ".venv" / "lib").glob("python3*")) / "site-packages"
    own = next((tmp_path / "own" / "lib").glob("python3*")) / "site-packages"
    for entry in libraries.iterdir():
        if "covalue" not in entry.name and not (own / entry.name).exists() and entry.suffix != ".pth":
            (own / entry.name).symlink_to(entry)
    empty, port = tmp_path / "empty", free_port()
    empty.mkdir()
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_", "PYTHON"))}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(python.with_name("covalue")), "demo", "--serve", "--port", str(port)],
            cwd=empty, env=kept | {"COVALUE_DEMO": "1"}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/health/ready", server, tmp_path / "log")
            page = _get(f"http://127.0.0.1:{port}/sign-in/")
            assert "Nancy Davolio" in page
            assert "url(" in _get(
                f"http://127.0.0.1:{port}" + re.findall(r'href="(/static/web/covalue\.[^"]+)"', page)[0]
            )
        finally:
            server.terminate()
            server.wait(30)
    where = _run(str(python), "-c", "import covalue; print(covalue.__file__)", cwd=empty)
    assert str(tmp_path) in where and (empty / "var" / "covalue.sqlite3").exists()


def _known(*paths: str) -> list[str]:
    """The files of the repository, those of this change included."""
    names = _run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths).splitlines()
    return [name for name in names if (ROOT / name).exists()]


def _uv() -> str:
    return str(Path(sys.executable).with_name("uv"))


def _get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def _run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
