"""What the map tells of a step: whether we speak with those who hold the money."""

from dataclasses import dataclass

from covalue.accounts.home import AccountView
from covalue.relationships import queries
from covalue.relationships.queries import Card


@dataclass(frozen=True)
class Power:
    """The economic buyers of an account, and those of them nobody spoke with for long."""

    buyers: tuple[Card, ...]
    far: tuple[Card, ...]

    @property
    def near(self) -> int:
        return len(self.buyers) - len(self.far)


def power(view: AccountView) -> Power | None:
    """None where no economic buyer is named."""
    whole = view.once(queries.whole, view.account)
    buyers = tuple(card for card in whole.cards.values() if card.decides and card.is_there)
    return Power(buyers, tuple(card for card in buyers if card.quiet)) if buyers else None
