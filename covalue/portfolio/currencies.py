"""What files, slides and commands say of money in several currencies: the sentences of the pages."""

from collections.abc import Sequence
from typing import Any

from covalue.portfolio.figures import OtherMoney
from covalue.web.tables import Column


def told(others: Sequence[OtherMoney]) -> str:
    """All of it in a line."""
    return " ".join(other.sentence for other in others)


def columns(currency: str, others: Sequence[OtherMoney]) -> tuple[Column[Any], ...]:
    """The last columns of a file with amounts: their currency, and what is converted or not in them, where anything is."""
    named: Column[Any] = Column("currency", lambda row: currency)
    note = told(others)
    return (named, Column("other currencies", lambda row: note)) if note else (named,)
