"""What conversations say of a contact: who of us knows them, what we spoke about, and what they said."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.conversations import queries
from covalue.conversations.models import Conversation


def known_by(view: ContactView) -> Section:
    """Who of us spoke with them, how often and when last: whoever did most first."""
    held: dict[str, list[Conversation]] = {}
    for conversation in _held(view):
        for person in conversation.people.all():
            held.setdefault(person.name, []).append(conversation)
    people = sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return Section("known_by", _("Who knows them"), tuple(_known(name, talks) for name, talks in people))


def said(view: ContactView) -> Section:
    """What they said, in their words. Why it matters to them stays with the conversation."""
    statements = queries.said_by(view.user, view.contact)[:MOST]
    entries = (
        Entry(
            statement.words,
            note=statement.conversation.subject,
            on=statement.conversation.held_on,
            quoted=True,
            href=reverse("conversations:edit", args=[statement.conversation_id]),
        )
        for statement in statements
    )
    return Section("said", _("What they said"), tuple(entries))


def held(view: ContactView) -> Section:
    """The last conversations with them."""
    entries = (
        Entry(
            conversation.subject,
            note=", ".join(person.name for person in conversation.people.all()),
            on=conversation.held_on,
            href=reverse("conversations:edit", args=[conversation.pk]),
        )
        for conversation in _held(view)[:MOST]
    )
    return Section("conversations", _("Conversations"), tuple(entries))


def _held(view: ContactView) -> list[Conversation]:
    return view.once(_read, view)


def _read(view: ContactView) -> list[Conversation]:
    return list(queries.of_contact(view.user, view.contact))


def _known(name: str, talks: list[Conversation]) -> Entry:
    note = ngettext("%(n)s conversation", "%(n)s conversations", len(talks)) % {"n": len(talks)}
    return Entry(name, note=note, on=talks[0].held_on)
