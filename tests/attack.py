"""`make attack`: wapiti over the demo, signed in as a SAM, as the administrator and as a guest; the whole API by its own
description, as every role (tests/fuzz.py); bandit over the code, pip-audit over the lock file, and Django's own look at a
production configuration.

Wapiti pins old libraries, so it lives in an environment of its own (`.venv/attack`). Reports go to build/attack.
Ends with 1 when anything is found.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from tests import fuzz

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "attack"
LOG = REPORTS / "server.log"
TOOLS = ROOT / ".venv" / "attack" / "bin"
COVALUE = str(ROOT / ".venv" / "bin" / "covalue")
ROLES = {
    "director": "Program director",
    "sam": "Strategic account manager",
    "administrator": "Administrator",
    "guest": "Customer guest",
}
# All but ldap, which guesses from answers that differ, and there is no LDAP here; and those for other products.
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,https_redirect,information_disclosure,"
    "inconsistent_redirection,methods,permanentxss,redirect,sql,ssl,ssrf,timesql,upload,xss,xxe"
)
# What would sign us out, or shut somebody out who is signed in.
SPARED = ("/sign-out/", "/me/sessions/", "/people/", "/me/security/", "/sign-in/")
# SQL over the ledger's files, and of the log of written tables, is put together here: names and texts through the functions that quote them, in an engine
# that holds nothing but those files. Their own tests send hostile names (ledger/tests/test_mapping, test_reading).
OWN_SQL = (
    "covalue/core/written.py",  # names of our own tables, which it finds in statements as words without a quote
    "covalue/analytics/",
    "covalue/ledger/",
    "covalue/lifetime/",
    "covalue/retention/",
    "covalue/masterdata/",
    "covalue/demo/",
)
# The demo is served without TLS on this machine; that cookies and pages are right with it tests/repo/test_headers.py shows.
OF_PLAIN_HTTP = ("Unencrypted Channels", "Secure Flag cookie")
START_MINUTES = 20  # a demo is built within one, but for a machine that does ten other things
MINUTES = int(os.environ.get("ATTACK_MINUTES", "10"))


def main() -> int:
    REPORTS.mkdir(parents=True, exist_ok=True)
    found = _bandit() + _deploy() + _audit()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as base:
        for role, title in ROLES.items():
            found += _wapiti(base, role, title)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as base:
        environment = {**os.environ, **workspace(Path(folder), base)}
        found += fuzz.attack(base, environment, LOG, REPORTS, tuple(fuzz.CALLERS), fuzz.EXAMPLES)
    print(f"{found} findings; reports in {REPORTS.relative_to(ROOT)}")
    return 1 if found else 0


def workspace(folder: Path, base: str) -> dict[str, str]:
    """What names the demo in this folder to a command of ours."""
    return {"COVALUE_DATA_DIR": str(folder), "COVALUE_DEMO": "1", "COVALUE_BASE_URL": base}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A demo of its own that runs; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    log = LOG.open("w")
    command = [COVALUE, "demo", "--serve", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, **workspace(folder, base)}, stdout=log, stderr=log)
    try:
        _wait_until_ready(server, base)
        yield base
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_ready(server: "subprocess.Popen[bytes]", base: str) -> None:
    """Until the demo answers: a command that comes before finds a database without tables, and is refused."""
    ends = time.monotonic() + START_MINUTES * 60
    while time.monotonic() < ends and server.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/health/ready")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"the demo did not start within {START_MINUTES} minutes: {LOG.read_text()[-2000:]}")


def _wapiti(base: str, role: str, title: str) -> int:
    report = REPORTS / f"wapiti-{role}.json"
    command = [
        str(TOOLS / "wapiti"), "-u", f"{base}/", "-H", f"Cookie: {_cookies(base, title)}",
        "--scope", "folder", "-m", MODULES, "-f", "json", "-o", str(report), "--flush-session", "--no-bugreport",
        "--max-links-per-page", "40", "--max-files-per-dir", "15", "--max-parameters", "12", "-d", "6",
        "--max-scan-time", str(MINUTES * 20), "--max-attack-time", str(MINUTES * 4), "--tasks", "6",
        "--store-session", str(REPORTS / f"session-{role}"), "-v", "1",
    ]  # fmt: skip
    for spared in SPARED:
        command += ["-x", f"{base}{spared}*"]
    with (REPORTS / f"wapiti-{role}.log").open("w") as log:
        subprocess.run(command, stdout=log, stderr=log, check=False, timeout=MINUTES * 120)
    if not report.exists():
        print(f"wapiti as {title}: no report; see {report.with_suffix('.log')}")
        return 1
    told = json.loads(report.read_text())
    findings = [
        (kind, entry)
        for part in ("vulnerabilities", "anomalies")
        for kind, entries in told.get(part, {}).items()
        if kind not in OF_PLAIN_HTTP
        for entry in entries
    ]
    for kind, entry in findings:
        print(
            f"wapiti as {title}: {kind}: {entry['method']} {entry['path']} {entry.get('parameter') or ''}: {entry['info']}"
        )
    print(f"wapiti as {title}: {told['infos'].get('crawled_pages_nbr')} pages, {len(findings)} findings")
    return len(findings)


def _cookies(base: str, title: str) -> str:
    """Sign in by the demo's button of this role."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{base}/sign-in/").read().decode()
    address, token = demo_button(page, title)
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "next": ""}).encode()
    browser.open(urllib.request.Request(base + address, body, headers={"Referer": base}))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def demo_button(page: str, title: str) -> tuple[str, str]:
    """Where the button posts to that signs in as the first person of this role, and the token of its form.

    Raises LookupError when the sign-in page has none.
    """
    for row in page.split("<tr>"):
        role = re.search(r'<div class="quiet">([^<:]+)', row)
        address = re.search(r'action="([^"]+)"', row)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', row)
        if role and address and token and role[1].strip() == title:
            return address[1], token[1]
    raise LookupError(f"the sign-in page of the demo has no button for {title}")


def _bandit() -> int:
    report = REPORTS / "bandit.json"
    command = [
        str(TOOLS / "bandit"),
        "-q",
        "-r",
        "covalue",
        "-x",
        "*/tests/*",
        "-ll",
        "-f",
        "json",
        "-o",
        str(report),
    ]
    subprocess.run(command, cwd=ROOT, check=False)
    findings = [
        one
        for one in json.loads(report.read_text())["results"]
        if not (one["test_id"] == "B608" and one["filename"].startswith(OWN_SQL))
    ]
    for one in findings:
        print(f"bandit: {one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}")
    return len(findings)


def _audit() -> int:
    """Packages of the lock file with known faults (pip-audit). The advisory service has to be reachable; that it is not counts."""
    report = REPORTS / "pip-audit.json"
    told = [
        "--requirement",
        "requirements.lock",
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--output",
        str(report),
    ]
    done = subprocess.run([str(TOOLS / "pip-audit"), *told], cwd=ROOT, check=False, capture_output=True, text=True)
    if not report.exists():
        print(f"pip-audit: no report: {done.stderr.strip()[-200:]}")
        return 1
    faulty = [(one, fault) for one in json.loads(report.read_text())["dependencies"] for fault in one.get("vulns", [])]
    for one, fault in faulty:
        print(f"pip-audit: {one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions'])}")
    return len(faulty)


def _deploy() -> int:
    told = {
        "DJANGO_SETTINGS_MODULE": "covalue.config.settings", "COVALUE_PRODUCTION": "1",
        "COVALUE_SECRET_KEY": os.urandom(40).hex(), "COVALUE_BASE_URL": "https://covalue.example",
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env={**os.environ, **told}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
