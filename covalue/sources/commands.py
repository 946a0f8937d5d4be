"""Bringing calendars and mail of a colleague in. Nothing is ever sent."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OWNER = "the colleague whose it is, by email address; what is read is theirs alone until they share it"


def add_imports(parts: Any) -> None:
    """Add `import calendar` and `import mail` to the parts of `import`."""
    for name, sentence, run in (
        ("calendar", "meetings from calendar files (.ics)", _calendar),
        ("mail", "messages from mail files (.eml, .mbox, .msg)", _mail),
    ):
        part = parts.add_parser(name, help=sentence, description=f"Import {sentence}. Nothing is sent to anybody.")
        part.add_argument("files", nargs="+", type=Path, metavar="FILE")
        part.add_argument("--owner", required=True, metavar="EMAIL", help=OWNER)
        part.add_argument("--json", action="store_true", help="print the result as JSON")
        part.set_defaults(run=run)


def _calendar(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.sources import actions, queries
    from covalue.sources.receiving import CalendarFiles

    owner = queries.colleague(arguments.owner)
    with _mails() as sent:
        files = CalendarFiles([_existing(path) for path in arguments.files])
        actor = events.system("command line")
        reading = actions.import_calendar(actor, owner=owner, files=files, now=timezone.now())
    names = ("read", "meetings", "added", "changed", "cancelled", "skipped")
    result = {name: getattr(reading, name) for name in names} | {"mails_sent": len(sent)}
    if arguments.json:
        print(json.dumps(result, indent=2))
        return 0
    print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in result.items()))
    _say_why(reading)
    return 0


def _mail(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.sources import actions, queries

    owner = queries.colleague(arguments.owner)
    paths = [_existing(path) for path in arguments.files]
    actor = events.system("command line")
    reading = actions.import_mail(actor, owner=owner, paths=paths, now=timezone.now())
    result = {name: getattr(reading, name) for name in ("read", "added", "unchanged", "skipped")}
    if arguments.json:
        print(json.dumps(result | {"reasons": reading.reasons}, indent=2))
        return 0
    print(", ".join(f"{count} {name}" for name, count in result.items()))
    _say_why(reading)
    return 0


def _say_why(reading: Any) -> None:
    from covalue.sources import queries

    row = queries.reading_row(reading)
    for why in (*row.skipped, *row.notes):
        print(f"  {why.count:>6}  {why.reason}", file=sys.stderr)


def _existing(path: Path) -> Path:
    from covalue.core import errors

    if not path.is_file():
        raise errors.BadInput(f"There is no file {path}.")
    return path


@contextmanager
def _mails() -> Iterator[list[str]]:
    """The subjects of all email that is sent meanwhile: none, which is counted and not only said."""
    from django.core.mail import EmailMessage

    sent: list[str] = []
    send = EmailMessage.send

    def counted(message: Any, *arguments: Any, **more: Any) -> int:
        sent.append(str(message.subject))
        return send(message, *arguments, **more)

    EmailMessage.send = counted  # type: ignore[method-assign,assignment]
    try:
        yield sent
    finally:
        EmailMessage.send = send  # type: ignore[method-assign]
