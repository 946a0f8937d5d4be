"""Requests for a signature that a contact who has left cannot answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.value.signing.kind import SIGNATURES


def requests(user: User, contact: Contact) -> Iterator[Matter]:
    """Each is ended; on the page of its case somebody else can be asked."""
    rows = accounts.within(user, SIGNATURES.unanswered().filter(contact=contact))
    for request in rows.select_related("initiative", "claim"):
        yield Matter(
            request.initiative.title,
            _("asked of {name}, who cannot answer: end it and ask someone else on its page").format(name=contact.name),
            reverse("value:case", args=[request.initiative_id]),
            ended_at=reverse("value:revoke-request", args=[request.pk]),
            ending=_("End the request"),
        )
