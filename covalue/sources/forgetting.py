"""What sources forget of a contact: that they took part in anything, and the addresses kept of them."""

from django.db.models import Q

from covalue.accounts.forgetting import Forgotten
from covalue.sources.models import LeftOut, Participant


def forget(gone: Forgotten) -> None:
    at = Q(pk__in=[])
    for email in gone.person.emails:
        at |= Q(email__iexact=email)
    Participant.objects.filter(at).delete()
    LeftOut.objects.filter(at).delete()
