"""Where a contact's email address comes from: which of us entered it, and which other one stands behind it.

Whatever changes an address calls `note` or `note_many`; what has to follow is said by the packages in their `hooks.py`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts.models import Contact, ContactAddress
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.core.shared import Added
from covalue.people.models import User
from covalue.search.rules import folded

Follow = Callable[[Actor, Contact, str, datetime], None]

_follow: Added[Follow] = Added()
_follow_name: Added[Follow] = Added()


def when_changed(follow: Follow) -> None:
    """`follow` is called with whoever changed it, the contact, the address before, and the time, in the same transaction."""
    _follow.add(follow)


def when_renamed(follow: Follow) -> None:
    """`follow` is called with whoever said so, the contact, the name before, and the time, in the same transaction."""
    _follow_name.add(follow)


def note(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Keep that a contact's address was changed, or entered where there was none."""
    note_many(actor, [(contact, before)], now)


def note_many(actor: Actor, changed: Iterable[tuple[Contact, str]], now: datetime) -> None:
    """The same for many contacts, each with the address before."""
    pairs = [(contact, before) for contact, before in changed if not same(contact.email, before)]
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(contact=contact, email=contact.email, entered_by=actor.user, entered_at=now)
            for contact, _before in pairs
        ),
        batch_size=500,
    )
    for contact, before in pairs:
        for follow in _follow if before else ():
            follow(actor, contact, before, now)


def renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Another name is another person at the address, unless only capitals, accents or blanks differ: who said so entered it,
    and what was confirmed was confirmed of the person before.
    """
    renamed_many(actor, [(contact, before)], now)


def renamed_many(actor: Actor, changed: Iterable[tuple[Contact, str]], now: datetime) -> None:
    """The same for many contacts, each with the name before."""
    others = [(contact, before) for contact, before in changed if _spelled(contact.name) != _spelled(before)]
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(contact=contact, email=contact.email, entered_by=actor.user, entered_at=now)
            for contact, _before in others
            if contact.email
        ),
        batch_size=500,
    )
    for contact, before in others:
        for follow in _follow_name:
            follow(actor, contact, before, now)


def of(contact_id: int | None) -> QuerySet[ContactAddress]:
    """The addresses we had of a contact, the latest first."""
    return ContactAddress.objects.filter(contact=contact_id).select_related("entered_by", "confirmed_by")


def current(contact: Contact) -> ContactAddress | None:
    """What is known of the address the contact has now."""
    latest = of(contact.pk).first()
    return latest if latest is not None and same(latest.email, contact.email) else None


def rests_on(user: User | None, contact: Contact) -> bool:
    """Whether this user alone stands behind the contact's address: they entered it, and nobody else of us confirmed it."""
    known = current(contact)
    if user is None or known is None or known.entered_by_id != user.pk:
        return False
    return known.confirmed_by_id in (None, user.pk)


def confirm(actor: Actor, contact: Contact, now: datetime) -> None:
    """Somebody else of us stands behind the address, too. NotAllowed for who entered it."""
    known = current(contact)
    if known is None or known.confirmed_at is not None:
        return
    if actor.user is not None and known.entered_by_id == actor.user.pk:
        raise errors.NotAllowed(_("You entered this address. Somebody else has to confirm it."))
    known.confirmed_by, known.confirmed_at = actor.user, now
    known.save(update_fields=["confirmed_by", "confirmed_at"])
    changes = {"email": ("", contact.email)}
    events.write(actor, "confirmed address", subject=contact, stream=contact.account, changes=changes, now=now)


def same(one: str, other: str) -> bool:
    """Whether both are one mailbox: capitals aside, and nothing else (“straße” and “strasse” are two domains)."""
    return one.strip().lower() == other.strip().lower()


def _spelled(name: str) -> str:
    return " ".join(folded(name).split())
