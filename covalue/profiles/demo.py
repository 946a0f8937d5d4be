"""What the demo company's teams know of their customers' business."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.objectives import queries as objectives
from covalue.profiles import actions
from covalue.profiles.models import Activity
from covalue.profiles.queries import CHAIN, FINDINGS, SIGNALS
from covalue.profiles.rules import Effect, SignalKind, Topic


@dataclass(frozen=True)
class Known:
    """A finding of so many days ago; `who` is the contact who said it. `before` is how it read half a year earlier."""

    topic: str
    words: str
    source: str
    days: int
    who: str = ""
    number: int | None = None
    before: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Link:
    """An activity of the value chain, in order."""

    name: str
    touch: str = ""
    others: str = ""
    kind: str = Activity.ActivityKind.PRIMARY


@dataclass(frozen=True)
class Happened:
    """A signal of so many days ago. `nothing` is why it changes nothing; `objective` the beginning of what it concerns."""

    kind: str
    words: str
    source: str
    days: int
    who: str = ""
    nothing: str = ""
    objective: str = ""
    action: str = ""


def build(demo: Demo) -> None:
    _findings(demo)
    _chain(demo)
    _signals(demo)


def _findings(demo: Demo) -> None:
    customers = demo.get(Customers)
    for key, known in demo.stories_by_customer(Known):
        lead, contact = customers.leads[key], customers.contacts[key].get(known.who)
        values = {
            "topic": Topic(known.topic),
            "words": known.before or known.words,
            "source": known.source,
            "found_on": demo.day(known.days),
            "contact": contact,
            "number": known.number,
            "doubtful": known.doubtful,
        }
        finding = FINDINGS.add(lead, customers.accounts[key], values, now=demo.at(known.days))
        if known.before:
            FINDINGS.edit(lead, finding, {"words": known.words}, now=demo.at(max(1, known.days - 20)))


def _chain(demo: Demo) -> None:
    customers = demo.get(Customers)
    for key, link in demo.stories_by_customer(Link):
        values = {"name": link.name, "kind": link.kind, "touch": link.touch, "others": link.others}
        CHAIN.add(customers.leads[key], customers.accounts[key], values, now=demo.at(100))


def _signals(demo: Demo) -> None:
    customers = demo.get(Customers)
    for key, story in demo.stories_by_customer(Happened):
        lead, account = customers.leads[key], customers.accounts[key]
        values = {
            "kind": SignalKind(story.kind),
            "words": story.words,
            "source": story.source,
            "happened_on": demo.day(story.days),
            "contact": customers.contacts[key].get(story.who),
        }
        signal = SIGNALS.add(lead, account, values, now=demo.at(story.days))
        now = demo.at(max(1, story.days - 3))
        if story.nothing:
            actions.answer(lead, signal=signal, effect=Effect.NOTHING, reason=story.nothing, now=now)
        if story.objective:
            goals = objectives.of_account(account)
            about = next(goal for goal in goals if goal.statement.startswith(story.objective))
            actions.answer(
                lead,
                signal=signal,
                effect=Effect.CHANGES,
                about=f"objective:{about.pk}",
                action=story.action,
                due_on=demo.day(-20),
                now=now,
            )
