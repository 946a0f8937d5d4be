"""Asking a contact to sign: by a personal link that expires, with a one-time code; as somebody's proxy if need be."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.actions import give_address, guard_contact, guard_edits
from covalue.accounts.models import Contact
from covalue.core import errors, events, jobs, mailboxes, removal
from covalue.core.events import Actor
from covalue.value import guards as case_guards
from covalue.value.cases import queries as cases
from covalue.value.cases.actions import end_version
from covalue.value.cases.readiness import GAP_NAMES, CaseGap
from covalue.value.claims import queries as claims
from covalue.value.models import Claim, Initiative, SignatureRequest
from covalue.value.signing import links, queries
from covalue.value.signing.guards import ended_by, guard_waiting, guard_whole
from covalue.value.signing.lifetimes import BETWEEN_REMINDERS, LINK_DAYS, MOST_LINK_DAYS, REMIND_AFTER


@transaction.atomic
def ask_for_case(
    actor: Actor,
    *,
    initiative: Initiative,
    contact: Contact,
    now: datetime,
    words: str = "",
    days: int = LINK_DAYS,
    on_behalf_of: Contact | None = None,
    email: str = "",
    without: Collection[CaseGap] = (),
) -> SignatureRequest:
    """Ask a contact to agree to a case as it is now. An `email` they lack is saved on the contact.

    What the case lacks and `without` does not name is refused: it is asked without it knowingly, or not at all.
    """
    guard_edits(actor, initiative.account)
    case_guards.current_case(initiative)
    document = queries.case_document(initiative)
    lacks = _lacks(initiative, without)
    contact = give_address(actor, contact=contact, email=email, now=now)
    return _ask(actor, initiative, None, document, contact, on_behalf_of, words, days, now, lacks)


def _lacks(initiative: Initiative, without: Collection[CaseGap]) -> str:
    """What the case lacks, in words; BadInput where any of it was not said to be known."""
    gaps = cases.case(initiative).readiness.gaps
    unsaid = ", ".join(str(GAP_NAMES[gap]) for gap in gaps if gap not in without)
    if unsaid:
        sentence = _("Not filled in: {what}. Fill it in, or tick that you ask without it.").format(what=unsaid)
        raise errors.BadInput(sentence, field="without")
    return ", ".join(gaps)


@transaction.atomic
def ask_for_claim(
    actor: Actor,
    *,
    claim: Claim,
    contact: Contact,
    now: datetime,
    words: str = "",
    days: int = LINK_DAYS,
    on_behalf_of: Contact | None = None,
    email: str = "",
) -> SignatureRequest:
    """Ask a contact to validate what was delivered in a period. An `email` they lack is saved on the contact."""
    guard_edits(actor, claim.account)
    case_guards.current_case(claim.initiative)
    removal.guard_current(claim)
    if claims.replaced(claim):
        raise errors.WrongState(_("This claim was replaced by a later one."))
    contact = give_address(actor, contact=contact, email=email, now=now)
    return _ask(actor, claim.initiative, claim, queries.claim_document(claim), contact, on_behalf_of, words, days, now)


@transaction.atomic
def revoke(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Take a request back: its link opens nothing from now on."""
    guard_edits(actor, signature_request.account)
    signature_request = _locked(signature_request)
    if signature_request.answered_at is not None:
        raise errors.WrongState(_("This has already been answered."))
    if signature_request.revoked_at is None:
        signature_request.revoked_at = now
        signature_request.save(update_fields=["revoked_at"])
        events.write(
            actor, "revoked signature request", subject=signature_request, stream=signature_request.account, now=now
        )


@transaction.atomic
def remind(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Write to them once more, with the same link; at most once a day."""
    guard_edits(actor, signature_request.account)
    signature_request = _locked(signature_request)
    guard_waiting(signature_request, now)
    guard_whole(signature_request)
    if now - (signature_request.reminded_at or signature_request.asked_at) < BETWEEN_REMINDERS:
        raise errors.WrongState(_("They were contacted less than a day ago."))
    signature_request.reminders += 1
    signature_request.reminded_at = now
    signature_request.save(update_fields=["reminders", "reminded_at"])
    jobs.enqueue("covalue.value.tasks.send_request", signature_request.pk, True)
    events.write(
        actor, "reminded of signature request", subject=signature_request, stream=signature_request.account, now=now
    )


@transaction.atomic
def guard_name(signature_request: SignatureRequest, *, again: bool, now: datetime) -> bool:
    """Whether a letter may still go in the name of who asked; the history says why, where it may not.

    What was never sent ends then, so that a colleague can ask; what was sent can be signed as before.
    """
    account = signature_request.account
    if signature_request.asked_by is None or accounts.reaches(signature_request.asked_by, account):
        return True
    if again:
        actor = events.system("reminder")
        events.write(actor, "left out reminder", subject=signature_request, stream=account, now=now)
    else:
        _end(events.system("request"), signature_request, "ended request in no name", now)
    return False


@transaction.atomic
def confirm_address(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Another of us stands behind the contact's address; all that was held for it is sent now, on whatever they are asked."""
    guard_edits(actor, signature_request.account)
    signature_request = _locked(signature_request)
    if not signature_request.held or not signature_request.open:
        raise errors.WrongState(_("This has already been confirmed, or has ended."))
    if signature_request.expires_at <= now:
        raise errors.WrongState(_("This request has expired. Whoever asked can ask again."))
    if ended_by(signature_request):
        raise errors.WrongState(ended_by(signature_request))
    addresses.confirm(actor, signature_request.contact, now)


def address_confirmed(actor: Actor, contact: Contact, now: datetime) -> None:
    """What was held for the address is sent, where whoever confirmed it may open what is asked."""
    for signature_request in _unanswered_by(contact).filter(held=True, expires_at__gt=now):
        may = actor.user is None or accounts.may_edit(actor.user, signature_request.account)
        if may and mailboxes.same(signature_request.email, contact.email) and not ended_by(signature_request):
            _let_go(actor, signature_request, now)


def _let_go(actor: Actor, signature_request: SignatureRequest, now: datetime) -> None:
    signature_request.held = False
    signature_request.save(update_fields=["held"])
    _send(signature_request, now)
    events.write(
        actor, "let signature request go", subject=signature_request, stream=signature_request.account, now=now
    )


def address_changed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """What waits for an answer at the address before ends, and the people at both ends are told."""
    for signature_request in _unanswered_by(contact):
        if mailboxes.same(signature_request.email, contact.email):
            continue
        if not signature_request.held:
            jobs.enqueue("covalue.value.tasks.tell_of_change", signature_request.pk)
        _end(actor, signature_request, "ended signature request", now, {"email": (before, contact.email)})


def contact_renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """What waits for an answer of the person before ends: whoever is asked under another name is asked anew."""
    for signature_request in _unanswered_by(contact):
        _end(actor, signature_request, "ended request of another name", now, {"name": (before, contact.name)})


def contact_left(actor: Actor, contact: Contact, now: datetime) -> None:
    """Who asked a contact who has left hears that they cannot answer any more."""
    for signature_request in _unanswered_by(contact):
        jobs.enqueue("covalue.value.tasks.tell_of_leaving", signature_request.pk)


def contacts_merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """One person is asked one thing once, at the address they have, and never on behalf of themselves."""
    address_changed(actor, kept, "", now)
    if addresses.came_with_merge(actor.user, kept, now):
        _end_all(actor, kept, now)
    asked = set()
    for signature_request in _unanswered_by(kept).order_by("held", "asked_at", "pk"):
        about = (signature_request.initiative_id, signature_request.claim_id)
        if about in asked or signature_request.on_behalf_of_id == kept.pk:
            jobs.enqueue("covalue.value.tasks.tell_of_merging", signature_request.pk)
            _end(actor, signature_request, "ended repeated signature request", now)
        else:
            asked.add(about)


def _end_all(actor: Actor, kept: Contact, now: datetime) -> None:
    """The address came with the merge: what was sent to it was asked of the other contact."""
    for signature_request in _unanswered_by(kept):
        jobs.enqueue("covalue.value.tasks.tell_of_merging", signature_request.pk)
        _end(actor, signature_request, "ended request of merged contact", now)


def _unanswered_by(contact: Contact) -> QuerySet[SignatureRequest]:
    """What waits for an answer of this contact, sent or held, locked."""
    rows = queries.unanswered_requests().filter(contact=contact).select_for_update(of=("self",))
    return rows.select_related("account", "initiative", "claim", "contact")


def _end(
    actor: Actor,
    signature_request: SignatureRequest,
    verb: str,
    now: datetime,
    changes: dict[str, tuple[object, object]] | None = None,
) -> None:
    signature_request.revoked_at = now
    signature_request.save(update_fields=["revoked_at"])
    events.write(
        actor, verb, subject=signature_request, stream=signature_request.account, now=now, changes=changes or {}
    )


def _locked(signature_request: SignatureRequest) -> SignatureRequest:
    """The request as it is now, locked until the transaction ends."""
    return (
        SignatureRequest.objects.select_for_update(of=("self",))
        .select_related("account", "initiative", "claim", "contact")
        .get(pk=signature_request.pk)
    )


def _ask(
    actor: Actor,
    initiative: Initiative,
    claim: Claim | None,
    document: str,
    contact: Contact,
    on_behalf_of: Contact | None,
    words: str,
    days: int,
    now: datetime,
    lacks: str = "",
) -> SignatureRequest:
    account = initiative.account
    guard_contact(account, contact, "contact")
    if not contact.email:
        raise errors.BadInput(
            _("{contact} has no email address; the link and the code are sent there.").format(contact=contact),
            field="email",
        )
    if contact.departed_on is not None:
        raise errors.BadInput(_("{contact} has left the company.").format(contact=contact), field="contact")
    if on_behalf_of is not None:
        guard_contact(account, on_behalf_of, "on_behalf_of")
        if on_behalf_of == contact:
            raise errors.BadInput(_("A contact cannot sign on behalf of themselves."), field="on_behalf_of")
    if not 1 <= days <= MOST_LINK_DAYS:
        raise errors.BadInput(_("A link is valid for 1 to {most} days.").format(most=MOST_LINK_DAYS), field="days")
    writers = queries.written_by(initiative, claim)
    held = addresses.waits(actor.user, contact, account, written_by=writers)
    _guard_not_waiting(initiative, claim, contact, now)
    _waiting(initiative, claim, contact, now).update(revoked_at=now)  # what could not be signed
    if claim is None:
        end_version(initiative)
    signature_request = SignatureRequest.objects.create(
        account=account,
        initiative=initiative,
        claim=claim,
        contact=contact,
        on_behalf_of=on_behalf_of,
        email=contact.email,
        address=addresses.current(contact),
        held=held,
        document=document,
        words=words.strip()[:2000],
        asked_by=actor.user,
        asked_at=now,
        expires_at=account.end_of(account.day_of(now) + timedelta(days=days)),
        nonce=links.nonce(),
    )
    if held:
        if not _is_asked_already(signature_request, now):
            jobs.enqueue("covalue.value.tasks.ask_to_confirm", signature_request.pk)
    else:
        _send(signature_request, now)
    jobs.enqueue("covalue.value.tasks.tell_of_expiry", signature_request.pk, run_after=signature_request.expires_at)
    who = str(contact) if on_behalf_of is None else f"{contact}, on behalf of {on_behalf_of}"
    changes = {"contact": ("", who)} | ({"without": ("", lacks)} if lacks else {})
    events.write(actor, "asked for signature", subject=signature_request, stream=account, now=now, changes=changes)
    return signature_request


def _is_asked_already(signature_request: SignatureRequest, now: datetime) -> bool:
    """Whether colleagues were asked about this address and have not answered: one answer lets all go."""
    held = queries.unanswered_requests().filter(contact=signature_request.contact, held=True, expires_at__gt=now)
    others = held.filter(account=signature_request.account).exclude(pk=signature_request.pk)
    return any(mailboxes.same(email, signature_request.email) for email in others.values_list("email", flat=True))


def _send(signature_request: SignatureRequest, now: datetime) -> None:
    """The letter with the link, and reminders while there is time."""
    jobs.enqueue("covalue.value.tasks.send_request", signature_request.pk, False)
    for after in REMIND_AFTER:
        if now + after < signature_request.expires_at:
            jobs.enqueue("covalue.value.tasks.remind", signature_request.pk, run_after=now + after)


def _waiting(
    initiative: Initiative, claim: Claim | None, contact: Contact, now: datetime
) -> QuerySet[SignatureRequest]:
    waiting = queries.open_requests(initiative, claim).filter(contact=contact, expires_at__gt=now)
    return waiting.select_related("initiative")


def _guard_not_waiting(initiative: Initiative, claim: Claim | None, contact: Contact, now: datetime) -> None:
    if any(not queries.missing_of(waiting) for waiting in _waiting(initiative, claim, contact, now)):
        raise errors.WrongState(
            _("{contact} has already been asked. Withdraw that request before you send a new one.").format(
                contact=contact
            )
        )
