"""What the demo company and its customers promised each other, and how often contacts asked to be met."""

from dataclasses import dataclass
from typing import Final

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.promises import actions
from covalue.promises.rules import Outcome, Place, PromiseSide


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


CUSTOMER: Final = "ERNSH"
PROMISES: Final = (
    Given("ours", "A forecast by week before every season", "king", "Stefan Moser", 230, 200, 203),
    Given(
        "ours",
        "Delivery notes with their article numbers",
        "callahan",
        "Stefan Moser",
        180,
        150,
        151,
        place="review",
    ),
    Given("ours", "Allergens of four hundred lines for the tender", "dodsworth", "Anton Gruber", 140, 120, 124),
    Given("ours", "A driver who knows the pass, all winter", "king", "Birgit Lang", 110, 60, 61),
    Given("ours", "A price list for hotel groups", "peacock", "Katharina Ernst", 52, 30, 33),
    Given("ours", "Who answers when the road is closed, in one page", "okafor", "Birgit Lang", 52, 12, 10),
    Given("ours", "The second forecast with numbers by week", "king", "Birgit Lang", 11, -9),
    Given("ours", "Names of two growers in the Wachau", "peacock", "Katharina Ernst", 11, 2),
    Given("theirs", "Orders of the season before, by week", "peacock", "Stefan Moser", 200, 170, 172),
    Given("theirs", "Rent of every pallet, from their invoices", "peacock", "Birgit Lang", 180, 140, 139),
    Given("theirs", "A date with the owners of the hotel group", "peacock", "Katharina Ernst", 110, 80, 66),
    Given("theirs", "The hotel group's list of lines, with quantities", "peacock", "Anton Gruber", 52, 4),
    Given("theirs", "A room for our planner in Wels", "king", "Birgit Lang", 11, -20),
)
WISHES: Final = (
    Wish(
        "Birgit Lang",
        14,
        "Every second week while the passes are open. Not on Fridays, that is loading day.",
        110,
        "call",
        ("4",),
    ),
    Wish("Katharina Ernst", 91, "Once a quarter, and then with time.", 52, "meeting"),
)


def build(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    lead, account, contacts = customers.leads[CUSTOMER], customers.accounts[CUSTOMER], customers.contacts[CUSTOMER]
    for given in PROMISES:
        promise = actions.add(
            lead,
            account=account,
            side=PromiseSide(given.side),
            what=given.what,
            colleague=users[given.ours],
            contact=contacts[given.theirs],
            due_on=demo.day(given.due),
            made_on=demo.day(given.made),
            place=Place(given.place),
            now=demo.at(given.made),
        )
        if given.ended is not None:
            actions.end(lead, promise=promise, outcome=Outcome(given.outcome), now=demo.at(given.ended))
    for wish in WISHES:
        actions.set_rhythm(
            lead,
            contact=contacts[wish.who],
            every_days=wish.every_days,
            words=wish.words,
            channel=wish.channel,
            avoid=wish.avoid,
            now=demo.at(wish.said),
        )
