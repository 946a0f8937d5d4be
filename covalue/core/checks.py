"""Whether this configuration can run: what `covalue check` says."""

import io
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from covalue.core import archive, disk, jobs, money, scanning
from covalue.core.shared import Added

OLDEST_SQLITE = (3, 51, 3)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    sentence: str
    bad: bool = False


_added: Added[Callable[[], Finding]] = Added()


def add(look: Callable[[], Finding]) -> None:
    """Have a package's own things looked at, too."""
    _added.add(look)


def findings() -> list[Finding]:
    """Everything worth looking at, each with a sentence."""
    found = database()
    worker = [] if found.bad else [_worker()]
    return [
        _start(), found, *worker, *_sqlite(), *_restore(), _folder(), _room(), _scanner(), _mail(), _sign_on(),
        *(look() for look in _added),
    ]  # fmt: skip


def _start() -> Finding:
    refusal = settings.ENVIRONMENT.refusal
    return Finding("Start", refusal or "allowed with this configuration", bad=refusal is not None)


def database() -> Finding:
    """Whether it answers and has every migration. Where there is no file of SQLite none is made."""
    if connection.vendor == "sqlite" and not _in_memory() and not _file().exists():
        return Finding("Database", f"{_file()} does not exist yet: run “covalue migrate”", bad=True)
    try:
        missing = missing_migrations()
    except Exception as problem:
        return Finding("Database", f"not reachable: {problem}", bad=True)
    if missing:
        return Finding("Database", f"{missing} migrations are missing: run “covalue migrate”", bad=True)
    return Finding("Database", f"{connection.vendor}, up to date")


def missing_migrations() -> int:
    """How many migrations the database does not have yet.

    Where it knows them all by name nothing is missing; only otherwise are they read, which takes longer than most questions.
    """
    if _names_of_migrations() <= MigrationRecorder(connection).applied_migrations().keys():
        return 0
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _names_of_migrations() -> set[tuple[str, str]]:
    """App and name of every migration there is, by the names of the files."""
    names = set()
    for app in apps.get_app_configs():
        package = find_spec(f"{app.name}.migrations")
        for found in iter_modules(package.submodule_search_locations if package else ()):
            if not found.ispkg and found.name[0] not in "_~":  # as Django leaves them out
                names.add((app.label, found.name))
    return names


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _in_memory() -> bool:
    return ":memory:" in str(_file()) or "mode=memory" in str(_file())


def _worker() -> Finding:
    """Who does what is asked for in the background; bad once work waits and nobody comes."""
    now = timezone.now()
    if jobs.is_attended(now):
        return Finding("Worker", "is running")
    waits = jobs.unattended(now)
    if waits is None:
        return Finding("Worker", "none is running; nothing waits for one")
    since = waits.since.isoformat(timespec="minutes")
    return Finding(
        "Worker", f"none is running; {waits.tasks} tasks wait since {since}: start “covalue worker”", bad=True
    )


def _restore() -> list[Finding]:
    missing = archive.unfinished()
    if missing is None:
        return []
    parts = ", ".join(missing) or "nothing but the mark"
    return [
        Finding(
            "Restore", f"was interrupted; still missing: {parts}. Run “covalue restore” again: it goes on", bad=True
        )
    ]


def _room() -> Finding:
    free = disk.free()
    told = f"{money.number(free / 1e9, 1)} GB free"
    if free < disk.NO_ROOM:
        return Finding("Disk", f"full: {told}", bad=True)
    return Finding("Disk", f"{told}: little" if free < disk.LITTLE_ROOM else told)


def _sqlite() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    sentence = f"{sqlite3.sqlite_version}" + (", too old for several processes: use one" if old else "")
    return [Finding("SQLite", sentence, bad=old)]


def _folder() -> Finding:
    folder = settings.DATA_DIR
    if not folder.exists():
        return Finding("Data folder", f"{folder} does not exist yet; the first start makes it")
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return Finding("Data folder", f"{folder} cannot be written", bad=True)
    return Finding("Data folder", f"{folder} can be written")


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
    address = settings.ENVIRONMENT.mail_url
    unsent = {"console:": "is printed, not sent", "outbox:": "is kept in the outbox, not sent"}.get(address)
    bad = unsent is not None and settings.ENVIRONMENT.production
    return Finding("Mail", f"{unsent} (COVALUE_MAIL_URL)" if unsent else address.split("@")[-1], bad)


def _sign_on() -> Finding:
    names = {"openid_connect": "OpenID Connect", "saml": "SAML"}
    ways = [names[kind] for kind in settings.SOCIALACCOUNT_PROVIDERS] or ["password only"]
    unmapped = bool(settings.SOCIALACCOUNT_PROVIDERS or settings.SCIM_TOKEN) and not settings.SIGN_ON_ROLES
    sentence = ", ".join([*ways, *(["SCIM"] if settings.SCIM_TOKEN else [])])
    return Finding("Sign-on", sentence + (": no group gives a role (COVALUE_SIGN_ON_ROLES)" if unmapped else ""))
