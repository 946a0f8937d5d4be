"""What we write to contacts who are asked to rate the relationship."""

from covalue.contact_requests import letters
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import AssessmentRequest


def send_request(request: AssessmentRequest, *, again: bool) -> None:
    """To the contact: what is asked, by whom, until when, who will see it, and the link."""
    letters.send_request(ASSESSMENTS, request, again=again)
