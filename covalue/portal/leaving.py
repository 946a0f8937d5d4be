"""The seat in the shared workspace of a contact who has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.portal.models import Guest


def seats(user: User, contact: Contact) -> Iterator[Matter]:
    """They see nothing since they left; ended, the seat does not come back with an undo."""
    rows = accounts.within(user, Guest.objects.filter(contact=contact, revoked_at=None))
    for guest in rows.select_related("account"):
        yield Matter(
            guest.account.name,
            _("{name} was a guest and no longer gets in: whom to invite instead?").format(name=contact.name),
            reverse("portal:together", args=[guest.account_id]),
            ended_at=reverse("portal:together-revoke", args=[guest.account_id, guest.pk])
            if accounts.may_steer(user, guest.account)
            else "",
            ending=_("End access"),
        )
