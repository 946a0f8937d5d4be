"""Rounds in which several people judge accounts, and the watchlist. Forms of the pages post here, too."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.selection import watchlist
from covalue.selection.actions import criteria, decisions, dossiers, guards, rating, rounds
from covalue.selection.actions import watchlist as checks
from covalue.selection.answers import CandidateAnswer, RatingAnswer
from covalue.selection.inputs import (
    AgreedInput,
    CandidatesInput,
    CheckInput,
    CloseInput,
    CriteriaInput,
    DecisionInput,
    DossierInput,
    LetterInput,
    RaterInput,
    RatingsInput,
    RoundEdit,
    RoundInput,
)
from covalue.selection.models import Candidate, CriteriaSet, Dossier, Rating, Round
from covalue.selection.queries import picture as pictures
from covalue.selection.queries import rating as ratings
from covalue.selection.queries import rounds as queries
from covalue.selection.queries.picture import Result
from covalue.selection.queries.rounds import RaterProgress
from covalue.selection.rules import CheckKind
from covalue.selection.watchlist import WatchPage
from covalue.web import requests, versions
from covalue.web.inputs import chosen
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["selection"])


class CriterionAnswer(Schema):
    id: int
    axis: str
    name: str
    weight: float
    low: str
    middle: str
    high: str
    figure: str
    bottom: float | None
    top: float | None


class CriteriaAnswer(Schema):
    id: int
    name: str
    purpose: str
    version: int
    criteria: list[CriterionAnswer]


class RoundAnswer(Versioned):
    id: int
    name: str
    purpose: str
    state: str
    criteria: CriteriaAnswer
    places: int
    fit_share: int
    worth_border: int
    fit_border: int
    due_on: date | None
    opened_by: Ref | None
    opened_at: datetime
    raters: list[RaterProgress]
    candidates: list[CandidateAnswer]

    @staticmethod
    def resolve_criteria(round: Round) -> CriteriaSet:
        return round.criteria_set

    @staticmethod
    def resolve_raters(round: Round) -> list[RaterProgress]:
        return list(queries.progress_of(round))

    @staticmethod
    def resolve_candidates(round: Round) -> list[Candidate]:
        return ratings.standing_candidates(round)


class DossierAnswer(Schema):
    opportunity_cost: float
    hours: float
    expected: float
    instead: Ref | None
    coverage: str
    transition: str
    told_by: Ref | None
    told_on: date | None


@router.get("/criteria-sets", response=list[CriteriaAnswer], summary="List sets of criteria")
def list_criteria_sets(request: HttpRequest) -> QuerySet[CriteriaSet]:
    """The newest version of each."""
    queries.guard_directs(requests.user_of(request))
    return queries.current_sets()


@router.post("/criteria-sets", response={201: CriteriaAnswer}, summary="Save a set of criteria")
def keep_criteria_set(request: HttpRequest, body: CriteriaInput) -> Status[CriteriaSet]:
    """The weights of each axis add up to 100."""
    actor = requests.actor(request)
    guards.directs(actor)
    replaces = queries.get_criteria(body.replaces) if body.replaces else None
    sheets = [criterion.sheet for criterion in body.criteria]
    saved = criteria.save(
        actor, name=body.name, purpose=body.purpose, sheets=sheets, replaces=replaces, now=timezone.now()
    )
    return Status(201, saved)


@router.get("/rounds", response=list[RoundAnswer], summary="List rounds")
def list_rounds(request: HttpRequest) -> QuerySet[Round]:
    return queries.visible_to(requests.user_of(request))


@router.post("/rounds", response={201: RoundAnswer}, summary="Open a round")
def open_round(request: HttpRequest, body: RoundInput) -> Status[Round]:
    """Raters get an email. Their ratings stay hidden until rating is closed."""
    actor, user = requests.actor(request), requests.user_of(request)
    guards.directs(actor)
    criteria_set = queries.current_sets().filter(pk=body.criteria).first()
    if criteria_set is None:
        raise errors.BadInput(_("There are no criteria with this ID."), field="criteria")
    values = body.model_dump(exclude={"criteria", "candidates", "raters"})
    candidates, raters = _accounts(user, body.candidates), _colleagues(body.raters, "raters")
    round = rounds.open_round(
        actor, criteria_set=criteria_set, candidates=candidates, raters=raters, now=timezone.now(), **values
    )
    return Status(201, round)


@router.get("/rounds/{round_id}", response=RoundAnswer, summary="Get a round")
def get_round(request: HttpRequest, round_id: Id) -> Round:
    return queries.get(requests.user_of(request), round_id)


@router.patch(
    "/rounds/{round_id}", response=RoundAnswer, openapi_extra=IF_MATCH, summary="Change slots, weights or thresholds"
)
def edit_round(request: HttpRequest, round_id: Id, body: RoundEdit) -> Round:
    round = versions.hold(request, _directed(request, round_id))
    return rounds.edit(requests.actor(request), round, now=timezone.now(), **body.sent)


def change_round(request: HttpRequest, round_id: Id, body: RoundEdit) -> Round:
    """The same for the form of the page, which says no version."""
    return rounds.edit(requests.actor(request), _directed(request, round_id), now=timezone.now(), **body.sent)


@router.delete("/rounds/{round_id}", response={204: None}, summary="Remove a round")
def remove_round(request: HttpRequest, round_id: Id) -> Status[None]:
    """It can be restored; a round that was decided cannot be removed."""
    rounds.remove(requests.actor(request), _directed(request, round_id), now=timezone.now())
    return Status(204, None)


@router.post("/rounds/{round_id}/restore", response=RoundAnswer, summary="Restore a round")
def restore_round(request: HttpRequest, round_id: Id) -> Round:
    round = queries.get_any(requests.user_of(request), round_id)
    return rounds.restore(requests.actor(request), round, now=timezone.now())


@router.get("/rounds/{round_id}/picture", response=list[Result], summary="Get scores, proposal and ratings")
def get_picture(request: HttpRequest, round_id: Id) -> list[Result]:
    """Best first. 409 while people are still rating."""
    return list(pictures.picture_of(queries.get(requests.user_of(request), round_id)).rows)


@router.post("/rounds/{round_id}/candidates", response=RoundAnswer, summary="Add candidates")
def add_candidates(request: HttpRequest, round_id: Id, body: CandidatesInput) -> Round:
    round = _directed(request, round_id)
    candidates = _accounts(requests.user_of(request), body.accounts)
    rounds.add_candidates(requests.actor(request), round, candidates, now=timezone.now())
    return round


@router.post("/rounds/{round_id}/raters", response=RoundAnswer, summary="Ask somebody to rate")
def ask_rater(request: HttpRequest, round_id: Id, body: RaterInput) -> Round:
    round = _directed(request, round_id)
    rounds.ask(requests.actor(request), round, _colleagues([body.user])[0], now=timezone.now())
    return round


@router.delete("/raters/{rater_id}", response={204: None}, summary="Remove a rater")
def leave_round(request: HttpRequest, rater_id: Id) -> Status[None]:
    """Yourself, or as the director anyone."""
    rater = queries.get_rater(requests.user_of(request), rater_id)
    rating.leave(requests.actor(request), rater, now=timezone.now())
    return Status(204, None)


@router.post("/rounds/{round_id}/finish", response=RoundAnswer, summary="Finish rating")
def finish_rating(request: HttpRequest, round_id: Id) -> Round:
    round = get_round(request, round_id)
    rater = queries.get_own_rater(requests.user_of(request), round)
    rating.finish(requests.actor(request), rater, now=timezone.now())
    return round


@router.post("/rounds/{round_id}/reopen", response=RoundAnswer, summary="Resume rating")
def reopen_rating(request: HttpRequest, round_id: Id) -> Round:
    round = get_round(request, round_id)
    rater = queries.get_own_rater(requests.user_of(request), round)
    rating.reopen(requests.actor(request), rater, now=timezone.now())
    return round


@router.post("/rounds/{round_id}/close", response=RoundAnswer, summary="Close rating")
def close_rating(request: HttpRequest, round_id: Id, body: CloseInput) -> Round:
    """`anyway` leaves out unfinished ratings."""
    round = _directed(request, round_id)
    return rounds.close_rating(requests.actor(request), round, anyway=body.anyway, now=timezone.now())


@router.post("/rounds/{round_id}/end", response=RoundAnswer, summary="End a round")
def end_round(request: HttpRequest, round_id: Id) -> Round:
    """Accounts take the class that was decided."""
    return decisions.end_round(requests.actor(request), _directed(request, round_id), now=timezone.now())


@router.get("/candidates/{candidate_id}/ratings", response=list[RatingAnswer], summary="List visible ratings")
def list_ratings(request: HttpRequest, candidate_id: Id) -> QuerySet[Rating]:
    """Your own while people rate; then those of everyone who finished."""
    user = requests.user_of(request)
    candidate = queries.get_candidate(user, candidate_id)
    return ratings.ratings_visible_to(user, candidate.round).filter(candidate=candidate).order_by("pk")


@router.post("/candidates/{candidate_id}/ratings", response=list[RatingAnswer], summary="Rate a candidate")
def rate_candidate(request: HttpRequest, candidate_id: Id, body: RatingsInput) -> QuerySet[Rating]:
    """What is left out stays as it is."""
    user = requests.user_of(request)
    candidate = queries.get_candidate(user, candidate_id)
    rater = queries.get_own_rater(user, candidate.round)
    rating.rate(requests.actor(request), rater, candidate, body.ratings, now=timezone.now())
    return list_ratings(request, candidate_id)


@router.post("/candidates/{candidate_id}/agreed/{criterion_id}", response=Result, summary="Set an agreed score")
def agree_on(request: HttpRequest, candidate_id: Id, criterion_id: Id, body: AgreedInput) -> Result:
    """In place of the mean; if ratings were far apart, with the reason."""
    return pictures.result_of(agree(request, candidate_id, criterion_id, body))


def agree(request: HttpRequest, candidate_id: Id, criterion_id: Id, body: AgreedInput) -> Candidate:
    """The same for the page, which draws the picture itself."""
    candidate = _directed_candidate(request, candidate_id)
    criterion = queries.criterion_of(candidate, criterion_id)
    if criterion is None:
        raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
    actor = requests.actor(request)
    decisions.agree(actor, candidate, criterion, body.score, reason=body.reason, now=timezone.now())
    return candidate


@router.post("/candidates/{candidate_id}/decision", response=CandidateAnswer, summary="Decide on a candidate")
def decide_candidate(request: HttpRequest, candidate_id: Id, body: DecisionInput) -> Candidate:
    """It takes effect once the round has ended. Size alone selects no account."""
    candidate = _directed_candidate(request, candidate_id)
    return decisions.decide(requests.actor(request), candidate, body.decision, body.reason, now=timezone.now())


@router.delete("/candidates/{candidate_id}", response={204: None}, summary="Remove a candidate")
def withdraw_candidate(request: HttpRequest, candidate_id: Id) -> Status[None]:
    rounds.withdraw(requests.actor(request), _directed_candidate(request, candidate_id), now=timezone.now())
    return Status(204, None)


@router.post("/candidates/{candidate_id}/restore", response=CandidateAnswer, summary="Restore a candidate")
def put_candidate_back(request: HttpRequest, candidate_id: Id) -> Candidate:
    return rounds.put_back(requests.actor(request), _directed_candidate(request, candidate_id), now=timezone.now())


@router.post("/candidates/{candidate_id}/dossier", response=DossierAnswer, summary="Save the dossier of a deselection")
def write_dossier(request: HttpRequest, candidate_id: Id, body: DossierInput) -> Dossier:
    """Amounts over the same period on both sides."""
    user, candidate = requests.user_of(request), _directed_candidate(request, candidate_id)
    rows = queries.dossier_rows(user, candidate)
    instead, told_by = (chosen(rows[name], getattr(body, name), name) for name in ("instead", "told_by"))
    return dossiers.write_dossier(
        requests.actor(request), candidate, body, instead=instead, told_by=told_by, now=timezone.now()
    )


@router.post("/candidates/{candidate_id}/letter", response={204: None}, summary="Send the decision letter")
def send_decision_letter(request: HttpRequest, candidate_id: Id, body: LetterInput) -> Status[None]:
    """Once, after the round has ended."""
    candidate = _directed_candidate(request, candidate_id)
    to, actor = queries.readers_of(candidate, body.to), requests.actor(request)
    decisions.send_letter(actor, candidate, subject=body.subject, body=body.body, to=to, now=timezone.now())
    return Status(204, None)


@router.get("/watchlist", response=WatchPage, summary="List strategic accounts that need attention")
def get_watchlist(request: HttpRequest) -> WatchPage:
    """Those you may open, with the figure that raised the alert."""
    return watchlist.watch_page(requests.user_of(request), timezone.localdate())


@router.post("/triggers/{trigger_kind}", response={204: None}, summary="Change a trigger of the watchlist")
def set_trigger(request: HttpRequest, trigger_kind: CheckKind, body: CheckInput) -> Status[None]:
    checks.set_check(requests.actor(request), trigger_kind, body, now=timezone.now())
    return Status(204, None)


def _directed(request: HttpRequest, round_id: int) -> Round:
    return queries.get_directed(requests.user_of(request), round_id)


def _directed_candidate(request: HttpRequest, candidate_id: int) -> Candidate:
    return queries.get_directed_candidate(requests.user_of(request), candidate_id)


def _accounts(user: User, account_ids: list[int]) -> list[Account]:
    """These accounts in this order; NotFound where one may not be opened."""
    rows = accounts.visible_to(user).in_bulk(account_ids)
    if len(rows) < len(set(account_ids)):
        raise errors.NotFound()
    return [rows[pk] for pk in account_ids]


def _colleagues(user_ids: Iterable[int], field: str = "user") -> list[User]:
    rows = people.with_a_role().in_bulk(user_ids)
    if any(pk not in rows for pk in user_ids):
        raise errors.BadInput(_("There is nobody with this ID who can be asked."), field=field)
    return [rows[pk] for pk in user_ids]
