"""What positions forget of a contact: their words where they may not stay; what they rated and named is a number."""

from covalue.accounts.forgetting import Forgotten
from covalue.positioning.models import Preference, Rating, Reason


def forget(gone: Forgotten) -> None:
    if gone.keep_words:
        return
    Rating.objects.filter(contact__in=gone.contacts).update(words="")
    Preference.objects.filter(contact__in=gone.contacts).update(words="", other="")
    Reason.objects.filter(contact__in=gone.contacts).update(words="–")
