"""What assessments and the ladder forget of a contact: where they were written to, and their words when those may not stay."""

from covalue.accounts.forgetting import Forgotten
from covalue.standing.models import AssessmentRequest, DriverRating, RungEvidence
from covalue.standing.rules import RaterSide


def forget(gone: Forgotten) -> None:
    theirs = AssessmentRequest.objects.filter(contact__in=gone.contacts)
    theirs.filter(answered_at=None, revoked_at=None).update(revoked_at=gone.contact.erased_at)
    theirs.update(email="")
    if gone.keep_words:
        return
    theirs.update(remark="", declined_words="")
    DriverRating.objects.filter(request__contact__in=gone.contacts).update(remark="")
    RungEvidence.objects.filter(contact__in=gone.contacts, side=RaterSide.THEIRS).delete()
