"""A contact is asked where we stand: what of that is not the same for every request to a contact."""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts.models import Contact
from covalue.contact_requests.kinds import Happened, RequestKind
from covalue.core import errors
from covalue.positioning.models import PositionRequest
from covalue.search.rules import folded

ENDED: Final = "ended position request"
ASKED_AGAIN: Final = timedelta(days=90)  # who answered is not asked the same by a merge before this is over


class PositionRequests(RequestKind[PositionRequest]):
    """Requests to say where we stand; answers can be changed until the last day."""

    model = PositionRequest
    purpose = "covalue.positioning.link"
    tasks = "covalue.positioning.tasks"
    page = "positioning:answer"
    mail = "positioning/mail"
    contact_field = address_field = "contacts"
    verbs: ClassVar[Mapping[Happened, str]] = {
        Happened.REMINDED: "reminded of position request",
        Happened.NOT_REMINDED: "left out position reminder",
        Happened.LET_GO: "sent position request",
        Happened.REVOKED: "revoked position request",
        Happened.IN_NO_NAME: "ended position request in no name",
        Happened.ADDRESS_CHANGED: ENDED,
        Happened.RENAMED: ENDED,
        Happened.MERGED: ENDED,
        Happened.REPEATED: ENDED,
    }

    def ends_at(self, request: PositionRequest) -> datetime:
        return request.account.end_of(request.due_on)

    def ours(self, request: PositionRequest) -> str:
        return reverse("positioning:position", args=[request.account_id]) + "#asked"

    def subject(self, request: PositionRequest, company: str, *, again: bool) -> str:
        if again:
            return _("Reminder: where does {company} stand with you?").format(company=company)
        return _("Where does {company} stand with you?").format(company=company)

    def letter(self, request: PositionRequest) -> dict[str, Any]:
        return {"minutes": 2 + len(request.dimensions) // 3}

    def guard_running(self, request: PositionRequest, now: datetime) -> None:
        if request.account.archived_at is not None:
            raise errors.WrongState(_("This request was withdrawn."))
        if request.account.day_of(now) > request.due_on:
            raise errors.WrongState(_("The last day to answer this has passed."))

    def about(self, request: PositionRequest) -> Hashable:
        return request.account_id, folded(request.need)

    def answered_by(self, contact: Contact) -> set[Hashable]:
        rows = PositionRequest.objects.filter(contact=contact, revoked_at=None)
        recent = rows.filter(answered_at__gte=timezone.now() - ASKED_AGAIN)
        return {self.about(request) for request in recent}

    def told(self, happened: Happened, request: PositionRequest, before: str) -> dict[str, Any]:
        """Whom it was about."""
        who = str(request.contact)
        if happened is Happened.REMINDED:
            return {"name": who}
        ended = self.verbs[happened] == ENDED or happened in (Happened.REVOKED, Happened.IN_NO_NAME)
        return {"changes": {"contact": (who, "")}} if ended else {}


POSITIONS: Final = PositionRequests()
