"""Work packages, what they wait for, and kept plans. Forms of the pages post here, too."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.execution import actions, queries, register, working_days
from covalue.execution.inputs import (
    BaselineInput,
    DependencyInput,
    WorkDecisionInput,
    WorkDoneInput,
    WorkMoveInput,
    WorkPackageEdit,
    WorkPackageInput,
)
from covalue.execution.models import Baseline, Dependency, Move, WorkAnswer, WorkPackage
from covalue.execution.queries import DEPENDENCIES, WORK, WorkPlan, WorkRow
from covalue.execution.register import RegisterAsked, RegisterKind, RegisterSide, RegisterState
from covalue.execution.rules import WorkSaid, WorkState
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["execution"])


class WorkPackageAnswer(Versioned):
    """Work of an initiative, by one of ours or one of theirs; a `duration` of 0 working days is a milestone."""

    id: int
    account: Ref
    initiative: Ref | None
    title: str
    note: str
    starts_on: date
    duration: int
    ends_on: date
    owner: Ref | None
    customer_owner: Ref | None
    progress: int
    done_on: date | None
    state: WorkState


class DependencyAnswer(Versioned):
    """`after` begins `lag` working days after `before` is finished, at the earliest."""

    id: int
    account: Ref
    before: Ref
    after: Ref
    lag: int


class PlannedWorkAnswer(Schema):
    """Where a work package stands by the critical path method, and when it is likely to be finished.

    `slack` is in working days; `forecast_on` is null where it is not later than planned.
    """

    work_package: Ref
    state: WorkState
    starts_on: date
    ends_on: date
    earliest_start: date | None
    earliest_finish: date | None
    latest_start: date | None
    latest_finish: date | None
    slack: int | None
    critical: bool
    forecast_on: date | None
    why: str
    agreed_on: date | None


class WorkPlanAnswer(Schema):
    """The work of an account; `circle` names work that depends on itself, where nothing can be calculated."""

    rows: list[PlannedWorkAnswer]
    planned_end: date | None
    likely_end: date | None
    circle: str


class WorkMoveAnswer(Schema):
    """What moved together, the first by hand; null where nothing had to."""

    id: int | None
    moved: list[int]


class BaselineAnswer(Schema):
    """The plan as it was saved; it is valid from when it was approved."""

    id: int
    account: Ref
    note: str
    made_by: Ref | None
    made_at: datetime
    approved_by: Ref | None
    approved_at: datetime | None
    rows: list[dict[str, Any]]


class WorkAnswerAnswer(Schema):
    """What a contact said to work of theirs. `accepted` is null until somebody decides."""

    id: int
    work_package: int = Field(validation_alias="package_id")
    contact: Ref | None
    said: WorkSaid
    day: date | None
    words: str
    answered_at: datetime
    accepted: bool | None


class RegisterLineAnswer(Schema):
    """One thing somebody of either side has to do; `url` is the page of it."""

    kind: RegisterKind
    title: str
    side: RegisterSide
    owner: Ref | None
    customer_owner: Ref | None = Field(None, validation_alias="customer")
    due_on: date | None
    done_on: date | None
    state: RegisterState
    url: str = Field(validation_alias="href")


API = RowApi(
    router, WORK, WorkPackageAnswer, "work-packages", one="work_package", many="work_packages", title="a work package"
)
list_work_packages, get_work_package = API.list(), API.get()


@router.post("/accounts/{account_id}/work-packages", response={201: WorkPackageAnswer}, summary="Add a work package")
def add_work_package(request: HttpRequest, account_id: Id, body: WorkPackageInput) -> Status[WorkPackage]:
    """Its end follows from first day and working days, Monday to Friday."""
    actor, account = requests.actor(request), accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    return Status(201, actions.add(actor, account, body.with_rows(queries.possible(account)), now=timezone.now()))


@router.patch(
    "/work-packages/{work_package_id}",
    response=WorkPackageAnswer,
    summary="Change a work package",
    openapi_extra=IF_MATCH,
)
def edit_work_package(request: HttpRequest, work_package_id: Id, body: WorkPackageEdit) -> WorkPackage:
    """Only the fields sent change; whatever depends on it moves as far as it has to."""
    row = versions.hold(request, WORK.get(requests.user_of(request), work_package_id))
    values = body.with_rows(queries.possible(row.account, row))
    return actions.edit(requests.actor(request), row, values, now=timezone.now())


@router.post("/work-packages/{work_package_id}/move", response=WorkMoveAnswer, summary="Move a work package")
def move_work_package(request: HttpRequest, work_package_id: Id, body: WorkMoveInput) -> WorkMoveAnswer:
    """With whatever depends on it. The answer's `id` undoes all of it."""
    row = WORK.get(requests.user_of(request), work_package_id)
    moved = actions.move(requests.actor(request), row, starts_on=body.starts_on, now=timezone.now())
    return _moved(moved)


@router.post("/work-moves/{work_move_id}/undo", response=WorkMoveAnswer, summary="Undo a move of work")
def undo_work_move(request: HttpRequest, work_move_id: Id) -> WorkMoveAnswer:
    """Everything that moved together goes back."""
    moved = queries.get_move(requests.user_of(request), work_move_id)
    return _moved(actions.undo_move(requests.actor(request), moved, now=timezone.now()))


@router.post("/work-packages/{work_package_id}/done", response=WorkPackageAnswer, summary="Say that work is done")
def finish_work_package(request: HttpRequest, work_package_id: Id, body: WorkDoneInput) -> WorkPackage:
    """Today unless another day is said."""
    row = WORK.get(requests.user_of(request), work_package_id)
    return actions.finish(requests.actor(request), row, done_on=body.done_on, now=timezone.now())


@router.post("/work-packages/{work_package_id}/reopen", response=WorkPackageAnswer, summary="Open work again")
def reopen_work_package(request: HttpRequest, work_package_id: Id) -> WorkPackage:
    row = WORK.get(requests.user_of(request), work_package_id)
    return actions.reopen(requests.actor(request), row, now=timezone.now())


@router.delete("/work-packages/{work_package_id}", response={204: None}, summary="Remove a work package")
def remove_work_package(request: HttpRequest, work_package_id: Id) -> Status[None]:
    """It is hidden and can be restored; what waited for it waits no more."""
    row = WORK.get(requests.user_of(request), work_package_id)
    actions.remove(requests.actor(request), row, now=timezone.now())
    return Status(204, None)


@router.post("/work-packages/{work_package_id}/restore", response=WorkPackageAnswer, summary="Restore a work package")
def restore_work_package(request: HttpRequest, work_package_id: Id) -> WorkPackage:
    row = WORK.get_or_removed(requests.user_of(request), work_package_id)
    actions.restore(requests.actor(request), row, now=timezone.now())
    return row


@router.get("/accounts/{account_id}/work-plan", response=WorkPlanAnswer, summary="Get the plan of an account's work")
def get_work_plan(request: HttpRequest, account_id: Id) -> WorkPlanAnswer:
    """Earliest and latest days, slack, what is critical, and what is likely to be late."""
    return _plan(queries.plan_of(accounts.get(requests.user_of(request), account_id)))


LINKS = RowApi(
    router, DEPENDENCIES, DependencyAnswer, "dependencies", one="dependency", many="dependencies", title="a dependency"
)
list_dependencies, remove_dependency = LINKS.list(), LINKS.remove()


@router.post("/accounts/{account_id}/dependencies", response={201: DependencyAnswer}, summary="Add a dependency")
def add_dependency(request: HttpRequest, account_id: Id, body: DependencyInput) -> Status[Dependency]:
    """What waits moves where it would begin too early. A circle is refused, with the titles in it."""
    actor, account = requests.actor(request), accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    values = body.with_rows(queries.choices_for_dependency(account))
    return Status(201, actions.link(actor, now=timezone.now(), **values))


@router.post("/dependencies/{dependency_id}/restore", response=DependencyAnswer, summary="Restore a dependency")
def restore_dependency(request: HttpRequest, dependency_id: Id) -> Dependency:
    row = DEPENDENCIES.get_or_removed(requests.user_of(request), dependency_id)
    actions.restore_link(requests.actor(request), row, now=timezone.now())
    return row


@router.get("/accounts/{account_id}/baselines", response=Page[BaselineAnswer], summary="List kept plans of work")
def list_baselines(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Baseline]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.baselines_of(account), ("id",), asked)


@router.post("/accounts/{account_id}/baselines", response={201: BaselineAnswer}, summary="Save the plan of work")
def add_baseline(request: HttpRequest, account_id: Id, body: BaselineInput) -> Status[Baseline]:
    """As it is now; it holds once it is approved."""
    actor, account = requests.actor(request), accounts.get(requests.user_of(request), account_id)
    guard_edits(actor, account)
    return Status(201, actions.keep_baseline(actor, account, note=body.note, now=timezone.now()))


@router.post("/baselines/{baseline_id}/approve", response=BaselineAnswer, summary="Approve a kept plan of work")
def approve_baseline(request: HttpRequest, baseline_id: Id) -> Baseline:
    """Days are compared with it from then on."""
    row = queries.get_baseline(requests.user_of(request), baseline_id)
    return actions.approve_baseline(requests.actor(request), row, now=timezone.now())


@router.get("/accounts/{account_id}/work-answers", response=Page[WorkAnswerAnswer], summary="List answers to work")
def list_work_answers(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[WorkAnswer]:
    """Other days that contacts proposed for work of theirs, and nobody of us has decided."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.open_answers([account.pk]), ("answered_at", "id"), asked)


@router.post("/work-answers/{work_answer_id}/decide", response=WorkAnswerAnswer, summary="Decide on an answer to work")
def decide_work_answer(request: HttpRequest, work_answer_id: Id, body: WorkDecisionInput) -> WorkAnswer:
    """Take over the day, so that the work ends on it, or leave it as it is."""
    row = queries.get_answer(requests.user_of(request), work_answer_id)
    return actions.decide(requests.actor(request), row, accept=body.accept, now=timezone.now())


@router.get(
    "/accounts/{account_id}/register", response=list[RegisterLineAnswer], summary="Get the register of an account"
)
def get_register(request: HttpRequest, account_id: Id, asked: Query[RegisterAsked]) -> Any:
    """Actions, promises, work and go-live milestones of both sides: what is open first, by its day."""
    account = accounts.get(requests.user_of(request), account_id)
    return list(register.lines_of(account, account.today(), asked))


def _moved(moved: Move | None) -> WorkMoveAnswer:
    return WorkMoveAnswer(id=moved.pk if moved else None, moved=sorted(map(int, moved.rows)) if moved else [])


def _plan(plan: WorkPlan) -> WorkPlanAnswer:
    rows = [_planned(row) for row in plan.rows]
    return WorkPlanAnswer(rows=rows, planned_end=plan.end, likely_end=plan.likely_end, circle=plan.circle)


def _planned(row: WorkRow) -> PlannedWorkAnswer:
    package, timing = row.package, row.timing
    return PlannedWorkAnswer(
        work_package=Ref(id=package.pk, name=package.title),
        state=row.state,
        starts_on=package.starts_on,
        ends_on=package.ends_on,
        earliest_start=working_days.first_day(timing.earliest_start, package.duration) if timing else None,
        earliest_finish=working_days.last_day(timing.earliest_finish) if timing else None,
        latest_start=working_days.first_day(timing.latest_start, package.duration) if timing else None,
        latest_finish=working_days.last_day(timing.latest_finish) if timing else None,
        slack=row.slack,
        critical=row.is_critical,
        forecast_on=row.forecast_end,
        why=row.why,
        agreed_on=row.agreed_end,
    )
