"""What of work is to be decided as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.execution.queries import WORK
from covalue.people.models import User


def work(user: User, contact: Contact) -> Iterator[Matter]:
    """Each open work package of theirs: on its page somebody else can do it."""
    for row in WORK.visible_to(user).filter(customer_owner=contact, done_on=None, account__archived_at=None):
        why = _("{name} was to do it: who does it now?").format(name=contact.name)
        yield Matter(row.title, why, reverse("execution:edit", args=[row.pk]), due=row.ends_on)
