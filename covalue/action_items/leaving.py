"""Actions to be given to somebody else as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.action_items import queries
from covalue.people.models import User


def actions(user: User, contact: Contact) -> Iterator[Matter]:
    """Their open actions, on accounts this user may open."""
    for action in queries.owed_by_contact(user, contact).filter(done_at=None):
        why = _("{name} owns it: give it to someone").format(name=contact.name)
        yield Matter(action.title, why, reverse("action_items:edit", args=[action.pk]), due=action.due_on)
