"""Value targets and how far an account is with its value, in the business's words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

SCALE: Final = (1, 2, 3, 4, 5)
FIRST_ABOVE: Final = 12  # of 25: impact for the customer times our fit


class TargetState(StrEnum):
    """How sure we are that the customer wants it."""

    HYPOTHESIS = "hypothesis"
    DISCUSSED = "discussed"
    VALIDATED = "validated"
    PARKED = "parked"


class Answer(StrEnum):
    """What a contact says to a case or to a claim."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"


ANSWER_NAMES: Final[dict[Answer, str | Promise]] = {
    Answer.AGREE: _l("agreed"),
    Answer.PARTLY: _l("agreed in part"),
    Answer.DISAGREE: _l("disagreed"),
}


class Settled(StrEnum):
    """What is done about another number than ours that a contact said. Once theirs is taken it is ours, and they stand behind it."""

    TAKEN = "taken"
    KEPT = "kept"
    ASKED = "asked"


SETTLED_NAMES: Final[dict[Settled, str | Promise]] = {
    Settled.TAKEN: _l("take theirs"),
    Settled.KEPT: _l("keep ours, with the reason"),
    Settled.ASKED: _l("ask them again"),
}


def priority(impact: int | None, fit: int | None) -> int | None:
    """Impact for the customer times our fit, 1 to 25; None until both are rated."""
    return None if impact is None or fit is None else impact * fit


@dataclass(frozen=True)
class ValueStanding:
    """How far an account is with its value: wanted, agreed, claimed and validated. Money in the account's currency.

    A case is agreed, or to be settled while a contact agrees only in part or disagrees; the ids are those of the first case
    and the first disputed claim to settle.
    """

    targets: int = 0
    targets_validated: int = 0
    cases: int = 0
    cases_agreed: int = 0
    cases_in_part: int = 0
    cases_disagreed: int = 0
    case_to_settle: int | None = None
    claim_to_settle: int | None = None
    assumptions: int = 0
    assumptions_confirmed: int = 0
    claimed: Decimal = Decimal(0)
    validated: Decimal = Decimal(0)
    disputed: Decimal = Decimal(0)
    currency: str = "EUR"
