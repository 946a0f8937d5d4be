"""Logging what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User

CORRECTED: Final = ("words", "why_it_matters")
FURTHEST_EAST: Final = timedelta(hours=14)  # it is tomorrow there already


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
    _guard(actor, account)
    theirs, ours, statements = list(contacts), list(people), [s for s in said if s.words.strip()]
    theirs += [s.contact for s in statements if s.contact not in theirs]
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
    conversation.people.set(ours)
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            contact=s.contact,
            words=s.words.strip(),
            why_it_matters=s.why_it_matters.strip(),
        )
        for s in statements
    )
    with_whom = ", ".join(contact.name for contact in theirs)
    events.write(
        actor,
        "logged a conversation",
        subject=conversation,
        stream=account,
        now=now,
        changes={"with": ("", with_whom)},
    )
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
    _guard(actor, conversation.account)
    _guard_there(conversation)
    speakers = Contact.objects.filter(statements__conversation=conversation).distinct()
    theirs = list(dict.fromkeys([*contacts, *speakers]))
    _guard_content(conversation.account, held_on, subject, theirs, now)
    changes = events.changed(
        conversation,
        {"channel": channel, "held_on": held_on, "subject": subject.strip()[:300], "notes": notes.strip()},
    )
    conversation.save()
    conversation.contacts.set(theirs)
    conversation.people.set(people)
    events.write(
        actor,
        "edited a conversation",
        subject=conversation,
        stream=conversation.account,
        now=now,
        changes=changes,
    )
    return conversation


@transaction.atomic
def quote(actor: Actor, *, conversation: Conversation, said: Said, now: datetime) -> Statement:
    """Add what somebody said and was not noted at first; they were part of the conversation."""
    _guard(actor, conversation.account)
    _guard_there(conversation)
    _guard_contacts(conversation.account, [said.contact])
    statement = Statement.objects.create(
        conversation=conversation,
        contact=said.contact,
        words=_words(said.words),
        why_it_matters=said.why_it_matters.strip(),
    )
    conversation.contacts.add(said.contact)
    _tell(actor, "added what was said", statement, {"words": ("", statement.words)}, now)
    return statement


@transaction.atomic
def correct(actor: Actor, *, statement: Statement, now: datetime, **values: str) -> Statement:
    """Correct the words, or why they matter. The trail keeps the former words; of the motive only that it changed."""
    _guard(actor, statement.conversation.account)
    _guard_there(statement.conversation)
    if "words" in values:
        values["words"] = _words(values["words"])
    changes = events.changed(statement, {name: values[name].strip() for name in CORRECTED if name in values})
    if not changes:
        return statement
    statement.save()
    told = {name: change for name, change in changes.items() if name == "words"}
    _tell(actor, "corrected what was said", statement, told, now)
    return statement


@transaction.atomic
def remove(actor: Actor, *, conversation: Conversation, now: datetime) -> None:
    """Take a conversation out of sight; `restore` brings it back."""
    _guard(actor, conversation.account)
    conversation.removed_at = now
    conversation.save(update_fields=["removed_at"])
    events.write(actor, "removed a conversation", subject=conversation, stream=conversation.account, now=now)


@transaction.atomic
def restore(actor: Actor, *, conversation: Conversation, now: datetime) -> None:
    """Undo a removal."""
    _guard(actor, conversation.account)
    conversation.removed_at = None
    conversation.save(update_fields=["removed_at"])
    events.write(actor, "restored a conversation", subject=conversation, stream=conversation.account, now=now)


def _guard(actor: Actor, account: Account) -> None:
    if actor.user is not None and not accounts.may_edit(actor.user, account):
        raise errors.NotFound()


def _guard_there(conversation: Conversation) -> None:
    if conversation.removed_at is not None:
        raise errors.WrongState(_("This conversation was removed. Bring it back before you change it."))


def _guard_content(account: Account, held_on: date, subject: str, theirs: list[Contact], now: datetime) -> None:
    if not subject.strip():
        raise errors.BadInput(_("Say in a few words what it was about."), field="subject")
    if held_on > (now + FURTHEST_EAST).date():
        raise errors.BadInput(
            _("A conversation is logged after it was held; this date is in the future."), field="held_on"
        )
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
        raise errors.BadInput(_("Write what was said, in their words."), field="words")
    return text.strip()


def _tell(
    actor: Actor, verb: str, statement: Statement, changes: dict[str, tuple[object, object]], now: datetime
) -> None:
    account = statement.conversation.account
    events.write(actor, verb, subject=statement, stream=account, name=statement.contact.name, changes=changes, now=now)
