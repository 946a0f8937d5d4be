"""Value targets: what the customer values. Forms of the pages post here, too."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from covalue.accounts import queries as accounts
from covalue.value.models import Target
from covalue.value.rules import TargetState
from covalue.value.targets import actions, queries
from covalue.value.targets.inputs import ParkInput, StatedInput, TargetEdit, TargetInput
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["value"])


class TargetOut(Versioned):
    """Something the customer values. `validated_by` and `validated_words` are the customer's voice."""

    id: int
    account: Ref
    title: str
    success: str
    state: TargetState
    holder: Ref | None
    statement: int | None
    impact: int | None
    fit: int | None
    priority: int | None
    discussed_on: date | None
    validated_by: Ref | None
    validated_on: date | None
    validated_words: str
    parked_reason: str

    @staticmethod
    def resolve_statement(target: Target) -> int | None:
        return target.statement_id


@router.get("/accounts/{account_id}/targets", response=Page[TargetOut], summary="List value targets")
def list_targets(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Target]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account).select_related("account"), ("id",), asked)


@router.post("/accounts/{account_id}/targets", response={201: TargetOut}, summary="Add a value target")
def add_target(request: HttpRequest, account_id: Id, body: TargetInput) -> Status[Target]:
    account = accounts.get(requests.user_of(request), account_id)
    values = body.with_rows(queries.choices(account))
    return Status(201, actions.add(requests.actor(request), account=account, **values, now=timezone.now()))


@router.get("/targets/{target_id}", response=TargetOut, summary="Get a value target")
def get_target(request: HttpRequest, target_id: Id) -> Target:
    return queries.get_current(requests.user_of(request), target_id)


@router.patch("/targets/{target_id}", response=TargetOut, summary="Change a value target", openapi_extra=IF_MATCH)
def edit_target(request: HttpRequest, target_id: Id, body: TargetEdit) -> Target:
    """Only the fields sent change. With a new title, the target must be validated again."""
    target = versions.hold(request, queries.get_current(requests.user_of(request), target_id))
    values = body.with_rows(queries.choices(target.account))
    return actions.edit(requests.actor(request), target=target, **values, now=timezone.now())


@router.post("/targets/{target_id}/validate", response=TargetOut, summary="Mark a value target as validated")
def validate_target(request: HttpRequest, target_id: Id, body: StatedInput) -> Target:
    target = queries.get_current(requests.user_of(request), target_id)
    stated = body.with_rows(queries.contact_choices(target.account))
    return actions.validate(requests.actor(request), target=target, **stated, now=timezone.now())


@router.post("/targets/{target_id}/park", response=TargetOut, summary="Set a value target aside")
def park_target(request: HttpRequest, target_id: Id, body: ParkInput) -> Target:
    target = queries.get_current(requests.user_of(request), target_id)
    return actions.park(requests.actor(request), target=target, reason=body.reason, now=timezone.now())


@router.post("/targets/{target_id}/take-up", response=TargetOut, summary="Reopen a value target")
def take_up_target(request: HttpRequest, target_id: Id) -> Target:
    target = queries.get_current(requests.user_of(request), target_id)
    return actions.take_up(requests.actor(request), target=target, now=timezone.now())


@router.delete("/targets/{target_id}", response={204: None}, summary="Remove a value target")
def remove_target(request: HttpRequest, target_id: Id) -> Status[None]:
    """It is hidden and can be restored. Removing it twice has no further effect."""
    target = queries.get(requests.user_of(request), target_id)
    actions.remove(requests.actor(request), target, now=timezone.now())
    return Status(204, None)


@router.post("/targets/{target_id}/restore", response=TargetOut, summary="Restore a value target")
def restore_target(request: HttpRequest, target_id: Id) -> Target:
    target = queries.get(requests.user_of(request), target_id)
    actions.restore(requests.actor(request), target, now=timezone.now())
    return target
