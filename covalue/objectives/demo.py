"""What the demo company and its customers want to reach."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.objectives import actions
from covalue.objectives.models import Objective, Side
from covalue.people.demo import People


@dataclass(frozen=True)
class Goal:
    """An objective, due in so many days; `who` is a contact on their side, the key of one of ours on ours.

    `rests` names, for one of ours, which of theirs it serves, how strongly and why.
    """

    side: str
    statement: str
    measure: str
    baseline: str
    target: str
    due: int
    who: str
    source: str = ""
    rests: tuple[tuple[str, int, str], ...] = ()


def build(demo: Demo) -> None:
    """The objectives of each account in order, each linked to those told before."""
    customers, users = demo.get(Customers), demo.get(People).users
    objectives: dict[tuple[str, str], Objective] = {}
    for key, goal in demo.stories_by_customer(Goal):
        lead, contacts = customers.leads[key], customers.contacts[key]
        holder = {"contact": contacts[goal.who]} if goal.side == Side.THEIRS else {"owner": users[goal.who]}
        objective = actions.add(
            lead,
            account=customers.accounts[key],
            side=Side(goal.side),
            statement=goal.statement,
            measure=goal.measure,
            baseline=goal.baseline,
            target=goal.target,
            due_on=demo.day(-goal.due),
            source=goal.source,
            source_date=demo.day(120) if goal.source else None,
            now=demo.at(110),
            **holder,
        )
        objectives[key, goal.statement] = objective
        for statement, strength, why in goal.rests:
            theirs = objectives[key, statement]
            actions.link(lead, ours=objective, theirs=theirs, strength=strength, why=why, now=demo.at(105))
