"""What a contact does with a request: get a code, sign, give it back, withdraw. What is signed is sealed and chained."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.contact_requests.kinds import as_contact
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.value.claims import deliveries
from covalue.value.claims.line_form import amounts_typed
from covalue.value.models import Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.value.signing import documents, links, queries, sealing
from covalue.value.signing.inputs import AnswerInput
from covalue.value.signing.kind import SIGNATURES
from covalue.value.signing.lifetimes import BETWEEN_CODES, CODES_PER_LINK, TRIES_PER_CODE

Way = Signature.Way


@dataclass(frozen=True)
class SignedAnswer:
    """What a contact answers: whether they agree, and for a claim which amounts of which lines they sign for.

    `language` is the one in which they read what they sign.
    """

    choice: Answer
    amounts: Mapping[str, Decimal]
    remark: str = ""
    language: str = ""

    @classmethod
    def typed(cls, body: AnswerInput, fields: Mapping[str, Any]) -> "SignedAnswer":
        """What a page sent: amounts are read from the fields of the lines, where they agree in part."""
        amounts = amounts_typed(fields) if body.answer is Answer.PARTLY else {}
        return cls(body.answer, amounts, body.remark, get_language() or "")


@transaction.atomic
def ask_for_code(*, signature_request: SignatureRequest, now: datetime) -> None:
    """Have a one-time code sent to the contact's mail, and to no other."""
    signature_request = SIGNATURES.locked(signature_request)
    SIGNATURES.guard_link(signature_request, now)
    if signature_request.code_at is not None and now - signature_request.code_at < BETWEEN_CODES:
        raise errors.WrongState(_("A code is on its way. Wait half a minute before you request another."))
    if signature_request.codes_sent >= CODES_PER_LINK:
        raise errors.WrongState(_("Too many codes were requested with this link. Please ask for a new link."))
    signature_request.codes_sent += 1
    signature_request.code_hash, signature_request.code_at, signature_request.code_tries = "", now, 0
    signature_request.save(update_fields=["codes_sent", "code_hash", "code_at", "code_tries"])
    jobs.enqueue("covalue.value.tasks.send_code", signature_request.pk)


def open_by_code(actor: Actor, *, signature_request: SignatureRequest, code: str, now: datetime) -> None:
    """The code that was mailed opens the document. BadInput for another; after a few tries a new one has to be sent."""
    with transaction.atomic():
        signature_request = SIGNATURES.locked(signature_request)
        SIGNATURES.guard_link(signature_request, now)
        fault = _try_code(signature_request, code, now)
        if not fault and SIGNATURES.note_opened(signature_request, now):
            events.write(
                as_contact(actor, signature_request.contact),
                "opened signature request",
                subject=signature_request,
                stream=signature_request.account,
                now=now,
            )
            if queries.missing_of(signature_request):
                jobs.enqueue("covalue.value.tasks.tell_of_missing", signature_request.pk)
    if fault:  # outside, so that the try is counted
        raise errors.BadInput(fault, field="code")


@transaction.atomic
def sign(
    actor: Actor, *, signature_request: SignatureRequest, answer: SignedAnswer, way: str, now: datetime
) -> Signature:
    """Sign what was requested, once. Agreeing signs every amount as it is claimed, disagreeing none."""
    signature_request = SIGNATURES.locked(signature_request)
    SIGNATURES.guard_waiting(signature_request, now)
    SIGNATURES.guard_whole(signature_request)
    _guard_answer(answer)
    document = signature_request.read
    amounts = signed_amounts(document, answer)
    signature_request.answered_at = now
    signature_request.save(update_fields=["answered_at"])
    signature = sealing.append(
        Signature(
            account=signature_request.account,
            initiative=signature_request.initiative,
            claim=signature_request.claim,
            request=signature_request,
            document=signature_request.document,
            answer=answer.choice,
            amounts={key: str(value) for key, value in amounts.items()},
            amount=sum(amounts.values(), Decimal(0)) if signature_request.claim_id else None,
            currency=document.get("currency", "") if signature_request.claim_id else "",
            language=answer.language,
            way=way,
            signed_at=now,
        ),
        signature_request.contact,
        signature_request.on_behalf_of,
        answer.remark,
        email=signature_request.email,
    )
    if answer.choice is not Answer.DISAGREE and signature_request.claim_id is None:
        _begin_if_agreed(signature_request, now)
    jobs.enqueue("covalue.value.tasks.send_receipt", signature.pk)
    events.write(
        as_contact(actor, signature_request.contact),
        f"signed: {answer.choice}",
        subject=signature,
        stream=signature_request.account,
        now=now,
        changes={} if signature.amount is None else {"amount": ("", f"{signature.currency} {signature.amount}")},
    )
    return signature


@transaction.atomic
def give_back(actor: Actor, *, signature_request: SignatureRequest, words: str, now: datetime) -> None:
    """Give a request back without an answer: not mine, ask somebody else, not in this form."""
    signature_request = SIGNATURES.locked(signature_request)
    SIGNATURES.guard_waiting(signature_request, now)
    if not words.strip():
        raise errors.BadInput(_("Say why you cannot answer, or who should be asked."), field="words")
    SIGNATURES.decline(signature_request, words, now)
    jobs.enqueue("covalue.value.tasks.tell_of_return", signature_request.pk)
    events.write(
        as_contact(actor, signature_request.contact),
        "gave signature request back",
        subject=signature_request,
        stream=signature_request.account,
        now=now,
        changes={"words": ("", signature_request.declined_words)},
    )


@transaction.atomic
def withdraw_signature(actor: Actor, *, signature: Signature, reason: str, way: str, now: datetime) -> Signature:
    """Take a signature back, with the reason. Both stay in the chain; from now on it counts for nothing.

    By the contact who signed (their link, or as a guest), or noted by us when they told us otherwise.
    """
    if way == Way.NOTED:
        guard_edits(actor, signature.account)
    head = sealing.lock_head()
    signature = Signature.objects.select_related("account", "initiative", "claim", "contact").get(pk=signature.pk)
    if signature.withdraws_id is not None:
        raise errors.WrongState(_("This is itself a withdrawal. Ask for a new signature instead."))
    if not signature.stands:
        raise errors.WrongState(_("This signature has already been withdrawn."))
    if not reason.strip():
        raise errors.BadInput(_("Give a reason for the withdrawal."), field="reason")
    document = documents.of_withdrawal(signature.number, signature.digest)
    noted_by = actor.user if way == Way.NOTED and isinstance(actor.user, User) else None
    withdrawal = sealing.append(
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
    jobs.enqueue("covalue.value.tasks.send_receipt", withdrawal.pk)
    who = actor if way == Way.NOTED or signature.contact is None else as_contact(actor, signature.contact)
    events.write(
        who,
        "withdrew signature",
        subject=signature,
        stream=signature.account,
        now=now,
        changes={"reason": ("", reason)},
    )
    return withdrawal


def signed_amounts(document: Mapping[str, Any], answer: SignedAnswer) -> dict[str, Decimal]:
    """What is signed for, by line of a claim: as claimed, nothing, or as answered; nothing at all for a case."""
    claimed = {line["key"]: Decimal(line["amount"]) for line in document["lines"]} if "lines" in document else {}
    if answer.choice is Answer.AGREE:
        return claimed
    if answer.choice is Answer.DISAGREE:
        return dict.fromkeys(claimed, Decimal("0.00"))
    if unknown := set(answer.amounts) - set(claimed):
        raise errors.BadInput(_("There is no line “{key}”.").format(key=min(unknown)), field="amounts")
    signed = {key: deliveries.cents(answer.amounts.get(key, amount)) for key, amount in claimed.items()}
    if any(abs(amount) > deliveries.LARGEST for amount in signed.values()):
        raise errors.BadInput(_("This amount is too large to sign."), field="amounts")
    if claimed and signed == claimed:
        raise errors.BadInput(_("These are the claimed amounts. Agree, or change at least one."), field="amounts")
    return signed


def _guard_answer(answer: SignedAnswer) -> None:
    if answer.choice is not Answer.AGREE and not answer.remark.strip():
        raise errors.BadInput(_("Say in a sentence what you see differently."), field="remark")
    if len(answer.remark) > 4000:
        raise errors.BadInput(_("This is longer than 4 000 characters."), field="remark")


def _try_code(signature_request: SignatureRequest, code: str, now: datetime) -> str:
    """Empty if it is the code; otherwise what is wrong. Each try is counted."""
    if not signature_request.code_hash or not links.code_is_valid(signature_request.code_at, now):
        return _("The code has expired. Request a new one.")
    if signature_request.code_tries >= TRIES_PER_CODE:
        return _("Too many wrong codes. Request a new one.")
    signature_request.code_tries += 1
    typed = "".join(code.split())
    if constant_time_compare(links.hash_of(typed, signature_request.nonce), signature_request.code_hash):
        signature_request.code_hash = ""
        signature_request.save(update_fields=["code_tries", "code_hash"])
        return ""
    signature_request.save(update_fields=["code_tries"])
    return _("This is not the latest code we sent.")


def _begin_if_agreed(signature_request: SignatureRequest, now: datetime) -> None:
    """An agreed case delivers from the first of the next month on, unless somebody said otherwise before."""
    initiative = signature_request.initiative
    if initiative.begins_on is None:
        initiative.begins_on = deliveries.first_of_next_month(initiative.account.day_of(now))
        initiative.save(update_fields=["begins_on"])
