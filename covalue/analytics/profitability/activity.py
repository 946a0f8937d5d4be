"""Time-driven activity-based costing: what one unit of an activity costs, and what a customer used of it.

A pool's rate is its cost over the *practical* capacity, not over what happened to be used, so that customers do not pay
for idle hands; what nobody used is told apart (Kaplan & Anderson, "Time-Driven Activity-Based Costing", 2004).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


class CapacityError(ValueError):
    """A rate that cannot be: the pool's capacity is not above zero, or its cost is below it."""


@dataclass(frozen=True)
class Use:
    """What all customers used of a pool. Money in the pool's currency, volumes in units of its driver."""

    cost: Decimal
    capacity: Decimal
    volume: Decimal

    @property
    def charged(self) -> Decimal:
        """The money charged to customers."""
        return rate(self.cost, self.capacity) * self.volume

    @property
    def unused(self) -> Decimal:
        """The money of capacity nobody used; below zero where more was used than the capacity is said to be."""
        return self.cost * (self.capacity - self.volume) / self.capacity

    @property
    def overused(self) -> bool:
        """Whether more was used than there is: the capacity, or the cost, is understated."""
        return self.volume > self.capacity


def rate(cost: Decimal, capacity: Decimal) -> Decimal:
    """Money for one unit of the driver: pool cost ÷ practical capacity. Raises CapacityError."""
    if capacity <= 0:
        raise CapacityError("the capacity must be above zero")
    if cost < 0:
        raise CapacityError("the cost cannot be negative")
    return cost / capacity


def cost_to_serve(rates: Mapping[str, Decimal], volumes: Mapping[str, Decimal]) -> Decimal:
    """Σ rate × volume over the activities a customer used. A volume without a rate raises KeyError: it is not free."""
    return sum((rates[name] * volume for name, volume in volumes.items()), ZERO)


def capital_charge(receivable: Decimal, yearly: Decimal) -> Decimal:
    """What a year of waiting for money costs: average receivable × yearly rate (0.1 is 10 %)."""
    return receivable * yearly


def contribution(net: Decimal, cost_of_goods: Decimal | None, served: Decimal) -> Decimal | None:
    """Net revenue less cost of goods less cost to serve; None where the cost of goods is not known, never as if 0."""
    return None if cost_of_goods is None else net - cost_of_goods - served
