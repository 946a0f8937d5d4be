"""Asking a contact to sign: by a personal link that expires, with a one-time code; as somebody's proxy if need be."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts.actions import give_address, guard_contact, guard_edits
from covalue.accounts.models import Contact
from covalue.contact_requests.lifetimes import LINK_DAYS, MOST_LINK_DAYS
from covalue.core import errors, events, jobs, removal
from covalue.core.events import Actor
from covalue.value import guards as case_guards
from covalue.value.cases import queries as cases
from covalue.value.cases.actions import end_version
from covalue.value.cases.readiness import GAP_NAMES, CaseGap
from covalue.value.claims import queries as claims
from covalue.value.models import Claim, Initiative, SignatureRequest
from covalue.value.signing import queries
from covalue.value.signing.kind import SIGNATURES


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


def revoke(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Take a request back: its link opens nothing from now on."""
    SIGNATURES.revoke(actor, request=signature_request, now=now)


def remind(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Write to them once more, with the same link; at most once a day."""
    SIGNATURES.remind(actor, request=signature_request, now=now)


def confirm_address(actor: Actor, *, signature_request: SignatureRequest, now: datetime) -> None:
    """Another of us stands behind the contact's address; all that was held for it is sent now, on whatever they are asked."""
    SIGNATURES.confirm_address(actor, request=signature_request, now=now)


def contact_left(actor: Actor, contact: Contact, now: datetime) -> None:
    """Who asked a contact who has left hears that they cannot answer any more."""
    for signature_request in SIGNATURES.unanswered().filter(contact=contact):
        jobs.enqueue("covalue.value.tasks.tell_of_leaving", signature_request.pk)


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
    SIGNATURES.guard_contact(account, contact)
    if on_behalf_of is not None:
        guard_contact(account, on_behalf_of, "on_behalf_of")
        if on_behalf_of == contact:
            raise errors.BadInput(_("A contact cannot sign on behalf of themselves."), field="on_behalf_of")
    if not 1 <= days <= MOST_LINK_DAYS:
        raise errors.BadInput(_("A link is valid for 1 to {most} days.").format(most=MOST_LINK_DAYS), field="days")
    _guard_not_waiting(initiative, claim, contact, now)
    _waiting(initiative, claim, contact, now).update(revoked_at=now)  # what could not be signed
    if claim is None:
        end_version(initiative)
    signature_request = SIGNATURES.ask(
        actor,
        account=account,
        contact=contact,
        now=now,
        written_by=queries.written_by(initiative, claim),
        initiative=initiative,
        claim=claim,
        on_behalf_of=on_behalf_of,
        document=document,
        words=words.strip()[:2000],
        expires_at=account.end_of(account.day_of(now) + timedelta(days=days)),
    )
    jobs.enqueue("covalue.value.tasks.tell_of_expiry", signature_request.pk, run_after=signature_request.expires_at)
    who = str(contact) if on_behalf_of is None else f"{contact}, on behalf of {on_behalf_of}"
    changes = {"contact": ("", who)} | ({"without": ("", lacks)} if lacks else {})
    events.write(actor, "asked for signature", subject=signature_request, stream=account, now=now, changes=changes)
    return signature_request


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
