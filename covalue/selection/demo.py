"""How the demo company chose its accounts: a round decided in spring, and one that is being rated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from covalue.accounts.demo import Customers
from covalue.accounts.models import Account
from covalue.core.demo import ORIGIN, Demo
from covalue.core.events import Actor
from covalue.people.demo import People
from covalue.selection import starters
from covalue.selection.actions import criteria as criteria_actions
from covalue.selection.actions import decisions, rating, rounds
from covalue.selection.inputs import RatingInput
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Rater, Round
from covalue.selection.queries import rating as queries
from covalue.selection.rules import Purpose

Scores = tuple[int | None, ...]  # in the order of the criteria people are asked


@dataclass(frozen=True)
class Judged:
    """A candidate: the scores of each rater, what was agreed where they were apart, what was decided."""

    customer: str
    given: tuple[Scores, ...]
    decision: str
    reason: str
    agreed: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class RoundsStory:
    """Both rounds, run by the person with the key `director`.

    `top_net` is what the largest customers buy in a year; `evidence` is what raters write for a score; `given` has, for
    each rater of the open round, their scores for the customers in `candidates`, as far as they came.
    """

    director: str
    top_net: Decimal
    decided_days_ago: int
    raters: tuple[str, ...]
    judged: tuple[Judged, ...]
    places: int
    candidates: tuple[str, ...]
    given: dict[str, tuple[Scores, ...]]
    evidence: dict[int, str]


@transaction.atomic
def build_figures(demo: Demo) -> None:
    for story in demo.stories(RoundsStory):
        director, decided = demo.get(People).actor(story.director), demo.before(story.decided_days_ago)
        sets = {
            purpose: criteria_actions.save(
                director,
                name=name,
                purpose=purpose,
                sheets=starters.criteria(purpose, top_net=story.top_net),
                now=decided,
            )
            for purpose, name in starters.names().items()
        }
        _decided(demo, story, director, sets[Purpose.SELECTION], decided)
        _open(demo, story, director, sets[Purpose.ASSESSMENT])


def _decided(demo: Demo, story: RoundsStory, director: Actor, criteria: CriteriaSet, now: datetime) -> None:
    accounts = demo.get(Customers).accounts
    chosen = [accounts[judged.customer] for judged in story.judged]
    round = rounds.open_round(
        director,
        name=f"Strategic accounts {now.year}",
        criteria_set=criteria,
        candidates=chosen,
        raters=[demo.get(People).users[key] for key in story.raters],
        places=story.places,
        fit_border=55,
        worth_border=40,
        now=now,
    )
    for place, key in enumerate(story.raters):
        rater = _rater(demo, round, key)
        for judged in story.judged:
            _give(rater, accounts[judged.customer], judged.given[place], story.evidence, now)
        rating.finish(_actor(rater), rater, now=now)
    met = now + timedelta(days=14)
    rounds.close_rating(director, round, now=met)
    criterion_of = {criterion.name: criterion for criterion in queries.judged_criteria(round)}
    for judged in story.judged:
        candidate = _candidate(round, accounts[judged.customer])
        for name, score, reason in judged.agreed:
            criterion = criterion_of[name]
            decisions.agree(director, candidate, criterion, score, reason=reason, now=met)
        decisions.decide(director, candidate, judged.decision, judged.reason, now=met)
    for account in chosen:
        account.refresh_from_db()
    decisions.end_round(director, round, now=met)


def _open(demo: Demo, story: RoundsStory, director: Actor, criteria: CriteriaSet) -> None:
    chosen = [demo.get(Customers).accounts[key] for key in story.candidates]
    round = rounds.open_round(
        director,
        name=f"Assessment {demo.now.year}",
        criteria_set=criteria,
        candidates=chosen,
        raters=[demo.get(People).users[key] for key in story.given],
        places=len(chosen),
        due_on=(demo.now + timedelta(days=15)).date(),
        now=demo.before(6),
    )
    for key, given in story.given.items():
        rater = _rater(demo, round, key)
        for account, scores in zip(chosen, given, strict=False):
            _give(rater, account, scores, story.evidence, demo.before(2))
        if len(given) == len(chosen):
            rating.finish(_actor(rater), rater, now=demo.before(1))


def _give(rater: Rater, account: Account, scores: Scores, evidence: dict[int, str], now: datetime) -> None:
    ratings = [
        RatingInput.model_validate(
            {"criterion": criterion.pk, "score": score, "evidence": _evidence(criterion, score, evidence)}
        )
        for criterion, score in zip(queries.judged_criteria(rater.round), scores, strict=True)
    ]
    rating.rate(_actor(rater), rater, _candidate(rater.round, account), ratings, now=now)


def _evidence(criterion: Criterion, score: int | None, evidence: dict[int, str]) -> str:
    return evidence.get(score, "") if score is not None and criterion.axis != "gate" else ""


def _rater(demo: Demo, round: Round, key: str) -> Rater:
    return Rater.objects.select_related("round", "user").get(round=round, user=demo.get(People).users[key])


def _actor(rater: Rater) -> Actor:
    return Actor(user=rater.user, origin=ORIGIN)


def _candidate(round: Round, account: Account) -> Candidate:
    return Candidate.objects.select_related("round", "account").get(round=round, account=account)
