"""Real servers for the tests, on 127.0.0.1 only: radicale for calendars, dovecot for mail."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DOVECOT = shutil.which("dovecot") or next((path for path in ("/usr/sbin/dovecot",) if Path(path).exists()), "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _time in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@contextmanager
def radicale(folder: Path, password: str) -> Iterator[str]:
    """A CalDAV server with the user “ines”; its address."""
    port = free_port()
    users = folder / "users"
    users.write_text(f"ines:{password}\n")
    command = [
        sys.executable, "-m", "radicale", "--config", "", f"--server-hosts=127.0.0.1:{port}", "--auth-type=htpasswd",
        f"--auth-htpasswd-filename={users}", "--auth-htpasswd-encryption=plain", "--auth-delay=0",
        f"--storage-filesystem-folder={folder / 'collections'}",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def dovecot(folder: Path, password: str) -> Iterator[tuple[int, Path, Callable[[str], None]]]:
    """An IMAP server with the user “ines”: its port, her Maildir, and what gives her another password."""
    port = free_port()
    users, mail = folder / "users", folder / "mail"
    for part in ("cur", "new", "tmp"):
        (mail / part).mkdir(parents=True)
    users.write_text(f"ines:{{PLAIN}}{password}\n")
    user = _user()
    for path in (folder, mail, *mail.rglob("*")):
        shutil.chown(path, user, None)
    (folder / "run").mkdir()
    config = folder / "dovecot.conf"
    config.write_text(
        f"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_failure_delay = 0
mail_location = maildir:{mail}
first_valid_uid = 0
default_internal_user = {user}
default_login_user = {user}
default_internal_group = nogroup
mail_uid = {user}
mail_gid = nogroup
passdb {{
  driver = passwd-file
  args = {users}
}}
userdb {{
  driver = static
  args = uid={user} gid=nogroup home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""
    )
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)

        def change(new: str) -> None:
            users.write_text(f"ines:{{PLAIN}}{new}\n")
            process.send_signal(signal.SIGHUP)
            time.sleep(1)
            wait_for(port, process)

        yield port, mail, change
    finally:
        process.terminate()
        process.wait(10)


def _user() -> str:
    return "nobody"
