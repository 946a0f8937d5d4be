"""Assessments and their results, driver sets, and the evidence of the ladder. Forms of the pages post here, too."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.row_api import RowApi
from covalue.standing import scorecard_api
from covalue.standing.actions import answering, asking, drivers, rounds
from covalue.standing.actions.answering import Answers
from covalue.standing.actions.drivers import DriverText
from covalue.standing.inputs import (
    AssessmentAskInput,
    AssessmentChange,
    AssessmentInput,
    DriverSetInput,
    OwnRatingsInput,
    RungEvidenceInput,
)
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, AssessmentRequest, Driver, DriverSet
from covalue.standing.queries import results
from covalue.standing.queries import rounds as queries
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.queries.results import Agreement, Person, Results
from covalue.standing.rules import Gap, RaterSide, Rung, Structure
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["standing"])
router.add_router("", scorecard_api.router)


class DriverOut(Schema):
    """A driver; `key` stays from version to version while its wording does."""

    id: int
    key: str
    name: str
    theirs: str
    ours: str
    others: dict[str, dict[str, str]]


class DriverSetOut(Schema):
    """One version of a set; it is never changed."""

    id: int
    name: str
    version: int
    before: int | None
    kept_at: datetime
    drivers: list[DriverOut]

    @staticmethod
    def resolve_before(row: DriverSet) -> int | None:
        return row.before_id

    @staticmethod
    def resolve_drivers(row: DriverSet) -> list[Driver]:
        return list(row.drivers.all())


class AssessmentOut(Versioned):
    """A round of ratings on an account."""

    id: int
    account: Ref
    name: str
    driver_set: int
    words: str
    due_on: date
    opened_by: Ref | None
    opened_at: datetime
    closed_at: datetime | None

    @staticmethod
    def resolve_driver_set(row: Assessment) -> int:
        return row.driver_set_id


class AssessmentRequestOut(Schema):
    """A contact who was asked. While it is `held` nothing was sent: a second person of ours has to confirm the address."""

    id: int
    contact: Ref
    email: str
    held: bool
    asked_at: datetime
    opened_at: datetime | None
    reminders: int
    answered_at: datetime | None
    declined_at: datetime | None
    declined_words: str
    revoked_at: datetime | None


class RaterOut(Schema):
    """A colleague who was asked."""

    id: int
    user: Ref
    asked_at: datetime
    answered_at: datetime | None


class ViewOut(Schema):
    """Means of both sides, with the number behind each; `gap` is ours less theirs."""

    theirs: float | None
    ours: float | None
    their_number: int
    our_number: int
    gap: float | None

    @classmethod
    def of(cls, gap: Gap) -> "ViewOut":
        return cls(
            theirs=gap.theirs, ours=gap.ours, their_number=gap.their_number, our_number=gap.our_number, gap=gap.value
        )


class RatedOut(Schema):
    """One person's rating of a driver; without a score they could not judge."""

    side: RaterSide
    contact: Ref | None
    user: Ref | None
    on: datetime
    score: int | None
    remark: str


class DriverResultOut(Schema):
    driver: int
    key: str
    name: str
    view: ViewOut
    ratings: list[RatedOut]


class AgreementOut(Schema):
    """How far raters of one side agree: ICC(2,1) with its 95 % interval, ordinal alpha, and the word for both."""

    word: str
    raters: int
    drivers: int
    icc: float | None
    icc_low: float | None
    icc_high: float | None
    alpha: float | None


class ResultsOut(Schema):
    """What may be shown of a round; nothing but `shown` while colleagues still rate without knowing what others say."""

    assessment: int
    shown: bool
    overall: ViewOut
    drivers: list[DriverResultOut]
    their_agreement: AgreementOut | None
    our_agreement: AgreementOut | None
    their_rung: Rung | None
    our_rung: Rung | None
    their_structure: Structure | None
    our_structure: Structure | None


class AskedOut(Schema):
    requests: list[AssessmentRequestOut]
    raters: list[RaterOut]


@router.get(
    "/accounts/{account_id}/assessments", response=Page[AssessmentOut], summary="List assessments of an account"
)
def list_assessments(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Assessment]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account), ("-opened_at", "-id"), asked)


@router.post("/accounts/{account_id}/assessments", response={201: AssessmentOut}, summary="Open an assessment, and ask")
def open_assessment(request: HttpRequest, account_id: Id, body: AssessmentInput) -> Status[Assessment]:
    """Contacts are written to immediately, unless a second person has to confirm their address."""
    actor, now = requests.actor(request), timezone.now()
    account = accounts.get(requests.user_of(request), account_id)
    values = body.with_rows({**_people(account), "driver_set": queries.driver_sets()})
    contacts, colleagues = values.pop("contacts", []), values.pop("colleagues", [])
    assessment = rounds.open(actor, account=account, now=now, **values)
    asking.ask(actor, assessment=assessment, contacts=contacts, colleagues=colleagues, now=now)
    return Status(201, get_assessment(request, assessment.pk))


@router.get("/assessments/{assessment_id}", response=AssessmentOut, summary="Get an assessment")
def get_assessment(request: HttpRequest, assessment_id: Id) -> Assessment:
    return queries.get(requests.user_of(request), assessment_id)


@router.patch(
    "/assessments/{assessment_id}", response=AssessmentOut, summary="Change an assessment", openapi_extra=IF_MATCH
)
def edit_assessment(request: HttpRequest, assessment_id: Id, body: AssessmentChange) -> Assessment:
    """Only the fields sent change; a closed one cannot be changed."""
    assessment = versions.hold(request, get_assessment(request, assessment_id))
    return rounds.edit(requests.actor(request), assessment=assessment, now=timezone.now(), **body.sent)


@router.get("/assessments/{assessment_id}/results", response=ResultsOut, summary="Get what an assessment says")
def get_assessment_results(request: HttpRequest, assessment_id: Id) -> ResultsOut:
    assessment = get_assessment(request, assessment_id)
    return results_out(results.results_of(assessment, assessment.account.today()))


@router.get("/assessments/{assessment_id}/asked", response=AskedOut, summary="List who was asked to rate")
def list_asked(request: HttpRequest, assessment_id: Id) -> dict[str, Any]:
    assessment = get_assessment(request, assessment_id)
    return {"requests": list(queries.requests_of(assessment)), "raters": list(queries.raters_of(assessment))}


@router.post("/assessments/{assessment_id}/asked", response=AskedOut, summary="Ask more people to rate")
def ask_for_assessment(request: HttpRequest, assessment_id: Id, body: AssessmentAskInput) -> dict[str, Any]:
    """Whoever was asked already is left as they are."""
    assessment = get_assessment(request, assessment_id)
    values = body.with_rows(_people(assessment.account))
    asking.ask(requests.actor(request), assessment=assessment, now=timezone.now(), **values)
    return list_asked(request, assessment_id)


@router.post("/assessments/{assessment_id}/ratings", response={204: None}, summary="Rate as one of us")
def rate_assessment(request: HttpRequest, assessment_id: Id, body: OwnRatingsInput) -> Status[None]:
    """Your own ratings, while you were asked and others of us still rate."""
    user = requests.user_of(request)
    rater = queries.own_rater(user, get_assessment(request, assessment_id))
    answers = Answers(
        {one.driver: one.score for one in body.ratings},
        {one.driver: one.remark for one in body.ratings},
        body.rung or "",
        body.structure or "",
        body.remark,
    )
    answering.rate(requests.actor(request), rater=rater, answers=answers, now=timezone.now())
    return Status(204, None)


@router.post("/assessments/{assessment_id}/close", response=AssessmentOut, summary="Close an assessment")
def close_assessment(request: HttpRequest, assessment_id: Id) -> Assessment:
    assessment = get_assessment(request, assessment_id)
    return rounds.close(requests.actor(request), assessment=assessment, now=timezone.now())


@router.post("/assessments/{assessment_id}/reopen", response=AssessmentOut, summary="Reopen an assessment")
def reopen_assessment(request: HttpRequest, assessment_id: Id) -> Assessment:
    """Contacts can answer again until its last day; colleagues who had not rated cannot."""
    assessment = get_assessment(request, assessment_id)
    return rounds.reopen(requests.actor(request), assessment=assessment, now=timezone.now())


@router.delete("/assessments/{assessment_id}", response={204: None}, summary="Remove an assessment")
def remove_assessment(request: HttpRequest, assessment_id: Id) -> Status[None]:
    """It is hidden with its answers, and can be restored."""
    assessment = get_assessment(request, assessment_id)
    rounds.remove(requests.actor(request), assessment=assessment, now=timezone.now())
    return Status(204, None)


@router.post("/assessments/{assessment_id}/restore", response=AssessmentOut, summary="Restore an assessment")
def restore_assessment(request: HttpRequest, assessment_id: Id) -> Assessment:
    assessment = queries.get_or_removed(requests.user_of(request), assessment_id)
    rounds.restore(requests.actor(request), assessment=assessment, now=timezone.now())
    return assessment


@router.post("/assessment-requests/{asked_id}/remind", response=AssessmentRequestOut, summary="Remind a contact")
def remind_of_assessment(request: HttpRequest, asked_id: Id) -> AssessmentRequest:
    """With the same link; at most once a day."""
    asked = ASSESSMENTS.get(requests.user_of(request), asked_id)
    asking.remind(requests.actor(request), request=asked, now=timezone.now())
    return ASSESSMENTS.get(requests.user_of(request), asked_id)


@router.post("/assessment-requests/{asked_id}/revoke", response=AssessmentRequestOut, summary="Take a request back")
def revoke_assessment_request(request: HttpRequest, asked_id: Id) -> AssessmentRequest:
    asked = ASSESSMENTS.get(requests.user_of(request), asked_id)
    asking.revoke(requests.actor(request), request=asked, now=timezone.now())
    return ASSESSMENTS.get(requests.user_of(request), asked_id)


@router.post(
    "/assessment-requests/{asked_id}/confirm-address",
    response=AssessmentRequestOut,
    summary="Confirm the address of a contact",
)
def confirm_assessment_address(request: HttpRequest, asked_id: Id) -> AssessmentRequest:
    """What was held for it is sent; whoever entered the address cannot confirm it."""
    asked = ASSESSMENTS.get(requests.user_of(request), asked_id)
    asking.confirm_address(requests.actor(request), request=asked, now=timezone.now())
    return ASSESSMENTS.get(requests.user_of(request), asked_id)


@router.post(
    "/assessment-raters/{colleague_id}/release", response={204: None}, summary="Release a colleague from rating"
)
def release_rater(request: HttpRequest, colleague_id: Id) -> Status[None]:
    rater = queries.get_rater(requests.user_of(request), colleague_id)
    asking.release(requests.actor(request), rater=rater, now=timezone.now())
    return Status(204, None)


@router.get("/driver-sets", response=list[DriverSetOut], summary="List driver sets")
def list_driver_sets(request: HttpRequest) -> list[DriverSet]:
    """Each in its latest version."""
    return list(queries.driver_sets().prefetch_related("drivers"))


@router.post("/driver-sets", response={201: DriverSetOut}, summary="Add a driver set")
def add_driver_set(request: HttpRequest, body: DriverSetInput) -> Status[DriverSet]:
    return Status(201, _keep(request, body, None))


@router.post(
    "/driver-sets/{driver_set_id}/versions", response={201: DriverSetOut}, summary="Save a new version of a set"
)
def edit_driver_set(request: HttpRequest, driver_set_id: Id, body: DriverSetInput) -> Status[DriverSet]:
    """What was rated keeps its wording: earlier versions stay."""
    drivers.guard_keeps(requests.actor(request))
    return Status(201, _keep(request, body, queries.get_driver_set(driver_set_id)))


@router.delete("/driver-sets/{driver_set_id}", response={204: None}, summary="Remove a driver set")
def remove_driver_set(request: HttpRequest, driver_set_id: Id) -> Status[None]:
    """It is offered no more; it can be restored."""
    drivers.guard_keeps(requests.actor(request))
    driver_set = queries.get_driver_set(driver_set_id)
    drivers.remove(requests.actor(request), driver_set=driver_set, now=timezone.now())
    return Status(204, None)


@router.post("/driver-sets/{driver_set_id}/restore", response=DriverSetOut, summary="Restore a driver set")
def restore_driver_set(request: HttpRequest, driver_set_id: Id) -> DriverSet:
    drivers.guard_keeps(requests.actor(request))
    driver_set = queries.get_driver_set(driver_set_id, removed=True)
    drivers.restore(requests.actor(request), driver_set=driver_set, now=timezone.now())
    return driver_set


class RungEvidenceOut(Versioned):
    """What shows that a criterion of the ladder is met."""

    id: int
    account: Ref
    criterion: str
    rung: Rung
    side: RaterSide
    words: str
    on: date
    contact: Ref | None
    statement: int | None
    signature: int | None
    created_by: Ref | None
    created_at: datetime

    @staticmethod
    def resolve_statement(row: Any) -> int | None:
        found: int | None = row.statement_id
        return found

    @staticmethod
    def resolve_signature(row: Any) -> int | None:
        found: int | None = row.signature_id
        return found


EVIDENCE_API = RowApi(
    router,
    EVIDENCE,
    RungEvidenceOut,
    "rung-evidence",
    one="rung_evidence",
    many="rung_evidences",
    title="evidence of the relationship",
)
EVIDENCE_OPERATIONS = EVIDENCE_API.operations(RungEvidenceInput)


def results_out(found: Results) -> ResultsOut:
    """The results as programs read them."""
    return ResultsOut(
        assessment=found.assessment.pk,
        shown=found.shown,
        overall=ViewOut.of(found.overall),
        drivers=[
            DriverResultOut(
                driver=row.driver.pk,
                key=row.driver.key,
                name=row.driver.name,
                view=ViewOut.of(row.gap),
                ratings=[
                    *(_rated(RaterSide.THEIRS, cell.person, row.driver) for cell in row.theirs if cell.rating),
                    *(_rated(RaterSide.OURS, cell.person, row.driver) for cell in row.ours if cell.rating),
                ],
            )
            for row in found.rows
        ],
        their_agreement=_agreement(found.their_agreement),
        our_agreement=_agreement(found.our_agreement),
        their_rung=found.their_rung,
        our_rung=found.our_rung,
        their_structure=found.their_structure,
        our_structure=found.our_structure,
    )


def _rated(side: RaterSide, person: Person, driver: Driver) -> RatedOut:
    rating = person.ratings[driver.pk]
    return RatedOut(
        side=side,
        contact=ref(person.contact),
        user=ref(person.user),
        on=rating.rated_at,
        score=rating.score,
        remark=rating.remark,
    )


def _agreement(found: Agreement | None) -> AgreementOut | None:
    if found is None:
        return None
    return AgreementOut(
        word=found.word,
        raters=found.raters,
        drivers=found.drivers,
        icc=found.coefficient,
        icc_low=found.low,
        icc_high=found.high,
        alpha=found.alpha,
    )


def _people(account: Any) -> dict[str, Any]:
    return {"contacts": queries.possible_contacts(account), "colleagues": queries.possible_colleagues(account)}


def _keep(request: HttpRequest, body: DriverSetInput, before: DriverSet | None) -> DriverSet:
    actor = requests.actor(request)
    drivers.guard_keeps(actor)
    texts = [
        DriverText(one.name, one.theirs, one.ours, {"de": {"name": one.german_name, "theirs": one.german_theirs}})
        for one in body.drivers
    ]
    return drivers.keep(actor, name=body.name, drivers=texts, before=before, now=timezone.now())
