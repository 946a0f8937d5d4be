"""Bringing opportunities in from the export of a CRM."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any


def add_imports(parts: Any) -> None:
    """Add `import opportunities` and `import undo-opportunities` to the parts of `import`."""
    part = parts.add_parser(
        "opportunities",
        help="sales in progress from the export of a CRM",
        description="Import opportunities from CSV, Excel, OpenDocument or Parquet. The same ID in the same source is changed; rows "
        "of unknown accounts or stages, totals and amounts that are none are named with their reason.",
    )
    part.add_argument("file", type=Path)
    part.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN",
        help="a column, or a setting: decimal=comma, date_order=dmy, currency=EUR (default: by the headings)",
    )  # fmt: skip
    part.add_argument("--stage", action="append", default=[], metavar="THEIRS=OURS", help="which stage a name means")
    part.add_argument("--source", default="crm", help="source system of the file (default: crm)")
    part.add_argument("--rejects", type=Path, metavar="FILE.csv", help="where rows that are not taken in go")
    part.add_argument("--dry-run", action="store_true", help="show what would happen, and change nothing")
    part.add_argument("--json", action="store_true", help="print the result as JSON")
    part.set_defaults(run=_import)
    undo = parts.add_parser("undo-opportunities", help="undo an import of opportunities")
    undo.add_argument("import_id", type=int)
    undo.add_argument("--json", action="store_true", help="print the result as JSON")
    undo.set_defaults(run=_undo)


def _import(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.opportunities import importing

    if not arguments.file.is_file():
        raise errors.BadInput(f"There is no file {arguments.file}.")
    pairs = dict(_pair(text) for text in arguments.map)
    settings = {name: pairs.pop(name) for name in importing.SETTINGS if name in pairs}
    for name, values in (("decimal", ("point", "comma")), ("date_order", ("dmy", "mdy"))):
        if settings.get(name, values[0]) not in values:
            raise errors.BadInput(f"{name} is one of {', '.join(values)}.")
    stages = dict(_pair(text) for text in arguments.stage)
    told = importing.Told(source=arguments.source, stages=stages, **settings)
    sheet = importing.read(arguments.file, pairs)
    actor = events.system("command line")
    planned = importing.plan(actor, sheet.rows, told)
    result: dict[str, Any] = {
        "file": arguments.file.name,
        "mapping": dict(sheet.mapping),
        "rows": len(planned.rows),
        "added": planned.added,
        "changed": planned.changed,
        "unchanged": planned.unchanged,
        "refused": [{"row": row.number, "reason": row.refused} for row in planned.refused],
        "assumed": [*sheet.assumed, *planned.assumed],
        "open_amounts": {code: str(amount) for code, amount in planned.totals.items()},
        "unknown_accounts": list(planned.unknown_accounts),
        "unknown_stages": list(planned.unknown_stages),
        "dry_run": arguments.dry_run,
    }
    if not arguments.dry_run:
        record = importing.take_in(
            actor, sheet.rows, told, file_name=arguments.file.name, now=timezone.now(), assumed=sheet.assumed
        )
        refused = [{"row": row["number"], "reason": row["reason"]} for row in record.refused]
        result |= {"import": record.pk, "added": record.added, "changed": record.changed, "refused": refused}
    if arguments.rejects:
        _write_rejects(arguments.rejects, result["refused"], sheet)
    _tell(arguments, result)
    return int(not (result["added"] or result["changed"] or result["unchanged"]) and bool(result["refused"]))


def _undo(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.opportunities import importing
    from covalue.opportunities.models import OpportunityImport

    record = OpportunityImport.objects.filter(pk=arguments.import_id).first()
    if record is None:
        raise errors.BadInput(f"There is no import {arguments.import_id} of opportunities.")
    stays = importing.undo(events.system("command line"), record, now=timezone.now())
    if arguments.json:
        print(json.dumps({"import": record.pk, "stays": stays}, indent=2, ensure_ascii=False))
        return 0
    print(f"The import {record.pk} was undone.")
    for title in stays:
        print(f"  {title}: was changed since and stays", file=sys.stderr)
    return 0


def _pair(text: str) -> tuple[str, str]:
    from covalue.core import errors

    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise errors.BadInput(f"“{text}” is not NAME=VALUE.")
    return name.strip(), value.strip()


def _write_rejects(path: Path, refused: list[dict[str, Any]], sheet: Any) -> None:
    from covalue.core import exports

    by_number = {int(row["number"]): row for row in sheet.rows}
    fields = list(sheet.mapping)
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([*(exports.harmless(sheet.mapping[name]) for name in fields), "reason"])
        for told in refused:
            row = by_number[told["row"]]
            writer.writerow(
                [*(exports.harmless(row.get(name, "")) for name in fields), exports.harmless(told["reason"])]
            )


def _tell(arguments: argparse.Namespace, result: dict[str, Any]) -> None:
    if arguments.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    names = ("rows", "added", "changed", "unchanged")
    print(", ".join(f"{result[name]} {name}" for name in names) + f", {len(result['refused'])} refused")
    for sentence in result["assumed"]:
        print(f"  {sentence}", file=sys.stderr)
    for told in result["refused"][:20]:
        print(f"  row {told['row']}: {told['reason']}", file=sys.stderr)
