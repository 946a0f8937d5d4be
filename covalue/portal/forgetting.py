"""What the portal forgets of a contact: their seat, their sign-in, and what they wrote if wished."""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.core import events
from covalue.people import actions as people
from covalue.portal.models import Assent, Comment, Guest, Look, Proposal


def forget(gone: Forgotten) -> None:
    now = gone.contact.erased_at
    assert now is not None
    seats = Guest.objects.filter(contact=gone.contact)
    addresses = list(seats.values_list("email", flat=True))
    seats.filter(revoked_at=None).update(revoked_at=now)
    seats.update(email="")
    for email in {*addresses, gone.email.lower()} - {""}:
        if not Guest.objects.filter(email=email, revoked_at=None).exists():
            people.forget_guest(events.system("erasure"), email=email, by=gone.by, now=now)
    if not gone.keep_words:
        Comment.objects.filter(contact=gone.contact).update(words="")
        Assent.objects.filter(contact=gone.contact).update(words="")
        Proposal.objects.filter(contact=gone.contact).update(words="")
    replace_name(gone, Comment.objects.filter(account=gone.account), "words")
    replace_name(gone, Proposal.objects.filter(account=gone.account), "title", "words", "answer")
    replace_name(gone, Assent.objects.filter(account=gone.account), "words")
    replace_name(gone, Look.objects.filter(account=gone.account), "welcome")
    for assent in Assent.objects.filter(account=gone.account):
        assent.reading = gone.in_data(assent.reading)
        assent.save(update_fields=["reading"])
