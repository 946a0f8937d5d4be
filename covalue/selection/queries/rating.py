"""Ratings of people: `ratings_visible_to` is the only way to them, and hides those of others while people rate."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from covalue.core import errors
from covalue.people.models import User
from covalue.selection import rules
from covalue.selection.models import Candidate, Criterion, Rater, Rating, Round
from covalue.selection.rules import Axis, State


@dataclass(frozen=True)
class RatePage:
    """A candidate as one rates it: one's rating of each criterion, points and figures of the ledger, the next candidate."""

    round: Round
    rater: Rater
    candidate: Candidate
    ratings: tuple[tuple[Criterion, Rating | None], ...]
    by_ledger: tuple[tuple[Criterion, float | None, Decimal | None], ...]
    place: int
    of: int
    before: Candidate | None
    after: Candidate | None
    leads: bool


def rate_page(user: User, candidate: Candidate) -> RatePage:
    """One's own ratings of a candidate; NotFound for somebody who is not asked."""
    rater = rater_of(user, candidate.round)
    candidates = standing_candidates(candidate.round)
    place = next((n for n, other in enumerate(candidates) if other.pk == candidate.pk), None)
    if rater is None or place is None:
        raise errors.NotFound()
    own = ratings_visible_to(user, candidate.round).filter(rater=rater, candidate=candidate)
    by_criterion = {rating.criterion_id: rating for rating in own}
    criteria = list(candidate.round.criteria_set.criteria.all())
    return RatePage(
        round=candidate.round,
        rater=rater,
        candidate=candidate,
        ratings=tuple((each, by_criterion.get(each.pk)) for each in criteria if not each.figure),
        by_ledger=tuple(
            (each, points_of(candidate, each), figure_of(candidate, each)) for each in criteria if each.figure
        ),
        place=place + 1,
        of=len(candidates),
        before=candidates[place - 1] if place else None,
        after=candidates[place + 1] if place + 1 < len(candidates) else None,
        leads=user.may_lead and candidate.account.memberships.filter(user=user, team_role="lead").exists(),
    )


def rater_of(user: User, round: Round) -> Rater | None:
    """One's own part in a round."""
    return Rater.objects.filter(round=round, user=user).select_related("round", "user").first()


def waiting_for(user: User) -> tuple[Rater, ...]:
    """Rounds that wait for this user's ratings, the first due in front."""
    waiting = Rater.objects.filter(
        user=user, finished_at=None, left_at=None, round__state=State.RATING, round__removed_at=None
    )
    return tuple(waiting.select_related("round").order_by("round__due_on", "pk"))


def judged_criteria(round: Round) -> list[Criterion]:
    """The criteria people rate; those with a figure are rated by the ledger."""
    return [criterion for criterion in round.criteria_set.criteria.all() if not criterion.figure]


def standing_candidates(round: Round) -> list[Candidate]:
    """Those in the round: not withdrawn, and not merged into another meanwhile."""
    candidates = round.candidates.filter(withdrawn_at=None, account__archived_at=None)
    return list(candidates.select_related("account__owner", "dossier", "round", "decided_by"))


def is_standing(candidate: Candidate) -> bool:
    return candidate.withdrawn_at is None and candidate.account.archived_at is None


def ratings_visible_to(user: User | None, round: Round) -> QuerySet[Rating]:
    """While people rate, one's own; then of all who finished. None (the system) sees what all see."""
    ratings = Rating.objects.filter(rater__round=round).select_related("rater__user")
    if round.state == State.RATING:
        return ratings.filter(rater__user=user) if user is not None else ratings.none()
    return ratings.exclude(rater__finished_at=None)


def counts_of(round: Round, candidates: Iterable[Candidate]) -> Counter[tuple[int, int]]:
    """How many criteria each rater has rated of each candidate, by their ids; never how."""
    rated = Rating.objects.filter(rater__round=round, candidate__in=[candidate.pk for candidate in candidates])
    return Counter(rated.values_list("rater", "candidate"))


def count_missing(rater: Rater) -> int:
    """How many ratings somebody has still to give."""
    candidates = standing_candidates(rater.round)
    criteria = judged_criteria(rater.round)
    given = rater.given.filter(candidate__in=candidates, criterion__in=criteria).count()
    return len(candidates) * len(criteria) - given


def without_evidence(rater: Rater) -> Rating | None:
    """The first strong rating without evidence, if there is one; a gate needs none."""
    ratings = rater.given.filter(evidence="", candidate__in=standing_candidates(rater.round))
    ratings = ratings.exclude(criterion__axis=Axis.GATE).select_related("candidate__account", "criterion")
    return next((rating for rating in ratings if rules.needs_evidence(rating.score)), None)


def figure_of(candidate: Candidate, criterion: Criterion) -> Decimal | None:
    """The candidate's figure of the ledger by which a criterion is rated, as it was when the candidate was added."""
    figure = candidate.figures.get(criterion.figure)
    return Decimal(figure) if figure is not None else None


def points_of(candidate: Candidate, criterion: Criterion) -> float | None:
    """Points of 0 to 10 by that figure."""
    if not criterion.figure:
        return None
    return rules.points(figure_of(candidate, criterion), criterion.bottom, criterion.top)
