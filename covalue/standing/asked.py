"""What a contact is asked to rate and may still answer, as the shared workspace shows it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.asked import Ask
from covalue.accounts.models import Account, Contact
from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.queries import rounds


def to_rate(contact: Contact, account: Account, now: datetime) -> Iterator[Ask]:
    """By the link that was sent to them; what they have answered waits no more."""
    for request in rounds.asked_of(account, contact).filter(answered_at=None):
        if ASSESSMENTS.may_be_answered(request, now):
            sentence = _("How do you see the work with {supplier}? You can answer until {day}.")
            yield Ask(
                sentence.format(supplier=organisation.company().name, day=days.day(request.last_day)),
                reverse("standing:answer", args=[ASSESSMENTS.secret_of(request)]),
            )
