"""The picture of a round once rating is closed: scores, who is proposed for a place, and how sure that is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics import selection as numbers
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.selection import rules
from covalue.selection.answers import AnsweredCandidate, AnsweredRating
from covalue.selection.models import Agreed, Candidate, Criterion, Rater, Rating, Round
from covalue.selection.queries.rating import figure_of, points_of, ratings_visible_to, standing_candidates
from covalue.selection.rules import Axis, Decision, Obstacle, Purpose, Spread, Standing, State
from covalue.web.answered import AsId, PageOnly

WEIGHTS_VARY: Final = (
    0.25  # how far weights are varied to see how sure a choice is; `methods.md` names a tenth as least
)
ROUNDS_LOOKED_AT: Final = 4  # for the newest fit of an account
SHARP: Final = 0.5  # points an agreed or single rating may be off


@dataclass(frozen=True)
class Cell:
    """A criterion of a candidate: its ratings, what was agreed, and the points of 0 to 10 that count."""

    criterion: AsId[Criterion]
    ratings: tuple[AnsweredRating, ...]
    agreed: int | None
    agreed_why: str
    counts: float | None
    far_apart: bool
    agreement: PageOnly[Agreed | None]
    spread: PageOnly[Spread]
    figure: PageOnly[Decimal | None]

    @property
    def with_evidence(self) -> tuple[Rating, ...]:
        return tuple(rating for rating in self.ratings if rating.evidence)

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest the points may be."""
        if self.counts is None:
            return (float("nan"), float("nan"))
        if self.criterion.figure:
            return (self.counts, self.counts)
        if self.agreed is None and len(self.spread.scores) > 1:
            return (float(min(self.spread.scores)), float(max(self.spread.scores)))
        return (max(0.0, self.counts - SHARP), min(10.0, self.counts + SHARP))


@dataclass(frozen=True)
class Result:
    """A candidate's scores of 0 to 100, its proposal, and the share of ten thousand draws in which it is selected.

    `why` says why no place is proposed.
    """

    candidate: AnsweredCandidate
    worth: float | None
    fit: float | None
    together: float | None
    quadrant: str | None
    proposed: bool
    why: str
    among_places: float
    criteria: tuple[Cell, ...]

    @property
    def account(self) -> Account:
        return self.candidate.account

    @property
    def net(self) -> Decimal | None:
        net = self.candidate.figures.get("net")
        return Decimal(net) if net is not None else None

    @property
    def far_apart(self) -> int:
        return sum(1 for cell in self.criteria if cell.far_apart)

    @property
    def percent(self) -> int:
        """The share among the places, for drawing."""
        return round(self.among_places * 100)


@dataclass(frozen=True)
class Picture:
    """All candidates that stand, the first in front."""

    round: Round
    criteria: tuple[Criterion, ...]
    rows: tuple[Result, ...]

    @cached_property
    def taken(self) -> int:
        return sum(1 for row in self.rows if row.candidate.decision == Decision.SELECT)

    @cached_property
    def far_apart(self) -> int:
        return sum(row.far_apart for row in self.rows)

    @cached_property
    def undecided(self) -> int:
        return sum(1 for row in self.rows if not row.candidate.decision)


@dataclass(frozen=True)
class CandidatePage:
    """A candidate in the meeting: each rater's ratings side by side, its place among all, and the next."""

    row: Result
    round: Round
    raters: tuple[Rater, ...]
    place: int
    of: int
    before: Result | None
    after: Result | None
    may_agree: bool
    openable: bool

    @property
    def cells(self) -> list[tuple[Cell, list[Rating | None]]]:
        """Each criterion with the ratings in the order of the raters."""
        return [(cell, self._by_rater(cell)) for cell in self.row.criteria]

    def _by_rater(self, cell: Cell) -> list[Rating | None]:
        ratings = {rating.rater_id: rating for rating in cell.ratings}
        return [ratings.get(rater.pk) for rater in self.raters]


def candidate_page(user: User, candidate: Candidate) -> CandidatePage:
    """A candidate once rating is closed; NotFound for one that was withdrawn or merged."""
    round, rows = candidate.round, picture_of(candidate.round).rows
    place = next((n for n, row in enumerate(rows) if row.candidate.pk == candidate.pk), None)
    if place is None:
        raise errors.NotFound()
    return CandidatePage(
        row=rows[place],
        round=round,
        raters=tuple(round.raters.exclude(finished_at=None).select_related("user")),
        place=place + 1,
        of=len(rows),
        before=rows[place - 1] if place else None,
        after=rows[place + 1] if place + 1 < len(rows) else None,
        may_agree=user.may(Right.CLASSIFY_ACCOUNTS) and round.state == State.CONSENSUS,
        openable=bool(accounts.openable(user, [candidate.account_id])),
    )


def result_of(candidate: Candidate) -> Result:
    """A standing candidate's row of the picture."""
    return next(row for row in picture_of(candidate.round).rows if row.candidate.pk == candidate.pk)


def picture_of(round: Round, *, draws: int = numbers.DRAWS) -> Picture:
    """Scores, proposal and how sure it is; only once rating is closed."""
    if round.state == State.RATING:
        raise errors.WrongState(_("Rating is still open, so other people's ratings are hidden."))
    criteria = tuple(round.criteria_set.criteria.all())
    candidates = standing_candidates(round)
    cells = _cells(round, candidates, criteria)
    standings = [_standing(candidate, cells[candidate.pk]) for candidate in candidates]
    thresholds = {"worth_threshold": round.worth_border, "fit_threshold": round.fit_border}
    fit_share = round.fit_share / 100
    obstacles = rules.proposal(standings, places=round.places, fit_share=fit_share, **thresholds)
    among = _among_places(round, criteria, [cells[candidate.pk] for candidate in candidates], standings, draws)
    rows = [
        Result(
            candidate=candidate,
            worth=standing.worth,
            fit=standing.fit,
            together=rules.overall(standing.worth, standing.fit, fit_share),
            quadrant=rules.quadrant(standing.worth, standing.fit, **thresholds),
            proposed=obstacles[candidate.pk] is None,
            why=obstacles[candidate.pk] or "",
            among_places=share,
            criteria=cells[candidate.pk],
        )
        for candidate, standing, share in zip(candidates, standings, among, strict=True)
    ]
    rows.sort(key=lambda row: (row.why not in ("", Obstacle.NO_PLACE), -(row.together or -1), row.candidate.pk))
    return Picture(round, criteria, tuple(rows))


def newest_picture(user: User) -> Picture | None:
    """The newest round whose rating is closed, for whoever directs."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        return None
    newest = _closed_rounds().first()
    return picture_of(newest, draws=1) if newest else None


def last_pictures(user: User) -> tuple[Picture, ...]:
    """The last rounds whose rating is closed, the newest first; for whoever directs them."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        return ()
    return tuple(picture_of(closed, draws=1) for closed in _closed_rounds()[:ROUNDS_LOOKED_AT])


def fits(pictures: Iterable[Picture]) -> dict[int, tuple[float, int]]:
    """Account id → the newest judgement of its fit in these rounds, and the candidate it was judged as."""
    judged: dict[int, tuple[float, int]] = {}
    for row in (row for picture in pictures for row in picture.rows):
        if row.fit is not None:
            judged.setdefault(row.account.pk, (row.fit, row.candidate.pk))
    return judged


def places_of_last_selection() -> int | None:
    """How many accounts the last decided selection had room for."""
    decided = Round.objects.filter(removed_at=None, purpose=Purpose.SELECTION, state=State.DECIDED)
    return decided.order_by("-decided_at").values_list("places", flat=True).first()


def spread_of(candidate: Candidate, criterion: Criterion) -> Spread:
    """The ratings of those who finished."""
    return _spread(list(ratings_visible_to(None, candidate.round).filter(candidate=candidate, criterion=criterion)))


def _closed_rounds() -> QuerySet[Round]:
    closed = Round.objects.filter(removed_at=None).exclude(state=State.RATING)
    return closed.select_related("criteria_set", "opened_by").order_by("-closed_at")


def _cells(round: Round, candidates: Sequence[Candidate], criteria: Sequence[Criterion]) -> dict[int, tuple[Cell, ...]]:
    """The cells of each candidate, by its id."""
    ratings: dict[tuple[int, int], list[Rating]] = defaultdict(list)
    for rating in ratings_visible_to(None, round).order_by("rater"):
        ratings[rating.candidate_id, rating.criterion_id].append(rating)
    agreements = Agreed.objects.filter(candidate__round=round).select_related("agreed_by")
    agreed = {(row.candidate_id, row.criterion_id): row for row in agreements}
    return {
        candidate.pk: tuple(
            _cell(candidate, each, ratings[candidate.pk, each.pk], agreed.get((candidate.pk, each.pk)))
            for each in criteria
        )
        for candidate in candidates
    }


def _cell(candidate: Candidate, criterion: Criterion, ratings: list[Rating], agreement: Agreed | None) -> Cell:
    """What was agreed counts before the mean, the ledger before both."""
    spread = _spread(ratings)
    judged = float(agreement.score) if agreement else spread.mean
    return Cell(
        criterion=criterion,
        ratings=tuple(ratings),
        agreed=agreement.score if agreement else None,
        agreed_why=agreement.reason if agreement else "",
        counts=points_of(candidate, criterion) if criterion.figure else judged,
        far_apart=spread.is_wide and agreement is None,
        agreement=agreement,
        spread=spread,
        figure=figure_of(candidate, criterion),
    )


def _spread(ratings: list[Rating]) -> Spread:
    scores = tuple(rating.score for rating in ratings if rating.score is not None)
    return Spread(scores, len(ratings) - len(scores))


def _standing(candidate: Candidate, cells: tuple[Cell, ...]) -> Standing:
    gates = [cell.counts for cell in cells if cell.criterion.axis == Axis.GATE]
    gates_met = all(points is not None and points >= 5 for points in gates)
    return Standing(candidate.pk, _score(cells, Axis.WORTH), _score(cells, Axis.FIT), gates_met)


def _score(cells: tuple[Cell, ...], axis: Axis) -> float | None:
    """0 to 100; None where less than half of the weight was judged."""
    of_axis = [cell for cell in cells if cell.criterion.axis == axis]
    points = np.array([[np.nan if cell.counts is None else cell.counts for cell in of_axis]], dtype=np.float64)
    weights = np.array([float(cell.criterion.weight) for cell in of_axis], dtype=np.float64)
    if not of_axis or numbers.judged_share(points, weights)[0] < rules.FEWEST_JUDGED:
        return None
    return round(float(numbers.weighted(points, weights)[0]) * 10, 6)


def _among_places(
    round: Round, criteria: tuple[Criterion, ...], cells: list[tuple[Cell, ...]], standings: list[Standing], draws: int
) -> list[float]:
    """How often each candidate is among the places when weights and ratings vary: parts of one."""
    if not cells:
        return []
    worth, fit = (_axis(cells, criteria, axis) for axis in (Axis.WORTH, Axis.FIT))
    able = [row.gates_met and row.fit is not None and row.worth is not None for row in standings]
    stability = numbers.stability(
        worth,
        fit,
        fit_share=round.fit_share / 100,
        borders=(round.worth_border / 10, round.fit_border / 10),
        open_to=np.array(able),
        places=round.places,
        vary=WEIGHTS_VARY,
        draws=draws,
    )
    return [float(share) for share in stability.among]


def _axis(cells: list[tuple[Cell, ...]], criteria: tuple[Criterion, ...], axis: Axis) -> numbers.Axis:
    places = [place for place, criterion in enumerate(criteria) if criterion.axis == axis]
    ranges = np.array([[row[place].range for place in places] for row in cells], dtype=np.float64)
    ranges = ranges.reshape(len(cells), len(places), 2)
    weights = np.array([float(criteria[place].weight) for place in places], dtype=np.float64)
    return numbers.Axis(ranges[:, :, 0], ranges[:, :, 1], weights)
