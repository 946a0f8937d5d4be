"""What the objectives forget of a contact: their full name in what was written."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.objectives.models import Link, Objective


def forget(gone: Forgotten) -> None:
    replace_name(gone, Objective.objects.filter(account=gone.account), "statement", "measure", "source")
    replace_name(gone, Link.objects.filter(ours__account=gone.account), "why")
