"""Sealing rows of the database, and verifying the whole chain; how it works is in `seals`."""

import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from covalue.accounts import queries
from covalue.accounts.models import Contact
from covalue.core import events
from covalue.value.claims import deliveries
from covalue.value.models import SealHead, Signature
from covalue.value.signing import heads, seals
from covalue.value.signing.seals import Fault, Finding, Record

KEY: Final = "covalue.value.seal"
AT_ONCE: Final = 500
UNREADABLE: Final = (ValueError, ArithmeticError, AttributeError, KeyError, TypeError)  # what damaged data raises
FAULTS: Final = {
    Fault.CHANGED: "the record is not what was signed",
    Fault.SIGNER: "the name on record is not the one that signed",
    Fault.REMARK: "the comment on record is not the one that was written",
    Fault.CHAIN: "it does not follow the record before it",
    Fault.MISSING: "records before it are missing, or the audit log mentions one that is gone",
    Fault.FORGED: "it was not sealed by this installation (or its secret key was changed without keeping the old one)",
    Fault.CLAIM: "the claim is no longer as it was signed",
    Fault.BELONGS: "it is kept under another account, case, claim or contact than it was signed for",
    Fault.DAMAGED: "its text cannot be read",
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
    later = {"belongs": signature.belongs, "language": signature.language}  # records of before have neither
    return seals.text_of(
        {name: text for name, text in later.items() if text}
        | {
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


def mark_of(digest: str) -> str:
    """That this installation sealed a digest, also of another document than a signature."""
    return seals.mark(digest, _keys()[0])


def is_marked(digest: str, mark: str) -> bool:
    """Whether `mark` is that of this installation, under its key or one it had before."""
    return any(hmac.compare_digest(seals.mark(digest, key), mark) for key in _keys())


def digests_of(numbers: Iterable[int]) -> dict[int, str]:
    """The seals of these records, by number."""
    return dict(Signature.objects.filter(number__in=list(numbers)).values_list("number", "digest"))


def signers_of(numbers: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Who signed these records and their keys, by number; nothing for a name that was erased."""
    rows = Signature.objects.filter(number__in=list(numbers)).values_list("number", "signer_name", "pk")
    return {number: (name, pk) for number, name, pk in rows}


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
    signature.belongs = _belongs_of(signature)
    signature.signer_salt, signature.remark_salt = secrets.token_hex(16), secrets.token_hex(16)
    signature.signer_commitment, signature.remark_commitment = commitments(signature)
    signature.number, signature.previous = head.number + 1, head.digest
    signature.digest, signature.mark = sealed(signature)
    signature.save(force_insert=True)
    head.number, head.digest = signature.number, signature.digest
    head.mark = head_mark(head.number, head.digest)
    head.save()
    transaction.on_commit(lambda: heads.keep(signature.number, signature.digest, head.mark))
    return signature


def erased(signature: Signature) -> Signature:
    """Mark what an erasure left of signer and remark, where their salts are gone; not saved. Nobody without the key can."""
    signature.signer_left = "" if signature.signer_salt else _left(signature, _keys()[0])[0]
    signature.remark_left = "" if signature.remark_salt else _left(signature, _keys()[0])[1]
    return signature


def verify() -> Verified:
    """Compute every seal again: content, order, marks, end; the claims that were signed; and what the audit log tells of signing."""
    head = SealHead.objects.filter(pk=1).first() or SealHead()
    findings, count = seals.verified(_records(), head=(head.number, head.digest, head.mark), keys=_keys())
    findings = (*findings, *_claims_changed(), *_moved(), *_missing_by_the_log(), *_missing_by_the_heads())
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
    """Every record in order."""
    rows = Signature.objects.select_related("withdraws").order_by("number")
    numbers = list(rows.values_list("number", flat=True))
    for begin in range(0, len(numbers), AT_ONCE):
        part = numbers[begin : begin + AT_ONCE]
        try:
            yield from [_record(signature) for signature in rows.filter(number__in=part)]
        except UNREADABLE:
            yield from map(_readable_or_empty, part)


def _readable_or_empty(number: int) -> Record:
    """A record; one that cannot be read has no content, which breaks its seal."""
    rows = Signature.objects.filter(number=number)
    try:
        return _record(rows.select_related("withdraws").get())
    except UNREADABLE:
        return Record(**rows.values("number", "previous", "digest", "mark").get(), content="", signer=None, remark=None)


def _record(signature: Signature) -> Record:
    signer, remark = commitments(signature)
    left = _known_left(signature)
    return Record(
        number=signature.number,
        content=content_of(signature),
        previous=signature.previous,
        digest=signature.digest,
        mark=signature.mark,
        signer=(signature.signer_commitment, signer) if signature.signer_salt else (signature.signer_left, left[0]),
        remark=(signature.remark_commitment, remark) if signature.remark_salt else (signature.remark_left, left[1]),
    )


def _left(signature: Signature, key: bytes) -> tuple[str, str]:
    """The marks of what an erasure left of signer and remark."""
    who = "\x1f".join((signature.signer_name, signature.signer_email, signature.behalf_name))
    return (
        seals.mark(f"{seals.ERASED}signer{signature.digest}{who}", key),
        seals.mark(f"{seals.ERASED}remark{signature.digest}{signature.remark}", key),
    )


def _known_left(signature: Signature) -> tuple[str, str]:
    """The same under the key it was erased with, if that is known."""
    pairs = [_left(signature, key) for key in _keys()]
    told = (signature.signer_left, signature.remark_left)
    return next((pair for pair in pairs if pair[0] == told[0] or pair[1] == told[1]), pairs[0])


def _belongs_of(signature: Signature) -> str:
    """What it is signed for, as it is sealed."""
    return seals.text_of(
        {
            "account": signature.account_id,
            "case": signature.initiative_id,
            "claim": signature.claim_id,
            "contact": signature.contact_id,
        }
    )


def _moved() -> list[Finding]:
    """Records that hang on something else than what they were signed for, other than by a merge."""
    accounts, contacts = queries.standing_for(), queries.contact_merges_done()
    findings = []
    for signature in Signature.objects.exclude(belongs="").defer("amounts"):
        try:
            told = json.loads(signature.belongs)
            same = (told["case"], told["claim"]) == (signature.initiative_id, signature.claim_id)
            same &= _became(told["account"], signature.account_id, accounts)
            same &= _became(told["contact"], signature.contact_id, contacts) or _is_gone(told["contact"], signature)
        except UNREADABLE:
            findings.append(Finding(signature.number, Fault.DAMAGED))
        else:
            findings += [] if same else [Finding(signature.number, Fault.BELONGS)]
    return findings


def _is_gone(contact_id: int, signature: Signature) -> bool:
    """Whether the record names no contact because there is none any more."""
    return signature.contact_id is None and not queries.is_known_contact(contact_id)


def _became(before: int | None, now: int | None, merges: Mapping[int, int]) -> bool:
    """Whether a row is the other one, or was merged into it, directly or by several merges."""
    if now is None:
        return before is None
    seen: set[int] = set()
    while before is not None and before != now and before not in seen:
        seen.add(before)
        before = merges.get(before)
    return before == now


def _claims_changed() -> list[Finding]:
    """Claims that no longer read as they were signed."""
    findings = []
    signed_claims = Signature.objects.filter(claim__isnull=False, withdraws=None).defer("amounts")
    for signature in signed_claims.select_related("claim"):
        claim = signature.claim
        assert claim is not None
        try:
            document = signature.read
            signed = {line["key"]: line["amount"] for line in document["lines"]}
            told = (document["claim"], document["from"], document["until"], document["currency"])
            theirs = [line for line in claim.delivered if line.side == "customer"]
            now = {line.key: str(deliveries.cents(line.amount)) for line in theirs}
        except UNREADABLE:
            findings.append(Finding(signature.number, Fault.DAMAGED))
            continue
        here = (claim.pk, claim.starts_on.isoformat(), claim.ends_on.isoformat(), claim.currency)
        if now != signed or here != told:
            findings.append(Finding(signature.number, Fault.CLAIM))
    return findings


def _missing_by_the_log() -> list[Finding]:
    """One finding where the audit log knows of signatures or withdrawals that are gone."""
    logged, withdrawn = events.subjects("signed: "), events.subjects("withdrew signature")
    stored = {str(pk) for pk in Signature.objects.values_list("pk", flat=True)}
    taken_back = {str(pk) for pk in Signature.objects.exclude(withdraws=None).values_list("withdraws", flat=True)}
    return [Finding(0, Fault.MISSING)] if logged - stored or withdrawn - taken_back else []


def _missing_by_the_heads() -> list[Finding]:
    """Records that were the end of the chain once, by what is kept beside the database, and are gone."""
    stored = dict(Signature.objects.values_list("number", "digest"))
    kept = {number: digest for number, digest, mark in heads.kept() if _is_head(number, digest, mark)}
    return [Finding(number, Fault.MISSING) for number, digest in kept.items() if stored.get(number) != digest]


def _is_head(number: int, digest: str, mark: str) -> bool:
    return any(seals.mark(f"{seals.HEAD}{number}{digest}", key) == mark for key in _keys())


def _keys() -> tuple[bytes, ...]:
    """The key seals are marked with, and those it had before."""
    return tuple(
        salted_hmac(KEY, "seal", secret=secret, algorithm="sha256").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
