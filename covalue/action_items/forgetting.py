"""What action items forget of a contact: their full name in what was written."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.action_items.models import Action


def forget(gone: Forgotten) -> None:
    replace_name(gone, Action.objects.filter(account=gone.account), "title", "note")
