"""What promises forget of a contact: what they answered and asked for, in their words, unless these are kept."""

from covalue.accounts.forgetting import Forgotten
from covalue.promises.models import Answer, Rhythm


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Answer.objects.filter(contact__in=gone.contacts).update(words="")
        for field in ("contact", "said_by"):
            Rhythm.objects.filter(**{f"{field}__in": gone.contacts}).update(words="")
