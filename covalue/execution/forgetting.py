"""What execution forgets of a contact: the words of their answers, unless these are kept."""

from covalue.accounts.forgetting import Forgotten
from covalue.execution.models import WorkAnswer


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        WorkAnswer.objects.filter(contact__in=gone.contacts).update(words="")
