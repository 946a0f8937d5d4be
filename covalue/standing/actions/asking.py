"""Asking contacts by a personal link, and colleagues in their day."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_edits
from covalue.accounts.models import Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.standing import guards
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, AssessmentRequest, OurRater
from covalue.standing.queries import rounds as queries

remind, revoke, confirm_address = ASSESSMENTS.remind, ASSESSMENTS.revoke, ASSESSMENTS.confirm_address


@transaction.atomic
def ask(
    actor: Actor,
    *,
    assessment: Assessment,
    contacts: Iterable[Contact] = (),
    colleagues: Iterable[User] = (),
    now: datetime,
) -> list[AssessmentRequest]:
    """Ask contacts and colleagues at once; whoever was asked already is left as they are. BadInput names who cannot be asked."""
    guard_edits(actor, assessment.account)
    guards.lock(assessment)
    guards.running(assessment, now)
    asked = [_ask_contact(actor, assessment, contact, now) for contact in _not_asked(assessment, contacts)]
    for user in colleagues:
        _ask_colleague(actor, assessment, user, now)
    return asked


@transaction.atomic
def release(actor: Actor, *, rater: OurRater, now: datetime) -> None:
    """A colleague does not have to rate any more, by their own word or that of whoever asks."""
    if actor.user is None or actor.user.pk != rater.user_id:
        guard_edits(actor, rater.assessment.account)
    guards.lock(rater.assessment)
    rater.refresh_from_db(fields=["answered_at", "left_at"])
    if rater.answered_at is not None:
        raise errors.WrongState(_("{name} has already rated.").format(name=rater.user))
    if rater.left_at is None:
        rater.left_at = now
        rater.save(update_fields=["left_at"])
        changes = {"rater": (rater.user, "")}
        stream = rater.assessment.account
        events.write(actor, "released rater", subject=rater.assessment, stream=stream, changes=changes, now=now)


def _not_asked(assessment: Assessment, contacts: Iterable[Contact]) -> list[Contact]:
    asked = set(assessment.requests.filter(revoked_at=None).values_list("contact", flat=True))
    return [contact for contact in contacts if contact.pk not in asked]


def _ask_contact(actor: Actor, assessment: Assessment, contact: Contact, now: datetime) -> AssessmentRequest:
    account = assessment.account
    ASSESSMENTS.guard_contact(account, contact)
    request = ASSESSMENTS.ask(actor, account=account, contact=contact, now=now, assessment=assessment)
    changes = {"contact": ("", contact)}
    events.write(actor, "asked for assessment", subject=assessment, stream=account, changes=changes, now=now)
    return request


def _ask_colleague(actor: Actor, assessment: Assessment, user: User, now: datetime) -> None:
    guard_colleague(assessment.account, user, "colleagues")
    if not queries.is_blind(assessment) and queries.has_answers(assessment):
        raise errors.WrongState(_("Answers are shown already, so no other colleague can rate without knowing them."))
    rater, added = OurRater.objects.get_or_create(assessment=assessment, user=user, defaults={"asked_at": now})
    if not added and rater.left_at is None:
        return
    if assessment.closed_at is None and not added:
        rater.left_at, rater.asked_at = None, now
        rater.save(update_fields=["left_at", "asked_at"])
    changes = {"rater": ("", user)}
    events.write(
        actor, "asked colleague for assessment", subject=assessment, stream=assessment.account, changes=changes, now=now
    )
