"""Cost pools and contracts beside Northwind's files."""

from decimal import Decimal
from typing import Final

from covalue.analytics.profitability.drivers import Driver
from covalue.profitability.demo import PoolStory
from covalue.retention.actions import Sheet
from covalue.retention.demo import Cohorts
from covalue.retention.rules import Segment

# Northwind's freight is real; what handling its orders costs in a year is assumed, and says so.
ASSUMED: Final = "Assumption of the demo, not Northwind's ledger"
POOLS: Final = (
    PoolStory("fuller", "Order desk", Driver.ORDERS, None, 24_000, 600, ASSUMED),
    PoolStory("fuller", "Picking and packing", Driver.LINES, None, 15_000, 1_500, ASSUMED),
    PoolStory("fuller", "Handling of small orders", Driver.SMALL_ORDERS, Decimal(500), 6_000, 150, ASSUMED),
)  # fmt: skip

# Published cohorts (Fader and Hardie 2007, Table 1), as Northwind sold no contracts: still there after 0, 1, 2, … years.
REGULAR: Final = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END: Final = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
COHORTS: Final = Cohorts(
    "fuller",
    Sheet(
        name="Contracts of Fader and Hardie 2007",
        period="year",
        margin=Decimal(100),
        segments=(Segment("Regular", (REGULAR,)), Segment("High End", (HIGH_END,))),
    ),
)
