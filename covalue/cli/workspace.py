"""Making, filling, serving, keeping and checking a workspace."""

import argparse
import os
import shutil
import signal
import socket
import sys
from datetime import date
from pathlib import Path
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    migrate = commands.add_parser("migrate", help="create or update the database")
    migrate.set_defaults(run=_migrate)

    demo = commands.add_parser("demo", help="load the demo company, or a synthetic one of any size")
    demo.add_argument("--fresh", action="store_true", help="delete the present local workspace first")
    demo.add_argument("--scale", type=int, metavar="N", help="a synthetic base of N accounts, for load tests")
    demo.add_argument("--serve", action="store_true", help="start the server when it is loaded")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)

    sample = commands.add_parser(
        "sample", help="the sample data of this workspace: say what would be removed, or remove it"
    )
    sample.add_argument("--remove", action="store_true", help="remove it; a backup is written before")
    sample.add_argument("--backup", type=Path, metavar="FILE", help="where to (default: backups in the data folder)")
    sample.set_defaults(run=_sample)

    serve = commands.add_parser("serve", help="run the server for the pages and the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--processes", type=int, help="one a core, four at most, unless it is said")
    serve.add_argument("--threads", type=int, default=8)
    serve.add_argument("--without-worker", action="store_true", help="background work is done by `covalue worker`")
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="do background work until stopped")
    worker.set_defaults(run=_worker)

    backup = commands.add_parser("backup", help="back up database, ledger and files into one file")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="restore a backup into an empty workspace")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)

    search = commands.add_parser("search", help="the search index")
    search.add_argument("what", choices=["rebuild"], help="rebuild it from the database")
    search.set_defaults(run=_search)

    scan = commands.add_parser("scan", help="scan every file that has not been scanned yet")
    scan.set_defaults(run=_scan)

    verify = commands.add_parser("verify", help="recalculate the seals of everything customers signed")
    verify.add_argument("--receipt", metavar="SEAL", help="find the record of a customer's receipt")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)

    check = commands.add_parser("check", help="check whether this configuration can run, and what is missing")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_check)


def ensure() -> None:
    """A workspace to work in: a local SQLite one is made when there is none; a server's is somebody's decision."""
    from django.conf import settings
    from django.db import connection

    from covalue.core import archive, checks, errors, schema

    archive.guard_finished()
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        output.say(f"Making a new workspace in {settings.DATA_DIR}.")
        schema.bring_up_to_date()
    finding = checks.database()
    if finding.bad:
        raise errors.WrongState(f"{finding.what}: {finding.sentence}.")


def _verify(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a seal is broken or a receipt is of no record here."""
    from covalue.agreements.receipts import queries as term_receipts
    from covalue.value.signing import sealing

    broken = [f"{row}, number {row.number}" for row in term_receipts.broken()]
    verified, receipt = sealing.verify(), arguments.receipt and sealing.find(arguments.receipt.strip().lower())
    missing = bool(arguments.receipt) and receipt is None
    if arguments.json:
        findings = [{"number": finding.number, "fault": str(finding.fault)} for finding in verified.findings]
        summary = {
            "intact": verified.intact,
            "records": verified.records,
            "erased": verified.erased,
            "head": verified.head,
            "broken_term_receipts": broken,
        }
        output.as_json(
            summary | {"findings": findings} | ({"receipt": receipt and receipt.number} if arguments.receipt else {})
        )
    else:
        for finding in verified.findings:
            print(f"record {finding.number}: {sealing.FAULTS[finding.fault]}")
        for name in broken:
            print(f"term receipt {name}: it is not what was sealed, or a signature it names is not")
        print(
            f"{verified.records} sealed records, "
            f"{'all intact' if verified.intact else f'{len(verified.findings)} faults'}"
        )
        if arguments.receipt:
            print(
                "No record here has this seal."
                if receipt is None
                else f"The receipt is of record {receipt.number}: {receipt}"
            )
    return 0 if verified.intact and not broken and not missing else 1


def _search(arguments: argparse.Namespace) -> int:
    from django.db import transaction

    from covalue.accounts import found

    ensure()
    with transaction.atomic():
        output.say(f"{found.rebuild()} accounts and contacts are in the index.")
    return 0


def _scan(arguments: argparse.Namespace) -> int:
    from covalue.accounts import actions
    from covalue.core import errors, scanning

    ensure()
    if not scanning.configured():
        raise errors.WrongState("There is no virus scanner: set COVALUE_SCAN_URL or COVALUE_SCAN_COMMAND.")
    output.say(f"{actions.scan_the_rest()} files wait for the scanner; the worker asks it.")
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import transaction

    from covalue.accounts import found
    from covalue.core import archive, schema

    archive.guard_finished()
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if is_new := schema.is_empty():
        output.say(f"Making a new workspace in {settings.DATA_DIR}.")
    schema.bring_up_to_date()
    if found.is_missing():  # a workspace from before there was a search
        output.say("Building the search index.")
        with transaction.atomic():
            found.rebuild()
    output.say("The workspace is ready." if is_new else "The database is up to date.")
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import timezone

    from covalue.demo import build, scale
    from covalue.people import queries as people

    if settings.ENVIRONMENT.production:
        output.say("covalue: the demo cannot be loaded into a production workspace.")
        return 1
    if arguments.fresh:
        _throw_away(settings)
    _migrate(arguments)
    if arguments.scale:
        progress = output.Progress()
        output.say(f"Building {arguments.scale} accounts with their ledger.")
        scale.build(arguments.scale, today=date.today(), now=timezone.now(), progress=progress)
    elif people.everybody().exists():
        output.say("The workspace already has data; it is kept (--fresh starts over).")
    else:
        output.say("Loading the demo company.")
        build.build(today=date.today(), now=timezone.now(), progress=output.Progress())
    if arguments.serve:
        _serve_afresh(arguments.port)
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.demo import actions, removing

    actor = events.system("command line")
    record = actions.guard_removal(actor)
    if arguments.remove:
        removal = actions.remove(actor, now=timezone.now(), backup=arguments.backup)
        output.say("The sample data were removed. A backup was written before.")
    else:
        removal = removing.plan(record)
        output.say("These would go (--remove removes them):")
        for sentence in removal.goes:
            print(f"  {sentence}")
    for sentence in removal.stays:
        output.say(f"  {sentence}")
    return 0


def _serve_afresh(port: int) -> None:
    """Become `covalue serve`: the ledger's library cannot be used on both sides of the server's fork."""
    sys.stderr.flush()
    arguments = [sys.executable, "-m", "covalue", "serve", "--host", "127.0.0.1", "--port", str(port)]
    os.execve(sys.executable, arguments, {**os.environ, "COVALUE_DEMO": "1"})


def _serve(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from covalue.cli import server

    refusal = settings.ENVIRONMENT.refusal
    if refusal:
        output.say(f"covalue: {refusal}")
        return 1
    ensure()
    if _taken(arguments.host, arguments.port):
        output.say(
            f"covalue: port {arguments.port} on {arguments.host} is in use; choose another one with PORT= or --port."
        )
        return 1
    address = f"http://{arguments.host}:{arguments.port}"
    if "COVALUE_BASE_URL" not in os.environ:
        settings.BASE_URL = address  # links in emails lead here, whatever the port
    output.say(f"Covalue is running at {address} (Ctrl C stops it).")
    if settings.DEMO:
        _say_sign_ins()
    elif settings.ENVIRONMENT.mail_url == "outbox:":
        output.say("No mail server is set (COVALUE_MAIL_URL): administrators read emails in the outbox.")
    server.run(
        host=arguments.host,
        port=arguments.port,
        processes=arguments.processes or server.processes(),
        threads=arguments.threads,
        with_worker=not arguments.without_worker,
    )
    return 0


def _worker(arguments: argparse.Namespace) -> int:
    from covalue.core.jobs import Worker

    worker = Worker()
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    signal.signal(signal.SIGINT, lambda *_: worker.stop())
    output.say("The worker is running (Ctrl C stops it after the current task).")
    worker.run()
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from covalue.core import archive

    size = archive.backup(arguments.file, progress=output.Progress())
    output.say(f"Wrote {arguments.file} ({size / 1e6:.1f} MB).")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from covalue.core import archive

    archive.restore(arguments.file, progress=output.Progress())
    output.say("The workspace was restored.")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from covalue.core import checks

    findings = checks.findings()
    if arguments.json:
        output.as_json({"ok": not any(f.bad for f in findings), "findings": findings})
    else:
        for finding in findings:
            print(f"{'✗' if finding.bad else '✓'} {finding.what}: {finding.sentence}")
    return 1 if any(finding.bad for finding in findings) else 0


def _throw_away(settings: Any) -> None:
    """Only a local SQLite workspace is thrown away; a server's database is somebody's decision elsewhere."""
    from django.db import connection

    from covalue.ledger import queries as ledger

    if connection.vendor != "sqlite":
        output.say("covalue: --fresh deletes only a local SQLite workspace; drop the PostgreSQL database yourself.")
        sys.exit(1)
    connection.close()
    name = Path(str(connection.settings_dict["NAME"]))
    for path in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
        path.unlink(missing_ok=True)
    for folder in (
        Path(settings.LEDGER_URL),
        ledger.months().folder,
        settings.FILES_DIR,
        settings.DATA_DIR / "imports",
        settings.DATA_DIR / "demo",
    ):
        shutil.rmtree(folder, ignore_errors=True)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _say_sign_ins() -> None:
    from covalue.people import queries as people
    from covalue.people.demo import PASSWORD

    output.say(f"Sign in by the buttons on the page, or with the password “{PASSWORD}” as:")
    for user in people.everybody().filter(deactivated_at=None).order_by("id"):
        output.say(f"  {user.email:<40} {user.role_names}")
