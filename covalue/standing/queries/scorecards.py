"""The customer's scorecards of us, beside what we guessed and what both sides rated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.people.models import User
from covalue.standing import rules
from covalue.standing.models import Scorecard, ScorecardLine
from covalue.standing.queries import results
from covalue.standing.queries.results import DriverRow

WIDE_SHARE: Final = 0.2  # of their scale, from which a difference is talked about; our own choice


@dataclass(frozen=True)
class LineView:
    """A criterion of theirs; shares say where score, guess and target stand on their scale, 0 to 1 from worst to best.

    `gap` is our guess less their score as a share: above zero we thought better of us. `driver` is what both sides rated.
    """

    line: ScorecardLine
    share: float | None
    guessed: float | None
    gap: float | None
    missed: bool
    driver: DriverRow | None
    before: Decimal | None


@dataclass(frozen=True)
class ScorecardView:
    """A scorecard with its lines; `calculated` is the weighted mean of the scores on their scale, where all have one."""

    card: Scorecard
    lines: tuple[LineView, ...]
    calculated: float | None
    weights: Decimal | None
    before: Scorecard | None

    @property
    def differs(self) -> bool:
        """Whether their overall score is another than their criteria give, by more than a hundredth of the scale."""
        if self.card.overall is None or self.calculated is None:
            return False
        span = abs(float(self.card.best - self.card.worst))
        return abs(float(self.card.overall) - self.calculated) > span / 100

    @property
    def widest(self) -> tuple[LineView, ...]:
        """Where we guessed differently, the widest first."""
        known = [line for line in self.lines if line.gap is not None and abs(line.gap) >= WIDE_SHARE]
        return tuple(sorted(known, key=lambda line: -abs(line.gap or 0)))


def of_account(account: Account) -> QuerySet[Scorecard]:
    """The scorecards of an account, the latest period first."""
    rows = Scorecard.objects.filter(account=account, removed_at=None)
    return rows.select_related("account", "contact").prefetch_related("lines").order_by("-ends_on", "-id")


def get(user: User, scorecard_id: int) -> Scorecard:
    """One scorecard on an account this user may open."""
    return accounts.get_within(user, _all().filter(removed_at=None), scorecard_id)


def get_or_removed(user: User, scorecard_id: int) -> Scorecard:
    """The same, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, _all(), scorecard_id)


def view_of(card: Scorecard, today: date) -> ScorecardView:
    """A scorecard beside our guesses, the one before of the same name, and the latest assessment."""
    trend = results.trend_of(card.account, today)
    rated = results.results_of(trend[-1].assessment, today).rows if trend else ()
    drivers = {row.driver.key: row for row in rated}
    before = of_account(card.account).filter(name=card.name, ends_on__lt=card.ends_on).first()
    then = {line.criterion.casefold(): line.score for line in before.lines.all()} if before else {}
    lines = tuple(_line(card, line, drivers, then.get(line.criterion.casefold())) for line in card.lines.all())
    weights = [view.line.weight for view in lines if view.line.weight is not None]
    return ScorecardView(card, lines, _calculated(card, lines), sum(weights, Decimal(0)) if weights else None, before)


def _all() -> QuerySet[Scorecard]:
    return Scorecard.objects.select_related("account", "contact", "created_by").prefetch_related("lines")


def _line(card: Scorecard, line: ScorecardLine, drivers: dict[str, DriverRow], before: Decimal | None) -> LineView:
    share, guessed, target = (_share(card, value) for value in (line.score, line.guess, line.target))
    return LineView(
        line,
        share,
        guessed,
        None if share is None or guessed is None else guessed - share,
        share is not None and target is not None and share < target,
        drivers.get(line.driver_key),
        before,
    )


def _share(card: Scorecard, value: Decimal | None) -> float | None:
    return None if value is None else rules.share_of_scale(float(value), float(card.worst), float(card.best))


def _calculated(card: Scorecard, lines: tuple[LineView, ...]) -> float | None:
    if any(view.share is None for view in lines):
        return None
    known = [
        (view.share, None if view.line.weight is None else float(view.line.weight))
        for view in lines
        if view.share is not None
    ]
    share = rules.weighted_share(known)
    return None if share is None else float(card.worst) + share * float(card.best - card.worst)
