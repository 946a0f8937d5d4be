"""A contact is asked to rate the relationship: what of that is not the same for every request to a contact."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Contact
from covalue.contact_requests.kinds import Happened, RequestKind
from covalue.standing import guards
from covalue.standing.models import AssessmentRequest

ENDED: Final = "ended assessment request"


class AssessmentRequests(RequestKind[AssessmentRequest]):
    """Requests to rate in a round; answers can be changed as long as it runs."""

    model = AssessmentRequest
    purpose = "covalue.standing.link"
    tasks = "covalue.standing.tasks"
    page = "standing:answer"
    mail = "standing/mail"
    related = ("account", "assessment__account", "assessment__driver_set", "contact", "asked_by")
    contact_field = address_field = "contacts"
    verbs: ClassVar[Mapping[Happened, str]] = {
        Happened.REMINDED: "reminded of assessment",
        Happened.NOT_REMINDED: "left out assessment reminder",
        Happened.LET_GO: "sent assessment request",
        Happened.REVOKED: "revoked assessment request",
        Happened.IN_NO_NAME: "ended assessment request in no name",
        Happened.ADDRESS_CHANGED: ENDED,
        Happened.RENAMED: ENDED,
        Happened.MERGED: ENDED,
        Happened.REPEATED: ENDED,
    }

    def ends_at(self, request: AssessmentRequest) -> datetime:
        return request.assessment.account.end_of(request.assessment.due_on)

    def ours(self, request: AssessmentRequest) -> str:
        return reverse("standing:assessment", args=[request.assessment_id])

    def subject(self, request: AssessmentRequest, company: str, *, again: bool) -> str:
        if again:
            return _("Reminder: how do you see the work with {company}?").format(company=company)
        return _("How do you see the work with {company}?").format(company=company)

    def letter(self, request: AssessmentRequest) -> dict[str, Any]:
        return {"minutes": max(2, request.assessment.driver_set.drivers.count() // 3)}

    def guard_running(self, request: AssessmentRequest, now: datetime) -> None:
        guards.running(request.assessment, now)

    def about(self, request: AssessmentRequest) -> Hashable:
        return request.assessment_id

    def answered_by(self, contact: Contact) -> set[Hashable]:
        rows = AssessmentRequest.objects.filter(contact=contact, answered_at__isnull=False, revoked_at=None)
        return set(rows.values_list("assessment", flat=True))

    def told(self, happened: Happened, request: AssessmentRequest, before: str) -> dict[str, Any]:
        """Whom it was about."""
        who = str(request.contact)
        if happened is Happened.REMINDED:
            return {"name": who}
        ended = self.verbs[happened] == ENDED or happened in (Happened.REVOKED, Happened.IN_NO_NAME)
        return {"changes": {"contact": (who, "")}} if ended else {}


ASSESSMENTS: Final = AssessmentRequests()
