"""What the board forgets of a contact: their words when those may not stay."""

from covalue.accounts.forgetting import Forgotten
from covalue.discovery.models import Card


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Card.objects.filter(contact__in=gone.contacts, statement__isnull=False).delete()
