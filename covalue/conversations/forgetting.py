"""What conversations forget of a contact: their words if wished, their motives in any case."""

from covalue.accounts.forgetting import Forgotten
from covalue.conversations.models import Statement


def forget(gone: Forgotten) -> None:
    said = Statement.objects.filter(contact__in=gone.contacts)
    if gone.keep_words:
        said.update(why_it_matters="")
    else:
        said.delete()
