"""What the map forgets of a contact: what we thought of them, who knew them, and where they stood."""

from django.db.models import Q

from covalue.accounts.forgetting import Forgotten
from covalue.relationships.models import Line, Pair, Placeholder, Rating, Spot


def forget(gone: Forgotten) -> None:
    for model in (Rating, Pair, Spot):
        model._base_manager.filter(contact__in=gone.contacts).delete()
    Line.objects.filter(Q(from_contact__in=gone.contacts) | Q(to_contact__in=gone.contacts)).delete()
    Placeholder.objects.filter(became__in=gone.contacts).delete()
