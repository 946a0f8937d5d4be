"""What the authored programme of one account is made of. Days are counted from today: 30 is thirty days ago."""

from collections.abc import Iterator
from dataclasses import dataclass

from covalue.accounts.demo import Managed, Theirs
from covalue.action_items.demo import Todo
from covalue.conversations.demo import Talk, Words
from covalue.discovery.demo import Note
from covalue.objectives.demo import Goal
from covalue.plans.demo import PlanStory
from covalue.portal.demo import Invited
from covalue.relationships.demo import Judged, Known, MapStory, Missing, Tied
from covalue.sponsors.demo import Paired
from covalue.value.demo import Reached, Signed, Wanted, Worth

__all__ = [
    "Goal", "Invited", "Judged", "Known", "MapStory", "Missing", "Note", "Paired", "Programme", "Reached", "Signed",
    "Talk", "Theirs", "Tied", "Todo", "Wanted", "Words", "Worth",
]  # fmt: skip
DIRECTOR = "fuller"


@dataclass(frozen=True)
class Programme:
    """What the team has built up on one account."""

    customer: str
    account_class: str
    since: int
    sector: str
    profile: str
    lead: str
    sponsor: str
    team: tuple[str, ...]
    now: str
    wanted: str
    contacts: tuple[Theirs, ...] = ()
    goals: tuple[Goal, ...] = ()
    talks: tuple[Talk, ...] = ()
    todos: tuple[Todo, ...] = ()
    notes: tuple[Note, ...] = ()
    targets: tuple[Wanted, ...] = ()
    cases: tuple[Worth, ...] = ()
    customer_strategy: str = ""
    growth_strategy: str = ""
    approved: bool = False
    written_since_approval: str = ""
    critical: bool = False
    employees: int | None = None
    guests: tuple[Invited, ...] = ()
    extended: tuple[str, ...] = ()
    map: MapStory | None = None
    paired: tuple[Paired, ...] = ()

    def stories(self) -> Iterator[object]:
        """The programme as the packages know it."""
        yield Managed(
            self.account_class,
            self.since,
            self.sector,
            self.profile,
            self.lead,
            self.sponsor,
            self.team,
            self.now,
            self.wanted,
            self.critical,
            self.employees,
            self.contacts,
            self.extended,
        )
        yield from (*self.goals, *self.talks, *self.todos)
        yield from (*self.notes, *self.targets, *self.cases, *self.guests, *self.paired)
        if self.map is not None:
            yield self.map
        if self.customer_strategy or self.growth_strategy:
            yield PlanStory(
                self.customer_strategy,
                self.growth_strategy,
                DIRECTOR if self.approved else "",
                self.written_since_approval,
            )
