"""Where the demo company stands with its customers, beside whom."""

from dataclasses import dataclass
from typing import Any

from covalue.accounts.demo import Customers
from covalue.core.demo import US, Demo
from covalue.people.demo import People
from covalue.positioning import actions, asking
from covalue.positioning.asking import Choice
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import Competitor
from covalue.positioning.queries import COMPETITORS, PREFERENCES, RATINGS, REASONS
from covalue.positioning.rules import Clear, Dimension, Measure, Named


@dataclass(frozen=True)
class Rival:
    """A competitor at the customer."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Said:
    """What is said of us on a dimension, written so many days ago; without `dimension` why we are needed."""

    words: str
    days: int
    dimension: str = ""


@dataclass(frozen=True)
class Rated:
    """A rating of so many days ago: of a rival by name, or of us; by a contact, or by us."""

    dimension: str
    score: int
    days: int
    who: str = ""
    rival: str = ""
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """Whom a contact named: a rival, or one of `us`, `themselves` and `nobody`."""

    measure: str
    who: str
    named: str
    days: int
    need: str = ""
    words: str = ""


@dataclass(frozen=True)
class Why:
    """Why we are needed, as a contact says, or one of ours by key."""

    who: str
    words: str
    clear: str
    days: int


@dataclass(frozen=True)
class Linked:
    """A contact asked by a personal link so many days ago; without `after` (days until then) they have not answered."""

    who: str
    need: str
    days: int
    rivals: tuple[str, ...]
    after: int | None = None
    mindshare: str = "us"
    preference: str = "us"
    because: str = ""
    scores: tuple[tuple[str, str, int], ...] = ()  # dimension, rival ("" for us), score
    needed_for: str = ""


def build(demo: Demo) -> None:
    rivals = _rivals(demo)
    _messages(demo)
    _ratings(demo, rivals)
    _preferences(demo, rivals)
    _reasons(demo)
    _by_link(demo, rivals)


def _by_link(demo: Demo, rivals: dict[tuple[str, str], Competitor]) -> None:
    customers = demo.get(Customers)
    for key, linked in demo.stories_by_customer(Linked):
        asked = [rivals[key, name] for name in linked.rivals]
        dimensions = [Dimension(one) for one in dict.fromkeys(dimension for dimension, _of, _score in linked.scores)]
        (request,) = asking.ask(
            customers.leads[key], account=customers.accounts[key], contacts=[customers.contacts[key][linked.who]],
            need=linked.need, competitors=asked, dimensions=dimensions, now=demo.at(linked.days),
        )  # fmt: skip
        if linked.after is not None:
            now = demo.at(linked.days - linked.after)
            POSITIONS.note_opened(request, now)
            asking.answer(US, request=request, said=_said(key, linked, rivals), now=now)


def _said(key: str, linked: Linked, rivals: dict[tuple[str, str], Competitor]) -> asking.Said:
    def choice(name: str) -> Choice:
        rival = rivals.get((key, name))
        return Choice(Named.COMPETITOR, rival.pk) if rival else Choice(Named(name))

    scores = {(Dimension(part), rivals[key, of].pk if of else 0): score for part, of, score in linked.scores}
    choices = {Measure.MINDSHARE: choice(linked.mindshare), Measure.PREFERENCE: choice(linked.preference)}
    return asking.Said(choices, linked.because, scores, Clear.YES if linked.needed_for else None, linked.needed_for)


def _rivals(demo: Demo) -> dict[tuple[str, str], Competitor]:
    """Competitors by the customer's key and their name."""
    customers = demo.get(Customers)
    rivals: dict[tuple[str, str], Competitor] = {}
    for key, rival in demo.stories_by_customer(Rival):
        values = {"name": rival.name, "note": rival.note}
        rivals[key, rival.name] = COMPETITORS.add(
            customers.leads[key], customers.accounts[key], values, now=demo.at(200)
        )
    return rivals


def _messages(demo: Demo) -> None:
    customers = demo.get(Customers)
    for key, said in sorted(demo.stories_by_customer(Said), key=lambda story: -story[1].days):
        part, account = said.dimension or actions.SUMMARY, customers.accounts[key]
        actions.write(customers.leads[key], account=account, part=part, words=said.words, now=demo.at(said.days))


def _ratings(demo: Demo, rivals: dict[tuple[str, str], Competitor]) -> None:
    customers = demo.get(Customers)
    for key, rated in demo.stories_by_customer(Rated):
        values: dict[str, Any] = {
            "dimension": Dimension(rated.dimension),
            "score": rated.score,
            "contact": customers.contacts[key].get(rated.who),
            "competitor": rivals.get((key, rated.rival)),
            "words": rated.words,
            "rated_on": demo.day(rated.days),
        }
        RATINGS.add(customers.leads[key], customers.accounts[key], values, now=demo.at(rated.days))


def _preferences(demo: Demo, rivals: dict[tuple[str, str], Competitor]) -> None:
    customers = demo.get(Customers)
    for key, asked in demo.stories_by_customer(Asked):
        competitor = rivals.get((key, asked.named))
        values: dict[str, Any] = {
            "measure": Measure(asked.measure),
            "contact": customers.contacts[key][asked.who],
            "named": Named.COMPETITOR if competitor else Named(asked.named),
            "competitor": competitor,
            "need": asked.need,
            "words": asked.words,
            "asked_on": demo.day(asked.days),
        }
        PREFERENCES.add(customers.leads[key], customers.accounts[key], values, now=demo.at(asked.days))


def _reasons(demo: Demo) -> None:
    customers, users = demo.get(Customers), demo.get(People).users
    for key, why in demo.stories_by_customer(Why):
        contact = customers.contacts[key].get(why.who)
        values: dict[str, Any] = {
            "contact": contact,
            "colleague": None if contact else users[why.who],
            "words": why.words,
            "clear": Clear(why.clear),
            "asked_on": demo.day(why.days),
        }
        REASONS.add(customers.leads[key], customers.accounts[key], values, now=demo.at(why.days))
