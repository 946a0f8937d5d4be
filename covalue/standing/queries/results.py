"""What an assessment says: gaps by driver and person, how far raters agree, and what moved since earlier rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from covalue.accounts.models import Account, Contact
from covalue.people.models import User
from covalue.standing import rules
from covalue.standing.models import Assessment, AssessmentRequest, Driver, DriverRating, OurRater
from covalue.standing.queries import rounds
from covalue.standing.rules import Change, Gap, Rung, Structure

NOTHING: Final = Gap(None, None, 0, 0)


@dataclass(frozen=True)
class Person:
    """Somebody who rated, and when; a contact or one of us."""

    name: str
    contact: Contact | None
    user: User | None
    answered_at: datetime
    rung: Rung | None
    structure: Structure | None
    remark: str
    ratings: Mapping[int, DriverRating] = field(default_factory=dict)

    @property
    def mean(self) -> float | None:
        return rules.mean(rating.score for rating in self.ratings.values())


@dataclass(frozen=True)
class Cell:
    """One contact's rating of a driver, and how far our mean is above it."""

    person: Person
    rating: DriverRating | None
    gap: float | None

    @property
    def wide(self) -> bool:
        return self.gap is not None and abs(self.gap) >= rules.WIDE


@dataclass(frozen=True)
class DriverRow:
    """A driver with both views."""

    driver: Driver
    gap: Gap
    theirs: tuple[Cell, ...]
    ours: tuple[Cell, ...]
    moved: Change | None = None


@dataclass(frozen=True)
class Agreement:
    """How far raters of one side agree, in a word, with the figures behind it; `coefficient` is ICC(2,1)."""

    word: str
    raters: int
    drivers: int
    coefficient: float | None = None
    low: float | None = None
    high: float | None = None
    alpha: float | None = None

    @property
    def known(self) -> bool:
        return self.coefficient is not None and self.word != "too few to know"


@dataclass(frozen=True)
class Results:
    """Everything of a round that may be shown; nothing while it is blind (`shown`)."""

    assessment: Assessment
    shown: bool
    theirs: tuple[Person, ...] = ()
    ours: tuple[Person, ...] = ()
    rows: tuple[DriverRow, ...] = ()
    overall: Gap = NOTHING
    their_agreement: Agreement | None = None
    our_agreement: Agreement | None = None
    their_rung: Rung | None = None
    our_rung: Rung | None = None
    their_structure: Structure | None = None
    our_structure: Structure | None = None

    @property
    def widest(self) -> tuple[DriverRow, ...]:
        """The drivers both sides see differently, the widest gap first."""
        known = [row for row in self.rows if row.gap.wide]
        return tuple(sorted(known, key=lambda row: -abs(row.gap.value or 0)))

    @property
    def weakest(self) -> tuple[DriverRow, ...]:
        """The three drivers the customer rates lowest."""
        known = [row for row in self.rows if row.gap.theirs is not None]
        return tuple(sorted(known, key=lambda row: row.gap.theirs or 0)[:3])


@dataclass(frozen=True)
class TrendPoint:
    """A round in the trend."""

    assessment: Assessment
    on: date
    overall: Gap
    moved: Change | None


def results_of(assessment: Assessment, today: date, before: Assessment | None = None) -> Results:
    """What may be shown of a round; with `before`, what moved since that one."""
    if not rounds.is_shown(assessment, today):
        return Results(assessment, shown=False)
    theirs, ours = _people(assessment)
    then = _people(before)[0] if before is not None else ()
    drivers = list(assessment.driver_set.drivers.all())
    rows = tuple(_row(driver, theirs, ours, then if before is not None else None) for driver in drivers)
    return Results(
        assessment,
        True,
        theirs,
        ours,
        rows,
        rules.gap_of_means([row.gap.theirs for row in rows], [row.gap.ours for row in rows], len(theirs), len(ours)),
        agreement(theirs, drivers),
        agreement(ours, drivers),
        rules.middle_rung([person.rung for person in theirs if person.rung]),
        rules.middle_rung([person.rung for person in ours if person.rung]),
        rules.most_said([person.structure for person in theirs if person.structure]),
        rules.most_said([person.structure for person in ours if person.structure]),
    )


def before(assessment: Assessment) -> Assessment | None:
    """The closed round before this one, if there is one."""
    earlier = rounds.of_account(assessment.account).filter(closed_at__isnull=False, opened_at__lt=assessment.opened_at)
    return earlier.first()


def trend_of(account: Account, today: date) -> tuple[TrendPoint, ...]:
    """The rounds whose results are shown and that anybody answered, the earliest first."""
    points: list[TrendPoint] = []
    previous: tuple[Person, ...] | None = None
    for assessment in reversed(rounds.of_account(account)):
        results = results_of(assessment, today)
        if not results.shown or not (results.theirs or results.ours):
            continue
        moved = None if previous is None else rules.change(_means(previous), _means(results.theirs))
        on = account.day_of(assessment.closed_at) if assessment.closed_at else today
        points.append(TrendPoint(assessment, on, results.overall, moved))
        previous = results.theirs
    return tuple(points)


def agreement(people: Sequence[Person], drivers: Sequence[Driver]) -> Agreement:
    """Of these people over the drivers that all of them rated; too few to know with one rater, or fewer than five drivers."""
    scores = [[person.ratings[d.pk].score if d.pk in person.ratings else None for person in people] for d in drivers]
    complete = [row for row in scores if row and None not in row]
    few = Agreement("too few to know", len(people), len(complete))
    if len(people) < rules.FEWEST_RATERS or len(complete) < rules.FEWEST_DRIVERS:
        return few
    import numpy as np

    from covalue.analytics import raters

    table = np.array(complete, dtype=np.float64)
    try:
        found = raters.correlations(table)[1]
        alpha = raters.alpha(table, raters.Level.ORDINAL)
    except raters.TableError:
        return few
    word = raters.word_for(found).value
    return Agreement(word, len(people), len(complete), found.value, found.low, found.high, alpha)


def _row(driver: Driver, theirs: Sequence[Person], ours: Sequence[Person], then: Sequence[Person] | None) -> DriverRow:
    gap = rules.gap(_scores(driver, theirs), _scores(driver, ours))
    return DriverRow(
        driver,
        gap,
        tuple(_cell(driver, person, gap.ours) for person in theirs),
        tuple(_cell(driver, person, None) for person in ours),
        None if then is None else rules.change(_by_key(driver, then), _by_key(driver, theirs)),
    )


def _cell(driver: Driver, person: Person, ours: float | None) -> Cell:
    rating = person.ratings.get(driver.pk)
    known = rating is not None and rating.score is not None and ours is not None
    return Cell(person, rating, ours - rating.score if known else None)  # type: ignore[operator, union-attr]


def _scores(driver: Driver, people: Sequence[Person]) -> list[int | None]:
    return [person.ratings[driver.pk].score for person in people if driver.pk in person.ratings]


def _by_key(driver: Driver, people: Sequence[Person]) -> dict[int, float]:
    """Scores of the driver worded the same, by contact."""
    return {
        person.contact.pk: float(rating.score)
        for person in people
        if person.contact is not None
        for rating in person.ratings.values()
        if rating.driver.key == driver.key and rating.score is not None
    }


def _means(people: Sequence[Person]) -> dict[int, float]:
    return {person.contact.pk: person.mean for person in people if person.contact and person.mean is not None}


def _people(assessment: Assessment) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Those who rated, contacts and ours; a contact who is there twice after a merge counts once, by what they said last."""
    ratings: dict[tuple[str, int], dict[int, DriverRating]] = {}
    rows = DriverRating.objects.filter(request__assessment=assessment) | DriverRating.objects.filter(
        rater__assessment=assessment
    )
    for rating in rows.select_related("driver"):
        whose = ("request", rating.request_id) if rating.request_id else ("rater", rating.rater_id)
        ratings.setdefault(whose, {})[rating.driver_id] = rating  # type: ignore[arg-type]
    by_contact: dict[int, AssessmentRequest] = {}
    for request in rounds.requests_of(assessment).exclude(answered_at=None).order_by("answered_at", "pk"):
        by_contact[request.contact_id] = request
    theirs = tuple(_person(row, row.contact.name, ratings.get(("request", row.pk), {})) for row in by_contact.values())
    raters = rounds.raters_of(assessment).exclude(answered_at=None).order_by("answered_at", "pk")
    ours = tuple(_person(row, row.user.name, ratings.get(("rater", row.pk), {})) for row in raters)
    return theirs, ours


def _person(row: AssessmentRequest | OurRater, name: str, ratings: Mapping[int, DriverRating]) -> Person:
    is_theirs = isinstance(row, AssessmentRequest)
    assert row.answered_at is not None
    return Person(
        name,
        row.contact if isinstance(row, AssessmentRequest) else None,
        None if is_theirs else row.user,  # type: ignore[union-attr]
        row.answered_at,
        Rung(row.rung) if row.rung else None,
        Structure(row.structure) if row.structure else None,
        row.remark,
        ratings,
    )
