"""Sample rows of selection, and rounds for its tests."""

from collections.abc import Sequence
from decimal import Decimal

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.selection import starters
from covalue.selection.actions import criteria as criteria_actions
from covalue.selection.actions import rating, rounds
from covalue.selection.inputs import RatingInput
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Rater, Round
from covalue.selection.queries import rating as queries
from covalue.selection.rules import Axis, CriterionSheet, Purpose
from tests.world import NOW, US, World

SHEETS = (
    CriterionSheet(Axis.WORTH, "Growth potential", Decimal(100), "none", "", "much"),
    CriterionSheet(Axis.FIT, "Willing to partner", Decimal(60), "no", "", "fully"),
    CriterionSheet(Axis.FIT, "Innovator", Decimal(40), "no", "", "leads"),
    CriterionSheet(Axis.GATE, "Executive access"),
)


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A round in which the account is a candidate; three are asked."""
    round = opened(world, candidates=[account])
    first = round.criteria_set.criteria.first()
    assert first is not None
    return {
        "round_id": round.pk,
        "candidate_id": round.candidates.get().pk,
        "set_id": round.criteria_set_id,
        "rater_id": round.raters.get(user=world.user(Role.UNIT_LEAD)).pk,
        "criterion_id": first.pk,
        "trigger_kind": "silent",
    }


def criteria(purpose: Purpose = Purpose.SELECTION) -> CriteriaSet:
    return criteria_actions.save(US, name="Ours", purpose=purpose, sheets=SHEETS, now=NOW)


def starting_criteria() -> CriteriaSet:
    sheets = starters.criteria(Purpose.SELECTION)
    return criteria_actions.save(US, name="Ours", purpose=Purpose.SELECTION, sheets=sheets, now=NOW)


def actor(user: User) -> Actor:
    return Actor(user=user, origin="test")


def director(world: World) -> Actor:
    return actor(world.user(Role.PROGRAM_DIRECTOR))


def opened(
    world: World,
    raters: Sequence[Role] = (Role.SAM, Role.UNIT_LEAD, Role.COACH),
    *,
    candidates: Sequence[Account] = (),
    places: int = 1,
    purpose: Purpose = Purpose.SELECTION,
    by: CriteriaSet | None = None,
) -> Round:
    """A round with Orsa, Energy and Wind as candidates and three raters, unless others are named."""
    return rounds.open_round(
        director(world),
        name="Autumn",
        criteria_set=by or criteria(purpose),
        candidates=candidates or (world.orsa, world.energy, world.wind),
        raters=[world.user(role) for role in raters],
        places=places,
        now=NOW,
    )


def rater(world: World, round: Round, role: Role) -> Rater:
    row = queries.rater_of(world.user(role), round)
    assert row is not None
    return row


def candidate(round: Round, account: Account) -> Candidate:
    return Candidate.objects.select_related("round", "account").get(round=round, account=account)


def criterion(round: Round, name: str) -> Criterion:
    return Criterion.objects.get(criteria_set=round.criteria_set, name=name)


def score(criterion: Criterion, points: int | None, evidence: str = "") -> RatingInput:
    return RatingInput(criterion=criterion.pk, score=points, evidence=evidence)


def give(
    world: World, round: Round, role: Role, account: Account, *scores: int | None, evidence: str = "They said so"
) -> None:
    """Rate one candidate: scores in the order of the criteria people are asked."""
    criteria = queries.judged_criteria(round)
    ratings = [score(each, points, evidence) for each, points in zip(criteria, scores, strict=False)]
    rating.rate(actor(world.user(role)), rater(world, round, role), candidate(round, account), ratings, now=NOW)


def give_all(world: World, round: Round, role: Role, *scores: int | None, finish: bool = True) -> None:
    """The same scores to every candidate."""
    for row in queries.standing_candidates(round):
        give(world, round, role, row.account, *scores)
    if finish:
        rating.finish(actor(world.user(role)), rater(world, round, role), now=NOW)


def closed(world: World, **values: object) -> Round:
    """Three have rated: partner 8/8/3, the rest alike; closed."""
    round = opened(world, **values)
    for role, partner in ((Role.SAM, 8), (Role.UNIT_LEAD, 8), (Role.COACH, 3)):
        give_all(world, round, role, 7, partner, 7, 10)
    rounds.close_rating(director(world), round, now=NOW)
    round.refresh_from_db()
    return round
