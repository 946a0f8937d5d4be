"""What profiles forget of a contact: who said it, where their words may not stay; the fact itself is the company's."""

from covalue.accounts.forgetting import Forgotten
from covalue.profiles.models import Finding, FindingVersion, Signal


def forget(gone: Forgotten) -> None:
    if gone.keep_words:
        return
    Finding.objects.filter(contact__in=gone.contacts).update(contact=None)
    FindingVersion.objects.filter(contact__in=gone.contacts).update(contact=None)
    Signal.objects.filter(contact__in=gone.contacts, kind="sameness").delete()
    Signal.objects.filter(contact__in=gone.contacts).update(contact=None)
