"""How the demo company's customers are served."""

from dataclasses import dataclass
from decimal import Decimal

from covalue.core.demo import Demo
from covalue.coverage import actions
from covalue.people.demo import People


@dataclass(frozen=True)
class Capacities:
    """The hours a year each of ours has for accounts, by key; set by the person with the key `owner`."""

    owner: str
    hours: dict[str, int]


def build_figures(demo: Demo) -> None:
    """The usual models, and what each manager can give."""
    people = demo.get(People)
    for capacities in demo.stories(Capacities):
        director = people.actor(capacities.owner)
        actions.begin(director, now=demo.now)
        for key, hours in capacities.hours.items():
            actions.set_capacity(director, people.users[key], Decimal(hours), now=demo.now)
