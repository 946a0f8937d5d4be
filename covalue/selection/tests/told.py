"""Rounds for tests."""

from collections.abc import Sequence

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.selection import actions, queries, starters
from covalue.selection.actions import Given
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Purpose, Rater, Round
from covalue.selection.rules import Axis, CriterionSheet
from covalue.selection.rules import Purpose as For
from tests.world import NOW, US, World

SHEETS = (
    CriterionSheet(Axis.WORTH, "Room to grow", 100, "none", "", "much"),  # type: ignore[arg-type]
    CriterionSheet(Axis.FIT, "Willing to partner", 60, "no", "", "fully"),  # type: ignore[arg-type]
    CriterionSheet(Axis.FIT, "Innovator", 40, "no", "", "leads"),  # type: ignore[arg-type]
    CriterionSheet(Axis.GATE, "Executive access"),
)


def criteria(purpose: Purpose = Purpose.SELECTION) -> CriteriaSet:
    return actions.keep_criteria(US, name="Ours", purpose=purpose, sheets=SHEETS, now=NOW)


def starting_criteria() -> CriteriaSet:
    sheets = starters.criteria(For.SELECTION)
    return actions.keep_criteria(US, name="Ours", purpose=Purpose.SELECTION, sheets=sheets, now=NOW)


def actor(user: User) -> Actor:
    return Actor(user=user, origin="test")


def opened(
    world: World, raters: Sequence[Role] = (Role.SAM, Role.UNIT_LEAD, Role.COACH), *, candidates: Sequence[Account] = (), places: int = 1,
    purpose: Purpose = Purpose.SELECTION, by: CriteriaSet | None = None,
) -> Round:  # fmt: skip
    """Orsa, Energy and Wind, rated by three unless told otherwise."""
    return actions.open_round(
        actor(world.user(Role.PROGRAM_DIRECTOR)), name="Autumn", criteria_set=by or criteria(purpose),
        candidates=candidates or (world.orsa, world.energy, world.wind), raters=[world.user(one) for one in raters],
        places=places, now=NOW,
    )  # fmt: skip


def rater(world: World, round: Round, role: Role) -> Rater:
    found = queries.rater_of(world.user(role), round)
    assert found is not None
    return found


def candidate(round: Round, account: Account) -> Candidate:
    return Candidate.objects.select_related("round", "account").get(round=round, account=account)


def criterion(round: Round, name: str) -> Criterion:
    return Criterion.objects.get(criteria_set=round.criteria_set, name=name)


def give(
    world: World, round: Round, role: Role, account: Account, *scores: int | None, evidence: str = "They said so"
) -> None:
    """Scores in the order of the criteria people are asked."""
    user = world.user(role)
    asked = queries.judged_criteria(round)
    given = [Given(one, score, evidence) for one, score in zip(asked, scores, strict=False)]
    one = rater(world, round, role)
    actions.rate(actor(user), rater=one, candidate=candidate(round, account), given=given, now=NOW)


def give_all(world: World, round: Round, role: Role, *scores: int | None, finish: bool = True) -> None:
    """The same scores to every candidate."""
    for one in queries.standing_candidates(round):
        give(world, round, role, one.account, *scores)
    if finish:
        actions.finish(actor(world.user(role)), rater=rater(world, round, role), now=NOW)


def closed(world: World, **values: object) -> Round:
    """Three have rated: partner 8/8/3, the rest alike; closed."""
    round = opened(world, **values)  # type: ignore[arg-type]
    for role, partner in ((Role.SAM, 8), (Role.UNIT_LEAD, 8), (Role.COACH, 3)):
        give_all(world, round, role, 7, partner, 7, 10)
    actions.close_rating(actor(world.user(Role.PROGRAM_DIRECTOR)), round=round, now=NOW)
    round.refresh_from_db()
    return round
