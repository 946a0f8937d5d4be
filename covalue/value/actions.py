"""What can be done with value targets and value cases."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.value import sheet as sheets
from covalue.value.models import Confirmation, Initiative, SheetRevision, Target
from covalue.value.rules import SCALE, differences
from covalue.value.sheet import Sheet

ONE_SITTING: Final = timedelta(minutes=10)
TARGET_FIELDS: Final = frozenset(["title", "success", "holder", "statement", "impact", "fit", "discussed_on"])
INITIATIVE_FIELDS: Final = frozenset(["title", "target", "owner"])


@transaction.atomic
def add_target(actor: Actor, *, account: Account, title: str, now: datetime, **values: Any) -> Target:
    """Write down something the customer may value; a hypothesis until it was discussed."""
    _guard(actor, account)
    target = Target(account=account, title=_title(title), created_by=actor.user, created_at=now)
    _set(target, values, TARGET_FIELDS)
    _guard_target(target)
    target.save()
    events.write(actor, "added value target", subject=target, stream=account, now=now)
    return target


@transaction.atomic
def edit_target(actor: Actor, *, target: Target, now: datetime, **values: Any) -> Target:
    """Change a target. What a contact validated stays theirs: another title asks to be validated anew."""
    _guard(actor, target.account)
    _guard_there(target)
    if "title" in values:
        values["title"] = _title(values["title"])
        if target.validated_on is not None and values["title"] != target.title:
            values |= {"validated_by": None, "validated_on": None, "validated_words": ""}
    changes = _set(target, values, TARGET_FIELDS | {"validated_by", "validated_on", "validated_words"})
    if changes:
        _guard_target(target)
        target.save()
        events.write(actor, "edited value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


@transaction.atomic
def validate_target(
    actor: Actor, *, target: Target, contact: Contact, on: date, words: str = "", now: datetime
) -> Target:
    """Note that a contact said: yes, this is what we want."""
    _guard(actor, target.account)
    _guard_there(target)
    _guard_contact(target.account, contact, "contact")
    _guard_day(on, now)
    changes = events.changed(
        target,
        {
            "validated_by": contact, "validated_on": on, "validated_words": words.strip(),
            "discussed_on": target.discussed_on or on, "parked_at": None, "parked_reason": "",
        },
    )  # fmt: skip
    target.save()
    events.write(
        actor, "noted value target as validated", subject=target, stream=target.account, changes=changes, now=now
    )
    return target


@transaction.atomic
def park_target(actor: Actor, *, target: Target, reason: str, now: datetime) -> Target:
    """Set a target aside, with the reason; validating it, or taking it up, brings it back."""
    _guard(actor, target.account)
    _guard_there(target)
    if not reason.strip():
        raise errors.BadInput(_("Say why it is set aside."), field="reason")
    changes = events.changed(target, {"parked_at": now, "parked_reason": reason.strip()[:300]})
    target.save()
    events.write(actor, "parked value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


@transaction.atomic
def take_up_target(actor: Actor, *, target: Target, now: datetime) -> Target:
    """Bring back what was set aside."""
    _guard(actor, target.account)
    _guard_there(target)
    changes = events.changed(target, {"parked_at": None, "parked_reason": ""})
    if changes:
        target.save()
        events.write(actor, "took up value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


@transaction.atomic
def remove(actor: Actor, *, thing: Target | Initiative, now: datetime) -> None:
    """Take a target or an initiative out of sight; `restore` brings it back."""
    _guard(actor, thing.account)
    if thing.removed_at is None:
        thing.removed_at = now
        thing.save(update_fields=["removed_at"])
        events.write(actor, f"removed {_noun(thing)}", subject=thing, stream=thing.account, now=now)


@transaction.atomic
def restore(actor: Actor, *, thing: Target | Initiative, now: datetime) -> None:
    """Undo a removal."""
    _guard(actor, thing.account)
    if thing.removed_at is not None:
        thing.removed_at = None
        thing.save(update_fields=["removed_at"])
        events.write(actor, f"restored {_noun(thing)}", subject=thing, stream=thing.account, now=now)


@transaction.atomic
def start(
    actor: Actor, *, account: Account, title: str, now: datetime, sheet: Sheet | None = None, **values: Any
) -> Initiative:
    """Begin a value case, in the account's currency unless the sheet says otherwise."""
    _guard(actor, account)
    begun = sheet or Sheet(currency=account.currency or "EUR")
    initiative = Initiative(
        account=account,
        title=_title(title),
        sheet=sheets.kept(begun),
        edited_by=actor.user,
        edited_at=now,
        created_at=now,
    )
    _set(initiative, values, INITIATIVE_FIELDS)
    _guard_initiative(initiative)
    initiative.save()
    _keep_revision(initiative, actor.user, now)
    events.write(actor, "started value case", subject=initiative, stream=account, now=now)
    return initiative


@transaction.atomic
def edit(actor: Actor, *, initiative: Initiative, now: datetime, **values: Any) -> Initiative:
    """Change title, target or owner."""
    _guard(actor, initiative.account)
    _guard_there(initiative)
    if "title" in values:
        values["title"] = _title(values["title"])
    changes = _set(initiative, values, INITIATIVE_FIELDS)
    if changes:
        _guard_initiative(initiative)
        initiative.save(update_fields=["title", "target", "owner"])
        events.write(
            actor, "edited value case", subject=initiative, stream=initiative.account, changes=changes, now=now
        )
    return initiative


@transaction.atomic
def write(actor: Actor, *, initiative: Initiative, sheet: Sheet, seen_revision: int, now: datetime) -> Initiative:
    """Save the sheet somebody changed, unless it changed under their hands. A sheet that cannot be reckoned is kept too."""
    _guard(actor, initiative.account)
    initiative = Initiative.objects.select_for_update().select_related("account").get(pk=initiative.pk)
    _guard_there(initiative)
    before = sheets.read(initiative.sheet)
    if before == sheet:
        return initiative
    if initiative.revision != seen_revision:
        raise errors.WrongState(_("Somebody changed this case in the meantime. Look at it before you change it."))
    return _save(actor, initiative, before, sheet, now)


@transaction.atomic
def revert(actor: Actor, *, revision: SheetRevision, now: datetime) -> Initiative:
    """Make an older sheet the case again; what was there stays in the versions."""
    initiative = Initiative.objects.select_for_update().select_related("account").get(pk=revision.initiative_id)
    _guard(actor, initiative.account)
    _guard_there(initiative)
    before, after = sheets.read(initiative.sheet), sheets.read(revision.sheet)
    return initiative if before == after else _save(actor, initiative, before, after, now, new_sitting=True)


@transaction.atomic
def confirm(
    actor: Actor, *, initiative: Initiative, name: str, contact: Contact, on: date, words: str = "", now: datetime
) -> Confirmation:
    """Note that a contact stands behind an assumption as it is now."""
    _guard(actor, initiative.account)
    _guard_there(initiative)
    row = next((row for row in sheets.read(initiative.sheet).assumptions if row.name == name), None)
    if row is None:
        raise errors.BadInput(_("There is no assumption called “{name}”.").format(name=name), field="name")
    _guard_contact(initiative.account, contact, "contact")
    _guard_day(on, now)
    confirmation = Confirmation.objects.create(
        initiative=initiative, name=name, row=row.model_dump(mode="json"), contact=contact, confirmed_on=on,
        words=words.strip()[:300], noted_by=actor.user, noted_at=now,
    )  # fmt: skip
    events.write(
        actor, "noted assumption as confirmed", subject=initiative, stream=initiative.account, now=now,
        changes={name: ("", f"{contact}, {on.isoformat()}")},
    )  # fmt: skip
    return confirmation


@transaction.atomic
def withdraw(actor: Actor, *, confirmation: Confirmation, now: datetime) -> None:
    """Take back a confirmation that was noted by mistake; the trail keeps it."""
    initiative = confirmation.initiative
    _guard(actor, initiative.account)
    if confirmation.withdrawn_at is None:
        confirmation.withdrawn_at = now
        confirmation.save(update_fields=["withdrawn_at"])
        events.write(
            actor, "withdrew confirmation", subject=initiative, stream=initiative.account, now=now,
            changes={confirmation.name: (str(confirmation.contact), "")},
        )  # fmt: skip


def exported(actor: Actor, *, initiative: Initiative, now: datetime) -> None:
    """Somebody takes the case along."""
    events.write(actor, "exported value case", subject=initiative, stream=initiative.account, now=now)


def checked_sheet(told: Any) -> Sheet:
    """A sheet from what was typed or sent; BadInput for the first thing that is wrong."""
    try:
        return sheets.read(told)
    except ValidationError as refused:
        where, message = sheets.first_problem(refused)
        raise errors.BadInput(_("{where}: {message}").format(where=where, message=message), field=where) from None


def _save(
    actor: Actor, initiative: Initiative, before: Sheet, sheet: Sheet, now: datetime, *, new_sitting: bool = False
) -> Initiative:
    last = initiative.revisions.first()
    same = last is not None and not new_sitting and last.edited_by == actor.user and now - last.edited_at < ONE_SITTING
    initiative.sheet, initiative.edited_by, initiative.edited_at = sheets.kept(sheet), actor.user, now
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


def _set(row: Target | Initiative, values: dict[str, Any], allowed: frozenset[str]) -> dict[str, tuple[object, object]]:
    for field in values:
        if field not in allowed | {"title"}:
            raise errors.BadInput(_("“{field}” cannot be changed here.").format(field=field), field=field)
    return events.changed(row, values)


def _guard(actor: Actor, account: Account) -> None:
    if actor.user is not None and not accounts.may_edit(actor.user, account):
        raise errors.NotFound()


def _guard_there(thing: Target | Initiative) -> None:
    if thing.removed_at is not None:
        raise errors.WrongState(_("This was removed. Bring it back before you change it."))


def _guard_target(target: Target) -> None:
    for field in ("impact", "fit"):
        if getattr(target, field) not in (None, *SCALE):
            raise errors.BadInput(_("Rate it from 1 to 5."), field=field)
    if target.holder is not None:
        _guard_contact(target.account, target.holder, "holder")
    if target.statement is not None and target.statement.conversation.account_id != target.account_id:
        raise errors.BadInput(_("This was said on another account."), field="statement")


def _guard_initiative(initiative: Initiative) -> None:
    target = initiative.target
    if target is not None and (target.account_id != initiative.account_id or target.removed_at is not None):
        raise errors.BadInput(_("This is no value target of the account."), field="target")


def _guard_contact(account: Account, contact: Contact, field: str) -> None:
    if contact.account_id == account.pk or accounts.ancestors_of(account).filter(pk=contact.account_id).exists():
        return
    raise errors.BadInput(
        _("{contact} is not a contact of {account}.").format(contact=contact, account=account), field=field
    )


def _guard_day(on: date, now: datetime) -> None:
    if on > (now + timedelta(hours=14)).date():
        raise errors.BadInput(_("This day is still to come."), field="on")


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise errors.BadInput(_("Give it a name."), field="title")
    return cleaned[:200]


def _noun(thing: Target | Initiative) -> str:
    return "value target" if isinstance(thing, Target) else "value case"
