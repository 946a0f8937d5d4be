"""Rounds in which several people judge accounts, and the watchlist."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.selection import actions, queries, rules, triggers
from covalue.selection.actions import Given
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Decision, Dossier, Purpose, Rating, Round
from covalue.selection.queries import Cell, RaterView, Row
from covalue.web import requests, versions
from covalue.web.shapes import Day, Flag, Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["selection"])
TriggerKind = Literal["revenue_falls", "contribution_low", "silent", "unsigned", "no_sponsor", "not_assessed"]
Score = Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
Money = Field(None, max_digits=18, decimal_places=2)


class CriterionIn(In):
    """Weights are per cent of the axis. With a `figure` the books rate: `bottom` is 0 points, `top` is 10."""

    axis: Literal["worth", "fit", "gate"]
    name: Text = Field(min_length=1, max_length=120)
    weight: Decimal = Field(Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2)
    low: Text = Field("", max_length=200)
    middle: Text = Field("", max_length=200)
    high: Text = Field("", max_length=200)
    figure: Literal["", "net", "growth", "contribution", "lifetime"] = ""
    bottom: Decimal | None = Money
    top: Decimal | None = Money


class CriteriaIn(In):
    """`replaces` is the set whose place this one takes."""

    name: Text = Field(min_length=1, max_length=120)
    purpose: Literal["selection", "assessment"]
    criteria: list[CriterionIn] = Field(min_length=1, max_length=rules.MOST_CRITERIA)
    replaces: RowId | None = None


class CriterionOut(Schema):
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


class CriteriaOut(Schema):
    id: int
    name: str
    purpose: str
    version: int
    criteria: list[CriterionOut]


class RoundIn(In):
    """Places, or the hours they follow from."""

    name: Text = Field(min_length=1, max_length=120)
    criteria: RowId
    candidates: list[RowId] = Field(max_length=rules.MOST_CANDIDATES)
    raters: list[RowId] = Field(max_length=50)
    places: int = Field(0, ge=0, le=500, strict=True)
    hours: Decimal | None = Field(None, ge=0, max_digits=9, decimal_places=1)
    hours_each: Decimal | None = Field(None, gt=0, max_digits=7, decimal_places=1)
    fit_share: int = Field(50, ge=rules.FIT_SHARES[0], le=rules.FIT_SHARES[1], strict=True)
    worth_border: int = Field(50, ge=1, le=99, strict=True)
    fit_border: int = Field(50, ge=1, le=99, strict=True)
    due_on: Day | None = None


class RoundChange(In):
    places: int = left_out(ge=0, le=500, strict=True)
    fit_share: int = left_out(ge=rules.FIT_SHARES[0], le=rules.FIT_SHARES[1], strict=True)
    worth_border: int = left_out(ge=1, le=99, strict=True)
    fit_border: int = left_out(ge=1, le=99, strict=True)


class RaterOut(Schema):
    """How far somebody is; never what they gave."""

    id: int
    user: Ref | None
    state: str
    done: int
    all: int


class CandidateOut(Schema):
    id: int
    account: Ref | None
    class_before: str
    figures: dict[str, str]
    decision: str
    reason: str


class RoundOut(Schema):
    id: int
    name: str
    purpose: str
    state: str
    criteria: CriteriaOut
    places: int
    fit_share: int
    worth_border: int
    fit_border: int
    due_on: date | None
    opened_by: Ref | None
    opened_at: datetime
    raters: list[RaterOut]
    candidates: list[CandidateOut]
    version: str


class RatingIn(In):
    """Without a score: one cannot judge. A gate is 0 or 10."""

    criterion: RowId
    score: Score | None = None
    evidence: Text = Field("", max_length=1000)


class RatingsIn(In):
    ratings: list[RatingIn] = Field(min_length=1, max_length=rules.MOST_CRITERIA)


class RatingOut(Schema):
    criterion: int
    by: Ref | None
    score: int | None
    evidence: str


class CellOut(Schema):
    """A criterion of a candidate: what was given, what was agreed, what counts."""

    criterion: int
    ratings: list[RatingOut]
    agreed: int | None
    agreed_why: str
    counts: float | None
    far_apart: bool


class StandingOut(Schema):
    """Scores of 0 to 100; `among_places` is a share of ten thousand draws. `why` says why no place is proposed."""

    candidate: CandidateOut
    worth: float | None
    fit: float | None
    together: float | None
    quadrant: str | None
    proposed: bool
    why: str
    among_places: float
    criteria: list[CellOut]


class AccountsIn(In):
    accounts: list[RowId] = Field(min_length=1, max_length=rules.MOST_CANDIDATES)


class RaterIn(In):
    user: RowId


class CloseIn(In):
    anyway: Flag = False


class AgreedIn(In):
    """Without a score the mean counts again."""

    score: Score | None = None
    reason: Text = Field("", max_length=1000)


class DecisionIn(In):
    decision: Literal["select", "develop", "keep", "not_now", "watch", "deselect"]
    reason: Text = Field(min_length=1, max_length=2000)


class DossierIn(In):
    hours: Decimal = Field(gt=0, max_digits=9, decimal_places=1)
    expected: Decimal = Field(max_digits=18, decimal_places=2)
    instead: RowId | None = None
    instead_hours: Decimal | None = Field(None, gt=0, max_digits=9, decimal_places=1)
    instead_expected: Decimal | None = Money
    coverage: Text = Field(min_length=1, max_length=500)
    transition: Text = Field(min_length=1, max_length=10_000)
    told_by: RowId
    told_on: Day | None = None


class DossierOut(Schema):
    opportunity_cost: float
    hours: float
    expected: float
    instead: Ref | None
    coverage: str
    transition: str
    told_by: Ref | None
    told_on: date | None


class DecisionLetterIn(In):
    subject: Text = Field(min_length=1, max_length=200)
    body: Text = Field(min_length=1, max_length=10_000)
    to: list[RowId] = Field(min_length=1, max_length=100)


class FiringOut(Schema):
    trigger: str
    figure: str


class WatchedAccountOut(Schema):
    account: Ref | None
    fired: list[FiringOut]


class TriggerIn(In):
    border: Decimal = Field(ge=0, le=1_000_000, max_digits=12, decimal_places=2)
    on: Flag = True


class TriggerOut(Schema):
    trigger: str
    says: str
    border: float
    on: bool


class WatchlistOut(Schema):
    watched: list[WatchedAccountOut]
    triggers: list[TriggerOut]


@router.get("/criteria-sets", response=list[CriteriaOut], summary="Criteria by which accounts are chosen")
def list_criteria_sets(request: HttpRequest) -> list[CriteriaOut]:
    """The newest of each."""
    actions.guard_directs(requests.api_actor(request))
    return [_criteria(one) for one in queries.current_sets()]


@router.post("/criteria-sets", response={201: CriteriaOut}, summary="Write criteria down")
def keep_criteria_set(request: HttpRequest, body: CriteriaIn) -> Status[CriteriaOut]:
    """The weights of each axis come to a hundred."""
    actor = requests.api_actor(request)
    actions.guard_directs(actor)
    old = queries.get_criteria(body.replaces) if body.replaces else None
    sheets = [rules.CriterionSheet(**{**vars(one), "axis": rules.Axis(one.axis)}) for one in body.criteria]
    kept = actions.keep_criteria(
        actor, name=body.name, purpose=body.purpose, sheets=sheets, replaces=old, now=timezone.now()
    )
    return Status(201, _criteria(kept))


@router.get("/rounds", response=list[RoundOut], summary="Rounds one has a part in")
def list_rounds(request: HttpRequest) -> list[RoundOut]:
    return [_round(request, one) for one in queries.rounds(requests.user_of(request))]


@router.post("/rounds", response={201: RoundOut}, summary="Open a round")
def open_round(request: HttpRequest, body: RoundIn) -> Status[RoundOut]:
    """Those asked get a mail. What they give stays hidden until rating is closed."""
    actor, user = requests.api_actor(request), requests.user_of(request)
    actions.guard_directs(actor)
    criteria = queries.current_sets().filter(pk=body.criteria).first()
    if criteria is None:
        raise errors.BadInput(_("There are no criteria of this number."), field="criteria")
    values = {**vars(body), "criteria_set": criteria}
    values.pop("criteria")
    values["candidates"] = [accounts.get(user, pk) for pk in body.candidates]
    values["raters"] = [_colleague(pk) for pk in body.raters]
    return Status(201, _round(request, actions.open_round(actor, now=timezone.now(), **values)))


@router.get("/rounds/{round_id}", response=RoundOut, summary="A round")
def get_round(request: HttpRequest, round_id: Id) -> RoundOut:
    return _round(request, _seen(request, round_id))


@router.patch(
    "/rounds/{round_id}", response=RoundOut, openapi_extra=IF_MATCH, summary="Change places, shares or borders"
)
def edit_round(request: HttpRequest, round_id: Id, body: RoundChange) -> RoundOut:
    found = versions.hold(request, _directed(request, round_id))
    actions.set_borders(requests.api_actor(request), round=found, now=timezone.now(), **sent(body))
    return _round(request, found)


@router.delete("/rounds/{round_id}", response={204: None}, summary="Remove a round")
def remove_round(request: HttpRequest, round_id: Id) -> Status[None]:
    """It can be restored; one that was decided stays."""
    actions.remove_round(requests.api_actor(request), round=_directed(request, round_id), now=timezone.now())
    return Status(204, None)


@router.post("/rounds/{round_id}/restore", response=RoundOut, summary="Restore a round")
def restore_round(request: HttpRequest, round_id: Id) -> RoundOut:
    found = queries.get_any(requests.user_of(request), round_id)
    actions.restore_round(requests.api_actor(request), round=found, now=timezone.now())
    return _round(request, found)


@router.get("/rounds/{round_id}/picture", response=list[StandingOut], summary="Scores, proposal and what was given")
def get_picture(request: HttpRequest, round_id: Id) -> list[StandingOut]:
    """The first in front. Refused while people still rate."""
    return [_standing(row) for row in queries.picture_of(_seen(request, round_id)).rows]


@router.post("/rounds/{round_id}/candidates", response=RoundOut, summary="Add candidates")
def add_candidates(request: HttpRequest, round_id: Id, body: AccountsIn) -> RoundOut:
    found = _directed(request, round_id)
    chosen = [accounts.get(requests.user_of(request), pk) for pk in body.accounts]
    actions.add_candidates(requests.api_actor(request), round=found, candidates=chosen, now=timezone.now())
    return _round(request, found)


@router.post("/rounds/{round_id}/raters", response=RoundOut, summary="Ask somebody to rate")
def ask_rater(request: HttpRequest, round_id: Id, body: RaterIn) -> RoundOut:
    found = _directed(request, round_id)
    actions.ask(requests.api_actor(request), round=found, user=_colleague(body.user), now=timezone.now())
    return _round(request, found)


@router.delete("/raters/{rater_id}", response={204: None}, summary="Somebody rates no more")
def leave_round(request: HttpRequest, rater_id: Id) -> Status[None]:
    """Oneself, or as the director anybody."""
    rater = queries.get_rater(requests.user_of(request), rater_id)
    actions.leave(requests.api_actor(request), rater=rater, now=timezone.now())
    return Status(204, None)


@router.post("/rounds/{round_id}/finish", response=RoundOut, summary="One has finished rating")
def finish_rating(request: HttpRequest, round_id: Id) -> RoundOut:
    found = _seen(request, round_id)
    rater = _there(queries.rater_of(requests.user_of(request), found))
    actions.finish(requests.api_actor(request), rater=rater, now=timezone.now())
    return _round(request, found)


@router.post("/rounds/{round_id}/reopen", response=RoundOut, summary="One has not finished after all")
def reopen_rating(request: HttpRequest, round_id: Id) -> RoundOut:
    found = _seen(request, round_id)
    rater = _there(queries.rater_of(requests.user_of(request), found))
    actions.reopen(requests.api_actor(request), rater=rater, now=timezone.now())
    return _round(request, found)


@router.post("/rounds/{round_id}/close", response=RoundOut, summary="Close rating")
def close_rating(request: HttpRequest, round_id: Id, body: CloseIn) -> RoundOut:
    """`anyway` leaves out what is not finished."""
    found = _directed(request, round_id)
    actions.close_rating(requests.api_actor(request), round=found, anyway=body.anyway, now=timezone.now())
    return _round(request, found)


@router.post("/rounds/{round_id}/end", response=RoundOut, summary="End a round that is decided")
def end_round(request: HttpRequest, round_id: Id) -> RoundOut:
    """Accounts take the class they were given."""
    found = _directed(request, round_id)
    actions.end_round(requests.api_actor(request), round=found, now=timezone.now())
    return _round(request, found)


@router.get("/candidates/{candidate_id}/ratings", response=list[RatingOut], summary="Ratings one may see")
def list_ratings(request: HttpRequest, candidate_id: Id) -> list[RatingOut]:
    """One's own while people rate; then those of all who finished."""
    user = requests.user_of(request)
    found = queries.get_candidate(user, candidate_id)
    return [_rating(one) for one in queries.given_to(user, found.round).filter(candidate=found).order_by("pk")]


@router.post("/candidates/{candidate_id}/ratings", response=list[RatingOut], summary="Rate a candidate")
def rate_candidate(request: HttpRequest, candidate_id: Id, body: RatingsIn) -> list[RatingOut]:
    """What is left out stays as it is."""
    user = requests.user_of(request)
    found = queries.get_candidate(user, candidate_id)
    rater = _there(queries.rater_of(user, found.round))
    given = [Given(_criterion(found, one.criterion), one.score, one.evidence) for one in body.ratings]
    actions.rate(requests.api_actor(request), rater=rater, candidate=found, given=given, now=timezone.now())
    return list_ratings(request, candidate_id)


@router.post("/candidates/{candidate_id}/agreed/{criterion_id}", response=StandingOut, summary="Agree on a criterion")
def agree_on(request: HttpRequest, candidate_id: Id, criterion_id: Id, body: AgreedIn) -> StandingOut:
    """In place of the mean; where people were apart, with the reason."""
    found = _directed_candidate(request, candidate_id)
    criterion = _criterion(found, criterion_id)
    actions.agree(
        requests.api_actor(request),
        candidate=found,
        criterion=criterion,
        score=body.score,
        reason=body.reason,
        now=timezone.now(),
    )
    return _standing(next(row for row in queries.picture_of(found.round).rows if row.candidate.pk == found.pk))


@router.post("/candidates/{candidate_id}/decision", response=CandidateOut, summary="Decide about a candidate")
def decide_candidate(request: HttpRequest, candidate_id: Id, body: DecisionIn) -> CandidateOut:
    """It holds once the round is ended. Size alone selects no account."""
    found = _directed_candidate(request, candidate_id)
    actor = requests.api_actor(request)
    return _candidate(
        actions.decide(actor, candidate=found, decision=body.decision, reason=body.reason, now=timezone.now())
    )


@router.delete("/candidates/{candidate_id}", response={204: None}, summary="Take a candidate out")
def withdraw_candidate(request: HttpRequest, candidate_id: Id) -> Status[None]:
    found = _directed_candidate(request, candidate_id)
    actions.withdraw(requests.api_actor(request), candidate=found, now=timezone.now())
    return Status(204, None)


@router.post("/candidates/{candidate_id}/restore", response=CandidateOut, summary="Put a candidate back")
def put_candidate_back(request: HttpRequest, candidate_id: Id) -> CandidateOut:
    found = _directed_candidate(request, candidate_id)
    actions.put_back(requests.api_actor(request), candidate=found, now=timezone.now())
    return _candidate(found)


@router.post("/candidates/{candidate_id}/dossier", response=DossierOut, summary="Write the dossier of a deselection")
def write_dossier(request: HttpRequest, candidate_id: Id, body: DossierIn) -> DossierOut:
    """Amounts over the same span on both sides."""
    found = _directed_candidate(request, candidate_id)
    instead = accounts.get(requests.user_of(request), body.instead) if body.instead else None
    values = {**vars(body), "instead": instead, "told_by": _colleague(body.told_by)}
    return _dossier(actions.write_dossier(requests.api_actor(request), candidate=found, now=timezone.now(), **values))


@router.post("/candidates/{candidate_id}/letter", response={204: None}, summary="Tell those concerned")
def send_decision_letter(request: HttpRequest, candidate_id: Id, body: DecisionLetterIn) -> Status[None]:
    """Once, after the round is ended."""
    found = _directed_candidate(request, candidate_id)
    to = [_colleague(pk) for pk in body.to]
    actions.send_letter(
        requests.api_actor(request), candidate=found, subject=body.subject, body=body.body, to=to, now=timezone.now()
    )
    return Status(204, None)


@router.get("/watchlist", response=WatchlistOut, summary="Strategic accounts that want a look")
def get_watchlist(request: HttpRequest) -> WatchlistOut:
    """Those one may open, with the figure on which a trigger fired."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = triggers.watch_page(user, timezone.localdate())
    return WatchlistOut(
        watched=[
            WatchedAccountOut(
                account=ref(one.account), fired=[FiringOut(trigger=f.kind, figure=f.figure) for f in one.firings]
            )
            for one in page.watched
        ],
        triggers=[TriggerOut(trigger=v.kind, says=v.says, border=float(v.border), on=v.on) for v in page.triggers],
    )


@router.post("/triggers/{trigger_kind}", response={204: None}, summary="Change a trigger of the watchlist")
def set_trigger(request: HttpRequest, trigger_kind: TriggerKind, body: TriggerIn) -> Status[None]:
    actor = requests.api_actor(request)
    actions.set_trigger(actor, kind=trigger_kind, border=body.border, on=body.on, now=timezone.now())
    return Status(204, None)


def _seen(request: HttpRequest, round_id: int) -> Round:
    return queries.get(requests.user_of(request), round_id)


def _directed(request: HttpRequest, round_id: int) -> Round:
    actions.guard_directs(requests.api_actor(request))
    return _seen(request, round_id)


def _directed_candidate(request: HttpRequest, candidate_id: int) -> Candidate:
    actions.guard_directs(requests.api_actor(request))
    return queries.get_candidate(requests.user_of(request), candidate_id)


def _criterion(candidate: Candidate, criterion_id: int) -> Criterion:
    found = Criterion.objects.filter(pk=criterion_id, criteria_set=candidate.round.criteria_set_id).first()
    if found is None:
        raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
    return found


def _colleague(user_id: int) -> User:
    found: User | None = people.with_a_role().filter(pk=user_id).first()
    if found is None:
        raise errors.BadInput(_("There is nobody with this number who could be asked."), field="user")
    return found


def _there(found: Any) -> Any:
    if found is None:
        raise errors.NotFound()
    return found


def _criteria(one: CriteriaSet) -> CriteriaOut:
    return CriteriaOut(
        id=one.pk,
        name=one.name,
        purpose=Purpose(one.purpose).value,
        version=one.version,
        criteria=[
            CriterionOut(
                id=c.pk,
                axis=c.axis,
                name=c.name,
                weight=float(c.weight),
                low=c.low,
                middle=c.middle,
                high=c.high,
                figure=c.figure,
                bottom=_float(c.bottom),
                top=_float(c.top),
            )
            for c in one.criteria.all()
        ],
    )


def _round(request: HttpRequest, one: Round) -> RoundOut:
    page = queries.round_page(requests.user_of(request), one)
    return RoundOut(
        id=one.pk,
        name=one.name,
        purpose=one.purpose,
        state=one.state,
        criteria=_criteria(one.criteria_set),
        places=one.places,
        fit_share=one.fit_share,
        worth_border=one.worth_border,
        fit_border=one.fit_border,
        due_on=one.due_on,
        opened_by=ref(one.opened_by),
        opened_at=one.opened_at,
        raters=[_rater(view) for view in page.raters],
        candidates=[_candidate(found) for found in queries.standing_candidates(one)],
        version=versions.of(one),
    )


def _rater(view: RaterView) -> RaterOut:
    return RaterOut(id=view.rater.pk, user=ref(view.rater.user), state=view.state, done=view.done, all=view.all)


def _candidate(one: Candidate) -> CandidateOut:
    account: Account = one.account
    return CandidateOut(
        id=one.pk,
        account=ref(account),
        class_before=one.class_before,
        figures=one.figures,
        decision=Decision(one.decision).value if one.decision else "",
        reason=one.reason,
    )


def _standing(row: Row) -> StandingOut:
    return StandingOut(
        candidate=_candidate(row.candidate),
        worth=row.standing.worth,
        fit=row.standing.fit,
        together=row.overall,
        quadrant=row.quadrant,
        proposed=row.proposed,
        why=row.why or "",
        among_places=row.among,
        criteria=[_cell(cell) for cell in row.cells],
    )


def _cell(cell: Cell) -> CellOut:
    return CellOut(
        criterion=cell.criterion.pk,
        ratings=[_rating(one) for one in cell.given],
        agreed=cell.agreed.score if cell.agreed else None,
        agreed_why=cell.agreed.reason if cell.agreed else "",
        counts=cell.counts,
        far_apart=cell.open,
    )


def _rating(one: Rating) -> RatingOut:
    return RatingOut(criterion=one.criterion_id, by=ref(one.rater.user), score=one.score, evidence=one.evidence)


def _dossier(one: Dossier) -> DossierOut:
    return DossierOut(
        opportunity_cost=float(one.opportunity_cost),
        hours=float(one.hours),
        expected=float(one.expected),
        instead=ref(one.instead),
        coverage=one.coverage,
        transition=one.transition,
        told_by=ref(one.told_by),
        told_on=one.told_on,
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
