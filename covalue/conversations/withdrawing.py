"""Taking back a conversation that came from a calendar or mail and is not shared any more."""

from datetime import datetime

from django.db import transaction

from covalue.conversations import queries
from covalue.conversations.models import Conversation
from covalue.core import events
from covalue.core.events import Actor


@transaction.atomic
def withdraw(actor: Actor, *, conversation: Conversation, now: datetime) -> None:
    """Delete a conversation nobody added anything to; the audit log keeps that there was one, not what it was about."""
    account = conversation.account
    events.write(actor, "withdrew a conversation", subject=conversation, stream=account, name=account.name, now=now)
    conversation.delete()


def has_statements(conversation: Conversation) -> bool:
    """Whether somebody noted what a contact said in it."""
    return queries.statements_in(conversation).exists()


def empty_notes(conversation: Conversation) -> None:
    """Take the notes out of a conversation; no event, which would keep them."""
    conversation.notes = ""
    conversation.save(update_fields=["notes"])
