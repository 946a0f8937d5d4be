"""People and ratings from another map: a file (CSV, Excel) is read, shown row by row, and then taken in with one undo."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts import forgetting
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.ledger.headings import folded
from covalue.masterdata import files
from covalue.relationships import actions, queries, rules
from covalue.relationships.models import Change
from covalue.relationships.rules import PersonKind, Rated

MOST: Final = 1_000  # rows of a file
LARGEST: Final = 2_000_000  # bytes of it
HEADINGS: Final = {
    "name": ("name", "full name", "contact", "person", "stakeholder", "kontakt", "ansprechpartner"),
    "title": ("title", "job title", "position", "function", "funktion"),
    "kind": ("kind", "type", "art"),
    "role": ("role", "buying role", "rolle", "buying_role"),
    "manager": ("reports to", "manager", "reports_to", "vorgesetzter"),
    "attitude": ("attitude", "sentiment", "support", "stance", "haltung"),
    "influence": ("influence", "power", "level of influence", "einfluss"),
    "stage": ("stage", "phase"),
    "reason": ("reason", "why", "notes", "comment", "begründung"),
}
FIELD_NAMES: Final = {
    "name": gettext_lazy("Name"), "title": gettext_lazy("Title"), "kind": gettext_lazy("Who it is"),
    "role": gettext_lazy("Buying role"), "manager": gettext_lazy("Reports to"), "attitude": gettext_lazy("Attitude"),
    "influence": gettext_lazy("Influence"), "stage": gettext_lazy("Stage"), "reason": gettext_lazy("Why"),
}  # fmt: skip
SYNONYMS: Final = {
    Rated.ATTITUDE: {
        "supporter": "supports", "positive": "supports", "champion": "supports", "against": "against",
        "negative": "against", "detractor": "against", "blocker": "against",
    },
    Rated.INFLUENCE: {"h": "high", "m": "medium", "l": "low", "hoch": "high", "mittel": "medium", "niedrig": "low"},
    Rated.STAGE: {},
}  # fmt: skip
LONGEST: Final = {"name": 200, "title": 200, "role": 30, "reason": 2_000}  # characters
Cells = Mapping[str, str]


@dataclass(frozen=True)
class PlannedRow:
    """One row: what happens with it, or why it is not taken (`refused`)."""

    number: int
    cells: Cells
    who: str = ""
    does: str = ""
    refused: str = ""
    values: Mapping[str, str] | None = None


def read(upload: File[bytes]) -> list[dict[str, str]]:
    """The rows of a file by our fields, each with its number; BadInput where it cannot be read or names nobody."""
    if not upload.size or upload.size > LARGEST:
        raise errors.BadInput(_("Choose a file of at most 2 MB."), field="file")
    too_many = errors.BadInput(
        _("This file has too many rows for a map. Split it; {most} fit.").format(most=MOST), field="file"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"map{Path(upload.name or '').suffix.lower()[:6]}"
        with path.open("wb") as target:
            shutil.copyfileobj(upload, target)
        mapping = _mapping(files.columns_of(path))
        try:
            rows = files.read(path, mapping, most=MOST + 1, longest=MOST).rows
        except files.TooLong:
            raise too_many from None
    if len(rows) > MOST:
        raise too_many
    return [{"number": str(row.number), **row.cells} for row in rows]


def plan(account: Account, rows: Sequence[Cells]) -> list[PlannedRow]:
    """What would happen with each row; nothing is written."""
    cards = queries.whole(account).cards
    known: dict[str, list[str]] = {}
    for key, card in cards.items():
        known.setdefault(card.name.casefold(), []).append(key)
    named = Counter(row.get("name", "").casefold() for row in rows)
    marks = forgetting.erased_marks()
    return _without_lost([_planned(account, row, known, named, marks) for row in rows], set(known))


@transaction.atomic
def take_in(actor: Actor, *, account: Account, rows: Sequence[Cells], now: datetime) -> list[PlannedRow]:
    """Add and rate whoever can be; returns the rows that were not taken, each with why. One undo takes all back."""
    guard_edits(actor, account)
    last = Change.objects.filter(account=account).order_by("-pk").values_list("pk", flat=True).first() or 0
    planned = plan(account, rows[:MOST])
    taken = [row for row in planned if not row.refused]
    keys = {row.cells["name"].casefold(): row.who or _added(actor, account, row, now) for row in taken}
    refused = [row for row in planned if row.refused]
    for row in taken:
        try:
            with transaction.atomic():
                _filled(actor, account, row, keys, now)
        except errors.Refused as no:
            refused.append(PlannedRow(row.number, row.cells, refused=no.sentence))
    _as_one(actor, account, last, now)
    changes = {"people": (0, len(taken))}
    events.write(actor, "imported a map", subject=account, stream=account, changes=changes, now=now)
    return refused


def _without_lost(planned: list[PlannedRow], known: set[str]) -> list[PlannedRow]:
    """Whoever reports to a row that is not taken is not taken either, nor who reports to them."""
    while True:
        there = known | {row.cells["name"].casefold() for row in planned if not row.refused}
        lost = {at for at, row in enumerate(planned) if not row.refused and _manager(row.cells) not in there | {""}}
        if not lost:
            return planned
        planned = [
            replace(row, who="", does="", refused=_("nobody is called {name}").format(name=row.cells["manager"]))
            if at in lost
            else row
            for at, row in enumerate(planned)
        ]


def _manager(cells: Cells) -> str:
    return cells.get("manager", "").casefold()


def _mapping(columns: Sequence[str]) -> dict[str, str]:
    by_heading = {folded(column): column for column in columns}
    found = {
        field: next((by_heading[folded(name)] for name in names if folded(name) in by_heading), None)
        for field, names in HEADINGS.items()
    }
    if found["name"] is None:
        raise errors.BadInput(_("The file needs a column “Name”."), field="file")
    return {field: column for field, column in found.items() if column is not None}


def _planned(
    account: Account, row: Cells, known: Mapping[str, list[str]], named: Counter[str], marks: frozenset[str]
) -> PlannedRow:
    number = int(row.get("number") or 0)
    try:
        _guard_lengths(row)
        values = _values(row)
        who = _who(account, row, known, named, marks)
        manager = _manager(row)
        if manager and manager not in known and manager not in named:
            raise errors.BadInput(_("nobody is called {name}").format(name=row["manager"]))
        if len(known.get(manager, ())) > 1:
            raise errors.BadInput(_("more than one person on the map is called {name}").format(name=row["manager"]))
    except errors.BadInput as no:
        return PlannedRow(number, row, refused=no.sentence)
    return PlannedRow(number, row, who, _("is known") if who else _("is added"), values=values)


def _guard_lengths(row: Cells) -> None:
    for field, most in LONGEST.items():
        if len(row.get(field, "")) > most:
            raise errors.BadInput(f"{FIELD_NAMES[field]}: {_('At most {n} characters.').format(n=most)}")


def _who(
    account: Account, row: Cells, known: Mapping[str, list[str]], named: Counter[str], marks: frozenset[str]
) -> str:
    """The key of somebody who is there, or nothing for somebody new."""
    name = row.get("name", "")
    if not name:
        raise errors.BadInput(_("no name"))
    if named[name.casefold()] > 1:
        raise errors.BadInput(_("{name} stands in the file more than once").format(name=name))
    keys = known.get(name.casefold(), [])
    if len(keys) > 1:
        raise errors.BadInput(_("more than one person on the map is called {name}").format(name=name))
    if not keys and forgetting.was_erased(marks, account_id=account.pk, name=name, email=""):
        raise errors.BadInput(_("this person's data was erased"))
    return keys[0] if keys else ""


def _values(row: Cells) -> dict[str, str]:
    """The ratings of a row by our words."""
    values = {}
    for what in SYNONYMS:
        if text := row.get(what.value, ""):
            values[what.value] = _value(what, text)
    kind = row.get("kind", "").casefold()
    if kind and kind not in {queries.CONTACT, *PersonKind}:
        raise errors.BadInput(_("“{text}” is none of: contact, role, outsider").format(text=row["kind"]))
    return values | {"kind": kind or queries.CONTACT}


def _value(what: Rated, text: str) -> str:
    names = rules.VALUES[what]
    called = {str(name).casefold(): str(value) for value, name in names.items()}
    called |= {str(value).casefold(): str(value) for value in names} | SYNONYMS[what]
    value = called.get(text.casefold())
    if value is None:
        offered = ", ".join(str(value) for value in names)
        raise errors.BadInput(_("“{text}” is none of: {offered}").format(text=text, offered=offered))
    return value


def _added(actor: Actor, account: Account, row: PlannedRow, now: datetime) -> str:
    values = row.values or {}
    return actions.add_person(
        actor, account=account, name=row.cells["name"], kind=values["kind"], title=row.cells.get("title", ""),
        now=now,
    )  # fmt: skip


def _filled(actor: Actor, account: Account, row: PlannedRow, keys: Mapping[str, str], now: datetime) -> None:
    """Manager, role and ratings of somebody who is there now."""
    values, cells = row.values or {}, row.cells
    who = keys[cells["name"].casefold()]
    if manager := _manager(cells):
        over = keys.get(manager) or next(
            key for key, card in queries.whole(account).cards.items() if card.name.casefold() == manager
        )
        actions.report(actor, account=account, who=who, manager=over, now=now)
    if role := cells.get("role", ""):
        value = rules.role_of(role) or role
        actions.rate(actor, account=account, who=who, what=Rated.ROLE, value=value, now=now)
    for what in SYNONYMS:
        if what.value in values:
            actions.rate(
                actor, account=account, who=who, what=what, value=values[what.value],
                reason=cells.get("reason", ""), now=now,
            )  # fmt: skip


def _as_one(actor: Actor, account: Account, last: int, now: datetime) -> None:
    """One change of all that were made since, so that one undo takes them back."""
    made = Change.objects.filter(account=account, noted_by=actor.user, pk__gt=last).order_by("pk")
    parts: list[Any] = [change.moved for change in made]
    if parts and actor.user is not None:
        revision = queries.revision_of(account)
        made.delete()
        Change.objects.create(
            account=account, revision=revision, verb="imported", moved={"parts": parts}, noted_by=actor.user,
            noted_at=now,
        )  # fmt: skip
