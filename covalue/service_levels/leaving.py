"""What of incidents is to be decided as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.service_levels.queries import INCIDENTS


def incidents(user: User, contact: Contact) -> Iterator[Matter]:
    """Each incident of theirs nobody rated: on its page somebody else can be asked."""
    rows = INCIDENTS.visible_to(user).filter(contact=contact, rating=None, account__archived_at=None)
    for row in rows:
        why = _("{name} was to rate what followed: who does it now?").format(name=contact.name)
        yield Matter(row.called, why, reverse("service_levels:incidents:edit", args=[row.pk]))
