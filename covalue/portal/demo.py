"""Guests of the demo company's customers, what is shared with them, and a first exchange."""

from dataclasses import dataclass
from functools import partial

from covalue.accounts import actions as accounts
from covalue.accounts import addresses, queries
from covalue.accounts.demo import Customers
from covalue.accounts.models import Account
from covalue.core.demo import Demo
from covalue.core.events import Actor
from covalue.people.demo import People
from covalue.portal import actions, items
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind


@dataclass(frozen=True)
class Invited:
    """A contact who is the user with the key `user`, greeted with `welcome`; a question they ask, and its answer."""

    contact: str
    user: str
    welcome: str
    question: str
    answer: str


def build(demo: Demo) -> None:
    customers, people = demo.get(Customers), demo.get(People)
    for key, invited in demo.stories_by_customer(Invited):
        account, lead, contact = customers.accounts[key], customers.leads[key], customers.contacts[key][invited.contact]
        accounts.edit_contact(lead, contact=contact, email=people.users[invited.user].email, now=demo.at(31))
        colleague = queries.team_of(account).exclude(user=lead.user).earliest("pk").user
        addresses.confirm(Actor(colleague, "demo"), contact, demo.at(31))
        guest = actions.invite(lead, account=account, contact=contact, anyway=True, now=demo.at(30))
        actions.set_look(lead, account=account, colour="", welcome=invited.welcome, now=demo.at(29))
        for kind, shareable in items.all_of(account).items():
            for item in shareable:
                if item.theirs or kind in (ItemKind.CASE, ItemKind.PILOT, ItemKind.STATEMENT):
                    actions.share(lead, account=account, kind=kind, item=item.pk, now=demo.at(29))
        _exchange(demo, account, lead, guest, people.actor(invited.user), invited)


def _exchange(demo: Demo, account: Account, lead: Actor, guest: Guest, them: Actor, invited: Invited) -> None:
    """They come back, confirm an objective and ask something, and are answered."""
    goal = next((item for item in items.of_kind(account, ItemKind.OBJECTIVE) if item.theirs), None)
    case = next(iter(items.of_kind(account, ItemKind.CASE)), None)
    if goal is None or case is None:
        return
    actions.assent(them, guest=guest, kind=ItemKind.OBJECTIVE, item=goal.pk, now=demo.at(12))
    comment = partial(actions.comment, account=account, kind=ItemKind.CASE, item=case.pk)
    comment(them, guest=guest, words=invited.question, now=demo.at(6))
    comment(lead, words=invited.answer, now=demo.at(5))
    for days_ago in (28, 20, 12, 6, 2):
        actions.looked(them, guest=guest, at="home", now=demo.at(days_ago))
