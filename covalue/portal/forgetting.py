"""What the portal forgets of a contact: their seat, their sign-in, and what they wrote if wished."""

from covalue.accounts.forgetting import Forgotten
from covalue.core import events, mailboxes
from covalue.people import actions as people
from covalue.portal.models import Assent, Comment, Guest, Proposal


def forget(gone: Forgotten) -> None:
    now = gone.contact.erased_at
    assert now is not None
    seats = Guest.objects.filter(contact__in=gone.contacts)
    addresses = {*seats.values_list("email", flat=True), *map(mailboxes.folded, gone.person.emails)} - {""}
    seats.filter(revoked_at=None).update(revoked_at=now)
    seats.update(email="")
    for email in sorted(addresses):
        if not Guest.objects.filter(email=email, revoked_at=None).exists():
            people.forget_guest(events.system("erasure"), email=email, by=gone.by, now=now)
    if not gone.keep_words:
        for model in (Comment, Assent, Proposal):
            model._default_manager.filter(contact__in=gone.contacts).update(words="")
