"""Whether a link still opens something, and whether a request can still be answered."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.value.models import SignatureRequest
from covalue.value.signing import queries


def guard_waiting(signature_request: SignatureRequest, now: datetime) -> None:
    """Refuse what no longer waits for an answer, and say why."""
    if signature_request.answered_at is not None:
        raise errors.WrongState(_("This has already been answered; it can be answered once."))
    if signature_request.revoked_at is not None:
        raise errors.WrongState(_("This request was withdrawn."))
    if signature_request.returned_at is not None:
        raise errors.WrongState(_("This request was declined without an answer."))
    if signature_request.expires_at <= now:
        raise errors.WrongState(_("This link has expired."))
    if signature_request.held:
        raise errors.WrongState(_("This has not been sent yet: a colleague of ours confirms your address first."))
    ended = ended_by(signature_request)
    if ended:
        raise errors.WrongState(ended)


def may_be_answered(signature_request: SignatureRequest, now: datetime) -> bool:
    """Whether a contact can be written to about it, and answer."""
    try:
        guard_waiting(signature_request, now)
    except errors.WrongState:
        return False
    return True


def ended_by(signature_request: SignatureRequest) -> str:
    """What keeps it from being answered by anybody, or by this contact; empty when nothing does.

    It waits on, unanswerable, and can be answered again once a contact is back or a removal undone.
    """
    if signer_gone(signature_request):
        return signer_gone(signature_request)
    initiative, claim = signature_request.initiative, signature_request.claim
    if (
        initiative.removed_at is not None
        or initiative.archived_at is not None
        or (claim is not None and claim.removed_at is not None)
    ):
        return _("This was withdrawn. There is nothing left to sign.")
    if claim is not None and any(later.removed_at is None for later in claim.replacements.all()):
        return _("This was replaced by a later claim. There is nothing left to sign.")
    return ""


class Asks(Protocol):
    """What somebody of the customer was asked, of whatever kind."""

    contact: Contact


def signer_gone(signature_request: Asks) -> str:
    """That the contact is not there any more, or nothing."""
    contact = signature_request.contact
    if contact.departed_on is None and contact.erased_at is None and contact.merged_at is None:
        return ""
    return _("{contact} has left the company and can no longer answer this.").format(contact=contact)


def guard_link(signature_request: SignatureRequest, now: datetime) -> None:
    """Refuse a link that opens nothing any more; it leads to the receipt until it expires."""
    if signature_request.answered_at is None:
        guard_waiting(signature_request, now)
    elif signature_request.expires_at <= now:
        raise errors.WrongState(_("This link has expired."))
    elif signer_gone(signature_request):
        raise errors.WrongState(signer_gone(signature_request))


def guard_whole(signature_request: SignatureRequest) -> None:
    """Refuse to sign what was removed since, or was sent before every number was entered."""
    obstacle = obstacle_to(signature_request)
    if obstacle:
        raise errors.WrongState(obstacle)


def obstacle_to(signature_request: SignatureRequest) -> str:
    """Why it cannot be signed although it waits for an answer, as the contact reads it; empty when it can."""
    ended = ended_by(signature_request)
    if ended:
        return ended
    missing = queries.missing_of(signature_request)
    if not missing:
        return ""
    sentence = _("This cannot be signed: when it was sent, these had no value yet: {names}.")
    return sentence.format(names=", ".join(missing))
