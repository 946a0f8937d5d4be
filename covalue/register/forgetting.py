"""What the register forgets of a contact: their full name in what was written."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.register.models import Action


def forget(gone: Forgotten) -> None:
    replace_name(gone, Action.objects.filter(account=gone.account), "title", "note")
