"""Bringing files into the ledger, and taking them out again.

The table decides what happened: its commit carries the import's number, so that an import whose process was killed is
settled by looking, never by guessing.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Collection
from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from deltalake.exceptions import DeltaError
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import actions as accounts
from covalue.accounts import likely
from covalue.accounts import queries as owners
from covalue.accounts.actions import NewAccount
from covalue.accounts.models import Account
from covalue.core import errors, events, jobs, money
from covalue.core.events import Actor
from covalue.ledger import importing, matching, queries
from covalue.ledger.assumptions import QuestionError
from covalue.ledger.importing import Against, ImportResult
from covalue.ledger.mapping import YEARLY, Mapping
from covalue.ledger.matching import NOBODY, Decisions
from covalue.ledger.models import (
    CreatedAccount,
    CreatedOffering,
    HeldDecision,
    Import,
    ImportState,
    MatchedCustomer,
    SavedMapping,
    Unknown,
    UnknownCustomer,
)
from covalue.ledger.reading import sniff
from covalue.ledger.rules import ABANDONED_AFTER, LedgerInputError
from covalue.ledger.table import OvertakenError
from covalue.organisation import actions as organisation
from covalue.organisation import queries as offerings
from covalue.people.rules import Right

Tell = Callable[[str], None]
LONGEST_NAME: Final = 300  # of an account
NO_DECISIONS: Final[Decisions] = {}
CONSTANT: Final = re.compile("'([A-Z]{3})'")  # a currency that a mapping says for every line


def receive(actor: Actor, *, upload: File[bytes], now: datetime) -> Import:
    """Keep an uploaded file until its columns are mapped; BadInput for one that cannot be read. Nothing is imported yet."""
    record = _keep(actor, upload, now)
    try:
        sniff(Path(record.path))
    except LedgerInputError as refused:
        _discard(actor, record, now)
        raise errors.BadInput(str(refused), field="file") from None
    return record


@transaction.atomic
def _keep(actor: Actor, upload: File[bytes], now: datetime) -> Import:
    _guard(actor)
    if not upload.size:
        raise errors.BadInput(_("The file is empty."), field="file")
    if upload.size > settings.IMPORT_SIZE_LIMIT:
        limit = settings.IMPORT_SIZE_LIMIT // 1024**3
        raise errors.TooLarge(
            _("The file is larger than {limit} GB. Split it, and import one part after the other.").format(limit=limit),
            field="file",
        )
    name = Path(upload.name or "upload").name[:200]
    folder = _folder()
    path = Path(tempfile.mkdtemp(dir=folder, prefix="upload-")) / f"file{Path(name).suffix.lower()[:10]}"
    with path.open("wb") as target:
        shutil.copyfileobj(upload, target, 1024 * 1024)
    record = Import.objects.create(file_name=name, path=str(path), source="", asked_by=actor.user, asked_at=now)
    events.write(actor, "uploaded a ledger file", subject=record, now=now)
    later = timezone.now() + ABANDONED_AFTER
    jobs.enqueue("covalue.ledger.tasks.discard_abandoned", record.pk, run_after=later)
    return record


@transaction.atomic
def _discard(actor: Actor, record: Import, now: datetime) -> None:
    """Delete a file that cannot be read."""
    shutil.rmtree(Path(record.path).parent, ignore_errors=True)
    events.write(actor, "discarded a ledger file", subject=record, now=now)
    record.delete()


@transaction.atomic
def discard(actor: Actor, *, record: Import, now: datetime) -> None:
    """Delete a file that was sent and not started."""
    _guard(actor)
    record = Import.objects.select_for_update().get(pk=record.pk)
    if not record.not_started:
        raise errors.WrongState(_("This import was started. It can be undone, not discarded."))
    _discard(actor, record, now)


def preview(
    path: Path,
    mapping: Mapping,
    *,
    source: str,
    unknown: Unknown,
    temp_dir: Path,
    decisions: Decisions = NO_DECISIONS,
) -> importing.Preview:
    """What would come of a file, by the functions that import it; nothing changes. Not compared without a source.

    Raises LedgerInputError, and QuestionError where it can be read two ways with different money.
    """
    against = None
    if source.strip():
        source = _source(source)
        mapping = _numbered_as_before(mapping, source)
        against = Against(
            queries.table(),
            source,
            _known(source),
            cast(importing.Unknown, unknown),
            queries.around(mapping),
            _offerings_known(mapping),
            _recognise(source, mapping, decisions),
        )
    return importing.preview(path, mapping, temp_dir=temp_dir, against=against)


def ask(
    actor: Actor,
    *,
    record: Import,
    mapping: Mapping,
    source: str,
    unknown: Unknown,
    now: datetime,
    decisions: Decisions = NO_DECISIONS,
) -> Import:
    """Ask for a received file to be imported with this mapping; a background job does it. `decisions` says of customers
    which account they are.

    BadInput, on the setting it is about, where the file can be read two ways with different money.
    """
    _guard(actor)
    _guard_decisions(decisions)
    try:
        _look(Path(record.path), mapping, source=source, unknown=unknown, decisions=decisions)
    except QuestionError as question:
        raise errors.BadInput(str(question), field=question.setting) from None
    except importing.LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="fields") from None
    return _ask(actor, record, mapping, source, unknown, decisions)


def _look(path: Path, mapping: Mapping, *, source: str, unknown: Unknown, decisions: Decisions) -> None:
    """Raise what has to be decided first; the ledger is looked at only where its months may be in the file again."""
    if mapping.turn or queries.turned_imports():
        preview(path, mapping, source=source, unknown=unknown, temp_dir=path.parent, decisions=decisions)
    else:
        importing.preview(path, mapping, temp_dir=path.parent)


@transaction.atomic
def _ask(actor: Actor, record: Import, mapping: Mapping, source: str, unknown: Unknown, decisions: Decisions) -> Import:
    if record.state not in (ImportState.WAITING, ImportState.FAILED):
        raise errors.WrongState(_("This file has already been imported."))
    record.source, record.unknown, record.decisions = _source(source), unknown, dict(decisions)
    record.mapping, record.state, record.progress = (
        mapping.as_dict(),
        ImportState.WAITING,
        "queued",
    )
    record.save()
    jobs.enqueue("covalue.ledger.tasks.run_import", record.pk)
    return record


def import_file(
    actor: Actor,
    *,
    path: Path,
    mapping: Mapping,
    source: str,
    unknown: Unknown,
    now: datetime,
    progress: Tell,
    reject_path: Path | None = None,
    decisions: Decisions = NO_DECISIONS,
) -> tuple[Import, ImportResult]:
    """Import a file of this machine now: the command line's way."""
    _guard(actor)
    _guard_decisions(decisions)
    record = Import.objects.create(
        file_name=path.name,
        path=str(path),
        source=_source(source),
        mapping=mapping.as_dict(),
        unknown=unknown,
        decisions=dict(decisions),
        asked_by=actor.user,
        asked_at=now,
    )
    return record, run(actor, record=record, now=now, progress=progress, reject_path=reject_path)


def run(
    actor: Actor, *, record: Import, now: datetime, progress: Tell, reject_path: Path | None = None
) -> ImportResult:
    """Do an import that was asked for. Run again after a crash, it does what is missing and nothing twice."""
    _start(record, now)
    try:
        _guard(actor)
        record.mapping = _numbered_as_before(Mapping.from_dict(record.mapping), record.source).as_dict()
        result = importing.run(
            queries.table(),
            Path(record.path),
            Mapping.from_dict(record.mapping),
            source=record.source,
            import_id=str(record.pk),
            reject_path=reject_path or _folder() / f"rejects-{record.pk}.csv",
            held_path=record.held_file,
            progress=progress,
            temp_dir=_folder(),
            known_customers=_known(record.source),
            unknown=cast(importing.Unknown, record.unknown),
            around=queries.around(Mapping.from_dict(record.mapping)),
            offerings=_offerings_known(Mapping.from_dict(record.mapping)),
            recognise=_recognise(record.source, Mapping.from_dict(record.mapping), record.decisions),
        )
    except (errors.Refused, importing.LedgerInputError) as refused:
        _fail(record, str(refused), now)
        raise errors.BadInput(str(refused)) from refused
    except (OSError, DeltaError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem).splitlines()[0]
        _fail(record, f"{reason}. The ledger is unchanged.", now)
        raise errors.WrongState(record.message) from problem
    progress(_("adding up the months"))
    queries.months_of_now()
    _settle(actor, record, result, now)
    return result


@transaction.atomic
def give_up(actor: Actor, *, record: Import, now: datetime, reason: str = "") -> None:
    """Say on the record why it was not done: that it broke each time it was tried, or the `reason`."""
    if record.state not in (ImportState.WAITING, ImportState.RUNNING):
        return
    broke = _("This import failed several times and is not retried automatically. Start it again.")
    _fail(record, reason or broke, now)
    events.write(actor, "gave up a ledger import", subject=record, now=now)


@transaction.atomic
def undo(actor: Actor, *, record: Import, now: datetime) -> Import:
    """Take out what an import added and put back what it changed, unless a later import changed that again.

    Accounts it created go, too; those in use by now stay and are named in `left`.
    """
    _guard(actor)
    record = Import.objects.select_for_update().get(pk=record.pk)
    if record.state != ImportState.DONE:
        raise errors.WrongState(_("Only a completed import can be undone."))
    try:
        queries.table().undo(str(record.pk))
    except OvertakenError:
        raise errors.WrongState(_("Another import is running. Try again in a moment; nothing was changed.")) from None
    queries.months_of_now()
    record.state, record.undone_by, record.undone_at = ImportState.UNDONE, actor.user, now
    created, in_use = list(record.created.values_list("account_id", flat=True)), queries.keys_in_ledger()
    given = record.matched.values_list("key", "identifier_id")
    free = [identifier for key, identifier in given if (record.source, key) not in in_use]
    accounts.withdraw_identifiers(actor, ids=free, now=now)
    record.left = accounts.remove_unused(actor, ids=created, keys_in_use=in_use, stream=events.key(record), now=now)
    record.left += organisation.remove_named(
        actor,
        names=dict(record.named_offerings.values_list("offering_id", "name")),
        codes_in_use=queries.offerings_in_ledger(),
        stream=events.key(record),
        now=now,
    )
    record.save(update_fields=["state", "left", "undone_by", "undone_at"])
    _await_decision_again(record)
    changes = {"lines": (record.added, 0), "left": ("", len(record.left))}
    events.write(actor, "undid a ledger import", subject=record, now=now, changes=changes)
    return record


@transaction.atomic
def decide_held(actor: Actor, *, record: Import, decision: HeldDecision, now: datetime) -> Import:
    """Say what becomes of the lines an import held back. Returns the import that brings them in, to be started; the record
    itself where they are left out.
    """
    _guard(actor)
    record = Import.objects.select_for_update().get(pk=record.pk)
    if not record.awaits_decision:
        raise errors.WrongState(_("No lines of this import await a decision."))
    record.held_decision = decision
    record.save(update_fields=["held_decision"])
    changes = {"lines": ("", record.held), "decision": ("", decision)}
    events.write(actor, "decided on held lines", subject=record, now=now, changes=changes)
    if decision == HeldDecision.LEAVE:
        return record
    whole = importing.whole_documents(record.held_file)
    mapping = Mapping.from_dict(record.mapping)
    fields = {name: name for name in (*mapping.fields, "document", "kind")}
    numbering = YEARLY if decision == HeldDecision.YEARLY else mapping.numbering
    known = "hold" if decision == HeldDecision.YEARLY else str(decision)
    return Import.objects.create(
        file_name=record.file_name,
        path=str(whole),
        source=record.source,
        mapping=Mapping(
            fields,
            source=mapping.source,
            known_documents=known,
            numbering=numbering,
            far_days=mapping.far_days,
            same_names=mapping.same_names,
        ).as_dict(),
        unknown=record.unknown,
        decisions=record.decisions,
        held_from=record,
        progress=_("queued"),
        asked_by=actor.user,
        asked_at=now,
    )


def bring_held(actor: Actor, *, record: Import, decision: HeldDecision, now: datetime) -> Import:
    """Decide on held lines, and have a background job bring them in."""
    brings = decide_held(actor, record=record, decision=decision, now=now)
    if brings.pk != record.pk:
        jobs.enqueue("covalue.ledger.tasks.run_import", brings.pk)
    return brings


@transaction.atomic
def decide_likely(actor: Actor, *, record: Import, customers: Collection[str], same: bool, now: datetime) -> Import:
    """Say of customers that look like an account whether they are it: it gets their ID; or else each becomes an account."""
    _guard(actor)
    record = Import.objects.select_for_update().get(pk=record.pk)
    waiting = queries.likely_accounts(record)
    if not customers or not set(customers) <= waiting.keys():
        raise errors.WrongState(_("It has been decided already who this customer is."))
    if same:
        _match(actor, record, {customer: waiting[customer].account for customer in customers}, now)
    else:
        _make_accounts(actor, record, list(customers), now)
        record.save(update_fields=["accounts_created"])
        accounts.keep_apart(actor, keys=[(record.source, customer) for customer in customers], now=now)
    changes = {"customers": ("", len(customers)), "same": ("", "yes" if same else "no")}
    events.write(actor, "decided on likely customers", subject=record, now=now, changes=changes)
    return record


@transaction.atomic
def create_accounts(actor: Actor, *, record: Import, now: datetime) -> Import:
    """Accounts for the customers of an import that have none; who looks like an account is asked about first."""
    _guard(actor)
    record = Import.objects.select_for_update().get(pk=record.pk)
    if record.state != ImportState.DONE:
        raise errors.WrongState(_("Only a completed import has customers to create accounts of."))
    waiting = queries.without_account(record)
    if not waiting:
        raise errors.WrongState(_("Every customer of this import has an account."))
    _create_accounts(actor, record, [customer.key for customer in waiting], now)
    record.unknown = Unknown.CREATE
    record.save(update_fields=["accounts_created", "likely", "unknown"])
    changes = {"customers": ("", len(waiting))}
    events.write(actor, "created accounts of an import", subject=record, now=now, changes=changes)
    return record


@transaction.atomic
def save_mapping(actor: Actor, *, name: str, mapping: Mapping, now: datetime) -> SavedMapping:
    """Keep a mapping under a name for the next file of the same source."""
    _guard(actor)
    if not name.strip():
        raise errors.BadInput(_("Enter a name for the saved mapping."), field="name")
    saved, _created = SavedMapping.objects.update_or_create(
        name=name.strip()[:120],
        defaults={"content": mapping.to_toml(), "saved_by": actor.user, "saved_at": now},
    )
    events.write(actor, "saved a mapping", subject=saved, now=now)
    return saved


def _guard(actor: Actor) -> None:
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only program directors and analysts can import the ledger."))


def _start(record: Import, now: datetime) -> None:
    record.state, record.started_at, record.message = ImportState.RUNNING, now, ""
    record.save(update_fields=["state", "started_at", "message"])


def _fail(record: Import, sentence: str, now: datetime) -> None:
    record.state, record.ended_at, record.message = ImportState.FAILED, now, sentence
    record.save(update_fields=["state", "ended_at", "message"])
    _await_decision_again(record)


def _await_decision_again(record: Import) -> None:
    """Lines held back that this import was to bring in, and did not, are to be decided on again."""
    if record.held_from_id is not None:
        Import.objects.filter(pk=record.held_from_id).update(held_decision="")


@transaction.atomic
def _settle(actor: Actor, record: Import, result: ImportResult, now: datetime) -> None:
    """Write down what came of it, with the accounts it met for the first time."""
    _note_unknown(record, result)
    _match_recognised(actor, record, result, now)
    if record.unknown == Unknown.CREATE and result.newcomers:
        _create_accounts(actor, record, result.new_customers, now)
    _name_offerings(actor, record, result, now)
    record.state, record.ended_at, record.version = ImportState.DONE, now, result.version
    if result.nothing and not result.held:
        record.state, record.message = ImportState.FAILED, result.nothing
    record.held, record.removed, record.amount_held = result.held, result.removed, result.amount_held
    record.read, record.added, record.changed = result.read, result.added, result.changed
    record.unchanged, record.rejected = result.unchanged, result.rejected
    record.amount_total, record.amount_unassigned = result.amount_total, result.amount_unassigned
    record.reject_file = str(result.reject_file or "")
    record.assumed = [assumed.as_dict() for assumed in result.assumed]
    record.progress = ""
    record.save()
    events.write(
        actor,
        "imported the ledger",
        subject=record,
        now=now,
        changes={
            "lines": (0, result.added),
            "source": ("", record.source),
            "assumed": ("", " ".join(assumed.sentence for assumed in result.assumed)),
        },
    )


def _note_unknown(record: Import, result: ImportResult) -> None:
    """Who has no account yet, with their names: accounts can be made of them later, too."""
    record.without_account = result.without_account
    UnknownCustomer.objects.bulk_create(
        (
            UnknownCustomer(file_import=record, key=each.customer, name=each.name[:LONGEST_NAME], lines=each.lines)
            for each in result.newcomers
        ),
        batch_size=1000,
    )


def _recognise(source: str, mapping: Mapping, decisions: Decisions) -> importing.Recognise:
    """Which of a file's customers are which accounts, by name and as was decided."""
    return lambda newcomers: matching.recognised(source, newcomers, same_names=mapping.same_names, decisions=decisions)


def _guard_decisions(decisions: Decisions) -> None:
    """Refuse accounts that are not there."""
    wanted = {pk for pk in decisions.values() if pk != NOBODY}
    there = owners.unscoped().filter(pk__in=wanted, archived_at=None).values_list("pk", flat=True)
    if gone := wanted - set(there):
        raise errors.BadInput(_("There is no account {number}.").format(number=min(gone)), field="customers")


def _match_recognised(actor: Actor, record: Import, result: ImportResult, now: datetime) -> None:
    """Give accounts the IDs of customers that are them; who got one from another import meanwhile has it."""
    known = _known(record.source) if result.recognised else set()
    ours = {each.customer: each.account_id for each in result.recognised if each.customer not in known}
    rows = {account.pk: account for account in owners.unscoped().filter(pk__in=set(ours.values()))}
    _match(actor, record, {customer: rows[pk] for customer, pk in ours.items() if pk in rows}, now)


def _match(actor: Actor, record: Import, ours: Map[str, Account], now: datetime) -> None:
    """Give accounts the IDs of customers, which go again when the import is undone."""
    identifiers = {
        key: accounts.identify(actor, account=account, source=record.source, key=key, now=now)
        for key, account in ours.items()
    }
    MatchedCustomer.objects.bulk_create(
        (MatchedCustomer(file_import=record, key=key, identifier_id=row.pk) for key, row in identifiers.items()),
        batch_size=1000,
    )


def _create_accounts(actor: Actor, record: Import, keys: Collection[str], now: datetime) -> None:
    known = _known(record.source)
    wanted = [key for key in keys if key not in known]
    if not wanted:
        return
    apart = {key for key in wanted if record.decisions.get(key) == NOBODY}
    asked = [key for key in wanted if key not in apart]
    like = likely.accounts_like(queries.called((record.source, key) for key in asked))
    record.likely = sorted(key for _source, key in like)
    _make_accounts(actor, record, [key for key in wanted if (record.source, key) not in like], now)
    accounts.keep_apart(actor, keys=[(record.source, key) for key in apart], now=now)


def _make_accounts(actor: Actor, record: Import, keys: list[str], now: datetime) -> None:
    """Accounts of customers of an import, which takes them along when it is undone."""
    used, names = _currencies(record, keys), queries.called((record.source, key) for key in keys)
    new = [
        NewAccount(
            source=record.source,
            key=key,
            name=names[record.source, key],
            values={"currency": used[key]} if key in used else {},
        )
        for key in keys
    ]
    made = accounts.create_many(actor, new, now=now, stream=events.key(record)) if new else []
    accounts.propose_matches(made, now=now)
    CreatedAccount.objects.bulk_create(
        (CreatedAccount(file_import=record, account_id=account.pk) for account in made), batch_size=1000
    )
    record.accounts_created += len(made)


def _name_offerings(actor: Actor, record: Import, result: ImportResult, now: datetime) -> None:
    """Offerings the file names and nobody knew; the import takes them along when it is undone."""
    names = {each.code: each.name for each in result.new_offerings}
    made = organisation.name_offerings(actor, names=names, now=now, stream=events.key(record)) if names else []
    CreatedOffering.objects.bulk_create(
        (CreatedOffering(file_import=record, offering_id=row.pk, name=row.name) for row in made), batch_size=1000
    )
    record.offerings_created += len(made)


def _offerings_known(mapping: Mapping) -> dict[str, str]:
    """What we call the offerings we know, by code, where a file names some."""
    return offerings.names_by_code("offering") if mapping.fields.get("offering_name") else {}


def _currencies(record: Import, keys: list[str]) -> dict[str, str]:
    """The currency of each customer's lines, as the mapping says it for all or its column for each; ours where neither does,
    or not one.
    """
    mapped = Mapping.from_dict(record.mapping).fields.get("currency", "")
    if not mapped:
        return {}
    constant = CONSTANT.fullmatch(mapped)
    if constant:
        return dict.fromkeys(keys, constant[1])
    used = importing.currencies_of(queries.table(), record.source, keys)
    return {key: currency for key, currency in used.items() if money.is_currency(currency)}


def _numbered_as_before(mapping: Mapping, source: str) -> Mapping:
    """A source whose documents once got their year keeps it, unless told otherwise."""
    if mapping.numbering:
        return mapping
    earlier = Import.objects.filter(source=source, state=ImportState.DONE, mapping__numbering=YEARLY)
    return replace(mapping, numbering=YEARLY) if earlier.exists() else mapping


def _known(source: str) -> set[str]:
    return set(owners.unscoped_keys().filter(source=source).values_list("key", flat=True))


def _source(source: str) -> str:
    cleaned = source.strip()
    if not cleaned or len(cleaned) > 60:
        raise errors.BadInput(_("Enter the system the file comes from, in at most 60 characters."), field="source")
    return cleaned


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
