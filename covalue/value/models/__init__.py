"""Value targets, initiatives with their value case, what they delivered, and what the customer signed."""

from covalue.value.models.cases import Confirmation, Initiative, SheetRevision
from covalue.value.models.claims import Claim, Settlement
from covalue.value.models.signing import SealHead, Signature, SignatureRequest
from covalue.value.models.targets import Target
from covalue.value.models.templates import CaseTemplate, Distinction

__all__ = [
    "CaseTemplate", "Claim", "Confirmation", "Distinction", "Initiative", "SealHead", "Settlement", "SheetRevision", "Signature", "SignatureRequest",
    "Target",
]  # fmt: skip
