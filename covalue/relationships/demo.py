"""The maps of the demo company: who stands how to us, who influences whom, and who of us knows whom."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.relationships import actions
from covalue.relationships.rules import BuyingRole, LineKind, Rated


@dataclass(frozen=True)
class Missing:
    """A role nobody was found for (`role`), or an `outsider`, below somebody."""

    name: str
    title: str
    kind: str = "role"
    role: str = ""
    below: str = ""


@dataclass(frozen=True)
class Judged:
    """A rating of somebody so many days ago."""

    who: str
    days_ago: int
    attitude: str = ""
    influence: str = ""
    stage: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Tied:
    """A line from one to another."""

    kind: str
    start: str
    end: str
    strength: int = 2
    days_ago: int = 60


@dataclass(frozen=True)
class Known:
    """One of us, one of them, how well they know each other and how well they should."""

    colleague: str
    who: str
    current: int
    wanted: int | None = None
    days_ago: int = 60


@dataclass(frozen=True)
class MapStory:
    """One account's map, as somebody of ours drew it."""

    by: str
    missing: tuple[Missing, ...] = ()
    judged: tuple[Judged, ...] = ()
    tied: tuple[Tied, ...] = ()
    known: tuple[Known, ...] = ()


def build(demo: Demo) -> None:
    for key, story in demo.stories_by_customer(MapStory):
        _draw(demo, key, story)


def _draw(demo: Demo, customer: str, story: MapStory) -> None:
    people, customers = demo.get(People), demo.get(Customers)
    account, actor = customers.accounts[customer], people.actor(story.by)
    keys = {name: f"c{contact.pk}" for name, contact in customers.contacts[customer].items()}
    for gap in story.missing:
        keys[gap.name] = actions.add_person(
            actor, account=account, name=gap.name, kind=gap.kind, title=gap.title,
            role=BuyingRole(gap.role) if gap.role else None, manager=keys.get(gap.below), now=demo.at(90),
        )  # fmt: skip
    for one in story.judged:
        values = {Rated.ATTITUDE: one.attitude, Rated.INFLUENCE: one.influence, Rated.STAGE: one.stage}
        for what, value in values.items():
            if value:
                actions.rate(
                    actor, account=account, who=keys[one.who], what=what, value=value, reason=one.reason,
                    now=demo.at(one.days_ago),
                )  # fmt: skip
    for tie in story.tied:
        actions.draw(
            actor, account=account, kind=LineKind(tie.kind), start=keys[tie.start], end=keys[tie.end],
            strength=tie.strength, now=demo.at(tie.days_ago),
        )  # fmt: skip
    for pair in story.known:
        actions.know(
            actor, account=account, who=keys[pair.who], colleague=people.users[pair.colleague], current=pair.current,
            wanted=pair.wanted, now=demo.at(pair.days_ago),
        )  # fmt: skip
