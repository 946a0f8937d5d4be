"""Erasing a contact's personal data (GDPR article 17): the row stays, so that what hangs on it does not fall."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from covalue.accounts import forgetting, found
from covalue.accounts.actions.guards import guard_steers
from covalue.accounts.forgetting import Forgotten
from covalue.accounts.models import Contact, ContactAddress, ContactMatch
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.core.person import Person, person
from covalue.search import actions as search
from covalue.web import stays

EMPTIED: Final = ("title", "department", "email", "phone", "buying_role", "language", "notes", "source")


def former_contact() -> str:
    """What stands where the name stood."""
    return str(_("A former contact"))


@transaction.atomic
def erase_contact(actor: Actor, *, contact: Contact, keep_words: bool, now: datetime) -> Contact:
    """Take a person out of everything, under whatever names and addresses we knew them: the rows merged into this one, the
    texts of the whole tree of accounts, files of imports, the audit log. Nothing brings it back, no undo and no file.
    Their words stay as a former contact's, or go; their motives go either way.
    """
    guard_steers(actor, contact.account)
    if contact.erased_at is not None:
        raise errors.WrongState(_("This contact's data has already been erased."))
    rows = list(Contact.everybody.filter(pk__in=forgetting.rows_of(contact)))
    who, accounts = _known_as(rows), {row.account_id for row in rows}
    forgetting.mark(contact, accounts, who)
    for row in rows:
        _empty(row, now)
    contact.refresh_from_db()
    ContactAddress.objects.filter(contact__in=rows).delete()
    ContactMatch.objects.filter(decided_at=None).filter(Q(contact__in=rows) | Q(likely__in=rows)).delete()
    tree = forgetting.tree_of(accounts)
    forgetting.everywhere(Forgotten(contact, frozenset(row.pk for row in rows), tree, who, keep_words))
    stays.forget(who)
    jobs.forget(who)
    found.index_contacts(rows)
    for name in who.names:
        search.forget(name)
    streams = [f"account:{pk}" for pk in tree]
    events.forget(who, streams=streams, subjects=rows)
    events.write(actor, "erased personal data", subject=contact, stream=contact.account, now=now)
    return contact


def _known_as(rows: Iterable[Contact]) -> Person:
    """The person under every name, address and number we have or had of them."""
    names: set[str] = set()
    emails: set[str] = set()
    phones: set[str] = set()
    for row in rows:
        before = events.former(row, "name", "email", "phone")
        names |= {row.name, *before["name"]}
        emails |= {row.email, *before["email"], *row.addresses.values_list("email", flat=True)}
        phones |= {row.phone, *before["phone"]}
    return person(names, emails, phones, former_contact())


def _empty(row: Contact, now: datetime) -> None:
    row.name, row.reports_to = former_contact(), None
    row.departed_on = row.departed_on or row.account.day_of(now)
    for field in EMPTIED:
        setattr(row, field, "")
    row.erased_at = now
    row.save()
