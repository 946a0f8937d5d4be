"""A real browser before a real server on a demo of its own."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

COVALUE = str(Path(sys.executable).parent / "covalue")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demo's letters arrive."""
    return tmp_path_factory.mktemp("letters")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Iterator[str]:
    """The demo every story is told on."""
    with served(tmp_path_factory.mktemp("demo"), free_port(), COVALUE_MAIL_URL=f"folder://{letters}") as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, port: int, **more: str) -> Iterator[str]:
    """A demo of its own on this port, with more environment variables if need be."""
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
        "COVALUE_DATA_DIR": str(folder),
        "COVALUE_DEMO": "1",
        "COVALUE_BASE_URL": url,
        **more,
    }
    shutil.copytree(built(folder), folder, dirs_exist_ok=True)
    command = [COVALUE, "demo", "--serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(f"{url}/health/ready", server, folder / "server.log")
            yield url
        finally:
            server.terminate()
            server.wait(30)
            told = (folder / "server.log").read_text(errors="replace")
            assert "was sent SIG" not in told, told[-2000:]


def built(folder: Path) -> Path:
    """A demo without a server, built once for all workers of this run: in the run's own folder, above `folder`."""
    run = next(parent for parent in folder.parents if parent.name.startswith("pytest-"))
    with (run / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "demo-built").exists():
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
            told = {"COVALUE_DATA_DIR": str(run / "demo-begun"), "COVALUE_DEMO": "1"}
            done = subprocess.run([COVALUE, "demo"], env={**kept, **told}, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            (run / "demo-begun").rename(run / "demo-built")
    return run / "demo-built"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("The browser tests need Chromium: apt install chromium (Debian) or the like.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own; whatever the page complains about fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def _is_complaint(message: ConsoleMessage) -> bool:
    """A form that is sent back with its sentence is no fault, though the browser notes its 422."""
    return message.type == "error" and "status of 422" not in message.text


def wait_until_ready(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _attempt in range(1800):
        if server.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not get ready: {log.read_text()}")
