"""Why contribution changed between two periods: volume, mix, price, unit cost, cost to serve. The parts add up exactly.

With q units, p net price and c cost a unit of an offering, m = p − c, before (0) and after (1):
price Σ q₁(p₁−p₀) and unit cost −Σ q₁(c₁−c₀) over offerings sold in both; volume (Q₁−Q₀)·M₀/Q₀, as if what is sold more
were sold in the old mix; mix is what the other offerings, new and gone ones brought beside that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sold:
    """An offering in a period: units, net revenue and cost of goods, in one currency."""

    offering: str
    quantity: Decimal
    net: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Change:
    """The parts of a change in contribution, in cents; positive is better. Their sum is `total`."""

    volume: Decimal
    mix: Decimal
    price: Decimal
    unit_cost: Decimal
    cost_to_serve: Decimal

    @property
    def total(self) -> Decimal:
        return self.volume + self.mix + self.price + self.unit_cost + self.cost_to_serve


def decompose(
    before: Sequence[Sold], after: Sequence[Sold], served_before: Decimal, served_after: Decimal
) -> Change | None:
    """The change taken apart; None where nothing was sold before, so that there is no price and mix to start from.

    An offering with no net units on either side has no unit price; all it changed is in the mix.
    """
    old, new = {s.offering: s for s in before}, {s.offering: s for s in after}
    units_before = sum((Fraction(s.quantity) for s in before), Fraction(0))
    units_after = sum((Fraction(s.quantity) for s in after), Fraction(0))
    if units_before <= 0:
        return None
    margin_before = _margin(before)
    priced = [name for name in new if name in old and old[name].quantity > 0 and new[name].quantity > 0]
    price = sum((_at_old(new[n].net, new[n], old[n].net, old[n]) for n in priced), Fraction(0))
    unit_cost = -sum((_at_old(new[n].cost, new[n], old[n].cost, old[n]) for n in priced), Fraction(0))
    volume = (units_after - units_before) * margin_before / units_before
    parts = [_cents(part) for part in (volume, price, unit_cost)]
    served = _cents(Fraction(served_before)) - _cents(Fraction(served_after))
    # What rounding leaves goes to the mix, which is the rest by its nature.
    rest = _cents(_margin(after)) - _cents(margin_before) - sum(parts, Decimal(0))
    return Change(volume=parts[0], mix=rest, price=parts[1], unit_cost=parts[2], cost_to_serve=served)


def earns_less(net_before: Decimal, net: Decimal, before: Decimal | None, after: Decimal | None) -> bool:
    """The classic failure of account programmes: revenue grows while contribution falls."""
    return before is not None and after is not None and net > net_before and after < before


def _at_old(money: Decimal, new: Sold, old_money: Decimal, old: Sold) -> Fraction:
    """What the new units made beyond what they would have made at the old money a unit."""
    return Fraction(money) - Fraction(new.quantity) * Fraction(old_money) / Fraction(old.quantity)


def _margin(sold: Sequence[Sold]) -> Fraction:
    return sum((Fraction(s.net) - Fraction(s.cost) for s in sold), Fraction(0))


def _cents(value: Fraction) -> Decimal:
    """Half up, away from zero at the half."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, rounding=ROUND_HALF_UP)
