"""What an undo of an import would take away, and what stays: read before anybody says yes."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import actions as accounts
from covalue.core import errors, money
from covalue.ledger import queries
from covalue.ledger.models import Import, ImportState


@dataclass(frozen=True)
class Undoing:
    """A sentence for each thing that goes or is put back, and for each that stays."""

    takes: tuple[str, ...]
    stays: tuple[str, ...] = ()


def undoing(record: Import) -> Undoing:
    """What undoing a completed import does now; WrongState for any other."""
    if record.state != ImportState.DONE:
        raise errors.WrongState(_("Only a completed import can be undone."))
    created = list(record.created.values_list("account_id", flat=True))
    uses = accounts.uses_of(created, keys_in_use=_keys_beside(record)) if created else []
    going = sum(not things for _name, things in uses)
    takes = [*_lines(record)]
    if going:
        sentence = ngettext("%(n)s account it created is removed.", "%(n)s accounts it created are removed.", going)
        takes.append(sentence % {"n": money.count(going)})
    takes += _keys_withdrawn(record)
    if record.offerings_created:
        sentence = ngettext(
            "%(n)s offering it added is removed, unless it is in use.",
            "%(n)s offerings it added are removed, those in use aside.",
            record.offerings_created,
        )
        takes.append(sentence % {"n": money.count(record.offerings_created)})
    if record.held and record.held_decision and record.decided.filter(state=ImportState.DONE).exists():
        takes.append(_("Lines it held back and that were brought in since stay; undo that import, too."))
    stays = [
        _("{name} stays: {things}.").format(name=name, things=", ".join(things))
        for name, things in sorted(uses)
        if things
    ]
    return Undoing(tuple(takes), tuple(stays))


def _keys_withdrawn(record: Import) -> list[str]:
    """That accounts lose the IDs it gave them, those of other lines aside."""
    given = list(record.matched.values_list("key", flat=True))
    beside = _keys_beside(record) if given else frozenset()
    going = sum((record.source, key) not in beside for key in given)
    sentence = ngettext(
        "%(n)s ID it gave an account is taken from it.", "%(n)s IDs it gave accounts are taken from them.", going
    )
    return [sentence % {"n": money.count(going)}] if going else []


def _lines(record: Import) -> list[str]:
    sentences = []
    if record.added:
        sentence = ngettext(
            "%(n)s line is taken out (%(amount)s).", "%(n)s lines are taken out (%(amount)s).", record.added
        )
        sentences.append(sentence % {"n": money.count(record.added), "amount": money.number(_amount_added(record), 2)})
    if record.changed:
        sentence = ngettext(
            "%(n)s line gets its values from before again.",
            "%(n)s lines get their values from before again.",
            record.changed,
        )
        sentences.append(sentence % {"n": money.count(record.changed)})
    if record.removed:
        sentence = ngettext("%(n)s line it removed comes back.", "%(n)s lines it removed come back.", record.removed)
        sentences.append(sentence % {"n": money.count(record.removed)})
    return sentences or [_("No line of the ledger changes.")]


def _amount_added(record: Import) -> Decimal:
    """The money of the lines it added, as its commit says."""
    commit = queries.table().find_commit(str(record.pk))
    return Decimal(commit[1].get("amount_added", 0)) if commit else Decimal(0)


def _keys_beside(record: Import) -> frozenset[tuple[str, str]]:
    """Source and customer of every line of other imports."""
    ledger = queries.table()
    version = ledger.version
    if version is None:
        return frozenset()
    with duckdb.connect() as connection:
        lines = ledger.lines_in(connection, version)
        customers = (
            f"SELECT DISTINCT source, customer FROM ({lines}) WHERE customer IS NOT NULL AND import_id <> $number"
        )
        return frozenset(connection.execute(customers, {"number": str(record.pk)}).fetchall())
