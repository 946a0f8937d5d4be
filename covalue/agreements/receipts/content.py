"""What a term receipt says, as one text that can be sealed.

People are not in it: a signature is named by its number and its own seal, so that a person can be forgotten without breaking
the receipt. ReceiptAmounts of different currencies are parts of their own, never added.
"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class _Fixed(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReceiptAmounts(_Fixed):
    """The customer's benefit in one currency: claimed = validated + disputed + waived + waiting, unless more was signed for."""

    promised: Decimal
    claimed: Decimal
    validated: Decimal
    disputed: Decimal
    waived: Decimal
    waiting: Decimal

    @property
    def share(self) -> Decimal | None:
        """Validated of promised."""
        return self.validated / self.promised if self.promised > 0 else None


class InitiativeAmounts(ReceiptAmounts):
    """The same of one value initiative; `agreed` where the customer signed its case."""

    title: str
    account: str
    agreed: bool


class ReceiptPart(_Fixed):
    """Everything in one currency."""

    currency: str
    total: ReceiptAmounts
    initiatives: tuple[InitiativeAmounts, ...]


class SignedRecord(_Fixed):
    """A signature the figures are based on: its number and seal, the initiative, how it was answered, and the day.

    `starts_on` and `ends_on` are the period of the claim that was signed; None where it was the case.
    """

    number: int
    seal: str
    what: str
    starts_on: date | None
    ends_on: date | None
    answer: str
    amount: Decimal | None
    currency: str
    on: date


class KeptOnTime(_Fixed):
    """How often something fell due within the term, and how often it was done on time."""

    on_time: int
    fell_due: int


class ObligationRecord(KeptOnTime):
    """What one side owes by the contract."""

    side: str
    words: str


class ReceiptContent(_Fixed):
    """A term receipt up to the day `until`; the first of `parts` is in the currency of the account."""

    agreement: str
    account: str
    starts_on: date
    ends_on: date | None
    signed_on: date | None
    until: date
    parts: tuple[ReceiptPart, ...]
    signatures: tuple[SignedRecord, ...]
    our_promises: KeptOnTime
    their_promises: KeptOnTime
    obligations: tuple[ObligationRecord, ...]

    @property
    def is_empty(self) -> bool:
        return not any(part.initiatives for part in self.parts)

    @property
    def main(self) -> ReceiptPart:
        return self.parts[0]

    @property
    def apart(self) -> tuple[ReceiptPart, ...]:
        return self.parts[1:]
