"""What assessments and the ladder forget of a contact: their words when those may not stay."""

from covalue.accounts.forgetting import Forgotten
from covalue.standing.models import AssessmentRequest, DriverRating, RungEvidence
from covalue.standing.rules import RaterSide


def forget(gone: Forgotten) -> None:
    if gone.keep_words:
        return
    AssessmentRequest.objects.filter(contact__in=gone.contacts).update(remark="")
    DriverRating.objects.filter(request__contact__in=gone.contacts).update(remark="")
    RungEvidence.objects.filter(contact__in=gone.contacts, side=RaterSide.THEIRS).delete()
