"""Logging what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account, Contact
from covalue.conversations import queries
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.conversations.queries import CONVERSATIONS
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.people.models import User

CORRECTED: Final = ("words", "why_it_matters")


@dataclass(frozen=True)
class Said:
    """What one contact said, and, for the team only, why it matters to them."""

    contact: Contact
    words: str
    why_it_matters: str = ""


@transaction.atomic
def log(
    actor: Actor,
    *,
    account: Account,
    channel: Channel,
    held_on: date,
    subject: str,
    now: datetime,
    notes: str = "",
    contacts: Iterable[Contact] = (),
    people: Iterable[User] = (),
    said: Iterable[Said] = (),
) -> Conversation:
    """Log a conversation with people from both sides."""
    guard_edits(actor, account)
    statements = [statement for statement in said if statement.words.strip()]
    theirs = list(dict.fromkeys([*contacts, *(statement.contact for statement in statements)]))
    _guard_content(account, held_on, subject, theirs, now)
    conversation = Conversation.objects.create(
        account=account,
        channel=channel,
        held_on=held_on,
        subject=subject.strip()[:300],
        notes=notes.strip(),
        logged_by=actor.user,
        logged_at=now,
    )
    conversation.contacts.set(theirs)
    conversation.people.set(people)
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            contact=statement.contact,
            words=statement.words.strip(),
            why_it_matters=statement.why_it_matters.strip(),
        )
        for statement in statements
    )
    changes = {"with": ("", ", ".join(contact.name for contact in theirs))}
    events.write(actor, "logged a conversation", subject=conversation, stream=account, now=now, changes=changes)
    return conversation


@transaction.atomic
def edit(
    actor: Actor,
    *,
    conversation: Conversation,
    now: datetime,
    channel: Channel,
    held_on: date,
    subject: str,
    notes: str,
    contacts: Iterable[Contact],
    people: Iterable[User],
) -> Conversation:
    """Correct a logged conversation; what was said stays, and whoever said it stays part of it."""
    guard_edits(actor, conversation.account)
    removal.guard_current(conversation)
    speakers = [statement.contact for statement in queries.statements_in(conversation)]
    theirs = list(dict.fromkeys([*contacts, *speakers]))
    _guard_content(conversation.account, held_on, subject, theirs, now)
    changes = events.changed(
        conversation,
        {"channel": channel, "held_on": held_on, "subject": subject.strip()[:300], "notes": notes.strip()},
    )
    conversation.save()
    conversation.contacts.set(theirs)
    conversation.people.set(people)
    account = conversation.account
    events.write(actor, "edited a conversation", subject=conversation, stream=account, now=now, changes=changes)
    return conversation


@transaction.atomic
def quote(actor: Actor, *, conversation: Conversation, said: Said, now: datetime) -> Statement:
    """Add what somebody said and was not noted at first; they were part of the conversation."""
    guard_edits(actor, conversation.account)
    removal.guard_current(conversation)
    _guard_contacts(conversation.account, [said.contact])
    statement = Statement.objects.create(
        conversation=conversation,
        contact=said.contact,
        words=_words(said.words),
        why_it_matters=said.why_it_matters.strip(),
    )
    conversation.contacts.add(said.contact)
    _write(actor, "added what was said", statement, {"words": ("", statement.words)}, now)
    return statement


@transaction.atomic
def correct(actor: Actor, *, statement: Statement, now: datetime, **values: str) -> Statement:
    """Correct the words, or why they matter. The audit log keeps the former words; of the motive only that it changed."""
    guard_edits(actor, statement.conversation.account)
    removal.guard_current(statement.conversation)
    if "words" in values:
        values["words"] = _words(values["words"])
    changes = events.changed(statement, {name: values[name].strip() for name in CORRECTED if name in values})
    if not changes:
        return statement
    statement.save()
    public = {name: change for name, change in changes.items() if name == "words"}
    _write(actor, "corrected what was said", statement, public, now)
    return statement


remove, restore = CONVERSATIONS.remove, CONVERSATIONS.restore


def _guard_content(account: Account, held_on: date, subject: str, theirs: list[Contact], now: datetime) -> None:
    if not subject.strip():
        raise errors.BadInput(_("Say in a few words what it was about."), field="subject")
    if held_on > account.day_of(now):
        raise errors.BadInput(_("This date is in the future. Log a conversation after it was held."), field="held_on")
    _guard_contacts(account, theirs)


def _guard_contacts(account: Account, theirs: list[Contact]) -> None:
    above = set(accounts.ancestors_of(account).values_list("pk", flat=True)) | {account.pk}
    for contact in theirs:
        if contact.account_id not in above:
            raise errors.BadInput(
                _("{contact} is not a contact of {account}.").format(contact=contact, account=account), field="contacts"
            )


def _words(text: str) -> str:
    if not text.strip():
        raise errors.BadInput(_("Enter what was said, in their words."), field="words")
    return text.strip()


def _write(
    actor: Actor, verb: str, statement: Statement, changes: dict[str, tuple[object, object]], now: datetime
) -> None:
    account = statement.conversation.account
    events.write(actor, verb, subject=statement, stream=account, name=statement.contact.name, changes=changes, now=now)
