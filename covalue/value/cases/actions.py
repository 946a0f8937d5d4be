"""What can be done with value cases: begin, write the sheet, note who confirmed what, keep a template, tell two apart."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits
from covalue.accounts.industries import Industry
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events, money, removal
from covalue.core.events import Actor
from covalue.organisation.models import Offering
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value import guards
from covalue.value.cases import overlaps
from covalue.value.cases import sheet as sheets
from covalue.value.cases.differences import differences
from covalue.value.cases.queries import CASES, differs
from covalue.value.cases.ranges import moved_along, other_number_in
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.value.models import CaseTemplate, Confirmation, Distinction, Initiative, SheetRevision
from covalue.value.rules import Settled

ONE_SITTING: Final = timedelta(minutes=30)  # between two saves; the sheet saves as one types
FIELDS: Final = frozenset(["title", "target", "owner", "begins_on"])


@transaction.atomic
def start(
    actor: Actor, *, account: Account, title: str, now: datetime, sheet: Sheet | None = None, **values: Any
) -> Initiative:
    """Begin a value case, in the account's currency unless the sheet says otherwise."""
    guard_edits(actor, account)
    initiative = Initiative(
        account=account,
        title=guards.title(title),
        sheet=sheets.stored(sheet or Sheet(currency=account.currency or "EUR")),
        edited_by=actor.user,
        edited_at=now,
        created_at=now,
    )
    guards.changed(initiative, values, FIELDS)
    _guard_initiative(initiative)
    guard_colleague(account, initiative.owner, "owner")
    initiative.save()
    _keep_revision(initiative, actor.user, now)
    events.write(actor, "started value case", subject=initiative, stream=account, now=now)
    return initiative


@transaction.atomic
def edit(actor: Actor, *, initiative: Initiative, now: datetime, **values: Any) -> Initiative:
    """Change title, target or owner."""
    guard_edits(actor, initiative.account)
    guards.current_case(initiative)
    if "title" in values:
        values["title"] = guards.title(values["title"])
    changes = guards.changed(initiative, values, FIELDS)
    if changes:
        _guard_initiative(initiative)
        if "owner" in changes:
            guard_colleague(initiative.account, initiative.owner, "owner")
        initiative.save(update_fields=["title", "target", "owner", "begins_on"])
        events.write(
            actor, "edited value case", subject=initiative, stream=initiative.account, changes=changes, now=now
        )
    return initiative


@transaction.atomic
def write(actor: Actor, *, initiative: Initiative, sheet: Sheet, seen_revision: int, now: datetime) -> Initiative:
    """Save the sheet somebody changed, unless somebody changed it since `seen_revision`. A sheet without a result is kept too."""
    guard_edits(actor, initiative.account)
    initiative = _locked(initiative.pk)
    guards.current_case(initiative)
    before = sheets.read(initiative.sheet)
    if before == sheet:
        return initiative
    guard_seen(initiative, seen_revision)
    return _save(actor, initiative, before, sheet, now)


def guard_seen(initiative: Initiative, seen_revision: int) -> None:
    """Refuse what rests on a sheet that somebody changed since."""
    if initiative.revision != seen_revision:
        raise errors.WrongState(_("Someone changed this case in the meantime. Check it before you change it."))


@transaction.atomic
def revert(actor: Actor, *, revision: SheetRevision, now: datetime) -> Initiative:
    """Make an older sheet the case again; what was there stays in the versions."""
    initiative = _locked(revision.initiative_id)
    guard_edits(actor, initiative.account)
    guards.current_case(initiative)
    before, after = sheets.read(initiative.sheet), sheets.read(revision.sheet)
    return initiative if before == after else _save(actor, initiative, before, after, now, new_sitting=True)


@transaction.atomic
def confirm(
    actor: Actor,
    *,
    initiative: Initiative,
    name: str,
    contact: Contact,
    on: date,
    words: str = "",
    number: float | None = None,
    now: datetime,
) -> Confirmation:
    """Note that a contact stands behind an assumption as it is now, or which other `number` they said.

    A number in their words that is none of ours has to be said to be theirs, or not: nothing is confirmed by accident.
    """
    guard_edits(actor, initiative.account)
    guards.current_case(initiative)
    row = next((row for row in sheets.read(initiative.sheet).assumptions if row.name == name), None)
    if row is None:
        raise errors.BadInput(_("There is no assumption called “{name}”.").format(name=name), field="name")
    if not row.formula.strip() and not row.has_value:
        raise errors.BadInput(_("“{name}” has no value to confirm yet.").format(name=name), field="name")
    guard_contact(initiative.account, contact, "contact")
    guards.past_day(initiative.account, on, now)
    number = _other_number(row, number, words)
    confirmation = Confirmation.objects.create(
        initiative=initiative,
        name=name,
        row=row.model_dump(mode="json"),
        contact=contact,
        confirmed_on=on,
        words=words.strip()[:300],
        number=number,
        noted_by=actor.user,
        noted_at=now,
    )
    events.write(
        actor,
        "noted assumption as confirmed" if number is None else "noted another number",
        subject=initiative,
        stream=initiative.account,
        now=now,
        changes={name: ("", f"{contact}, {on.isoformat()}")},
    )
    return confirmation


def _other_number(row: AssumptionRow, number: float | None, words: str) -> float | None:
    """The number they said where it is not ours; BadInput where their words leave it open."""
    if row.formula.strip():
        if number is not None:
            sentence = _("“{name}” is calculated. Note their number for what it is calculated from.")
            raise errors.BadInput(sentence.format(name=row.name), field="number")
        return None
    ours = row.ends[1]
    if number is not None:
        return None if number == ours else number
    said = other_number_in(words, row)
    if said:
        sentence = _("They say “{said}”, and our number is {ours}. Enter theirs, or {ours} if they confirm ours.")
        raise errors.BadInput(sentence.format(said=said, ours=money.figure(ours, 12)), field="number")
    return None


@transaction.atomic
def settle_number(
    actor: Actor, *, confirmation: Confirmation, how: Settled, why: str = "", now: datetime
) -> Confirmation:
    """Take the other number a contact said, with its range along, keep ours with a reason, or ask them again."""
    guard_edits(actor, confirmation.initiative.account)
    initiative = _locked(confirmation.initiative_id)
    guards.current_case(initiative)
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related("contact")
    confirmation = rows.get(pk=confirmation.pk)
    sheet = sheets.read(initiative.sheet)
    row = next((row for row in sheet.assumptions if row.name == confirmation.name), None)
    theirs = confirmation.number
    if confirmation.withdrawn_at is not None or row is None or theirs is None or not differs(confirmation, row):
        raise errors.WrongState(_("There is no other number of theirs to settle."))
    reason = " ".join(why.split())[:300]
    if how is Settled.KEPT and not reason:
        raise errors.BadInput(_("Say why we keep our number."), field="why")
    both = f"{confirmation.contact}: {money.figure(theirs, 12)} / {money.figure(row.ends[1], 12)}"
    settled = moved_along(row, theirs) if how is Settled.TAKEN else row
    if how is Settled.TAKEN:
        rows_now = tuple(settled if one.name == row.name else one for one in sheet.assumptions)
        _save(actor, initiative, sheet, sheet.model_copy(update={"assumptions": rows_now}), now)
    confirmation.row = settled.model_dump(mode="json")
    confirmation.settled, confirmation.settled_why = how.value, reason
    confirmation.settled_by, confirmation.settled_at = actor.user, now
    confirmation.save(update_fields=["row", "settled", "settled_why", "settled_by", "settled_at"])
    events.write(
        actor,
        f"settled another number: {how.value}",
        subject=initiative,
        stream=initiative.account,
        now=now,
        changes={row.name: (both, reason)},
    )
    return confirmation


@transaction.atomic
def withdraw(actor: Actor, *, confirmation: Confirmation, now: datetime) -> None:
    """Take back a confirmation that was noted by mistake; the audit log keeps it."""
    initiative = confirmation.initiative
    guard_edits(actor, initiative.account)
    if confirmation.withdrawn_at is None:
        confirmation.withdrawn_at = now
        confirmation.save(update_fields=["withdrawn_at"])
        events.write(
            actor,
            "withdrew confirmation",
            subject=initiative,
            stream=initiative.account,
            now=now,
            changes={confirmation.name: (str(confirmation.contact), "")},
        )


@transaction.atomic
def remove(actor: Actor, initiative: Initiative, *, now: datetime) -> None:
    """Take a case out of sight. One of which anything was signed is archived instead: its value stays in the statement."""
    guard_edits(actor, initiative.account)
    initiative = _locked(initiative.pk)
    if not initiative.signatures.exists():
        CASES.remove(actor, initiative, now=now)
    elif initiative.archived_at is None and initiative.removed_at is None:
        initiative.archived_at = now
        initiative.save(update_fields=["archived_at"])
        events.write(actor, "archived value case", subject=initiative, stream=initiative.account, now=now)


@transaction.atomic
def restore(actor: Actor, initiative: Initiative, *, now: datetime) -> None:
    """Undo a removal, or take a case up again that was archived."""
    guard_edits(actor, initiative.account)
    initiative = _locked(initiative.pk)
    if initiative.archived_at is not None:
        initiative.archived_at = None
        initiative.save(update_fields=["archived_at"])
        events.write(actor, "restored value case", subject=initiative, stream=initiative.account, now=now)
    CASES.restore(actor, initiative, now=now)


def end_version(initiative: Initiative) -> None:
    """What was asked, shared or handed over stays a version of its own: the next change begins another."""
    SheetRevision.objects.filter(initiative=initiative, number=initiative.revision).update(ended=True)


@transaction.atomic
def exported(actor: Actor, *, initiative: Initiative, now: datetime) -> None:
    """Somebody takes the case along."""
    end_version(initiative)
    events.write(actor, "exported value case", subject=initiative, stream=initiative.account, now=now)


def checked_sheet(content: Any) -> Sheet:
    """A sheet from what was typed or sent; BadInput for the first thing that is wrong."""
    try:
        return sheets.read(content)
    except ValidationError as refused:
        where, message = sheets.first_problem(refused)
        raise errors.BadInput(_("{where}: {message}").format(where=where, message=message), field=where) from None


@transaction.atomic
def keep_template(
    actor: Actor,
    *,
    initiative: Initiative,
    title: str,
    note: str = "",
    industry: str = "",
    offering: Offering | None = None,
    now: datetime,
) -> CaseTemplate:
    """Keep the structure of a case: names, units and formulas, and none of the customer's numbers."""
    guard_edits(actor, initiative.account)
    guard_keeps(actor)
    guards.current_case(initiative)
    if industry and industry not in set(Industry):
        raise errors.BadInput(_("This industry does not exist."), field="industry")
    template = CaseTemplate.objects.create(
        title=guards.title(title),
        note=" ".join(note.split())[:300],
        industry=industry,
        offering=offering,
        sheet=sheets.stored(without_numbers(sheets.read(initiative.sheet))),
        made_by=actor.user,
        made_at=now,
    )
    events.write(actor, "kept template of value case", subject=template, stream=template, now=now)
    return template


def remove_template(actor: Actor, *, template: CaseTemplate, now: datetime) -> None:
    """Nobody begins with it any more; cases begun with it stay as they are."""
    guard_keeps(actor)
    removal.remove(actor, template, noun="template of value case", now=now)


def restore_template(actor: Actor, *, template: CaseTemplate, now: datetime) -> None:
    """Undo a removal."""
    guard_keeps(actor)
    removal.restore(actor, template, noun="template of value case", now=now)


@transaction.atomic
def distinguish(actor: Actor, *, first: Initiative, second: Initiative, why: str, now: datetime) -> Distinction:
    """Say why two cases that share assumptions do not count the same money."""
    first, second = sorted((first, second), key=lambda initiative: int(initiative.pk))
    guard_edits(actor, first.account)
    for initiative in (first, second):
        guards.current_case(initiative)
    cleaned = " ".join(why.split())[:300]
    if not cleaned:
        raise errors.BadInput(_("Explain why it is not the same money."), field="why")
    pairs = overlaps.overlaps({initiative.pk: sheets.read(initiative.sheet) for initiative in (first, second)})
    if first.account_id != second.account_id or not pairs:
        raise errors.BadInput(_("These two cases have nothing in common."), field="second")
    values = {"names": list(pairs[0].names), "why": cleaned, "seen_by": actor.user, "seen_at": now}
    distinction, _created = Distinction.objects.update_or_create(first=first, second=second, defaults=values)
    events.write(
        actor,
        "told value cases apart",
        subject=first,
        stream=first.account,
        now=now,
        changes={str(second)[:100]: ("", cleaned)},
    )
    return distinction


def without_numbers(sheet: Sheet) -> Sheet:
    """The structure alone: a formula that is only a number is a number too."""
    assumptions = (
        row.model_copy(update={"low": None, "base": None, "high": None, "source": "", "source_on": None})
        for row in sheet.assumptions
    )
    lines = (
        row if any(character.isalpha() for character in row.formula) else row.model_copy(update={"formula": ""})
        for row in sheet.lines
    )
    return Sheet(years=sheet.years, assumptions=tuple(assumptions), lines=tuple(lines), correlations=sheet.correlations)


def guard_keeps(actor: Actor) -> None:
    """Whoever keeps what is the same for all accounts."""
    if actor.user is not None and not actor.user.may(Right.KEEP_PROGRAMME):
        raise errors.NotAllowed(_("Only the program director and the coaches manage templates."))


def _locked(initiative_id: int) -> Initiative:
    return Initiative.objects.select_for_update(of=("self",)).select_related("account").get(pk=initiative_id)


def _save(
    actor: Actor, initiative: Initiative, before: Sheet, sheet: Sheet, now: datetime, *, new_sitting: bool = False
) -> Initiative:
    last = initiative.revisions.first()
    same = (
        last is not None
        and not (new_sitting or last.ended)
        and last.edited_by == actor.user
        and now - last.edited_at < ONE_SITTING
    )
    initiative.sheet, initiative.edited_by, initiative.edited_at = sheets.stored(sheet), actor.user, now
    initiative.revision += 1
    initiative.save(update_fields=["sheet", "edited_by", "edited_at", "revision"])
    if same and last is not None:
        last.sheet, last.edited_at, last.number = initiative.sheet, now, initiative.revision
        last.save()
    else:
        _keep_revision(initiative, actor.user, now)
    changes = {change.where[:100]: (change.before, change.after) for change in differences(before, sheet)}
    events.write(actor, "changed value case", subject=initiative, stream=initiative.account, now=now, changes=changes)
    return initiative


def _keep_revision(initiative: Initiative, user: User | None, now: datetime) -> None:
    SheetRevision.objects.create(
        initiative=initiative, number=initiative.revision, sheet=initiative.sheet, edited_by=user, edited_at=now
    )


def _guard_initiative(initiative: Initiative) -> None:
    target = initiative.target
    if target is not None and (target.account_id != initiative.account_id or target.removed_at is not None):
        raise errors.BadInput(_("This value target does not belong to the account."), field="target")
