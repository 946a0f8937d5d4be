"""What can be wrong with a case. Said as a kind and its words, so that the page can say it in the reader's language."""

from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """Each kind with the words it comes with."""

    EMPTY = "empty"
    TOO_LONG = "too long"  # most
    UNREADABLE = "unreadable"  # near
    UNKNOWN_NAME = "unknown name"  # name, meant
    NOT_ALLOWED = "not allowed"  # what
    UNITS_DIFFER = "units differ"  # left, right
    WRONG_UNIT = "wrong unit"  # found, wanted
    UNREADABLE_UNIT = "unreadable unit"  # unit
    NO_RATE = "no rate"  # currency, into
    NOT_FINITE = "not finite"
    POWER = "power"
    CIRCLE = "circle"  # names
    RANGE = "range"  # low, base, high
    RATE_RANGE = "rate range"  # low, base, high
    TWICE = "twice"  # name
    NOT_TOGETHER = "not together"  # names


class CaseError(ValueError):
    """A case that cannot be computed: where (a formula's or an assumption's name), what, and the words."""

    def __init__(self, fault: Fault, where: str = "", **words: Any) -> None:
        super().__init__(f"{where}: {fault}" if where else str(fault))
        self.fault, self.where, self.words = fault, where, words

    def at(self, where: str) -> "CaseError":
        """The same, with the place it was found in."""
        return CaseError(self.fault, where, **self.words)
