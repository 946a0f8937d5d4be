"""What growth strategies forget of a contact: what success is to them, where their words may not stay."""

from covalue.accounts.forgetting import Forgotten
from covalue.growth.models import MovePerson


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        MovePerson.objects.filter(contact__in=gone.contacts).update(success="")
