"""What rounds forget of a contact: their full name in evidence, reasons, letters and dossiers of their account."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.selection.models import Agreed, Candidate, Dossier, Letter, Rating


def forget(gone: Forgotten) -> None:
    replace_name(gone, Rating.objects.filter(candidate__account=gone.account), "evidence")
    replace_name(gone, Agreed.objects.filter(candidate__account=gone.account), "reason")
    replace_name(gone, Candidate.objects.filter(account=gone.account), "reason", "why")
    replace_name(gone, Letter.objects.filter(candidate__account=gone.account), "subject", "body")
    replace_name(gone, Dossier.objects.filter(candidate__account=gone.account), "coverage", "transition")
