"""The demo's rounds: one decided in spring, one being rated now. The same actions everybody uses."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.coverage import actions as coverage
from covalue.demo.programme import rounds as told
from covalue.needs import actions as needs
from covalue.needs import queries as needs_queries
from covalue.people.models import User
from covalue.selection import actions, queries, starters
from covalue.selection.actions import Given
from covalue.selection.models import Candidate, CriteriaSet, Rater, Round
from covalue.selection.rules import Purpose

SPRING_DAYS_AGO: Final = 200
TOP_NET: Final = Decimal(50_000)  # what Northwind's largest customers buy in a year
PLACES: Final = 5


def build(ours: dict[str, User], customers: dict[str, Account], now: datetime) -> None:
    """Both rounds, by the criteria the texts name."""
    director = Actor(user=ours["fuller"], origin="demo")
    spring = now - timedelta(days=SPRING_DAYS_AGO)
    sets = {
        purpose: actions.keep_criteria(
            director, name=name, purpose=purpose, sheets=starters.criteria(purpose, top_net=TOP_NET), now=spring
        )
        for purpose, name in starters.names().items()
    }
    _spring(director, sets[Purpose.SELECTION], ours, customers, spring)
    _assessment(director, sets[Purpose.ASSESSMENT], ours, customers, now)


def rate_needs(ours: dict[str, User], now: datetime) -> None:
    """What Northwind's people say their customers need, in spring and lately: two kinds, and one that changed."""
    analyst = Actor(user=ours["weber"], origin="demo")
    for text, name, days_ago in (
        (told.NEEDS_IN_SPRING, told.NEEDS_SPRING, SPRING_DAYS_AGO),
        (told.NEEDS, told.NEEDS_LATELY, 14),
    ):
        at = now - timedelta(days=days_ago)
        needs.paste(analyst, text=text, now=at)
        page = needs_queries.needs_page(ours["weber"], len(told.KINDS))
        names = [told.KINDS[page.needs[one.strongest].name] for one in page.clusters]
        needs.keep(analyst, name=name, k=len(names), names=names, seen=page.version, now=at)


def cover(ours: dict[str, User], now: datetime) -> None:
    """The models of the field, and what Northwind's managers can give; one has too much, one account gets too little."""
    director = Actor(user=ours["fuller"], origin="demo")
    coverage.begin(director, now=now)
    for key, hours in told.CAPACITY.items():
        coverage.set_capacity(director, ours[key], Decimal(hours), now=now)


def _spring(
    director: Actor, criteria: CriteriaSet, ours: dict[str, User], customers: dict[str, Account], now: datetime
) -> None:
    chosen = [customers[one.customer] for one in told.SPRING]
    round = actions.open_round(
        director,
        name=f"Strategic accounts {now.year}",
        criteria_set=criteria,
        candidates=chosen,
        raters=[ours[key] for key in told.RATERS],
        places=PLACES,
        fit_border=55,
        worth_border=40,
        now=now,
    )
    for place, key in enumerate(told.RATERS):
        rater = Rater.objects.select_related("round", "user").get(round=round, user=ours[key])
        for one in told.SPRING:
            _give(rater, customers[one.customer], one.given[place], now)
        actions.finish(Actor(user=rater.user, origin="demo"), rater=rater, now=now)
    met = now + timedelta(days=14)
    actions.close_rating(director, round=round, now=met)
    asked = {criterion.name: criterion for criterion in queries.judged_criteria(round)}
    for one in told.SPRING:
        candidate = _candidate(round, customers[one.customer])
        for name, score, reason in one.agreed:
            actions.agree(director, candidate=candidate, criterion=asked[name], score=score, reason=reason, now=met)
        actions.decide(director, candidate=candidate, decision=one.decision, reason=one.reason, now=met)
    for account in chosen:
        account.refresh_from_db()
    actions.end_round(director, round=round, now=met)


def _assessment(
    director: Actor, criteria: CriteriaSet, ours: dict[str, User], customers: dict[str, Account], now: datetime
) -> None:
    opened = now - timedelta(days=6)
    chosen = [customers[key] for key in told.OPEN]
    round = actions.open_round(
        director,
        name=f"Assessment {now.year}",
        criteria_set=criteria,
        candidates=chosen,
        raters=[ours[key] for key in told.GIVEN],
        places=len(chosen),
        due_on=(now + timedelta(days=15)).date(),
        now=opened,
    )
    for key, given in told.GIVEN.items():
        rater = Rater.objects.select_related("round", "user").get(round=round, user=ours[key])
        for account, scores in zip(chosen, given, strict=False):
            _give(rater, account, scores, now - timedelta(days=2))
        if len(given) == len(chosen):
            actions.finish(Actor(user=rater.user, origin="demo"), rater=rater, now=now - timedelta(days=1))


def _give(rater: Rater, account: Account, scores: told.Scores, now: datetime) -> None:
    asked = queries.judged_criteria(rater.round)
    given = [
        Given(criterion, score, told.EVIDENCE.get(score, "") if score is not None and criterion.axis != "gate" else "")
        for criterion, score in zip(asked, scores, strict=True)
    ]
    actions.rate(
        Actor(user=rater.user, origin="demo"),
        rater=rater,
        candidate=_candidate(rater.round, account),
        given=given,
        now=now,
    )


def _candidate(round: Round, account: Account) -> Candidate:
    return Candidate.objects.select_related("round", "account").get(round=round, account=account)
