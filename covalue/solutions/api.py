"""Joint solutions by HTTP. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.solutions import actions, queries
from covalue.solutions.inputs import (
    DesignerInput,
    OptionInput,
    PilotDecisionInput,
    PilotResultInput,
    PilotTermsInput,
    SolutionInput,
)
from covalue.solutions.models import Designer, Option, Solution
from covalue.solutions.queries import DESIGNERS, OPTIONS, SOLUTIONS, Judged, SolutionView
from covalue.solutions.rules import Stage
from covalue.web import requests
from covalue.web.inputs import partial_of
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["joint solutions"])


class JointSolutionAnswer(Versioned):
    """A joint solution; `outcome` is empty until it is decided."""

    id: int
    account: Ref
    title: str
    purpose: str
    rights: str
    confidentiality: str
    started_on: date | None
    ended_on: date | None
    outcome: str
    decided_on: date | None
    reason: str


class SolutionOptionAnswer(Versioned):
    """A way considered, with the reasons for and against it."""

    id: int
    title: str
    reasons_for: str
    reasons_against: str
    is_chosen: bool


class SolutionDesignerAnswer(Versioned):
    """Who designs it: a contact, or one of ours."""

    id: int
    contact: Ref | None
    colleague: Ref | None
    part: str


class PilotTermsAnswer(Schema):
    """A version of how the pilot is judged; `agreed` is null until a guest answered."""

    number: int
    starts_on: date
    ends_on: date
    site: str
    criteria: list[str]
    written_at: datetime
    agreed: bool | None
    contact: Ref | None
    answered_at: datetime | None
    words: str


class PilotCriterionAnswer(Schema):
    """A criterion in force with its result; `met` is null until one was entered."""

    place: int
    words: str
    met: bool | None
    result: str

    @staticmethod
    def resolve_met(row: Judged) -> bool | None:
        return row.result.met if row.result else None

    @staticmethod
    def resolve_result(row: Judged) -> str:
        return row.result.words if row.result else ""


class JointDesignAnswer(Schema):
    """A solution with its options, designers, terms (the latest first), results and stage."""

    solution: JointSolutionAnswer
    stage: Stage
    may_start: bool
    options: list[SolutionOptionAnswer]
    designers: list[SolutionDesignerAnswer]
    terms: list[PilotTermsAnswer]
    criteria: list[PilotCriterionAnswer]


API = RowApi(
    router,
    SOLUTIONS,
    JointSolutionAnswer,
    "joint-solutions",
    one="joint_solution",
    many="joint_solutions",
    title="a joint solution",
)
OPERATIONS = API.operations(SolutionInput)
OPTION_API = RowApi(
    router,
    OPTIONS,
    SolutionOptionAnswer,
    "solution-options",
    one="solution_option",
    many="solution_options",
    title="an option of a solution",
)
edit_option = OPTION_API.edit(partial_of(OptionInput))
remove_option, restore_option = OPTION_API.remove(), OPTION_API.restore()
DESIGNER_API = RowApi(
    router,
    DESIGNERS,
    SolutionDesignerAnswer,
    "solution-designers",
    one="solution_designer",
    many="solution_designers",
    title="a designer of a solution",
)
remove_designer, restore_designer = DESIGNER_API.remove(), DESIGNER_API.restore()


@router.get("/joint-solutions/{joint_solution_id}", response=JointDesignAnswer, summary="Get a joint solution")
def get_joint_solution(request: HttpRequest, joint_solution_id: Id) -> SolutionView:
    """With options, designers, terms of the pilot, results."""
    return queries.get_view(requests.user_of(request), joint_solution_id)


@router.post(
    "/joint-solutions/{joint_solution_id}/options",
    response={201: SolutionOptionAnswer},
    summary="Add an option of a solution",
)
def add_solution_option(request: HttpRequest, joint_solution_id: Id, body: OptionInput) -> Status[Option]:
    solution = _editable(request, joint_solution_id)
    values = body.model_dump()
    option = actions.add_option(requests.actor(request), solution=solution, now=timezone.now(), **values)
    return Status(201, option)


@router.post(
    "/joint-solutions/{joint_solution_id}/designers",
    response={201: SolutionDesignerAnswer},
    summary="Add a designer of a solution",
)
def add_solution_designer(request: HttpRequest, joint_solution_id: Id, body: DesignerInput) -> Status[Designer]:
    """A contact or a colleague, not both."""
    solution = _editable(request, joint_solution_id)
    values = body.with_rows(queries.both_sides(solution.account))
    designer = actions.add_designer(requests.actor(request), solution=solution, now=timezone.now(), **values)
    return Status(201, designer)


@router.post(
    "/joint-solutions/{joint_solution_id}/terms", response=JointDesignAnswer, summary="Write the terms of a pilot"
)
def write_pilot_terms(request: HttpRequest, joint_solution_id: Id, body: PilotTermsInput) -> SolutionView:
    """A new version with days, site and acceptance criteria. It counts once a guest agrees to it in the shared workspace."""
    solution = _editable(request, joint_solution_id)
    actions.write_terms(requests.actor(request), solution=solution, now=timezone.now(), **body.model_dump())
    return _again(request, joint_solution_id)


@router.post("/joint-solutions/{joint_solution_id}/start", response=JointDesignAnswer, summary="Start a pilot")
def start_pilot(request: HttpRequest, joint_solution_id: Id) -> SolutionView:
    """409 before the customer agreed to the latest terms."""
    actions.start(requests.actor(request), solution=_solution(request, joint_solution_id), now=timezone.now())
    return _again(request, joint_solution_id)


@router.post(
    "/joint-solutions/{joint_solution_id}/results", response=JointDesignAnswer, summary="Enter a result of a pilot"
)
def enter_pilot_result(request: HttpRequest, joint_solution_id: Id, body: PilotResultInput) -> SolutionView:
    """Of the criterion at this place of the terms in force, from 0 on; the last result counts."""
    solution = _editable(request, joint_solution_id)
    actions.enter_result(requests.actor(request), solution=solution, now=timezone.now(), **body.model_dump())
    return _again(request, joint_solution_id)


@router.post("/joint-solutions/{joint_solution_id}/end", response=JointDesignAnswer, summary="End a pilot")
def end_pilot(request: HttpRequest, joint_solution_id: Id) -> SolutionView:
    actions.end(requests.actor(request), solution=_solution(request, joint_solution_id), now=timezone.now())
    return _again(request, joint_solution_id)


@router.post(
    "/joint-solutions/{joint_solution_id}/decision", response=JointDesignAnswer, summary="Decide on a joint solution"
)
def decide_on_solution(request: HttpRequest, joint_solution_id: Id, body: PilotDecisionInput) -> SolutionView:
    """A roll-out needs a result for every criterion of a pilot that ended."""
    solution = _editable(request, joint_solution_id)
    actions.decide(
        requests.actor(request), solution=solution, outcome=body.outcome, reason=body.reason, now=timezone.now()
    )
    return _again(request, joint_solution_id)


def _solution(request: HttpRequest, solution_id: int) -> Solution:
    return SOLUTIONS.get(requests.user_of(request), solution_id)


def _editable(request: HttpRequest, solution_id: int) -> Solution:
    """Asked before the body is used."""
    solution = _solution(request, solution_id)
    guard_edits(requests.actor(request), solution.account)
    return solution


def _again(request: HttpRequest, solution_id: int) -> SolutionView:
    return queries.get_view(requests.user_of(request), solution_id)
