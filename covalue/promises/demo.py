"""What the demo company and its customers promised each other, and how often contacts asked to be met."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.promises import actions
from covalue.promises.rules import Outcome, Place, Side


@dataclass(frozen=True)
class Given:
    """A promise made so many days ago, due so many days ago (negative: ahead), `ended` so many days ago.

    `ours` is the key of one of ours, `theirs` the name of a contact; `side` says who gave it.
    """

    side: str
    what: str
    ours: str
    theirs: str
    made: int
    due: int
    ended: int | None = None
    outcome: str = "kept"
    place: str = "conversation"


@dataclass(frozen=True)
class Wish:
    """How often a contact asked to be met, so many days ago."""

    who: str
    every_days: int
    words: str
    said: int
    channel: str = ""
    avoid: tuple[str, ...] = ()


def build(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    for key, given in demo.stories_by_customer(Given):
        lead, account = customers.leads[key], customers.accounts[key]
        promise = actions.add(
            lead,
            account=account,
            side=Side(given.side),
            what=given.what,
            colleague=users[given.ours],
            contact=customers.contacts[key][given.theirs],
            due_on=demo.day(given.due),
            made_on=demo.day(given.made),
            place=Place(given.place),
            now=demo.at(given.made),
        )
        if given.ended is not None:
            actions.end(lead, promise=promise, outcome=Outcome(given.outcome), now=demo.at(given.ended))
    for key, wish in demo.stories_by_customer(Wish):
        contact = customers.contacts[key][wish.who]
        actions.set_rhythm(
            customers.leads[key],
            contact=contact,
            every_days=wish.every_days,
            words=wish.words,
            channel=wish.channel,
            avoid=wish.avoid,
            now=demo.at(wish.said),
        )
