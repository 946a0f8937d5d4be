"""Bringing data in from files."""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from covalue.cli import output

NAMED_SO = {"without_account": "no account", "offerings_named": "offerings"}
FIELDS = "customer customer_name document line date offering offering_name unit region quantity list_amount discount amount cost currency kind required shipped"
LAYOUT = "sheet=NAME, heading=ROW, separator=tab, encoding=cp1250"
SETTINGS = f"date_order=mdy, decimal=comma, unknown=create, {LAYOUT}"
SHOWN = 20  # refused rows said one by one

DECISIONS = {
    "add": "add them beside what is in the ledger",
    "replace": "replace the documents by those of the file",
    "yearly": "they are other documents: numbers begin again each year",
    "leave": "leave them out",
}

MASTER = {
    "accounts": "customers, with the tree they stand in",
    "contacts": "people at your customers",
    "users": "our own people and their roles",
    "units": "business units, regions and functions",
    "offerings": "what we sell",
    "installed-base": "what stands at which site of a customer",
    "usage": "how much of what was agreed is used, by month",
    "tickets": "what customers reported to support",
    "opportunities": "sales in progress, as a CRM exports them",
    "agreements": "contracts with term, value and notice clause",
    "service-levels": "what quality of service was agreed",
    "service-results": "what was measured of service levels",
    "incidents": "what went wrong, and how the customer rated what followed",
    "work": "work packages and milestones, as a project tool exports them",
}


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    parts = commands.add_parser("import", help="import a ledger or accounts from files").add_subparsers(
        title="what to import", metavar="WHAT", required=True
    )
    ledger = parts.add_parser(
        "ledger",
        help="what was sold to whom, when",
        description="Import sales lines from CSV, Excel, OpenDocument or Parquet. Importing the same file again adds nothing; a "
        "corrected line replaces the old one, and what would overwrite something else is held back. A row with an error goes to the reject file with its "
        "number and the reason.",
        epilog=f"Fields: {FIELDS}. Example: --map customer=CustomerID --map document=InvoiceNo --map date=InvoiceDate "
        '--map offering=StockCode --map amount="Quantity*UnitPrice" --source shop --create-accounts',
    )
    ledger.add_argument("files", nargs="+", type=Path, metavar="FILE")
    ledger.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"a column, an expression, or a setting: {SETTINGS}",
    )
    ledger.add_argument("--mapping", type=Path, metavar="FILE.toml", help="a saved mapping; --map adds to it")
    ledger.add_argument("--saved", metavar="NAME", help="a mapping saved in the workspace; --map adds to it")
    ledger.add_argument("--save-mapping", type=Path, metavar="FILE.toml", help="save the mapping used")
    ledger.add_argument("--source", help="source system of the files (default: that of the mapping, or “ledger”)")
    unknown = ledger.add_mutually_exclusive_group()
    unknown.add_argument("--create-accounts", action="store_true", help="create an account for each unknown customer")
    unknown.add_argument("--reject-unknown", action="store_true", help="reject lines of unknown customers")
    ledger.add_argument(
        "--known-documents",
        choices=("hold", "add", "replace"),
        help="lines that differ from those of a document in the ledger: hold them back (default), add or replace",
    )
    ledger.add_argument(
        "--numbering",
        choices=("continuous", "yearly"),
        help="whether document numbers begin again each year (default: as in earlier imports of the source)",
    )
    ledger.add_argument(
        "--turn",
        action="store_const",
        const="periods",
        help="turn a cross table's columns for months or years into rows",
    )
    ledger.add_argument(
        "--far-days",
        choices=("take",),
        help="bring in lines dated before 1970 or more than a year ahead, which are rejected otherwise",
    )
    ledger.add_argument(
        "--overlap",
        choices=("add", "replace", "leave"),
        help="amounts of months a cross table and the ledger both have: add them up, replace what is there, or leave them out",
    )
    ledger.add_argument(
        "--same-names",
        choices=("match", "ask"),
        help="customers called exactly as an account are that account (match, default), or are asked about, too",
    )
    ledger.add_argument(
        "--is",
        action="append",
        default=[],
        dest="is_account",
        metavar="CUSTOMER=ACCOUNT",
        help="this customer is the account with this number",
    )
    ledger.add_argument(
        "--not-ours",
        action="append",
        default=[],
        metavar="CUSTOMER",
        help="this customer is none of the accounts there are, whatever its name",
    )
    ledger.add_argument("--rejects", type=Path, metavar="FILE.csv", help="where rejected rows go")
    ledger.add_argument("--dry-run", action="store_true", help="show how the files would be read, and change nothing")
    ledger.add_argument("--json", action="store_true", help="print the result as JSON")
    ledger.set_defaults(run=_ledger)

    held = parts.add_parser("held", help="lines an import held back: list them, or say what becomes of them")
    held.add_argument("import_id", type=int)
    decisions = held.add_mutually_exclusive_group()
    for name, sentence in DECISIONS.items():
        decisions.add_argument(f"--{name}", dest="decision", action="store_const", const=name, help=sentence)
    held.add_argument("--json", action="store_true", help="print the result as JSON")
    held.set_defaults(run=_held)

    likely = parts.add_parser("likely", help="customers of an import that look like accounts: list them, or decide")
    likely.add_argument("import_id", type=int)
    likely.add_argument(
        "--same", action="append", default=[], metavar="CUSTOMER", help="it is the account it looks like"
    )
    likely.add_argument("--other", action="append", default=[], metavar="CUSTOMER", help="make an account of it")
    likely.add_argument("--json", action="store_true", help="print the result as JSON")
    likely.set_defaults(run=_likely)

    unknown_customers = parts.add_parser(
        "unknown", help="customers of an import without an account: list them, or make accounts"
    )
    unknown_customers.add_argument("import_id", type=int)
    unknown_customers.add_argument("--create-accounts", action="store_true", help="create an account for each")
    unknown_customers.add_argument("--json", action="store_true", help="print the result as JSON")
    unknown_customers.set_defaults(run=_unknown)

    for noun, sentence in MASTER.items():
        part = parts.add_parser(noun, help=sentence)
        part.add_argument("file", type=Path)
        part.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"default: by the headings; or a setting: {LAYOUT}",
        )
        part.add_argument("--source", default="crm", help="source system of the file (default: crm)")
        part.add_argument(
            "--clear-empty", action="store_true", help="an empty cell clears the field; otherwise it is ignored"
        )
        part.add_argument("--dry-run", action="store_true", help="preview what would happen, and change nothing")
        part.add_argument("--json", action="store_true")
        if noun == "accounts":
            part.add_argument("--create-parents", action="store_true", help="create missing parent accounts")
        if noun == "users":
            part.add_argument("--invite", action="store_true", help="email each new user")
        part.set_defaults(run=_master, noun=noun)

    for module in _of_packages():
        module.add_imports(parts)

    undo = parts.add_parser("undo", help="undo an import of the ledger or of master data")
    undo.add_argument("import_id", type=int)
    undo.add_argument("--master-data", action="store_true", help="the number is one of an import of master data")
    undo.set_defaults(run=_undo)


def _of_packages() -> Iterator[Any]:
    """The `commands.py` of packages, which say themselves what can be imported into them."""
    for file in sorted(Path(__file__).resolve().parents[1].glob("*/commands.py")):
        yield import_module(f"covalue.{file.parent.name}.commands")


def _ledger(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.ledger import actions, importing, queries
    from covalue.ledger.mapping import CrossTableError, MissingColumnError, suggest
    from covalue.ledger.models import Unknown
    from covalue.ledger.reading import sniff

    results = []
    for path in arguments.files:
        if not path.is_file():
            raise errors.BadInput(f"There is no file {path}.")
        pairs = dict(pair(text) for text in arguments.map)
        try:
            mapping = _as_told(_saved(arguments, path).with_pairs(pairs), arguments)
            source = sniff(path, mapping.options)
            offers = () if mapping.fields else queries.offers(path, source)
            if not mapping.fields:
                mapping = replace(mapping, fields=suggest(source.columns, source.sample).fields)
                output.say("No mapping given; using: " + ", ".join(f"{k}={v}" for k, v in mapping.fields.items()))
                _tell_offers(offers)
            mapping.check(source.columns)
        except CrossTableError as refused:
            raise errors.BadInput(f"{refused} Add --turn.") from None
        except MissingColumnError as refused:
            raise errors.BadInput(f"{refused} Add --map {refused.field}=COLUMN.") from None
        except importing.LedgerInputError as refused:
            raise errors.BadInput(str(refused)) from None
        if arguments.save_mapping:
            kept = replace(mapping, columns=source.columns)
            arguments.save_mapping.write_text(kept.to_toml())
        if arguments.dry_run:
            told: dict[str, Any] = {
                "source": arguments.source or mapping.source or "ledger",
                "decisions": _decisions(arguments),
            }
            looked = _looked_at(path, mapping, **told, as_json=arguments.json)
            results.append(looked | {"saved_mappings": [_offer(offer) for offer in offers]})
            continue
        record, result = actions.import_file(
            events.system("command line"),
            path=path.resolve(),
            mapping=mapping,
            source=arguments.source or mapping.source or "ledger",
            unknown=Unknown(mapping.unknown or Unknown.KEEP),
            now=timezone.now(),
            progress=output.Progress(quiet=arguments.json),
            reject_path=arguments.rejects,
            decisions=_decisions(arguments),
        )
        results.append(_summary(record, result))
        if not arguments.json:
            _tell(path.name, results[-1])
            _tell_likely(results[-1])
            _tell_unknown(results[-1], record.unknown)
    if arguments.json:
        output.as_json(results[0] if len(results) == 1 else results)
    return int(any(summary.get("nothing_imported") for summary in results))


def _decisions(arguments: argparse.Namespace) -> dict[str, int]:
    """What the command says of customers: the number of the account each is, 0 for none."""
    from covalue.core import errors

    decided = dict.fromkeys(arguments.not_ours, 0)
    for text in arguments.is_account:
        customer, _sign, number = text.rpartition("=")
        if not customer or not number.isdecimal():
            raise errors.BadInput(f"“{text}” does not have the form customer=number of the account.")
        decided[customer] = int(number)
    return decided


def _looked_at(path: Path, mapping: Any, *, source: str, decisions: dict[str, int], as_json: bool) -> dict[str, Any]:
    """How a file would be read, what would come of it, and its first rows; nothing changes."""
    import tempfile

    from covalue.core import errors
    from covalue.ledger import actions, importing, matching
    from covalue.ledger.models import Unknown

    unknown = Unknown(mapping.unknown or Unknown.KEEP)
    with tempfile.TemporaryDirectory(prefix="covalue-") as folder:
        try:
            asked: dict[str, Any] = {"source": source, "unknown": unknown, "decisions": decisions}
            looked = actions.preview(path, mapping, **asked, temp_dir=Path(folder))
        except importing.LedgerInputError as refused:
            raise errors.BadInput(str(refused)) from None
    rows = [
        {"row": row.row_number, "values": row.values, "reason": row.reason, "held": row.held} for row in looked.rows
    ]
    result = looked.result
    assert result is not None
    counts = _counts(result)
    met = matching.proposals(source, result, same_names=mapping.same_names, decisions=decisions)
    if not as_json:
        print(path.name)
        for assumed in looked.assumed:
            print(f"  {assumed.sentence}")
        _tell_counts(counts)
        if result.nothing:
            print(f"  {result.nothing_yet}")
        _tell_proposals(met)
        for row in looked.rows:
            values = " · ".join(str(value) for value in row.values.values() if value is not None)
            held = f"would be held back: {row.held}" if row.held else ""
            print(f"  row {row.row_number}: {row.reason or held or values}")
    return {
        "file": path.name,
        "fields": dict(mapping.fields),
        "assumed": [assumed.as_dict() for assumed in looked.assumed],
        **counts,
        "nothing_imported": result.nothing,
        "customers": [_proposal(each) for each in met],
        "rows": rows,
    }


def _proposal(each: Any) -> dict[str, Any]:
    account = {"id": each.account.pk, "name": each.account.name}
    values = {"customer": each.customer, "name": each.name, "lines": each.lines, "account": account}
    return {**values, "likeness": each.likeness, "reason": each.reason, "matched": each.matched}


def _tell_proposals(met: Sequence[Any]) -> None:
    for each in met[:SHOWN]:
        called = each.customer if each.name in ("", each.customer) else f"{each.customer} {each.name}"
        account = f"{each.account.name} (account {each.account.pk})"
        if each.matched:
            print(f"  {called} is {account}; otherwise: --not-ours {shlex.quote(each.customer)}")
        elif each.apart:
            print(f"  {called} is not {account}, as you say")
        else:
            said = shlex.quote(f"{each.customer}={each.account.pk}")
            print(f"  {called} looks like {account}; if it is: --is {said}")
    if len(met) > SHOWN:
        print(f"  … and {len(met) - SHOWN} more that are, or may be, accounts you have")


def _likely(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.ledger import actions, queries

    record = queries.numbered(arguments.import_id)
    for customers, same in ((arguments.same, True), (arguments.other, False)):
        if customers:
            actions.decide_likely(
                events.system("command line"), record=record, customers=customers, same=same, now=timezone.now()
            )
    left = {customer: found.account.name for customer, found in queries.likely_accounts(record).items()}
    if arguments.json:
        output.as_json([{"customer": customer, "account": name} for customer, name in left.items()])
    elif not left:
        output.say("No customer of this import looks like an account.")
    else:
        for customer, name in left.items():
            print(f"  {customer} looks like {name}")
    return 0


def _unknown(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.ledger import actions, queries

    record = queries.numbered(arguments.import_id)
    if arguments.create_accounts:
        record = actions.create_accounts(events.system("command line"), record=record, now=timezone.now())
        output.say(f"{record.accounts_created:,} accounts were created.")
    left = queries.without_account(record)
    if arguments.json:
        output.as_json([{"customer": each.key, "name": each.name, "lines": each.lines} for each in left])
    elif not left:
        output.say("Every customer of this import has an account, or looks like one.")
    for each in () if arguments.json else left:
        print(f"  {each.key} {each.name}".rstrip() + f": {each.lines:,} lines")
    return 0


def _saved(arguments: argparse.Namespace, path: Path) -> Any:
    """The mapping of a file or of the workspace, if one is named; what is other with this file is said."""
    from covalue.core import errors
    from covalue.ledger import fitting, queries
    from covalue.ledger.mapping import Mapping
    from covalue.ledger.reading import Options, sniff

    if arguments.mapping and arguments.saved:
        raise errors.BadInput("Say --mapping or --saved, not both.")
    if not arguments.mapping and not arguments.saved:
        return Mapping()
    mapping = Mapping.load(arguments.mapping) if arguments.mapping else queries.saved_under(arguments.saved).mapping
    fit = fitting.fit_to(path, mapping, {Options(): sniff(path)})
    for sentence in fit.differences if fit else ():
        output.say(f"  {sentence}")
    return replace(fit.mapping, fields={**mapping.fields, **fit.mapping.fields}) if fit else mapping


def _tell_offers(offers: Sequence[Any]) -> None:
    for offer in offers:
        settings = f" ({', '.join(offer.fit.choices)})" if offer.fit.choices else ""
        output.say(f"  The saved mapping “{offer.saved.name}” fits{settings}: --saved {shlex.quote(offer.saved.name)}")
        for sentence in offer.fit.differences:
            output.say(f"    {sentence}")


def _offer(offer: Any) -> dict[str, Any]:
    fit = offer.fit
    values = {"name": offer.saved.name, "fields": dict(fit.mapping.fields), "settings": fit.choices}
    return values | {"missing": fit.missing, "new": fit.new, "lost": fit.lost, "differences": fit.differences}


def _as_told(mapping: Any, arguments: argparse.Namespace) -> Any:
    """The mapping with what the command says of documents and customers."""
    chosen = {
        name: getattr(arguments, name) for name in ("known_documents", "numbering", "turn", "far_days", "overlap")
    }
    chosen["same_names"] = "ask" if arguments.same_names == "ask" else ""
    chosen["unknown"] = "create" if arguments.create_accounts else "reject" if arguments.reject_unknown else ""
    return replace(mapping, **{name: value for name, value in chosen.items() if value})


def _held(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.ledger import actions, queries
    from covalue.ledger.models import HeldDecision

    record = queries.numbered(arguments.import_id)
    if arguments.decision is None:
        rows = queries.held_rows(record, record.held) if record.held and record.held_file.is_file() else ()
        if arguments.json:
            output.as_json([asdict(row) for row in rows])
        else:
            print(
                f"{record.file_name} (import {record.pk}): {record.held:,} held back {record.get_held_decision_display()}"
            )
            for row in rows:
                print(f"  row {row.number}, {row.content}: {row.reason}")
        return 0
    actor, now = events.system("command line"), timezone.now()
    brings = actions.decide_held(actor, record=record, decision=HeldDecision(arguments.decision), now=now)
    if brings.pk == record.pk:
        output.say(f"The lines of import {record.pk} are left out.")
        return 0
    result = actions.run(actor, record=brings, now=now, progress=output.Progress(quiet=arguments.json))
    summary = _summary(brings, result)
    if arguments.json:
        output.as_json(summary)
    else:
        _tell(brings.file_name, summary)
    return int(bool(summary["nothing_imported"]))


def _summary(record: Any, result: Any) -> dict[str, Any]:
    values = _counts(result)
    values["reject_file"] = str(result.reject_file) if result.reject_file else None
    values["held_file"] = str(record.held_file) if result.held else None
    values["assumed"] = [assumed.as_dict() for assumed in result.assumed]
    values["likely"] = record.likely
    return {**values, "nothing_imported": result.nothing, "import_id": record.pk}


def _counts(result: Any) -> dict[str, Any]:
    """What comes of a file: counts of lines, and amounts to the cent."""
    from covalue.ledger.importing import foretold

    return {name: _cents(value) if name.startswith("amount_") else value for name, value in foretold(result).items()}


def _tell_counts(counts: dict[str, Any]) -> None:
    always = ("read", "added", "changed", "unchanged", "rejected")
    for count in (*always, "held", "removed", "without_account", "offerings_named"):
        if counts[count] or count in always:
            print(f"  {NAMED_SO.get(count, count):<12}{counts[count]:>16,}")
    print(f"  {'amount':<12}{counts['amount_total']:>16,.2f}")
    print(f"  {'unassigned':<12}{counts['amount_unassigned']:>16,.2f}")


def _tell(name: str, summary: dict[str, Any]) -> None:
    print(f"{name} (import {summary['import_id']})")
    if summary["nothing_imported"]:
        print(f"  {summary['nothing_imported']}")
    for assumed in summary["assumed"]:
        print(f"  {assumed['sentence']}")
    _tell_counts(summary)
    if summary["reject_file"] and summary["rejected"]:
        print(f"  rejected rows with their reasons: {summary['reject_file']}")
    if summary["held"]:
        print(f"  lines held back with their reasons: {summary['held_file']}")
        print(f"  decide: covalue import held {summary['import_id']} {' | '.join(f'--{name}' for name in DECISIONS)}")


def _tell_likely(summary: dict[str, Any]) -> None:
    if summary["likely"]:
        print(f"  look like accounts, so none was created: {', '.join(summary['likely'])}")
        print(f"  decide: covalue import likely {summary['import_id']} --same CUSTOMER | --other CUSTOMER")


def _tell_unknown(summary: dict[str, Any], unknown: str) -> None:
    if summary["without_account"] and unknown == "keep":
        print(
            f"  no account was created; to create them: covalue import unknown {summary['import_id']} --create-accounts"
        )


def _master(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.masterdata import actions, files, planning
    from covalue.masterdata.importers import importer
    from covalue.masterdata.rules import Noun, Options

    if not arguments.file.is_file():
        raise errors.BadInput(f"There is no file {arguments.file}.")
    noun, actor = Noun(arguments.noun), events.system("command line")
    mapping = _mapping(arguments, noun)
    options = Options(
        invites=getattr(arguments, "invite", False),
        clears_empty=arguments.clear_empty,
        creates_parents=getattr(arguments, "create_parents", False),
        layout=_layout(arguments),
    )
    if arguments.dry_run:
        sheet = files.read(arguments.file, mapping, options=options.layout)
        for assumed in sheet.assumed:
            output.say(f"  {assumed.sentence}")
        _preview(arguments, planning.plan(importer(noun, actor, arguments.source, options), sheet.rows))
        return 0
    record, planned = actions.import_file(
        actor,
        path=arguments.file,
        noun=noun,
        mapping=mapping,
        source=arguments.source,
        now=timezone.now(),
        options=options,
    )
    _master_result(arguments, record, planned)
    return int(bool(record.nothing))


def _mapping(arguments: argparse.Namespace, noun: Any) -> dict[str, str]:
    """Field → column: those given, or those the headings suggest. Without a key an account's name is its key."""
    from covalue.ledger.mapping import READING
    from covalue.masterdata import actions, files
    from covalue.masterdata.rules import Noun, suggest

    source = files.look(arguments.file, _layout(arguments))
    columns = source.columns
    pairs = dict(pair(text) for text in arguments.map)
    mapping = {name: column for name, column in pairs.items() if name not in READING} or suggest(
        noun, columns, source.sample
    )
    if noun == Noun.ACCOUNTS and not {"name", "key"} & mapping.keys():
        mapping = {**mapping, "name": columns[0]}
    return actions.checked(noun, mapping, columns)


def _layout(arguments: argparse.Namespace) -> Any:
    """Where the table is, as far as --map says it."""
    from covalue.core import errors
    from covalue.ledger.mapping import READING, Mapping
    from covalue.ledger.rules import LedgerInputError

    pairs = dict(pair(text) for text in arguments.map)
    try:
        return Mapping.from_dict({name: pairs.get(name) for name in READING}).options
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused)) from None


def _preview(arguments: argparse.Namespace, planned: Sequence[Any]) -> None:
    rows = [
        {
            "row": row.row.number,
            "does": row.does.value,
            "label": row.label,
            "changes": row.changes_shown,
            "reason": row.reason,
            "note": row.note,
        }
        for row in planned
    ]
    if arguments.json:
        output.as_json(rows)
        return
    for row in rows:
        said = row["reason"] or "; ".join(filter(None, (row["does"], row["note"])))
        print(f"  row {row['row']}, {row['label']}: {said}")


def _master_result(arguments: argparse.Namespace, record: Any, planned: Sequence[Any]) -> None:
    from covalue.masterdata.planning import Does
    from covalue.masterdata.rules import CLEAR

    refused = [row for row in planned if row.does == Does.REFUSE]
    counts = ("read", "created", "changed", "unchanged", "rejected", "reject_file")
    summary: dict[str, Any] = {"import_id": record.pk, **{name: getattr(record, name) for name in counts}}
    summary |= {"nothing_imported": record.nothing, "notes": record.notes, "assumed": record.assumed}
    summary["problems"] = [{"row": row.row.number, "label": row.label, "reason": row.reason} for row in refused]
    if arguments.noun == "accounts":
        named = [row.row.cells.get("parent", "") for row in planned if row.does != Does.REFUSE]
        placed = [text.casefold() for text in named if text not in ("", CLEAR)]
        summary |= {"parents": len(set(placed)), "subsidiaries": len(placed)}
    if arguments.json:
        output.as_json(summary)
        return
    print(f"{arguments.file.name} (import {record.pk})")
    print("  " + ", ".join(f"{summary[name]} {name}" for name in counts[:-1]))
    if record.nothing:
        print(f"  {record.nothing}")
    for assumed in record.assumed:
        print(f"  {assumed['sentence']}")
    for sentence in record.notes[:SHOWN]:
        print(f"  {sentence}")
    if len(record.notes) > SHOWN:
        print(f"  … and {len(record.notes) - SHOWN} more like these")
    for row in refused[:SHOWN]:
        print(f"  row {row.row.number}, {row.label or 'no name'}: {row.reason}")
    if record.reject_file:
        print(f"  rejected rows with their reasons: {record.reject_file}")
    print(f"  covalue import undo {record.pk} --master-data takes this import back")


def _undo(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import events
    from covalue.ledger import actions, queries

    if arguments.master_data:
        return _undo_master(arguments.import_id)
    record = queries.numbered(arguments.import_id)
    record = actions.undo(events.system("command line"), record=record, now=timezone.now())
    output.say(f"Import {record.pk} ({record.file_name}) was undone.")
    for sentence in record.left:
        output.say(f"  {sentence}")
    return 0


def _undo_master(import_id: int) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.masterdata import actions
    from covalue.masterdata.models import FileImport

    record = FileImport.objects.filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound(f"There is no import {import_id} of master data.")
    actor, now = events.system("command line"), timezone.now()
    done = actions.undo_now(actor, record=record, now=now)
    output.say(f"Import {done.pk} ({done.file_name}) was undone.")
    for sentence in done.left:
        output.say(f"  {sentence}")
    return 0


def pair(text: str) -> tuple[str, str]:
    """FIELD=COLUMN as its two halves."""
    from covalue.core import errors

    field, sign, value = text.partition("=")
    if not sign or not field.strip() or not value.strip():
        raise errors.BadInput(f"“{text}” does not have the form field=column.")
    return field.strip(), value.strip()


def _cents(amount: Any) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
