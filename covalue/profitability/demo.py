"""What handling orders costs the demo company."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from covalue.analytics.profitability.drivers import Driver
from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.profitability import actions
from covalue.profitability.rules import Sheet


@dataclass(frozen=True)
class PoolStory:
    """A cost pool of every year: its cost in EUR and its practical capacity, entered by the person with the key `owner`."""

    owner: str
    name: str
    driver: Driver
    border: Decimal | None
    cost: int
    capacity: int
    source: str


def build_figures(demo: Demo) -> None:
    """The pools of this year and the two before it."""
    for year in (demo.today.year - 2, demo.today.year - 1, demo.today.year):
        for pool in demo.stories(PoolStory):
            sheet = Sheet(
                pool.name,
                pool.driver,
                Decimal(pool.cost),
                Decimal(pool.capacity),
                date(year, 1, 1),
                date(year, 12, 31),
                pool.source,
                pool.border,
            )
            actions.keep_pool(demo.get(People).actor(pool.owner), sheet=sheet, now=demo.now)
