"""What of the position is to be decided as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.positioning.kind import POSITIONS


def requests(user: User, contact: Contact) -> Iterator[Matter]:
    """Questions they have not answered, and cannot any more: who is asked instead?"""
    rows = POSITIONS.unanswered().filter(contact=contact)
    for request in accounts.within(user, rows).select_related("account"):
        if request.due_on >= request.account.today():
            yield Matter(
                request.need or _("Where we stand"),
                _("{name} was asked where we stand and has not answered: who is asked instead?").format(
                    name=contact.name
                ),
                POSITIONS.ours(request),
                due=request.due_on,
                ended_at=reverse("positioning:revoke", args=[request.pk]),
                ending=_("Withdraw"),
            )
