"""Whether this configuration can run: what `covalue check` says."""

import io
import sqlite3
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from covalue.core import scanning

OLDEST_SQLITE = (3, 51, 3)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    sentence: str
    bad: bool = False


def findings() -> list[Finding]:
    """Everything worth looking at, each with a sentence."""
    return [_start(), database(), *_sqlite(), _folder(), _scanner(), _mail(), _sign_on()]


def _start() -> Finding:
    refusal = settings.ENVIRONMENT.refusal
    return Finding("Start", refusal or "allowed with this configuration", bad=refusal is not None)


def database() -> Finding:
    """Whether it answers and has every migration."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as problem:
        return Finding("Database", f"not reachable: {problem}", bad=True)
    if missing:
        return Finding("Database", f"{len(missing)} migrations are missing: run “covalue migrate”", bad=True)
    return Finding("Database", f"{connection.vendor}, up to date")


def _sqlite() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    sentence = f"{sqlite3.sqlite_version}" + (", too old for several processes: use one" if old else "")
    return [Finding("SQLite", sentence, bad=old)]


def _folder() -> Finding:
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        probe = settings.DATA_DIR / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        return Finding("Data folder", f"{settings.DATA_DIR} cannot be written: {problem}", bad=True)
    return Finding("Data folder", f"{settings.DATA_DIR} can be written")


def _scanner() -> Finding:
    """Whether files are looked at, and whether the scanner answers now."""
    if not scanning.configured():
        return Finding("Virus scanner", "none; files are not scanned (COVALUE_SCAN_URL)")
    try:
        scanning.scan(io.BytesIO(b"a probe of Covalue"))
    except scanning.ScannerAwayError as problem:
        return Finding("Virus scanner", f"not reachable: {problem}; new files wait", bad=True)
    return Finding("Virus scanner", "answers")


def _mail() -> Finding:
    console = settings.EMAIL_BACKEND.endswith("console.EmailBackend")
    bad = console and settings.ENVIRONMENT.production
    return Finding(
        "Mail",
        "is printed, not sent (COVALUE_MAIL_URL)" if console else settings.ENVIRONMENT.mail_url.split("@")[-1],
        bad,
    )


def _sign_on() -> Finding:
    names = {"openid_connect": "OpenID Connect", "saml": "SAML"}
    ways = [names[kind] for kind in settings.SOCIALACCOUNT_PROVIDERS] or ["password only"]
    unmapped = bool(settings.SOCIALACCOUNT_PROVIDERS or settings.SCIM_TOKEN) and not settings.SIGN_ON_ROLES
    sentence = ", ".join([*ways, *(["SCIM"] if settings.SCIM_TOKEN else [])])
    return Finding("Sign-on", sentence + (": no group gives a role (COVALUE_SIGN_ON_ROLES)" if unmapped else ""))
