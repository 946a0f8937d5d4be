"""What was talked about with the demo company's customers."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.conversations import actions
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.demo import Demo
from covalue.people.demo import People


@dataclass(frozen=True)
class Words:
    """What a contact said, and why it matters to them personally."""

    who: str
    words: str
    why: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation so many days ago; the first of ours wrote it down."""

    days_ago: int
    channel: str
    subject: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    said: tuple[Words, ...] = ()
    notes: str = ""


def build(demo: Demo) -> None:
    people, customers = demo.get(People), demo.get(Customers)
    for key, talk in demo.stories_by_customer(Talk):
        contacts = customers.contacts[key]
        actions.log(
            people.actor(talk.ours[0]),
            account=customers.accounts[key],
            channel=Channel(talk.channel),
            held_on=demo.day(talk.days_ago),
            subject=talk.subject,
            notes=talk.notes,
            contacts=[contacts[name] for name in talk.theirs],
            people=[people.users[person] for person in talk.ours],
            said=[Said(contacts[words.who], words.words, words.why) for words in talk.said],
            now=demo.at(talk.days_ago),
        )
