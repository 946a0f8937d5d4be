"""Rating: contacts by their link, we as ourselves. The audit log keeps that somebody rated, never how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.contact_requests.kinds import as_contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.standing import guards
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, AssessmentRequest, Driver, DriverRating, OurRater
from covalue.standing.queries import rounds
from covalue.standing.rules import HIGHEST, LOWEST, Rung, Structure


@dataclass(frozen=True)
class Answers:
    """What somebody answers: by driver a score (None: cannot judge) and a remark; the rung and the structure may be left open."""

    scores: Mapping[int, int | None]
    remarks: Mapping[int, str] = field(default_factory=dict)
    rung: str = ""
    structure: str = ""
    remark: str = ""


@transaction.atomic
def answer(actor: Actor, *, request: AssessmentRequest, answers: Answers, now: datetime) -> AssessmentRequest:
    """A contact's ratings. They can be changed by the same link until the round is closed; the last ones count."""
    request = ASSESSMENTS.locked(request)
    guards.lock(request.assessment)
    ASSESSMENTS.guard_waiting(request, now)
    drivers = _checked(request.assessment, answers)
    request.ratings.all().delete()
    DriverRating.objects.bulk_create(_rating(answers, driver, now, request=request) for driver in drivers)
    first = request.answered_at is None
    _take(request, answers, now)
    verb = "answered assessment" if first else "changed answers of assessment"
    events.write(as_contact(actor, request.contact), verb, subject=request, stream=request.account, now=now)
    return request


@transaction.atomic
def decline(actor: Actor, *, request: AssessmentRequest, words: str, now: datetime) -> None:
    """They would rather not, or are not the right person."""
    request = ASSESSMENTS.locked(request)
    ASSESSMENTS.decline(request, words, now)
    events.write(
        as_contact(actor, request.contact), "declined assessment", subject=request, stream=request.account, now=now
    )


@transaction.atomic
def rate(actor: Actor, *, rater: OurRater, answers: Answers, now: datetime) -> OurRater:
    """A colleague's own ratings, of what they think of the relationship; once results are shown they stand."""
    if actor.user is not None and actor.user.pk != rater.user_id:
        raise errors.NotFound()
    assessment = rater.assessment
    guards.lock(assessment)
    rater.refresh_from_db(fields=["answered_at", "left_at"])
    if not accounts.reaches(rater.user, assessment.account) or rater.left_at is not None:
        raise errors.WrongState(_("You are no longer asked to rate this."))
    guards.running(assessment, now)
    if not rounds.is_blind(assessment):
        raise errors.WrongState(_("Everybody of us has rated, and the results are shown. Your ratings stand."))
    drivers = _checked(assessment, answers)
    rater.ratings.all().delete()
    DriverRating.objects.bulk_create(_rating(answers, driver, now, rater=rater) for driver in drivers)
    _take(rater, answers, now)
    events.write(actor, "rated as one of us", subject=assessment, stream=assessment.account, now=now)
    return rater


def _take(row: AssessmentRequest | OurRater, answers: Answers, now: datetime) -> None:
    row.answered_at = now
    row.rung, row.structure, row.remark = answers.rung, answers.structure, answers.remark.strip()[:4000]
    row.save(update_fields=["answered_at", "rung", "structure", "remark"])


def _rating(answers: Answers, driver: Driver, now: datetime, **whose: object) -> DriverRating:
    remark = " ".join(answers.remarks.get(driver.pk, "").split())[:500]
    return DriverRating(driver=driver, score=answers.scores[driver.pk], remark=remark, rated_at=now, **whose)


def _checked(assessment: Assessment, answers: Answers) -> list[Driver]:
    """The drivers, all of which were answered; BadInput for the first that was not."""
    drivers = list(assessment.driver_set.drivers.all())
    if answers.scores.keys() - {driver.pk for driver in drivers}:
        raise errors.BadInput(_("This is not a driver of the assessment."), field="scores")
    for driver in drivers:
        if driver.pk not in answers.scores:
            sentence = _("Please answer “{driver}”, or say that you cannot judge.")
            raise errors.BadInput(sentence.format(driver=_called(driver)), field=f"score-{driver.pk}")
        score = answers.scores[driver.pk]
        if score is not None and not LOWEST <= score <= HIGHEST:
            raise errors.BadInput(
                _("Ratings are from {low} to {high}.").format(low=LOWEST, high=HIGHEST), field=f"score-{driver.pk}"
            )
    if answers.scores and all(score is None for score in answers.scores.values()):
        raise errors.BadInput(_("Please rate at least one of these."), field=f"score-{drivers[0].pk}")
    if answers.rung and answers.rung not in set(Rung):
        raise errors.BadInput(_("Choose one of the four."), field="rung")
    if answers.structure and answers.structure not in set(Structure):
        raise errors.BadInput(_("Choose one of the four."), field="structure")
    return drivers


def _called(driver: Driver) -> str:
    return driver.name_in(get_language() or "")
