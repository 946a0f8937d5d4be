"""Sealing rows of the database, and verifying the whole chain; how it works is in `seals`."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from covalue.accounts.models import Contact
from covalue.core.models import Event
from covalue.value.claims import deliveries
from covalue.value.models import SealHead, Signature
from covalue.value.signing import seals
from covalue.value.signing.seals import Fault, Finding, Record

KEY: Final = "covalue.value.seal"
FAULTS: Final = {
    Fault.CHANGED: "the record is not what was signed",
    Fault.SIGNER: "the name on record is not the one that signed",
    Fault.REMARK: "the comment on record is not the one that was written",
    Fault.CHAIN: "it does not follow the record before it",
    Fault.MISSING: "records before it are missing, or the audit log mentions one that is gone",
    Fault.FORGED: "it was not sealed by this installation (or its secret key was changed without keeping the old one)",
    Fault.CLAIM: "the claim is no longer as it was signed",
    Fault.CUT: "the chain does not end where it should: records were removed or added",
}


@dataclass(frozen=True)
class Verified:
    """What verifying found. `head` is the last digest: kept elsewhere, it proves later that nothing was cut off."""

    records: int
    erased: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        return not self.findings


def content_of(signature: Signature) -> str:
    """What is sealed of a signature."""
    return seals.text_of(
        {
            "number": signature.number,
            "document": seals.digest(signature.document, ""),
            "answer": signature.answer,
            "amounts": {key: str(Decimal(amount)) for key, amount in signature.amounts.items()},
            "amount": "" if signature.amount is None else str(deliveries.cents(signature.amount)),
            "currency": signature.currency,
            "withdraws": signature.withdraws.number if signature.withdraws is not None else None,
            "signer": signature.signer_commitment,
            "remark": signature.remark_commitment,
            "way": signature.way,
            "signed_at": signature.signed_at.astimezone(UTC).isoformat(),
        }
    )


def commitments(signature: Signature) -> tuple[str, str]:
    """What stands in the seal for signer and remark."""
    who = (signature.signer_name, signature.signer_email, signature.behalf_name)
    return seals.commitment(signature.signer_salt, *who), seals.commitment(signature.remark_salt, signature.remark)


def sealed(signature: Signature) -> tuple[str, str]:
    """Digest and mark of a signature that knows its number and what went before."""
    digest = seals.digest(content_of(signature), signature.previous)
    return digest, seals.mark(digest, _keys()[0])


def head_mark(number: int, digest: str) -> str:
    """The mark of the end of the chain."""
    return seals.mark(f"{seals.HEAD}{number}{digest}", _keys()[0])


def lock_head() -> SealHead:
    """The end of the chain, locked until the transaction ends."""
    SealHead.objects.get_or_create(pk=1)
    return SealHead.objects.select_for_update().get(pk=1)


def append(
    signature: Signature,
    contact: Contact | None,
    behalf: Contact | None,
    remark: str,
    *,
    head: SealHead | None = None,
    name: str = "",
    email: str = "",
) -> Signature:
    """Seal a signature and put it at the end of the chain; `head` is the end, locked, where the caller holds it already."""
    head = head or lock_head()
    signature.contact = contact
    signature.signer_name = name or (contact.name if contact else "")
    signature.signer_email = email or (contact.email if contact else "")
    signature.behalf_name = behalf.name if behalf else ""
    signature.remark = remark.strip()
    signature.signer_salt, signature.remark_salt = secrets.token_hex(16), secrets.token_hex(16)
    signature.signer_commitment, signature.remark_commitment = commitments(signature)
    signature.number, signature.previous = head.number + 1, head.digest
    signature.digest, signature.mark = sealed(signature)
    signature.save(force_insert=True)
    head.number, head.digest = signature.number, signature.digest
    head.mark = head_mark(head.number, head.digest)
    head.save()
    return signature


def verify() -> Verified:
    """Compute every seal again: content, order, marks, end; the claims that were signed; and what the audit log tells of signing."""
    head = SealHead.objects.filter(pk=1).first() or SealHead()
    findings, count = seals.verified(_records(), head=(head.number, head.digest, head.mark), keys=_keys())
    findings = (*findings, *_claims_changed(), *_missing_by_the_log())
    erased = Signature.objects.filter(signer_salt="").count()
    return Verified(
        count, erased, head.digest, tuple(sorted(set(findings), key=lambda finding: (finding.number, finding.fault)))
    )


def intact(signature: Signature) -> bool:
    """Whether one record is what was sealed; the chain around it is for `verify`."""
    record = _record(signature)
    same = seals.digest(record.content, record.previous) == record.digest
    marked = any(seals.mark(record.digest, key) == record.mark for key in _keys())
    opened = all(pair is None or pair[0] == pair[1] for pair in (record.signer, record.remark))
    return same and marked and opened


def find(digest: str) -> Signature | None:
    """The record of a receipt."""
    return Signature.objects.filter(digest=digest).first()


def _records() -> Iterator[Record]:
    for signature in Signature.objects.select_related("withdraws").order_by("number").iterator(chunk_size=500):
        yield _record(signature)


def _record(signature: Signature) -> Record:
    signer, remark = commitments(signature)
    return Record(
        number=signature.number,
        content=content_of(signature),
        previous=signature.previous,
        digest=signature.digest,
        mark=signature.mark,
        signer=(signature.signer_commitment, signer) if signature.signer_salt else None,
        remark=(signature.remark_commitment, remark) if signature.remark_salt else None,
    )


def _claims_changed() -> list[Finding]:
    """Claims that no longer read as they were signed."""
    findings = []
    for signature in Signature.objects.filter(claim__isnull=False, withdraws=None).select_related("claim"):
        document, claim = signature.read, signature.claim
        assert claim is not None
        theirs = [line for line in claim.delivered if line.side == "customer"]
        now = {line.key: str(deliveries.cents(line.amount)) for line in theirs}
        signed = {line["key"]: line["amount"] for line in document["lines"]}
        period = (claim.starts_on.isoformat(), claim.ends_on.isoformat())
        if now != signed or period != (document["from"], document["until"]) or claim.currency != document["currency"]:
            findings.append(Finding(signature.number, Fault.CLAIM))
    return findings


def _missing_by_the_log() -> list[Finding]:
    """One finding where the audit log knows of signatures that are gone."""
    logged = {
        subject.partition(":")[2]
        for subject in Event.objects.filter(verb__startswith="signed: ").values_list("subject", flat=True)
    }
    stored = {str(pk) for pk in Signature.objects.values_list("pk", flat=True)}
    return [Finding(0, Fault.MISSING)] if logged - stored else []


def _keys() -> tuple[bytes, ...]:
    """The key seals are marked with, and those it had before."""
    return tuple(
        salted_hmac(KEY, "seal", secret=secret, algorithm="sha256").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
