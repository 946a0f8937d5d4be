"""What is forgotten of a contact: the words of their ratings, unless these are kept."""

from covalue.accounts.forgetting import Forgotten
from covalue.service_levels.models import Incident


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Incident.objects.filter(contact__in=gone.contacts).update(rating_words="")
