"""The door to rounds. What people gave is theirs alone until rating is closed for all: `given_to` is the only way to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.analytics import selection as numbers
from covalue.core import errors, events
from covalue.core.periods import add_months
from covalue.lifetime import queries as lifetime
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.selection import rules
from covalue.selection.models import (
    Agreed,
    Axis,
    Candidate,
    CriteriaSet,
    Criterion,
    Decision,
    Purpose,
    Rater,
    Rating,
    Round,
    State,
)
from covalue.selection.rules import Quadrant, Spread, Standing, Why

Thing = TypeVar("Thing", bound=Model)
VARY: Final = 0.25  # how far weights are varied when asking how stable a choice is; `methods.md` names a tenth as least
CYCLE_MONTHS: Final = 12
MOST_VALUABLE: Final = 60
FEW_ACCOUNTS: Final = 150  # so many can be looked through in a list
ROUNDS_LOOKED_AT: Final = 4  # for the newest fit of an account
SHARP: Final = 0.5  # points an agreed or single rating may be off


@dataclass(frozen=True)
class Cell:
    """A criterion of a candidate: what several people gave, what was agreed, and what counts."""

    criterion: Criterion
    spread: Spread
    given: tuple[Rating, ...]
    agreed: Agreed | None
    figure: Decimal | None
    booked: float | None

    @property
    def counts(self) -> float | None:
        """Points of 0 to 10; what was agreed before the mean, the books before both."""
        if self.criterion.figure:
            return self.booked
        return float(self.agreed.score) if self.agreed else self.spread.mean

    @property
    def evidence(self) -> tuple[Rating, ...]:
        """What was given with a word."""
        return tuple(one for one in self.given if one.evidence)

    @property
    def open(self) -> bool:
        """People were apart, and nothing is agreed."""
        return self.spread.is_wide and self.agreed is None

    @property
    def range(self) -> tuple[float, float]:
        """Between what and what it may lie."""
        if self.counts is None:
            return (float("nan"), float("nan"))
        if self.criterion.figure:
            return (self.counts, self.counts)
        if self.agreed is None and len(self.spread.scores) > 1:
            return (float(min(self.spread.scores)), float(max(self.spread.scores)))
        return (max(0.0, self.counts - SHARP), min(10.0, self.counts + SHARP))


@dataclass(frozen=True)
class Row:
    """A candidate in the picture. Scores are 0 to 100, shares parts of one."""

    candidate: Candidate
    standing: Standing
    cells: tuple[Cell, ...]
    overall: float | None
    quadrant: Quadrant | None
    why: Why | None
    among: float
    ranks: tuple[float, ...]

    @property
    def account(self) -> Account:
        return self.candidate.account

    @property
    def net(self) -> Decimal | None:
        told = self.candidate.figures.get("net")
        return Decimal(told) if told is not None else None

    @property
    def open_talks(self) -> int:
        return sum(1 for cell in self.cells if cell.open)

    @property
    def hundredths(self) -> int:
        """The share among the places, for drawing."""
        return round(self.among * 100)

    @property
    def proposed(self) -> bool:
        return self.why is None


@dataclass(frozen=True)
class Picture:
    """All candidates that stand, the first in front."""

    round: Round
    criteria: tuple[Criterion, ...]
    rows: tuple[Row, ...]

    @cached_property
    def taken(self) -> int:
        return sum(1 for row in self.rows if row.candidate.decision == Decision.SELECT)

    @cached_property
    def open_talks(self) -> int:
        return sum(row.open_talks for row in self.rows)

    @cached_property
    def undecided(self) -> int:
        return sum(1 for row in self.rows if not row.candidate.decision)


@dataclass(frozen=True)
class RaterView:
    """How far somebody is: counts only."""

    rater: Rater
    done: int
    all: int

    @property
    def state(self) -> str:
        if self.rater.left_at is not None:
            return "left"
        return "finished" if self.rater.finished_at is not None else "rating"


@dataclass(frozen=True)
class ToRate:
    """A candidate and how far one is oneself."""

    candidate: Candidate
    done: int
    all: int


@dataclass(frozen=True)
class RoundPage:
    """A round as one may see it. `mine` is one's own part; `picture` is None until rating is closed."""

    round: Round
    directs: bool
    mine: Rater | None
    to_rate: tuple[ToRate, ...]
    raters: tuple[RaterView, ...]
    gone: tuple[Candidate, ...]
    picture: Picture | None
    openable: frozenset[int]

    @property
    def left_to_rate(self) -> int:
        return sum(one.all - one.done for one in self.to_rate)

    @property
    def next_to_rate(self) -> Candidate | None:
        return next((one.candidate for one in self.to_rate if one.done < one.all), None)

    @property
    def waiting(self) -> int:
        return sum(1 for view in self.raters if view.state == "rating")


@dataclass(frozen=True)
class Asked:
    """A criterion one is asked about, with what one gave."""

    criterion: Criterion
    rating: Rating | None


@dataclass(frozen=True)
class RatePage:
    """A candidate as one rates it: the criteria, what the books say, and the next."""

    round: Round
    rater: Rater
    candidate: Candidate
    asked: tuple[Asked, ...]
    booked: tuple[tuple[Criterion, float | None, Decimal | None], ...]
    place: int
    of: int
    before: Candidate | None
    after: Candidate | None
    leads: bool


@dataclass(frozen=True)
class Due:
    """A strategic account and when it was last assessed."""

    account: Account
    last: date | None
    due_on: date


@dataclass(frozen=True)
class RoundsPage:
    """What one is part of, and for who directs what is due."""

    rounds: tuple[Round, ...]
    sets: tuple[CriteriaSet, ...]
    due: tuple[Due, ...]
    directs: bool


@dataclass(frozen=True)
class ClassChange:
    """The account was this from a day on; `decided` if a round said so."""

    at: datetime
    before: str
    after: str
    by: str
    decided: Candidate | None

    @property
    def before_label(self) -> str:
        return _label(self.before)

    @property
    def after_label(self) -> str:
        return _label(self.after)


def rounds(user: User) -> QuerySet[Round]:
    """Rounds one directs or is asked to rate in; who left sees no more of one once its rating is closed."""
    found = Round.objects.filter(removed_at=None).select_related("criteria_set", "opened_by")
    if user.is_guest or not user.is_active:
        return found.none()
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return found
    mine = Rater.objects.filter(user=user).filter(Q(left_at=None) | Q(round__state=State.RATING))
    return found.filter(pk__in=mine.values("round"))


def get(user: User, round_id: int) -> Round:
    """A round by id; what one has no part in is not found."""
    return _there(rounds(user).filter(pk=round_id).first())


def get_any(user: User, round_id: int) -> Round:
    """A round, removed or not, for who directs."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotFound()
    return _there(Round.objects.filter(pk=round_id).first())


def get_candidate(user: User, candidate_id: int) -> Candidate:
    """A candidate of a round one has a part in."""
    found = Candidate.objects.filter(pk=candidate_id, round__in=rounds(user).values("pk"))
    return _there(found.select_related("round__criteria_set", "account", "decided_by").first())


def to_choose_from(user: User) -> QuerySet[Account]:
    """Accounts to begin a round with: those the programme looks at, and those of the highest lifetime value."""
    worth = sorted(lifetime.value_by_customer().items(), key=lambda pair: -pair[1])
    valuable = [account for (account, _key), _value in worth if account is not None][:MOST_VALUABLE]
    seen = accounts.visible_to(user).filter(archived_at=None)
    if seen.count() <= FEW_ACCOUNTS:
        return seen.order_by("name")
    return seen.filter(Q(pk__in=valuable) | ~Q(account_class=AccountClass.STANDARD)).order_by("name")


def get_criteria(set_id: int) -> CriteriaSet:
    """A set that counts."""
    return _there(current_sets().filter(pk=set_id).first())


def get_rater(user: User, rater_id: int) -> Rater:
    """Somebody's part in a round one directs, or one's own."""
    found = (
        Rater.objects.filter(pk=rater_id, round__in=rounds(user).values("pk")).select_related("round", "user").first()
    )
    if found is None or not (found.user_id == user.pk or user.may(Right.CLASSIFY_ACCOUNTS)):
        raise errors.NotFound()
    return found


def rater_of(user: User, round: Round) -> Rater | None:
    """One's own part in a round."""
    return Rater.objects.filter(round=round, user=user).select_related("round", "user").first()


def current_sets() -> QuerySet[CriteriaSet]:
    """The newest of each."""
    return CriteriaSet.objects.filter(after=None, removed_at=None).prefetch_related("criteria")


def judged_criteria(round: Round) -> list[Criterion]:
    """What people are asked; what the books say, nobody is."""
    return [one for one in round.criteria_set.criteria.all() if not one.figure]


def standing_candidates(round: Round) -> list[Candidate]:
    """Those in the round: not withdrawn, and not merged into another meanwhile."""
    found = round.candidates.filter(withdrawn_at=None, account__archived_at=None)
    return list(found.select_related("account__owner", "dossier", "round", "decided_by"))


def is_standing(candidate: Candidate) -> bool:
    return candidate.withdrawn_at is None and candidate.account.archived_at is None


def given_to(user: User | None, round: Round) -> QuerySet[Rating]:
    """The ratings one may see: while people rate, one's own; then of all who finished. None (the system) as after."""
    found = Rating.objects.filter(rater__round=round).select_related("rater__user")
    if round.state == State.RATING:
        return found.filter(rater__user=user) if user is not None else found.none()
    return found.exclude(rater__finished_at=None)


def missing_of(rater: Rater) -> list[tuple[Candidate, Criterion]]:
    """What somebody has not given yet."""
    given = set(Rating.objects.filter(rater=rater).values_list("candidate", "criterion"))
    asked = judged_criteria(rater.round)
    return [
        (candidate, criterion)
        for candidate in standing_candidates(rater.round)
        for criterion in asked
        if (candidate.pk, criterion.pk) not in given
    ]


def bare_of(rater: Rater) -> list[Rating]:
    """Strong ratings without a word of evidence; a gate needs none."""
    standing = [one.pk for one in standing_candidates(rater.round)]
    found = Rating.objects.filter(rater=rater, evidence="", candidate__in=standing).exclude(criterion__axis=Axis.GATE)
    return [one for one in found.select_related("candidate__account", "criterion") if rules.needs_evidence(one.score)]


def spread_of(candidate: Candidate, criterion: Criterion) -> Spread:
    """What those who finished gave."""
    found = given_to(None, candidate.round).filter(candidate=candidate, criterion=criterion)
    return _spread(list(found))


def picture_of(round: Round, *, draws: int = numbers.DRAWS) -> Picture:
    """Scores, proposal and stability; only once rating is closed."""
    if round.state == State.RATING:
        raise errors.WrongState(_("Rating is still open: what others gave is not known yet."))
    criteria = tuple(round.criteria_set.criteria.all())
    candidates = standing_candidates(round)
    given: dict[tuple[int, int], list[Rating]] = defaultdict(list)
    for rating in given_to(None, round).order_by("rater"):
        given[rating.candidate_id, rating.criterion_id].append(rating)
    agreed = {
        (one.candidate_id, one.criterion_id): one
        for one in Agreed.objects.filter(candidate__round=round).select_related("agreed_by")
    }
    cells = {
        one.pk: tuple(
            _cell(one, criterion, given[one.pk, criterion.pk], agreed.get((one.pk, criterion.pk)))
            for criterion in criteria
        )
        for one in candidates
    }
    standings = [_standing(one, cells[one.pk]) for one in candidates]
    share = round.fit_share / 100
    proposed = rules.proposal(
        standings, places=round.places, fit_share=share, worth_border=round.worth_border, fit_border=round.fit_border
    )
    stable = _stability(round, criteria, [cells[one.pk] for one in candidates], standings, draws)
    rows = [
        Row(
            candidate,
            standing,
            cells[candidate.pk],
            rules.overall(standing.worth, standing.fit, share),
            rules.quadrant(standing.worth, standing.fit, round.worth_border, round.fit_border),
            proposed[candidate.pk],
            float(stable.among[place]),
            tuple(stable.ranks[place].tolist()),
        )
        for place, (candidate, standing) in enumerate(zip(candidates, standings, strict=True))
    ]
    rows.sort(key=lambda row: (row.why not in (None, Why.NO_PLACE), -(row.overall or -1), row.candidate.pk))
    return Picture(round, criteria, tuple(rows))


def round_page(user: User, round: Round) -> RoundPage:
    """The round as this user may see it."""
    directs, mine = user.may(Right.CLASSIFY_ACCOUNTS), rater_of(user, round)
    standing, asked = standing_candidates(round), len(judged_criteria(round))
    ids = [one.pk for one in standing]
    done: dict[tuple[int, int], int] = defaultdict(int)
    for rater, candidate in Rating.objects.filter(rater__round=round, candidate__in=ids).values_list(
        "rater", "candidate"
    ):
        done[rater, candidate] += 1
    raters = [
        RaterView(rater, sum(done[rater.pk, pk] for pk in ids), asked * len(ids))
        for rater in round.raters.select_related("user")
    ]
    gone = round.candidates.exclude(pk__in=ids).select_related("account")
    active = mine is not None and mine.left_at is None and round.state == State.RATING
    return RoundPage(
        round=round,
        directs=directs,
        mine=mine,
        to_rate=tuple(ToRate(one, done[mine.pk, one.pk], asked) for one in standing) if active and mine else (),
        raters=tuple(raters),
        gone=tuple(gone) if directs else (),
        picture=None if round.state == State.RATING else picture_of(round),
        openable=accounts.openable(user, [one.account_id for one in standing]),
    )


def rate_page(user: User, candidate: Candidate) -> RatePage:
    """One's own ratings of a candidate. Raises NotFound for who is not asked."""
    rater = rater_of(user, candidate.round)
    standing = standing_candidates(candidate.round)
    places = {one.pk: place for place, one in enumerate(standing)}
    if rater is None or candidate.pk not in places:
        raise errors.NotFound()
    place = places[candidate.pk]
    mine = {one.criterion_id: one for one in given_to(user, candidate.round).filter(rater=rater, candidate=candidate)}
    criteria = list(candidate.round.criteria_set.criteria.all())
    return RatePage(
        round=candidate.round,
        rater=rater,
        candidate=candidate,
        asked=tuple(Asked(one, mine.get(one.pk)) for one in criteria if not one.figure),
        booked=tuple((one, _booked(candidate, one), _figure(candidate, one)) for one in criteria if one.figure),
        place=place + 1,
        of=len(standing),
        before=standing[place - 1] if place else None,
        after=standing[place + 1] if place + 1 < len(standing) else None,
        leads=candidate.account.memberships.filter(user=user, team_role="lead").exists(),
    )


def rounds_page(user: User, today: date) -> RoundsPage:
    directs = user.may(Right.CLASSIFY_ACCOUNTS)
    found = tuple(rounds(user))
    return RoundsPage(found, tuple(current_sets()) if directs else (), due(today) if directs else (), directs)


def asked_of(user: User) -> tuple[Rater, ...]:
    """Rounds that wait for this user's ratings, the first due in front."""
    waiting = Rater.objects.filter(
        user=user, finished_at=None, left_at=None, round__state=State.RATING, round__removed_at=None
    )
    return tuple(waiting.select_related("round").order_by("round__due_on", "pk"))


def due(today: date) -> tuple[Due, ...]:
    """Strategic accounts whose last assessment, or whose choice, is longer ago than the cycle; the longest first."""
    strategic = (
        accounts.unscoped()
        .filter(account_class__in=(AccountClass.STRATEGIC, AccountClass.WATCH), archived_at=None)
        .order_by("name")
    )
    last = last_decided([one.pk for one in strategic])
    found = []
    for account in strategic:
        decided = last.get(account.pk)
        seen = decided.round.decided_at.date() if decided and decided.round.decided_at else None
        since = seen or account.class_since or account.created_at.date()
        when = add_months(since, CYCLE_MONTHS)
        if when <= today:
            found.append(Due(account, seen, when))
    return tuple(sorted(found, key=lambda one: (one.due_on, one.account.name)))


def last_decided(ids: Iterable[int]) -> dict[int, Candidate]:
    """The newest decision of each account."""
    found = (
        Candidate.objects.filter(account__in=list(ids), round__state=State.DECIDED, round__removed_at=None)
        .exclude(decision="")
        .select_related("round")
        .order_by("round__decided_at", "pk")
    )
    return {one.account_id: one for one in found}


def newest_picture(user: User) -> Picture | None:
    """The newest round that was decided, as the portfolio shows it to those who direct it."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        return None
    newest = _closed_rounds().first()
    return picture_of(newest, draws=1) if newest else None


def last_pictures(user: User) -> tuple[Picture, ...]:
    """The last rounds whose rating is closed, the newest first; for those who direct them."""
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        return ()
    return tuple(picture_of(closed, draws=1) for closed in _closed_rounds()[:ROUNDS_LOOKED_AT])


def fits(pictures: Iterable[Picture]) -> dict[int, tuple[float, int]]:
    """The newest judgement of fit of each account in these rounds, and the candidate it was judged as."""
    judged: dict[int, tuple[float, int]] = {}
    for row in (row for picture in pictures for row in picture.rows):
        if row.standing.fit is not None:
            judged.setdefault(row.account.pk, (row.standing.fit, row.candidate.pk))
    return judged


def places_of_last_selection() -> int | None:
    """How many accounts the last decided selection had room for."""
    decided = Round.objects.filter(removed_at=None, purpose=Purpose.SELECTION, state=State.DECIDED)
    return decided.order_by("-decided_at").values_list("places", flat=True).first()


def _closed_rounds() -> QuerySet[Round]:
    closed = Round.objects.filter(removed_at=None).exclude(state=State.RATING)
    return closed.select_related("criteria_set", "opened_by").order_by("-closed_at")


def class_history(user: User, account: Account) -> tuple[ClassChange, ...]:
    """What the account was, from when, by whom; the reason of a round for who directs, or was told by letter."""
    told = Candidate.objects.filter(account=account, round__state=State.DECIDED).exclude(decision="")
    by_end = {
        one.round.decided_at: one
        for one in told.select_related("round", "decided_by", "letter")
        if user.may(Right.CLASSIFY_ACCOUNTS) or _was_told(user, one)
    }
    changed_class = events.of(account).filter(changes__has_key="account_class")
    pairs = [(event, event.changes["account_class"]) for event in changed_class]
    changes = [
        ClassChange(event.at, before, after, event.actor_name, by_end.get(event.at)) for event, (before, after) in pairs
    ]
    changed = {change.at for change in changes}
    stayed = [
        ClassChange(
            at, one.class_before, one.class_before, by=one.decided_by.name if one.decided_by else "", decided=one
        )
        for at, one in by_end.items()
        if at is not None and at not in changed
    ]
    return tuple(sorted([*changes, *stayed], key=lambda change: change.at, reverse=True))


def concerned(candidate: Candidate) -> list[User]:
    """Whom a decision concerns: the owner, and the account's team."""
    found = {m.user_id: m.user for m in accounts.team_of(candidate.account)}
    owner = candidate.account.owner
    if owner is not None and owner.is_active:
        found.setdefault(owner.pk, owner)
    return sorted(found.values(), key=lambda user: user.name)


def _label(kept: str) -> str:
    return str(AccountClass(kept).label) if kept in AccountClass.values else kept


def _was_told(user: User, candidate: Candidate) -> bool:
    return hasattr(candidate, "letter") and any(one["id"] == user.pk for one in candidate.letter.to)


def _cell(candidate: Candidate, criterion: Criterion, given: list[Rating], agreed: Agreed | None) -> Cell:
    return Cell(
        criterion, _spread(given), tuple(given), agreed, _figure(candidate, criterion), _booked(candidate, criterion)
    )


def _spread(given: list[Rating]) -> Spread:
    scores = tuple(one.score for one in given if one.score is not None)
    return Spread(scores, len(given) - len(scores))


def _figure(candidate: Candidate, criterion: Criterion) -> Decimal | None:
    told = candidate.figures.get(criterion.figure)
    return Decimal(told) if told is not None else None


def _booked(candidate: Candidate, criterion: Criterion) -> float | None:
    return rules.points(_figure(candidate, criterion), criterion.bottom, criterion.top) if criterion.figure else None


def _standing(candidate: Candidate, cells: tuple[Cell, ...]) -> Standing:
    gates = [cell.counts for cell in cells if cell.criterion.axis == Axis.GATE]
    return Standing(
        candidate.pk,
        _score(cells, Axis.WORTH),
        _score(cells, Axis.FIT),
        all(met is not None and met >= 5 for met in gates),
    )


def _score(cells: tuple[Cell, ...], axis: Axis) -> float | None:
    """0 to 100; None where less than half of the weight was judged."""
    scores, weights = _row(cells, axis)
    if not len(weights) or numbers.judged_share(scores, weights)[0] < rules.FEWEST_JUDGED:
        return None
    return round(float(numbers.weighted(scores, weights)[0]) * 10, 6)


def _row(cells: tuple[Cell, ...], axis: Axis) -> tuple[np.ndarray, np.ndarray]:
    of_axis = [cell for cell in cells if cell.criterion.axis == axis]
    scores = np.array([[np.nan if cell.counts is None else cell.counts for cell in of_axis]], dtype=np.float64)
    return scores, np.array([float(cell.criterion.weight) for cell in of_axis], dtype=np.float64)


def _stability(
    round: Round,
    criteria: tuple[Criterion, ...],
    cells: list[tuple[Cell, ...]],
    standings: list[Standing],
    draws: int,
) -> numbers.Stability:
    if not cells:
        return numbers.Stability(np.zeros(0), np.zeros(0), np.zeros((0, 0)))
    worth, fit = (_axis(cells, criteria, axis) for axis in (Axis.WORTH, Axis.FIT))
    able = np.array([one.gates_met and one.fit is not None and one.worth is not None for one in standings])
    return numbers.stability(
        worth,
        fit,
        fit_share=round.fit_share / 100,
        borders=(round.worth_border / 10, round.fit_border / 10),
        open_to=able,
        places=round.places,
        vary=VARY,
        draws=draws,
    )


def _axis(cells: list[tuple[Cell, ...]], criteria: tuple[Criterion, ...], axis: Axis) -> numbers.Axis:
    places = [place for place, criterion in enumerate(criteria) if criterion.axis == axis]
    ranges = np.array([[row[place].range for place in places] for row in cells], dtype=np.float64).reshape(
        len(cells), len(places), 2
    )
    weights = np.array([float(criteria[place].weight) for place in places], dtype=np.float64)
    return numbers.Axis(ranges[:, :, 0], ranges[:, :, 1], weights)


def _there(found: Thing | None) -> Thing:
    if found is None:
        raise errors.NotFound()
    return found
