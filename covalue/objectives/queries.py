"""Reading objectives; queries of accounts decide whose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.objectives import rules
from covalue.objectives.models import Link, Objective, Side, Strength
from covalue.objectives.rules import Alignment
from covalue.people import queries as people
from covalue.people.models import User

ROW: Final = 72  # px a row of the picture


@dataclass(frozen=True)
class Goal:
    """An objective in the picture: its place in its column, and what it rests on."""

    objective: Objective
    row: int
    links: int


@dataclass(frozen=True)
class Cell:
    """Where one of ours meets one of theirs."""

    ours: Objective
    link: Link | None


@dataclass(frozen=True)
class Stroke:
    """A link drawn between the two columns: from row to row, in px."""

    link: Link
    start: int
    end: int


@dataclass(frozen=True)
class ObjectivesPage:
    """Both sides of an account, what links them, and how far they are aligned."""

    account: Account
    theirs: tuple[Goal, ...]
    ours: tuple[Goal, ...]
    links: tuple[Link, ...]
    alignment: Alignment
    may_edit: bool

    @property
    def sides(self) -> tuple[tuple[Side, tuple[Goal, ...]], ...]:
        return (Side.THEIRS, self.theirs), (Side.OURS, self.ours)

    @property
    def strengths(self) -> tuple[tuple[int, str], ...]:
        """How strong a link can be, with its name."""
        return tuple((strength.value, str(strength.label)) for strength in Strength)

    @property
    def height(self) -> int:
        """Of the picture, in px."""
        return ROW * max(len(self.theirs), len(self.ours), 1)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        theirs = {goal.objective.pk: goal.row for goal in self.theirs}
        ours = {goal.objective.pk: goal.row for goal in self.ours}
        return tuple(Stroke(link, _middle(theirs[link.theirs_id]), _middle(ours[link.ours_id])) for link in self.links)

    @property
    def table(self) -> tuple[tuple[Goal, tuple[Cell, ...]], ...]:
        """A row for each of theirs, a cell for each of ours."""
        by_pair = {(link.theirs_id, link.ours_id): link for link in self.links}
        return tuple(
            (them, tuple(Cell(us.objective, by_pair.get((them.objective.pk, us.objective.pk))) for us in self.ours))
            for them in self.theirs
        )


def objectives_page(user: User, account: Account) -> ObjectivesPage:
    """The objectives of an account this user may open, in four queries."""
    goals, links = list(of_account(account)), tuple(links_of(account))
    return ObjectivesPage(
        account=account,
        theirs=_column(goals, Side.THEIRS, [link.theirs_id for link in links]),
        ours=_column(goals, Side.OURS, [link.ours_id for link in links]),
        links=links,
        alignment=aligned(goals, pairs_of(links)),
        may_edit=accounts.may_edit(user, account),
    )


def links_of(account: Account) -> QuerySet[Link]:
    """Links between objectives of the account that are both still there, the strongest first."""
    current = Link.objects.filter(ours__account=account, ours__removed_at=None, theirs__removed_at=None)
    return current.select_related("ours", "theirs", "linked_by").order_by("-strength", "id")


def alignment_of(account: Account, goals: Collection[Objective]) -> Alignment:
    """How far the account's `goals`, already read, rest on each other; one more query at most."""
    if len({goal.side for goal in goals}) < len(Side):
        return aligned(goals, ())
    return aligned(goals, Link.objects.filter(ours__account=account).values_list("ours_id", "theirs_id", "strength"))


def aligned(goals: Iterable[Objective], links: Iterable[tuple[int, int, int]]) -> Alignment:
    """How far objectives of both sides rest on each other; links are (ours, theirs, strength)."""
    sides: dict[str, list[int]] = {Side.THEIRS: [], Side.OURS: []}
    for goal in goals:
        sides[goal.side].append(goal.pk)
    return rules.alignment(sides[Side.THEIRS], sides[Side.OURS], links)


def pairs_of(links: Iterable[Link]) -> list[tuple[int, int, int]]:
    """Links as (ours, theirs, strength)."""
    return [(link.ours_id, link.theirs_id, link.strength) for link in links]


OBJECTIVES: Final = AccountRows(Objective, related=("contact", "owner"), order=("-side", "position", "id"))
visible_to, get, get_current = OBJECTIVES.visible_to, OBJECTIVES.get_or_removed, OBJECTIVES.get


def possible_holders(account: Account, side: Side) -> dict[str, QuerySet[User] | QuerySet[Contact]]:
    """Who can hold an objective: theirs a contact who is still there, ours a colleague."""
    if side == Side.THEIRS:
        return {"contact": accounts.current_contacts(account)}
    return {"owner": people.colleagues()}


def of_account(account: Account, side: Side | None = None) -> QuerySet[Objective]:
    """The account's objectives of one side, or theirs before ours, each in the order it was put."""
    objectives = OBJECTIVES.of(account)
    return objectives if side is None else objectives.filter(side=side)


def _column(goals: Iterable[Objective], side: Side, linked: list[int]) -> tuple[Goal, ...]:
    column = (goal for goal in goals if goal.side == side)
    return tuple(Goal(goal, row, linked.count(goal.pk)) for row, goal in enumerate(column))


def _middle(row: int) -> int:
    return ROW * row + ROW // 2
