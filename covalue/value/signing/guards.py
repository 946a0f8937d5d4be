"""Whether a link still opens something, and whether a request can still be answered."""

from datetime import datetime

from django.utils.translation import gettext as _

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


def guard_link(signature_request: SignatureRequest, now: datetime) -> None:
    """Refuse a link that opens nothing any more; it leads to the receipt until it expires."""
    if signature_request.answered_at is None:
        guard_waiting(signature_request, now)
    elif signature_request.expires_at <= now:
        raise errors.WrongState(_("This link has expired."))


def guard_whole(signature_request: SignatureRequest) -> None:
    """Refuse to sign what was removed since, or was sent before every number was entered."""
    obstacle = obstacle_to(signature_request)
    if obstacle:
        raise errors.WrongState(obstacle)


def obstacle_to(signature_request: SignatureRequest) -> str:
    """Why it cannot be signed although it waits for an answer, as the contact reads it; empty when it can."""
    if signature_request.initiative.removed_at is not None:
        return _("This was withdrawn. There is nothing left to sign.")
    missing = queries.missing_of(signature_request)
    if not missing:
        return ""
    sentence = _("This cannot be signed: when it was sent, these had no value yet: {names}.")
    return sentence.format(names=", ".join(missing))
