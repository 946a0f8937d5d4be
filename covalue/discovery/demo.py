"""The boards on which the demo company maps what its customers value."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.conversations import queries as conversations
from covalue.core.demo import Demo
from covalue.discovery import actions
from covalue.discovery.rules import Lane
from covalue.people.demo import People


@dataclass(frozen=True)
class Note:
    """A card: `who` is a contact whose thought it is, or the key of one of ours; `said` begins the words they said."""

    lane: str
    words: str
    who: str
    days_ago: int
    said: str = ""


def build(demo: Demo) -> None:
    people, customers = demo.get(People), demo.get(Customers)
    for key, note in demo.stories_by_customer(Note):
        contact = customers.contacts[key].get(note.who)
        statements = conversations.statements_of([customers.accounts[key]])
        actions.add_card(
            people.actor(note.who) if note.who in people.users else customers.leads[key],
            account=customers.accounts[key],
            lane=Lane(note.lane),
            words=note.words,
            contact=contact,
            statement=statements.get(words__startswith=note.said, contact=contact) if note.said else None,
            now=demo.at(note.days_ago),
        )
