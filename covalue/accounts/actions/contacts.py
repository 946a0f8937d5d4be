"""The people at the customer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from covalue.accounts import addresses, found, leaving, queries
from covalue.accounts.actions import moving
from covalue.accounts.actions.contact_merging import TELLING, propose
from covalue.accounts.actions.guards import clean, guard_edits, guard_fields, guard_no_circle, named
from covalue.accounts.models import Account, Contact, ContactAddress, ContactMatch
from covalue.core import errors, events, mailboxes
from covalue.core.events import Actor
from covalue.search import actions as search

CONTACT_FIELDS: Final = frozenset(
    ["name", "title", "department", "email", "phone", "buying_role", "language", "reports_to", "notes", "departed_on"]
)


@transaction.atomic
def add_contact(actor: Actor, *, account: Account, name: str, now: datetime, **values: Any) -> Contact:
    """A person at the customer."""
    guard_edits(actor, account)
    guard_fields(values, CONTACT_FIELDS | {"source"})
    contact = Contact(account=account, name=named(name), created_at=now, **values)
    clean(contact)
    contact.save()
    found.index_contacts([contact])
    propose(contact, now=now)
    addresses.note(actor, contact, "", now)
    events.write(actor, "added contact", subject=contact, stream=account, now=now)
    return contact


@transaction.atomic
def take_contact_back(actor: Actor, *, contact: Contact, but: Collection[type[Model]] = (), now: datetime) -> None:
    """Undo of adding somebody: gone again, as long as nothing hangs on them besides what adding them made, and `but`."""
    guard_edits(actor, contact.account)
    for model, link in moving.links_to(Contact, stay=(*but, ContactAddress, ContactMatch)):
        if model._base_manager.filter(**{link: contact}).exists():
            sentence = _("{name} has been worked with since they were added, so they stay.")
            raise errors.WrongState(sentence.format(name=contact.name))
    events.write(actor, "removed contact", subject=contact, stream=contact.account, now=now)
    search.remove(found.CONTACT, [contact.pk])
    contact.delete()


def give_address(actor: Actor, *, contact: Contact, email: str, now: datetime) -> Contact:
    """Save an address that was typed where it was missing; BadInput for a contact who has another one."""
    address = email.strip()
    if not address or mailboxes.same(address, contact.email):
        return contact
    if contact.email:
        sentence = _("{contact} has the address {email}. Change it on the contacts page if it is wrong.")
        raise errors.BadInput(sentence.format(contact=contact, email=contact.email), field="email")
    if actor.user is not None and not queries.may_edit(actor.user, contact.account):
        sentence = _("Only the team of {account} can save an address of {contact}.")
        raise errors.BadInput(sentence.format(account=contact.account, contact=contact), field="email")
    return edit_contact(actor, contact=contact, email=address, now=now)


@transaction.atomic
def edit_contact(actor: Actor, *, contact: Contact, now: datetime, **values: Any) -> Contact:
    """Change what we know of a contact; `departed_on` says they left."""
    guard_edits(actor, contact.account)
    if contact.erased_at is not None:
        raise errors.WrongState(_("This contact's data was erased. Add the person again if they are back."))
    guard_fields(values, CONTACT_FIELDS)
    if "name" in values:
        values["name"] = named(values["name"])
    changes = events.changed(contact, values)
    if not changes:
        return contact
    clean(contact)
    if "reports_to" in changes:
        guard_no_circle(contact)
    contact.save()
    if "name" in changes:
        found.index_contacts([contact])
    if TELLING & changes.keys():
        propose(contact, now=now)
    events.write(actor, "edited contact", subject=contact, stream=contact.account, changes=changes, now=now)
    if "name" in changes:
        addresses.renamed(actor, contact, str(changes["name"][0]), now)
    if "email" in changes:
        addresses.note(actor, contact, str(changes["email"][0]), now)
    leaving.edited(actor, contact, changes, now)
    if "departed_on" in changes and contact.departed_on is not None and changes["departed_on"][0] is None:
        leaving.left(actor, contact, now)
    return contact
