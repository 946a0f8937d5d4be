"""What the demo company and its customers promised to do."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.action_items import actions
from covalue.core.demo import Demo
from covalue.people.demo import People


@dataclass(frozen=True)
class Todo:
    """An action due in so many days (negative: overdue), `done` that many days ago.

    `owner` is the name of a contact or the key of one of ours.
    """

    title: str
    owner: str
    due: int
    done: int | None = None


def build(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    for key, todo in demo.stories_by_customer(Todo):
        lead, contact = customers.leads[key], customers.contacts[key].get(todo.owner)
        action = actions.add(
            lead,
            account=customers.accounts[key],
            title=todo.title,
            due_on=demo.day(-todo.due),
            owner=None if contact else users[todo.owner],
            customer_owner=contact,
            now=demo.at(max(20, 20 - todo.due, (todo.done or 0) + 10)),
        )
        if todo.done is not None:
            actions.complete(lead, action=action, now=demo.at(todo.done))
