"""Seals: a hash over everything that was signed, chained to the one before, and marked with the workspace's own key.

Whoever changes a signed row in the database breaks its digest; who calculates the digests again breaks the marks, which need the
key of the installation; who takes rows away breaks the chain or leaves the head behind. Names and remarks enter as salted
commitments: without them the seal still holds, so that a person can be forgotten (docs/decisions/0030).
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

HEAD: Final = "head"
ERASED: Final = "erased"


class Fault(StrEnum):
    """What can be wrong with a sealed record."""

    CHANGED = "changed"  # its content is not what was sealed
    SIGNER = "signer"  # the name beside it is not the one that was sealed
    REMARK = "remark"  # the remark beside it is not the one that was sealed
    CHAIN = "chain"  # it does not follow the one before
    MISSING = "missing"  # a number is left out
    FORGED = "forged"  # it carries a mark that this installation did not make
    CLAIM = "claim"  # the claim no longer reads as it was signed
    BELONGS = "belongs"  # it hangs on something else than what it was signed for
    DAMAGED = "damaged"  # its text cannot be read
    CUT = "cut"  # the chain ends before its head, or goes on after it


@dataclass(frozen=True)
class Record:
    """A signed row as the chain sees it."""

    number: int
    content: str
    previous: str
    digest: str
    mark: str
    signer: tuple[str, str] | None  # what it should commit to, and the commitment of what stands there now; once it was
    # erased, the mark of what that left, and the mark of what stands there now
    remark: tuple[str, str] | None


@dataclass(frozen=True)
class Finding:
    """Something wrong with record `number`."""

    number: int
    fault: Fault


def text_of(content: dict[str, Any]) -> str:
    """One text for one content: keys in order, nothing between."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: str, previous: str) -> str:
    """SHA-256 over the content and the digest before it, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def commitment(salt: str, *words: str) -> str:
    """What stands in the seal for words that may one day be forgotten; without the salt nobody can guess them."""
    return hmac.new(salt.encode(), "\x1f".join(words).encode(), hashlib.sha256).hexdigest()


def mark(value: str, key: bytes) -> str:
    """That this installation sealed it: HMAC-SHA-256 of a digest under its key."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def verified(
    records: Iterable[Record], *, head: tuple[int, str, str], keys: Iterable[bytes]
) -> tuple[tuple[Finding, ...], int]:
    """What is wrong with the chain, and how many records it has. `head`: last number, digest and mark as kept apart."""
    known = tuple(keys)
    findings: list[Finding] = []
    number, previous, count = 0, "", 0
    for record in records:
        count += 1
        findings += [Finding(record.number, fault) for fault in _faults(record, number, previous, known)]
        number, previous = record.number, record.digest
    if (number, previous) != head[:2] or (number and not _marked(f"{HEAD}{head[0]}{head[1]}", head[2], known)):
        findings.append(Finding(head[0], Fault.CUT))
    return tuple(findings), count


def _faults(record: Record, number: int, previous: str, keys: tuple[bytes, ...]) -> list[Fault]:
    faults = []
    if record.number != number + 1:
        faults.append(Fault.MISSING)
    elif record.previous != previous:
        faults.append(Fault.CHAIN)
    if digest(record.content, record.previous) != record.digest:
        faults.append(Fault.CHANGED)
    if not _marked(record.digest, record.mark, keys):
        faults.append(Fault.FORGED)
    if record.signer and record.signer[0] != record.signer[1]:
        faults.append(Fault.SIGNER)
    if record.remark and record.remark[0] != record.remark[1]:
        faults.append(Fault.REMARK)
    return faults


def _marked(value: str, claimed: str, keys: tuple[bytes, ...]) -> bool:
    return any(hmac.compare_digest(mark(value, key), claimed) for key in keys)
