"""Rounds and candidates one has a part in, and the pages of all rounds and of one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors
from covalue.lifetime import queries as lifetime
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Letter, Rater, Round
from covalue.selection.queries import history, picture, rating
from covalue.selection.queries.history import Due
from covalue.selection.queries.picture import Picture
from covalue.selection.rules import State
from covalue.web.answered import AsRef

Row = TypeVar("Row", bound=Model)
MOST_VALUABLE: Final = 60
FEW_ACCOUNTS: Final = 150  # so many can be looked through in a list


@dataclass(frozen=True)
class RoundsPage:
    """The rounds one has a part in; for whoever directs also criteria, and accounts due for assessment."""

    rounds: tuple[Round, ...]
    sets: tuple[CriteriaSet, ...]
    due: tuple[Due, ...]
    directs: bool


@dataclass(frozen=True)
class RaterProgress:
    """How far somebody is (`rating`, `finished` or `left`): counts of ratings, never the ratings."""

    id: int
    user: AsRef[User]
    state: str
    done: int
    all: int


@dataclass(frozen=True)
class ToRate:
    """A candidate, and how many of its criteria one has rated."""

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
    raters: tuple[RaterProgress, ...]
    gone: tuple[Candidate, ...]
    picture: Picture | None
    openable: frozenset[int]

    @property
    def left_to_rate(self) -> int:
        return sum(row.all - row.done for row in self.to_rate)

    @property
    def next_to_rate(self) -> Candidate | None:
        return next((row.candidate for row in self.to_rate if row.done < row.all), None)

    @property
    def waiting(self) -> int:
        return sum(1 for rater in self.raters if rater.state == "rating")


def visible_to(user: User) -> QuerySet[Round]:
    """Rounds one directs or is asked to rate in; who left sees no more of one once its rating is closed."""
    rows = Round.objects.filter(removed_at=None).select_related("criteria_set", "opened_by")
    if user.is_guest or not user.is_active:
        return rows.none()
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return rows
    mine = Rater.objects.filter(user=user).filter(Q(left_at=None) | Q(round__state=State.RATING))
    return rows.filter(pk__in=mine.values("round"))


def directs(user: User) -> bool:
    """Whether this user directs the programme."""
    return user.may(Right.CLASSIFY_ACCOUNTS)


def guard_directs(user: User) -> None:
    """Whoever directs the programme; for others there is nothing to direct."""
    if not directs(user):
        raise errors.NotFound()


def get(user: User, round_id: int) -> Round:
    """A round one has a part in."""
    return _or_not_found(visible_to(user).filter(pk=round_id).first())


def get_directed(user: User, round_id: int) -> Round:
    """A round, for whoever directs."""
    guard_directs(user)
    return get(user, round_id)


def get_any(user: User, round_id: int) -> Round:
    """A round, removed or not, for whoever directs."""
    guard_directs(user)
    return _or_not_found(Round.objects.filter(pk=round_id).first())


def get_candidate(user: User, candidate_id: int) -> Candidate:
    """A candidate of a round one has a part in."""
    rows = Candidate.objects.filter(pk=candidate_id, round__in=visible_to(user).values("pk"))
    return _or_not_found(rows.select_related("round__criteria_set", "account", "decided_by").first())


def get_directed_candidate(user: User, candidate_id: int) -> Candidate:
    """A candidate, for whoever directs."""
    guard_directs(user)
    return get_candidate(user, candidate_id)


def get_rater(user: User, rater_id: int) -> Rater:
    """Somebody's part in a round one directs, or one's own."""
    rows = Rater.objects.filter(pk=rater_id, round__in=visible_to(user).values("pk")).select_related("round", "user")
    rater = rows.first()
    if rater is None or not (rater.user_id == user.pk or user.may(Right.CLASSIFY_ACCOUNTS)):
        raise errors.NotFound()
    return rater


def get_own_rater(user: User, round: Round) -> Rater:
    """One's own part in a round; NotFound for whoever is not asked."""
    return _or_not_found(rating.rater_of(user, round))


def get_criteria(set_id: int) -> CriteriaSet:
    """A set that is current."""
    return _or_not_found(current_sets().filter(pk=set_id).first())


def current_sets() -> QuerySet[CriteriaSet]:
    """The newest version of each."""
    return CriteriaSet.objects.filter(after=None, removed_at=None).prefetch_related("criteria")


def criterion_of(candidate: Candidate, criterion_id: int) -> Criterion | None:
    """A criterion by which a candidate is rated."""
    return candidate.round.criteria_set.criteria.filter(pk=criterion_id).first()


def to_choose_from(user: User) -> QuerySet[Account]:
    """Accounts to begin a round with: those the programme looks at, and those of the highest lifetime value."""
    worth = sorted(lifetime.values().by_customer.items(), key=lambda pair: -pair[1])
    valuable = [account for (account, _key), _value in worth if account is not None][:MOST_VALUABLE]
    rows = accounts.current(user)
    if rows.count() <= FEW_ACCOUNTS:
        return rows.order_by("name")
    return rows.filter(Q(pk__in=valuable) | ~Q(account_class=AccountClass.STANDARD)).order_by("name")


def dossier_rows(user: User, candidate: Candidate) -> dict[str, QuerySet[Account] | QuerySet[User]]:
    """Accounts that could be served in place of this one, and who could tell the customer."""
    others = accounts.current(user).exclude(account_class=AccountClass.STRATEGIC)
    return {"instead": others.exclude(pk=candidate.account_id).order_by("name"), "told_by": people.with_a_role()}


def concerned(candidate: Candidate) -> list[User]:
    """Whom a decision concerns: the owner, and the account's team."""
    users = {member.user_id: member.user for member in accounts.team_of(candidate.account)}
    owner = candidate.account.owner
    if owner is not None and owner.works_on_accounts:
        users.setdefault(owner.pk, owner)
    return sorted(users.values(), key=lambda user: user.name)


def readers_of(candidate: Candidate, user_ids: Iterable[int]) -> list[User]:
    """Those of them whom the decision concerns; BadInput for anybody else."""
    users = {user.pk: user for user in concerned(candidate)}
    if not users.keys() >= set(user_ids):
        raise errors.BadInput(_("Choose people who work on the account."), field="to")
    return [users[pk] for pk in user_ids]


def still_concerned(letter: Letter) -> list[User]:
    """Those a letter was written to whom the decision concerns today."""
    chosen = {reader["id"] for reader in letter.to}
    return [user for user in concerned(letter.candidate) if user.pk in chosen]


def rounds_page(user: User, today: date) -> RoundsPage:
    """All rounds one has a part in; NotFound for a guest."""
    if user.is_guest:
        raise errors.NotFound()
    directs, rows = user.may(Right.CLASSIFY_ACCOUNTS), tuple(visible_to(user))
    return RoundsPage(rows, tuple(current_sets()) if directs else (), history.due(today) if directs else (), directs)


def round_page(user: User, round: Round) -> RoundPage:
    """The round as this user may see it."""
    directs, mine = user.may(Right.CLASSIFY_ACCOUNTS), rating.rater_of(user, round)
    candidates, criteria = rating.standing_candidates(round), len(rating.judged_criteria(round))
    done = rating.counts_of(round, candidates)
    rates = mine is not None and mine.left_at is None and round.state == State.RATING
    gone = round.candidates.exclude(pk__in=[candidate.pk for candidate in candidates]).select_related("account")
    return RoundPage(
        round=round,
        directs=directs,
        mine=mine,
        to_rate=tuple(ToRate(row, done[mine.pk, row.pk], criteria) for row in candidates) if rates and mine else (),
        raters=_progress(round, done, criteria * len(candidates)),
        gone=tuple(gone) if directs else (),
        picture=None if round.state == State.RATING else picture.picture_of(round),
        openable=accounts.openable(user, [candidate.account_id for candidate in candidates]),
    )


def progress_of(round: Round) -> tuple[RaterProgress, ...]:
    """How far each rater is."""
    candidates, criteria = rating.standing_candidates(round), len(rating.judged_criteria(round))
    return _progress(round, rating.counts_of(round, candidates), criteria * len(candidates))


def _progress(round: Round, done: Counter[tuple[int, int]], most: int) -> tuple[RaterProgress, ...]:
    by_rater: Counter[int] = Counter()
    for (rater_id, _candidate), count in done.items():
        by_rater[rater_id] += count
    raters = round.raters.select_related("user")
    return tuple(RaterProgress(rater.pk, rater.user, rater.state, by_rater[rater.pk], most) for rater in raters)


def _or_not_found(row: Row | None) -> Row:
    if row is None:
        raise errors.NotFound()
    return row
