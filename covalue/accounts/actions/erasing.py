"""Erasing a contact's personal data (GDPR article 17): the row stays, so that what hangs on it does not fall."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import forgetting, found
from covalue.accounts.actions.guards import guard_steers
from covalue.accounts.forgetting import Forgotten
from covalue.accounts.models import Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.search import actions as search

EMPTIED: Final = ("title", "department", "email", "phone", "buying_role", "language", "notes", "source")


def former_contact() -> str:
    """What stands where the name stood."""
    return str(_("A former contact"))


@transaction.atomic
def erase_contact(actor: Actor, *, contact: Contact, keep_words: bool, now: datetime) -> Contact:
    """Replace the name and empty everything personal, wherever a noun names them and in the audit log of the account; nothing
    brings it back. Their words stay as a former contact's, or go; their motives go either way.
    """
    guard_steers(actor, contact.account)
    if contact.erased_at is not None:
        raise errors.WrongState(_("This contact's data has already been erased."))
    name, email = contact.name, contact.email
    contact.name, contact.reports_to, contact.departed_on = (
        former_contact(),
        None,
        contact.departed_on or contact.account.day_of(now),
    )
    for field in EMPTIED:
        setattr(contact, field, "")
    contact.erased_at = now
    contact.save()
    contact.addresses.all().delete()
    forgetting.everywhere(Forgotten(contact, contact.account, name, email, former_contact(), keep_words))
    found.index_contacts([contact])
    search.forget(name)
    events.forget(name, former_contact(), stream=contact.account, subject=contact)
    events.write(actor, "erased personal data", subject=contact, stream=contact.account, now=now)
    return contact
