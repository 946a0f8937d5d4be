"""What conversations forget of a contact: their words if wished, their motives in any case, their name everywhere."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.conversations.models import Conversation, Statement


def forget(gone: Forgotten) -> None:
    said = Statement.objects.filter(contact=gone.contact)
    if gone.keep_words:
        said.update(why_it_matters="")
    else:
        said.delete()
    replace_name(gone, Conversation.objects.filter(account=gone.account), "subject", "notes")
    statements = Statement.objects.filter(conversation__account=gone.account)
    replace_name(gone, statements, "words", "why_it_matters")
