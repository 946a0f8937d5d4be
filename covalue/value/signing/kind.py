"""A contact is asked to sign: what of that is not the same for every request to a contact."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts.models import Contact
from covalue.contact_requests.kinds import Happened, RequestKind, gone
from covalue.core import errors
from covalue.value.models import SignatureRequest
from covalue.value.signing import queries
from covalue.value.signing.links import LINK


class SignatureRequests(RequestKind[SignatureRequest]):
    """Requests to sign a case or a claim, which is done once."""

    model = SignatureRequest
    purpose = LINK
    tasks = "covalue.value.tasks"
    page = "value:sign"
    mail = "value/signing/mail"
    related = ("account", "initiative", "claim", "contact", "on_behalf_of", "asked_by", "signature")
    answered_once = True
    address_field = "email"
    no_address: ClassVar[str | Promise] = gettext_lazy(
        "{contact} has no email address; the link and the code are sent there."
    )
    stays = ("document", "code_hash")
    verbs: ClassVar[Mapping[Happened, str]] = {
        Happened.REMINDED: "reminded of signature request",
        Happened.NOT_REMINDED: "left out reminder",
        Happened.LET_GO: "let signature request go",
        Happened.REVOKED: "revoked signature request",
        Happened.IN_NO_NAME: "ended request in no name",
        Happened.ADDRESS_CHANGED: "ended signature request",
        Happened.RENAMED: "ended request of another name",
        Happened.MERGED: "ended request of merged contact",
        Happened.REPEATED: "ended repeated signature request",
    }
    told_by: ClassVar[Mapping[Happened, str]] = {
        Happened.MERGED: "tell_of_merging",
        Happened.REPEATED: "tell_of_merging",
    }

    def ends_at(self, request: SignatureRequest) -> datetime:
        return request.expires_at

    def ours(self, request: SignatureRequest) -> str:
        """The page of what is to be signed."""
        if request.claim_id:
            return reverse("value:claim", args=[request.claim_id])
        return reverse("value:case", args=[request.initiative_id])

    def subject(self, request: SignatureRequest, company: str, *, again: bool) -> str:
        """A case is an estimate to agree to, a claim something delivered to confirm."""
        if request.claim_id is None:
            if again:
                subject = _("Reminder: {company} asks whether you agree to an estimate of value")
            else:
                subject = _("{company} asks whether you agree to an estimate of value")
        elif again:
            subject = _("Reminder: {company} asks you to confirm the value of our joint work")
        else:
            subject = _("{company} asks you to confirm the value of our joint work")
        return subject.format(company=company)

    def letter(self, request: SignatureRequest) -> dict[str, Any]:
        return {"signature_request": request}

    def guard_confirmable(self, request: SignatureRequest, now: datetime) -> None:
        if request.expires_at <= now:
            raise errors.WrongState(_("This request has expired. Whoever asked can ask again."))
        if ended := self.ended_by(request):
            raise errors.WrongState(ended)

    def guard_reminder(self, request: SignatureRequest, now: datetime) -> None:
        """Nobody is reminded of what cannot be signed."""
        super().guard_reminder(request, now)
        self.guard_whole(request)

    def guard_whole(self, request: SignatureRequest) -> None:
        """Refuse to sign what was removed since, or was sent before every number was entered."""
        if obstacle := self.obstacle_to(request):
            raise errors.WrongState(obstacle)

    def obstacle_to(self, request: SignatureRequest) -> str:
        """Why it cannot be signed although it waits for an answer, as the contact reads it; empty when it can."""
        if ended := self.ended_by(request):
            return ended
        missing = queries.missing_of(request)
        if not missing:
            return ""
        sentence = _("This cannot be signed: when it was sent, these had no value yet: {names}.")
        return sentence.format(names=", ".join(missing))

    def guard_link(self, request: SignatureRequest, now: datetime) -> None:
        """Refuse a link that opens nothing any more; it leads to the receipt until it expires."""
        if request.answered_at is None:
            self.guard_waiting(request, now)
        elif request.expires_at <= now:
            raise errors.WrongState(_("This link has expired."))
        elif left := gone(request):
            raise errors.WrongState(left)

    def ended_by(self, request: SignatureRequest) -> str:
        """It waits on, unanswerable, and can be answered again once a contact is back or a removal undone."""
        if ended := super().ended_by(request):
            return ended
        initiative, claim = request.initiative, request.claim
        if (
            initiative.removed_at is not None
            or initiative.archived_at is not None
            or (claim is not None and claim.removed_at is not None)
        ):
            return _("This was withdrawn. There is nothing left to sign.")
        if claim is not None and any(later.removed_at is None for later in claim.replacements.all()):
            return _("This was replaced by a later claim. There is nothing left to sign.")
        return ""

    def about(self, request: SignatureRequest) -> Hashable:
        return request.initiative_id, request.claim_id

    def asks_themselves(self, request: SignatureRequest, kept: Contact) -> bool:
        """Nobody signs on behalf of themselves."""
        return request.on_behalf_of_id == kept.pk


SIGNATURES: Final = SignatureRequests()
