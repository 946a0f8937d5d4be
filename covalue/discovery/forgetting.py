"""What the board forgets of a contact: their words when those may not stay, and their full name in what was written."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.discovery.models import Card


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Card.objects.filter(contact=gone.contact, statement__isnull=False).delete()
    replace_name(gone, Card.objects.filter(account=gone.account), "words")
