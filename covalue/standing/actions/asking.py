"""Asking contacts by a personal link, and colleagues in their day; what follows when an address or a contact changes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits
from covalue.accounts.models import Contact
from covalue.core import errors, events, jobs, mailboxes
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.standing import guards
from covalue.standing.models import Assessment, AssessmentRequest, OurRater
from covalue.standing.queries import rounds as queries
from covalue.value.signing import links
from covalue.value.signing.lifetimes import BETWEEN_REMINDERS, REMIND_AFTER


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
def remind(actor: Actor, *, request: AssessmentRequest, now: datetime) -> None:
    """Write to them once more, with the same link; at most once a day."""
    guard_edits(actor, request.account)
    request = locked(request)
    guards.waiting(request, now)
    if request.answered_at is not None:
        raise errors.WrongState(_("They have already answered."))
    if now - (request.reminded_at or request.asked_at) < BETWEEN_REMINDERS:
        raise errors.WrongState(_("They were contacted less than a day ago."))
    request.reminders += 1
    request.reminded_at = now
    request.save(update_fields=["reminders", "reminded_at"])
    jobs.enqueue("covalue.standing.tasks.send_request", request.pk, True)
    events.write(actor, "reminded of assessment", subject=request, stream=request.account, now=now, name=_who(request))


@transaction.atomic
def revoke(actor: Actor, *, request: AssessmentRequest, now: datetime) -> None:
    """Take a request back: its link opens nothing from now on. What was answered stays."""
    guard_edits(actor, request.account)
    request = locked(request)
    if request.answered_at is not None:
        raise errors.WrongState(_("They have already answered."))
    if request.revoked_at is None:
        _end(actor, request, "revoked assessment request", now)


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


@transaction.atomic
def confirm_address(actor: Actor, *, request: AssessmentRequest, now: datetime) -> None:
    """Another of us stands behind the contact's address; all that was held for it is sent now, whatever they are asked."""
    guard_edits(actor, request.account)
    request = locked(request)
    if not request.held or not request.open:
        raise errors.WrongState(_("This has already been confirmed, or has ended."))
    guards.running(request.assessment, now)
    addresses.confirm(actor, request.contact, now)


@transaction.atomic
def guard_name(request: AssessmentRequest, *, again: bool, now: datetime) -> bool:
    """Whether a letter may still go in the name of who asked; the history says why, where it may not.

    What was never sent ends then, so that a colleague can ask; what was sent can be answered as before.
    """
    if request.asked_by is None or accounts.reaches(request.asked_by, request.account):
        return True
    if again:
        actor = events.system("reminder")
        events.write(actor, "left out assessment reminder", subject=request, stream=request.account, now=now)
    else:
        _end(events.system("request"), request, "ended assessment request in no name", now)
    return False


def address_confirmed(actor: Actor, contact: Contact, now: datetime) -> None:
    """What was held for the address is sent, where whoever confirmed it may open the account."""
    for request in _unanswered_by(contact).filter(held=True):
        may = actor.user is None or accounts.may_edit(actor.user, request.account)
        if may and mailboxes.same(request.email, contact.email):
            request.held = False
            if guards.may_be_answered(request, now):
                request.save(update_fields=["held"])
                _send(request, now)
                events.write(actor, "sent assessment request", subject=request, stream=request.account, now=now)


def address_changed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """What waits for an answer at the address before ends, and that address is told."""
    for request in _unanswered_by(contact):
        if not mailboxes.same(request.email, contact.email):
            if not request.held:
                jobs.enqueue("covalue.standing.tasks.tell_of_change", request.pk)
            _end(actor, request, "ended assessment request", now)


def contact_renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """What waits for an answer of the person before ends: whoever is asked under another name is asked anew."""
    for request in _unanswered_by(contact):
        _end(actor, request, "ended assessment request", now)


def contacts_merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """One person is asked once in a round, at the address they have; who has answered it is not asked again."""
    address_changed(actor, kept, "", now)
    if addresses.came_with_merge(actor.user, kept, now):
        contact_renamed(actor, kept, "", now)
    answered = AssessmentRequest.objects.filter(contact=kept, answered_at__isnull=False, revoked_at=None)
    asked = set(answered.values_list("assessment", flat=True))
    for request in _unanswered_by(kept).order_by("held", "asked_at", "pk"):
        if request.assessment_id in asked:
            _end(actor, request, "ended assessment request", now)
        asked.add(request.assessment_id)


def locked(request: AssessmentRequest) -> AssessmentRequest:
    """The request as it is now, locked until the transaction ends."""
    rows = AssessmentRequest.objects.select_for_update(of=("self",))
    return rows.select_related("account", "assessment__account", "contact", "asked_by").get(pk=request.pk)


def _not_asked(assessment: Assessment, contacts: Iterable[Contact]) -> list[Contact]:
    asked = set(assessment.requests.filter(revoked_at=None).values_list("contact", flat=True))
    return [contact for contact in contacts if contact.pk not in asked]


def _ask_contact(actor: Actor, assessment: Assessment, contact: Contact, now: datetime) -> AssessmentRequest:
    account = assessment.account
    guard_contact(account, contact, "contacts")
    if not contact.email:
        raise errors.BadInput(_("{contact} has no email address.").format(contact=contact), field="contacts")
    if contact.departed_on is not None or contact.erased_at is not None:
        raise errors.BadInput(_("{contact} has left the company.").format(contact=contact), field="contacts")
    request = AssessmentRequest.objects.create(
        account=account,
        assessment=assessment,
        contact=contact,
        email=contact.email,
        address=addresses.current(contact),
        held=addresses.waits(actor.user, contact, account),
        asked_by=actor.user,
        asked_at=now,
        nonce=links.nonce(),
    )
    if request.held:
        jobs.enqueue("covalue.standing.tasks.ask_to_confirm", request.pk)
    else:
        _send(request, now)
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


def _send(request: AssessmentRequest, now: datetime) -> None:
    """The letter with the link, and reminders while there is time."""
    jobs.enqueue("covalue.standing.tasks.send_request", request.pk, False)
    for after in REMIND_AFTER:
        if request.account.day_of(now + after) <= request.assessment.due_on:
            jobs.enqueue("covalue.standing.tasks.remind", request.pk, run_after=now + after)


def _unanswered_by(contact: Contact) -> QuerySet[AssessmentRequest]:
    """What waits for an answer of this contact, sent or held, locked; of a closed round, too, which may be opened again."""
    rows = AssessmentRequest.objects.filter(contact=contact, answered_at=None, declined_at=None, revoked_at=None)
    return rows.select_for_update(of=("self",)).select_related("account", "assessment__account", "contact")


def _end(actor: Actor, request: AssessmentRequest, verb: str, now: datetime) -> None:
    request.revoked_at = now
    request.save(update_fields=["revoked_at"])
    events.write(
        actor, verb, subject=request, stream=request.account, now=now, changes={"contact": (_who(request), "")}
    )


def _who(request: AssessmentRequest) -> str:
    return str(request.contact)
