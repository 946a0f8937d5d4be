"""Value targets, initiatives with their value case, and what the customer signed."""

from covalue.value.models.cases import Confirmation, Initiative, SheetRevision
from covalue.value.models.targets import Target

__all__ = ["Confirmation", "Initiative", "SheetRevision", "Target"]
