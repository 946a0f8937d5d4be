"""How parts of a receipt are called."""

from covalue.agreements.receipts.content import SignedRecord
from covalue.core.periods import Period
from covalue.value.claims import deliveries
from covalue.value.rules import ANSWER_NAMES, Answer


def period_of(row: SignedRecord) -> str:
    """The period of the claim that was signed, nothing for a case."""
    return deliveries.period_name(Period(row.starts_on, row.ends_on)) if row.starts_on and row.ends_on else ""


def answered(row: SignedRecord) -> str:
    """What was answered."""
    return str(ANSWER_NAMES[Answer(row.answer)]) if row.answer else ""
