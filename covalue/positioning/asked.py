"""What a contact is asked of where we stand and may still answer, as the shared workspace shows it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.asked import Ask
from covalue.accounts.models import Account, Contact
from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.positioning import queries
from covalue.positioning.kind import POSITIONS


def to_say(contact: Contact, account: Account, now: datetime) -> Iterator[Ask]:
    """By the link that was sent to them; what they have answered waits no more."""
    for request in queries.requests_of(account).filter(contact=contact, answered_at=None, declined_at=None):
        if POSITIONS.may_be_answered(request, now):
            sentence = _("Where does {supplier} stand with you? You can answer until {day}.")
            yield Ask(
                sentence.format(supplier=organisation.company().name, day=days.day(request.last_day)),
                reverse("positioning:answer", args=[POSITIONS.secret_of(request)]),
            )
