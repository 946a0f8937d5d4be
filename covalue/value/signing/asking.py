"""Asking a contact to sign: by a personal link that expires, with a one-time code; as somebody's proxy if need be."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.value import guards, queries, tasks
from covalue.value.models import Claim, Initiative, SignatureRequest
from covalue.value.signing import documents, evidence, links

DAYS: Final = 21
MOST_DAYS: Final = 90
REMIND_AFTER: Final = (timedelta(days=4), timedelta(days=11))


@transaction.atomic
def ask_for_case(
    actor: Actor,
    *,
    initiative: Initiative,
    contact: Contact,
    now: datetime,
    words: str = "",
    days: int = DAYS,
    on_behalf_of: Contact | None = None,
) -> SignatureRequest:
    """Ask a contact to agree to a case as it is now."""
    guard_edits(actor, initiative.account)
    guards.not_removed(initiative)
    document = case_document(initiative)
    return _ask(actor, initiative, None, document, contact, on_behalf_of, words, days, now)


@transaction.atomic
def ask_for_claim(
    actor: Actor,
    *,
    claim: Claim,
    contact: Contact,
    now: datetime,
    words: str = "",
    days: int = DAYS,
    on_behalf_of: Contact | None = None,
) -> SignatureRequest:
    """Ask a contact to validate what was delivered in a period."""
    guard_edits(actor, claim.account)
    guards.not_removed(claim)
    if queries.replaced(claim):
        raise errors.WrongState(_("This claim was replaced by a later one."))
    return _ask(actor, claim.initiative, claim, claim_document(claim), contact, on_behalf_of, words, days, now)


@transaction.atomic
def revoke(actor: Actor, *, request: SignatureRequest, now: datetime) -> None:
    """Take a question back: its link opens nothing from now on."""
    guard_edits(actor, request.account)
    request = SignatureRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
    if request.answered_at is not None:
        raise errors.WrongState(_("It was answered already."))
    if request.revoked_at is None:
        request.revoked_at = now
        request.save(update_fields=["revoked_at"])
        events.write(actor, "revoked signature request", subject=request, stream=request.account, now=now)


@transaction.atomic
def remind(actor: Actor, *, request: SignatureRequest, now: datetime) -> None:
    """Write to them once more, with the same link; at most once a day."""
    guard_edits(actor, request.account)
    request = SignatureRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
    guard_waiting(request, now)
    if now - (request.reminded_at or request.asked_at) < timedelta(hours=20):
        raise errors.WrongState(_("They were written to less than a day ago."))
    request.reminders += 1
    request.reminded_at = now
    request.save(update_fields=["reminders", "reminded_at"])
    tasks.send_request.enqueue(request.pk, True)
    events.write(actor, "reminded of signature request", subject=request, stream=request.account, now=now)


def guard_waiting(request: SignatureRequest, now: datetime) -> None:
    """Refuses what no longer waits for an answer, and says why."""
    if request.answered_at is not None:
        raise errors.WrongState(_("This was answered already; it can be answered once."))
    if request.revoked_at is not None:
        raise errors.WrongState(_("This question was taken back."))
    if request.returned_at is not None:
        raise errors.WrongState(_("This was given back without an answer."))
    if request.expires_at <= now:
        raise errors.WrongState(_("This link has expired."))


def case_document(initiative: Initiative) -> str:
    """What the customer would sign of a case as it is now. WrongState when there is nothing to sign yet."""
    view = queries.case(initiative)
    if view.figures.result is None:
        raise errors.WrongState(_("The case cannot be reckoned yet: {why}").format(why=view.figures.sentence))
    if not documents.shown_lines(view.sheet):
        raise errors.WrongState(_("The case says nothing yet of what the customer gains or gives."))
    return documents.of_case(
        view.sheet,
        view.figures.result,
        account=initiative.account.name,
        title=initiative.title,
        target=initiative.target.title if initiative.target else "",
        revision=initiative.revision,
    )


def claim_document(claim: Claim) -> str:
    """What the customer would sign of a claim."""
    return documents.of_claim(
        claim.delivered,
        account=claim.account.name,
        title=claim.initiative.title,
        claim=claim.pk,
        period=(claim.starts_on.isoformat(), claim.ends_on.isoformat()),
        currency=claim.currency,
        remark=claim.remark,
        evidence=[(file.name, evidence.digest_of(file)) for file in claim.evidence.order_by("pk")],
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
) -> SignatureRequest:
    account = initiative.account
    guards.contact_of(account, contact, "contact")
    if not contact.email:
        raise errors.BadInput(
            _("{contact} has no mail address; link and code are sent there.").format(contact=contact), field="contact"
        )
    if contact.departed_on is not None:
        raise errors.BadInput(_("{contact} has left the company.").format(contact=contact), field="contact")
    if on_behalf_of is not None:
        guards.contact_of(account, on_behalf_of, "on_behalf_of")
        if on_behalf_of == contact:
            raise errors.BadInput(_("Nobody signs on behalf of themselves."), field="on_behalf_of")
    if not 1 <= days <= MOST_DAYS:
        raise errors.BadInput(_("A link holds from 1 to {most} days.").format(most=MOST_DAYS), field="days")
    _guard_not_waiting(initiative, claim, contact, now)
    request = SignatureRequest.objects.create(
        account=account,
        initiative=initiative,
        claim=claim,
        contact=contact,
        on_behalf_of=on_behalf_of,
        document=document,
        words=words.strip()[:2000],
        asked_by=actor.user,
        asked_at=now,
        expires_at=now + timedelta(days=days),
        nonce=links.nonce(),
    )
    tasks.send_request.enqueue(request.pk, False)
    for after in REMIND_AFTER:
        if now + after < request.expires_at:
            tasks.remind.using(run_after=now + after).enqueue(request.pk)
    tasks.tell_of_expiry.using(run_after=request.expires_at).enqueue(request.pk)
    asked = str(contact) if on_behalf_of is None else f"{contact}, on behalf of {on_behalf_of}"
    events.write(
        actor, "asked for signature", subject=request, stream=account, now=now, changes={"contact": ("", asked)}
    )
    return request


def _guard_not_waiting(initiative: Initiative, claim: Claim | None, contact: Contact, now: datetime) -> None:
    waiting = SignatureRequest.objects.filter(
        initiative=initiative,
        claim=claim,
        contact=contact,
        answered_at=None,
        returned_at=None,
        revoked_at=None,
        expires_at__gt=now,
    )
    if waiting.exists():
        raise errors.WrongState(
            _("{contact} is asked already. Take that question back before you ask anew.").format(contact=contact)
        )
