"""Value targets, initiatives with their value case, what they delivered, and what the customer signed."""

from covalue.value.cases.models import CaseTemplate, Confirmation, Distinction, Initiative, SheetRevision
from covalue.value.claims.models import Claim, Settlement
from covalue.value.signing.models import SealHead, Signature, SignatureRequest
from covalue.value.targets.models import Target

__all__ = [
    "CaseTemplate",
    "Claim",
    "Confirmation",
    "Distinction",
    "Initiative",
    "SealHead",
    "Settlement",
    "SheetRevision",
    "Signature",
    "SignatureRequest",
    "Target",
]
