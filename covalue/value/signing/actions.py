"""What a contact does with a question: get a code, sign, give it back, withdraw. What is signed is sealed and chained."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.value import queries, tasks
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Answer
from covalue.value.models import SealHead, Signature, SignatureRequest
from covalue.value.signing import documents, links, sealing
from covalue.value.signing.asking import guard_waiting

Way = Signature.Way


@dataclass(frozen=True)
class Said:
    """What a contact answers: whether they agree, and for a claim which amounts of which lines they sign for."""

    answer: Answer
    amounts: Mapping[str, Decimal]
    remark: str = ""


@transaction.atomic
def ask_for_code(*, request: SignatureRequest, now: datetime) -> None:
    """Have a one-time code sent to the contact's mail, and to no other."""
    request = SignatureRequest.objects.select_for_update().get(pk=request.pk)
    guard_readable(request, now)
    if request.code_at is not None and now - request.code_at < links.BETWEEN_CODES:
        raise errors.WrongState(_("A code is on its way. Wait half a minute before you ask for another."))
    if request.codes_sent >= links.MOST_CODES:
        raise errors.WrongState(_("Too many codes were asked for with this link. Ask for a new one."))
    request.codes_sent += 1
    request.code_hash, request.code_at, request.code_tries = "", now, 0
    request.save(update_fields=["codes_sent", "code_hash", "code_at", "code_tries"])
    tasks.send_code.enqueue(request.pk)


def open_by_code(actor: Actor, *, request: SignatureRequest, code: str, now: datetime) -> None:
    """The code that was mailed opens the document. BadInput for another; after a few tries a new one has to be sent."""
    with transaction.atomic():
        request = (
            SignatureRequest.objects.select_for_update(of=("self",))
            .select_related("account", "contact")
            .get(pk=request.pk)
        )
        guard_readable(request, now)
        fault = _try_code(request, code, now)
        if not fault:
            first = request.opened_at is None
            request.opened_at = request.opened_at or now
            request.save(update_fields=["opened_at"])
            if first:
                events.write(
                    _as(actor, request.contact),
                    "opened signature request",
                    subject=request,
                    stream=request.account,
                    now=now,
                )
    if fault:  # outside, so that the try is counted
        raise errors.BadInput(fault, field="code")


@transaction.atomic
def sign(actor: Actor, *, request: SignatureRequest, said: Said, way: str, now: datetime) -> Signature:
    """Sign what was asked, once. Agreeing signs every amount as it is claimed, disagreeing none."""
    request = (
        SignatureRequest.objects.select_for_update(of=("self",))
        .select_related("account", "initiative", "claim", "contact", "on_behalf_of")
        .get(pk=request.pk)
    )
    guard_waiting(request, now)
    _guard_said(said)
    document = request.read
    amounts = signed_amounts(document, said)
    request.answered_at = now
    request.save(update_fields=["answered_at"])
    signature = _seal(
        Signature(
            account=request.account,
            initiative=request.initiative,
            claim=request.claim,
            request=request,
            document=request.document,
            answer=said.answer,
            amounts={key: str(value) for key, value in amounts.items()},
            amount=sum(amounts.values(), Decimal(0)) if request.claim_id else None,
            currency=document.get("currency", "") if request.claim_id else "",
            way=way,
            signed_at=now,
        ),
        request.contact,
        request.on_behalf_of,
        said.remark,
    )
    if said.answer is not Answer.DISAGREE and request.claim_id is None:
        _begin_if_agreed(request, now)
    tasks.send_receipt.enqueue(signature.pk)
    events.write(
        _as(actor, request.contact),
        f"signed: {said.answer}",
        subject=signature,
        stream=request.account,
        now=now,
        changes={} if signature.amount is None else {"amount": ("", f"{signature.currency} {signature.amount}")},
    )
    return signature


@transaction.atomic
def give_back(actor: Actor, *, request: SignatureRequest, words: str, now: datetime) -> None:
    """Give a question back without an answer: not mine, ask somebody else, not in this form."""
    request = (
        SignatureRequest.objects.select_for_update(of=("self",)).select_related("account", "contact").get(pk=request.pk)
    )
    guard_waiting(request, now)
    if not words.strip():
        raise errors.BadInput(_("Say what keeps you from answering, or who should be asked."), field="words")
    request.returned_at, request.returned_words = now, " ".join(words.split())[:500]
    request.save(update_fields=["returned_at", "returned_words"])
    tasks.tell_of_return.enqueue(request.pk)
    events.write(
        _as(actor, request.contact),
        "gave signature request back",
        subject=request,
        stream=request.account,
        now=now,
        changes={"words": ("", request.returned_words)},
    )


@transaction.atomic
def withdraw_signature(actor: Actor, *, signature: Signature, reason: str, way: str, now: datetime) -> Signature:
    """Take a signature back, with the reason. Both stay in the chain; from now on it counts for nothing.

    By the contact who signed (their link, or as a guest), or noted by us when they told us otherwise.
    """
    if way == Way.NOTED:
        guard_edits(actor, signature.account)
    head = _head()
    signature = Signature.objects.select_related("account", "initiative", "claim", "contact").get(pk=signature.pk)
    if signature.withdraws_id is not None:
        raise errors.WrongState(_("This is a withdrawal itself. Ask for a new signature instead."))
    if not signature.stands:
        raise errors.WrongState(_("This signature was withdrawn already."))
    if not reason.strip():
        raise errors.BadInput(_("Say why it is withdrawn."), field="reason")
    document = documents.of_withdrawal(signature.number, signature.digest)
    noted_by = actor.user if way == Way.NOTED and isinstance(actor.user, User) else None
    found = _seal(
        Signature(
            account=signature.account,
            initiative=signature.initiative,
            claim=signature.claim,
            withdraws=signature,
            document=document,
            way=way,
            noted_by=noted_by,
            signed_at=now,
        ),
        signature.contact,
        None,
        reason,
        head=head,
        name=signature.signer_name,
        email=signature.signer_email,
    )
    who = actor if way == Way.NOTED or signature.contact is None else _as(actor, signature.contact)
    events.write(
        who,
        "withdrew signature",
        subject=signature,
        stream=signature.account,
        now=now,
        changes={"reason": ("", reason)},
    )
    return found


def signed_amounts(document: Mapping[str, Any], said: Said) -> dict[str, Decimal]:
    """What is signed for, by line of a claim: as claimed, nothing, or as said; nothing at all for a case."""
    claimed = {line["key"]: Decimal(line["amount"]) for line in document["lines"]} if "lines" in document else {}
    if said.answer is Answer.AGREE:
        return claimed
    if said.answer is Answer.DISAGREE:
        return dict.fromkeys(claimed, Decimal("0.00"))
    if unknown := set(said.amounts) - set(claimed):
        raise errors.BadInput(_("There is no line “{key}”.").format(key=min(unknown)), field="amounts")
    signed = {key: deliveries.cents(said.amounts.get(key, amount)) for key, amount in claimed.items()}
    if any(abs(amount) > deliveries.LARGEST for amount in signed.values()):
        raise errors.BadInput(_("This is more than can be signed."), field="amounts")
    if claimed and signed == claimed:
        raise errors.BadInput(_("These are the amounts as claimed. Agree, or change at least one."), field="amounts")
    return signed


def guard_readable(request: SignatureRequest, now: datetime) -> None:
    """Whoever signed may come back to their receipt while the link holds; everything else must wait for an answer."""
    if request.answered_at is None:
        guard_waiting(request, now)
    elif request.expires_at <= now:
        raise errors.WrongState(_("This link has expired."))


def _guard_said(said: Said) -> None:
    if said.answer is not Answer.AGREE and not said.remark.strip():
        raise errors.BadInput(_("Say in a sentence what you see differently."), field="remark")
    if len(said.remark) > 4000:
        raise errors.BadInput(_("This is longer than 4 000 characters."), field="remark")


def _try_code(request: SignatureRequest, code: str, now: datetime) -> str:
    """Empty if it is the code; otherwise what is wrong. Each try is counted."""
    if not request.code_hash or not links.code_holds(request.code_at, now):
        return _("The code has expired. Ask for another.")
    if request.code_tries >= links.TRIES:
        return _("Too many wrong codes. Ask for another.")
    request.code_tries += 1
    told = "".join(code.split())
    if constant_time_compare(links.hash_of(told, request.nonce), request.code_hash):
        request.code_hash = ""
        request.save(update_fields=["code_tries", "code_hash"])
        return ""
    request.save(update_fields=["code_tries"])
    return _("This is not the code we sent last.")


def _begin_if_agreed(request: SignatureRequest, now: datetime) -> None:
    """An agreed case delivers from the first of the next month on, unless somebody said otherwise before."""
    initiative = request.initiative
    if initiative.begins_on is None:
        initiative.begins_on = queries.first_of_next_month(now.date())
        initiative.save(update_fields=["begins_on"])


def _as(actor: Actor, contact: Contact) -> Actor:
    """The contact acts, from where the request came."""
    return Actor(user=actor.user, origin=actor.origin, request=actor.request, called=contact.name)


def _head() -> SealHead:
    """The end of the chain, locked until the transaction ends."""
    SealHead.objects.get_or_create(pk=1)
    return SealHead.objects.select_for_update().get(pk=1)


def _seal(
    signature: Signature,
    contact: Contact | None,
    behalf: Contact | None,
    remark: str,
    *,
    head: SealHead | None = None,
    name: str = "",
    email: str = "",
) -> Signature:
    """Put it at the end of the chain."""
    head = head or _head()
    signature.contact = contact
    signature.signer_name = name or (contact.name if contact else "")
    signature.signer_email = email or (contact.email if contact else "")
    signature.behalf_name = behalf.name if behalf else ""
    signature.remark = remark.strip()
    signature.signer_salt, signature.remark_salt = secrets.token_hex(16), secrets.token_hex(16)
    signature.signer_commitment, signature.remark_commitment = sealing.commitments(signature)
    signature.number, signature.previous = head.number + 1, head.digest
    signature.digest, signature.mark = sealing.sealed(signature)
    signature.save(force_insert=True)
    head.number, head.digest = signature.number, signature.digest
    head.mark = sealing.head_mark(head.number, head.digest)
    head.save()
    return signature
