"""Obligations to be given to somebody else as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.agreements.obligations import queries
from covalue.people.models import User


def obligations(user: User, contact: Contact) -> Iterator[Matter]:
    """What they see to that is not met for every day yet, on accounts this user may open."""
    for view in queries.of_contact(user, contact, contact.account.today()):
        if view.standing.next_due is not None:
            row = view.obligation
            why = _("{name} sees to it: enter who does now").format(name=contact.name)
            yield Matter(row.words, why, reverse("agreements:obligations:edit", args=[row.pk]), view.standing.next_due)
