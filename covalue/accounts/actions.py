"""What can be done with accounts, their contacts, teams and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.db import transaction

from covalue.accounts import files, queries
from covalue.accounts.models import (
    Account,
    AccountClass,
    Attachment,
    Contact,
    Identifier,
    Lineage,
    MatchProposal,
    Membership,
    TeamRole,
)
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Right

EDITABLE: Final = frozenset(
    [
        "name",
        "sector",
        "countries",
        "currency",
        "time_zone",
        "employees",
        "website",
        "profile",
        "relationship_now",
        "relationship_wanted",
    ]
)
STEERED: Final = frozenset({"account_class", "critical", "owner"})
CONTACT_FIELDS: Final = frozenset(
    ["name", "title", "department", "email", "phone", "buying_role", "reports_to", "notes", "departed_on"]
)


@dataclass(frozen=True)
class NewAccount:
    """What an import knows of an account it is to create."""

    source: str
    key: str
    name: str
    values: Mapping[str, Any]


@transaction.atomic
def create(
    actor: Actor,
    *,
    name: str,
    now: datetime,
    parent: Account | None = None,
    identifiers: Iterable[tuple[str, str]] = (),
    **values: Any,
) -> Account:
    """A new account. Its creator, when a SAM without sight of everything, becomes its lead."""
    if actor.user is not None and not actor.user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed("Program directors and analysts create accounts.")
    _guard_fields(values, EDITABLE | STEERED | {"class_since"})
    account = Account(name=_name(name), parent=parent, created_at=now, **values)
    account.save()
    _hang_under(account, parent)
    for source, key in identifiers:
        _identify(account, source, key)
    events.write(actor, "created account", subject=account, stream=account, now=now)
    return account


@transaction.atomic
def create_many(actor: Actor, new: Iterable[NewAccount], *, now: datetime, stream: str) -> list[Account]:
    """Accounts an import met for the first time, without a parent; one event for all, with their number."""
    rows = list(new)
    accounts = Account.objects.bulk_create(
        [Account(name=_name(row.name), created_at=now, **row.values) for row in rows], batch_size=500
    )
    Lineage.objects.bulk_create(
        [Lineage(ancestor=account, account=account, depth=0) for account in accounts], batch_size=1000
    )
    Identifier.objects.bulk_create(
        [Identifier(account=a, source=row.source, key=row.key) for a, row in zip(accounts, rows, strict=True)],
        batch_size=1000,
    )
    events.write(
        actor,
        "created accounts",
        stream=stream,
        now=now,
        name=stream,
        changes={"accounts": (0, len(accounts))},
    )
    return accounts


@transaction.atomic
def edit(actor: Actor, *, account: Account, now: datetime, **values: Any) -> Account:
    """Change fields of an account. Class, owner and the critical flag are for those who steer it."""
    _guard_edits(actor, account)
    _guard_fields(values, EDITABLE | STEERED)
    if STEERED & values.keys():
        guard_steers(actor, account)
    if "name" in values:
        values["name"] = _name(values["name"])
    if "account_class" in values and values["account_class"] not in AccountClass.values:
        raise errors.BadInput("Choose one of the classes.", field="account_class")
    changes = events.changed(account, values)
    if not changes:
        return account
    if "account_class" in changes:
        account.class_since = now.date()
    _clean(account)
    account.save()
    events.write(actor, "edited account", subject=account, stream=account, changes=changes, now=now)
    return account


@transaction.atomic
def move(actor: Actor, *, account: Account, parent: Account | None, now: datetime) -> Account:
    """Hang an account, with all below it, under another one, or make it a root."""
    guard_steers(actor, account)
    if parent is not None:
        _guard_edits(actor, parent)
        if Lineage.objects.filter(ancestor=account, account=parent).exists():
            raise errors.WrongState(f"{parent} is below {account}; an account cannot be its own ancestor.")
    before = account.parent
    if before == parent:
        return account
    account.parent = parent
    account.save(update_fields=["parent"])
    _move_lineage(account, parent)
    events.write(actor, "moved account", subject=account, stream=account, changes={"parent": (before, parent)}, now=now)
    return account


@transaction.atomic
def identify(actor: Actor, *, account: Account, source: str, key: str, now: datetime) -> Identifier:
    """Say what another system calls this account."""
    _guard_steers_or_imports(actor, account)
    identifier = _identify(account, source, key)
    events.write(
        actor,
        "added identifier",
        subject=account,
        stream=account,
        now=now,
        changes={"identifier": ("", identifier)},
    )
    return identifier


@transaction.atomic
def join_team(
    actor: Actor,
    *,
    account: Account,
    user: User,
    team_role: TeamRole,
    now: datetime,
    since: date | None = None,
) -> Membership:
    """Put one of ours on the account."""
    guard_steers(actor, account)
    if user.is_guest or not user.is_active:
        raise errors.BadInput("Only active colleagues can be on a team.", field="user")
    membership, new = Membership.objects.get_or_create(
        account=account, user=user, team_role=team_role, defaults={"since": since or now.date()}
    )
    if new:
        if team_role == TeamRole.LEAD and account.owner is None:
            account.owner = user
            account.save(update_fields=["owner"])
        events.write(
            actor,
            "put on the team",
            subject=membership,
            stream=account,
            name=user.name,
            changes={"role": ("", TeamRole(team_role).label)},
            now=now,
        )
    return membership


@transaction.atomic
def leave_team(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Take somebody off the account; at once they see it no more."""
    account = membership.account
    guard_steers(actor, account)
    events.write(
        actor, "took off the team", subject=membership, stream=account, name=membership.user.name, now=now,
        changes={"role": (membership.get_team_role_display(), "")},
    )  # fmt: skip
    membership.delete()


@transaction.atomic
def add_contact(actor: Actor, *, account: Account, name: str, now: datetime, **values: Any) -> Contact:
    """A person at the customer."""
    _guard_edits(actor, account)
    _guard_fields(values, CONTACT_FIELDS | {"source"})
    contact = Contact(account=account, name=_name(name), created_at=now, **values)
    _clean(contact)
    contact.save()
    events.write(actor, "added contact", subject=contact, stream=account, now=now)
    return contact


@transaction.atomic
def edit_contact(actor: Actor, *, contact: Contact, now: datetime, **values: Any) -> Contact:
    """Change what we know of a contact; `departed_on` says they left."""
    _guard_edits(actor, contact.account)
    _guard_fields(values, CONTACT_FIELDS)
    if "name" in values:
        values["name"] = _name(values["name"])
    changes = events.changed(contact, values)
    if not changes:
        return contact
    _clean(contact)
    contact.save()
    events.write(actor, "edited contact", subject=contact, stream=contact.account, changes=changes, now=now)
    return contact


@transaction.atomic
def attach(actor: Actor, *, account: Account, upload: File[bytes], now: datetime) -> Attachment:
    """Keep a file with the account. Its type is read from its content, its name is only shown."""
    _guard_edits(actor, account)
    name, media_type = files.accepted(upload, limit=settings.FILE_SIZE_LIMIT)
    attachment = Attachment(
        account=account,
        name=name,
        size=upload.size or 0,
        media_type=media_type,
        added_by=actor.user,
        added_at=now,
    )
    attachment.content.save(files.stored_name(), upload, save=False)
    attachment.save()
    events.write(actor, "added file", subject=attachment, stream=account, now=now)
    return attachment


@transaction.atomic
def remove_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Take a file out of sight; `restore_attachment` brings it back."""
    _guard_edits(actor, attachment.account)
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "removed file", subject=attachment, stream=attachment.account, now=now)


@transaction.atomic
def restore_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Undo a removal."""
    _guard_edits(actor, attachment.account)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "restored file", subject=attachment, stream=attachment.account, now=now)


@transaction.atomic
def decide_match(actor: Actor, *, proposal: MatchProposal, accepted: bool, now: datetime) -> None:
    """Say whether a proposed match is the same customer. Accepted, its identifiers and children move to the other."""
    account, likely = proposal.account, proposal.likely
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed("Those who import the ledger decide on matches.")
    if proposal.decided_at is not None:
        raise errors.WrongState("Somebody decided this one already.")
    proposal.accepted, proposal.decided_at, proposal.decided_by = accepted, now, actor.user
    proposal.save()
    if accepted:
        account.identifiers.update(account=likely)
        account.archived_at = now
        account.save(update_fields=["archived_at"])
    verb = "matched accounts" if accepted else "kept accounts apart"
    events.write(actor, verb, subject=account, stream=likely, now=now, changes={"account": (account, likely)})


def _guard_edits(actor: Actor, account: Account) -> None:
    if actor.user is not None and not queries.may_edit(actor.user, account):
        raise errors.NotFound()


def guard_steers(actor: Actor, account: Account) -> None:
    """Refuse whoever does not steer the account."""
    _guard_edits(actor, account)
    if actor.user is not None and not queries.may_steer(actor.user, account):
        raise errors.NotAllowed("The account's SAM or the program director does this.")


def _guard_steers_or_imports(actor: Actor, account: Account) -> None:
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        guard_steers(actor, account)


def _guard_fields(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    for field in values:
        if field not in allowed:
            raise errors.BadInput(f"“{field}” cannot be changed here.", field=field)


def _clean(row: Account | Contact) -> None:
    """Let the fields' own validators speak, as one sentence for the first field at fault."""
    from django.core.exceptions import ValidationError

    try:
        row.clean_fields()
    except ValidationError as problem:
        field, messages = next(iter(problem.message_dict.items()))
        raise errors.BadInput(" ".join(messages), field=field) from None


def _name(name: str) -> str:
    cleaned = " ".join(str(name).replace("\x00", "").split())
    if not cleaned:
        raise errors.BadInput("It needs a name.", field="name")
    if len(cleaned) > 300:
        raise errors.BadInput("A name has at most 300 characters.", field="name")
    return cleaned


def _identify(account: Account, source: str, key: str) -> Identifier:
    source, key = source.strip(), key.strip()
    if not source or not key:
        raise errors.BadInput("An identifier needs its system and its key.", field="key")
    taken = Identifier.objects.select_related("account").filter(source=source, key=key).first()
    if taken is not None and taken.account != account:
        raise errors.BadInput(f"{source} {key} already belongs to {taken.account}.", field="key")
    return taken or Identifier.objects.create(account=account, source=source, key=key)


def _hang_under(account: Account, parent: Account | None) -> None:
    """Lineage of a new account."""
    lines = [Lineage(ancestor=account, account=account, depth=0)]
    if parent is not None:
        above = Lineage.objects.filter(account=parent).values_list("ancestor", "depth")
        lines += [Lineage(ancestor_id=ancestor, account=account, depth=depth + 1) for ancestor, depth in above]
    Lineage.objects.bulk_create(lines)


def _move_lineage(account: Account, parent: Account | None) -> None:
    """Cut the whole subtree off what was above it, and tie it to what is above now."""
    subtree = list(Lineage.objects.filter(ancestor=account).values_list("account", "depth"))
    inside = [pk for pk, _ in subtree]
    Lineage.objects.filter(account__in=inside).exclude(ancestor__in=inside).delete()
    if parent is None:
        return
    above = list(Lineage.objects.filter(account=parent).values_list("ancestor", "depth"))
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, account_id=below, depth=high + 1 + low)
            for ancestor, high in above
            for below, low in subtree
        ],
        batch_size=1000,
    )
