"""The pages of the standing of an account and of one assessment, put together."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.contact_requests.kinds import gone
from covalue.contact_requests.lifetimes import LINK_DAYS
from covalue.people.models import User
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, AssessmentRequest, OurRater, Scorecard
from covalue.standing.queries import ladder, results, rounds, scorecards
from covalue.standing.queries.ladder import Ladder
from covalue.standing.queries.results import Results, TrendPoint
from covalue.standing.queries.scorecards import ScorecardView
from covalue.standing.rules import CYCLE_DAYS, Found


@dataclass(frozen=True)
class StandingPage:
    """How an account stands with us: the last round whose results are shown, and all that stands beside it."""

    account: Account
    latest: Results | None
    running: tuple[Assessment, ...]
    trend: tuple[TrendPoint, ...]
    ladder: Ladder
    found: Found
    scorecard: ScorecardView | None
    scorecards: tuple[Scorecard, ...]
    due_since: date | None
    may_edit: bool
    may_keep: bool


@dataclass(frozen=True)
class Asked:
    """A contact who was asked: how it stands with them, and what can be done about it."""

    request: AssessmentRequest
    gone: str
    may_remind: bool
    may_confirm: bool


@dataclass(frozen=True)
class AssessmentPage:
    """A round with its results, who was asked, and the actions that came of it."""

    assessment: Assessment
    results: Results
    before: Assessment | None
    requests: tuple[Asked, ...]
    raters: tuple[OurRater, ...]
    mine: OurRater | None
    actions: tuple[Action, ...]
    running: bool
    may_edit: bool

    @property
    def silent(self) -> int:
        """How many contacts have not answered."""
        return sum(asked.request.open for asked in self.requests)


def usual_due(account: Account) -> date:
    """The last day of a new round."""
    return account.today() + timedelta(days=LINK_DAYS)


def standing_of(user: User, account_id: int) -> StandingPage:
    """The standing of an account this user may open."""
    account = accounts.get(user, account_id)
    today = account.today()
    trend = results.trend_of(account, today)
    latest = trend[-1].assessment if trend else None
    cards = tuple(scorecards.of_account(account))
    return StandingPage(
        account,
        results.results_of(latest, today, results.before(latest)) if latest else None,
        tuple(one for one in rounds.of_account(account) if one.closed_at is None),
        trend,
        ladder.ladder_of(account),
        ladder.structure_of(account, today),
        scorecards.view_of(cards[0], today) if cards else None,
        cards,
        due_since(account, today),
        accounts.may_edit(user, account),
        rounds.may_keep_drivers(user),
    )


def assessment_of(user: User, assessment_id: int) -> AssessmentPage:
    """One round on an account this user may open."""
    assessment = rounds.get(user, assessment_id)
    account, today = assessment.account, assessment.account.today()
    before = results.before(assessment)
    may_edit = accounts.may_edit(user, account)
    raters = tuple(rounds.raters_of(assessment))
    return AssessmentPage(
        assessment,
        results.results_of(assessment, today, before),
        before,
        tuple(_asked(user, request, may_edit=may_edit) for request in rounds.requests_of(assessment)),
        raters,
        next((rater for rater in raters if rater.user_id == user.pk), None),
        tuple(action_items.arose_from(assessment)),
        assessment.closed_at is None and today <= assessment.due_on,
        may_edit,
    )


def due_since(account: Account, today: date) -> date | None:
    """Since when an account should be assessed again: a year after the last round was closed; None where it is not due, or runs."""
    latest = rounds.of_account(account).first()
    if latest is None or latest.closed_at is None:
        return None
    due = account.day_of(latest.closed_at) + timedelta(days=CYCLE_DAYS)
    return due if due <= today else None


def _asked(user: User, request: AssessmentRequest, *, may_edit: bool) -> Asked:
    answerable = may_edit and request.answered_at is None and ASSESSMENTS.may_be_answered(request, timezone.now())
    return Asked(request, gone(request), answerable, may_edit and ASSESSMENTS.may_confirm(user, request))
