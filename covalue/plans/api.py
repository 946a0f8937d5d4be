"""The plan of an account: start it, write its sections, look back, approve, take it along. Forms post here, too."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import events
from covalue.core.exports import EXCEL_TYPE
from covalue.people.models import User
from covalue.plans import actions, handover, position, quality, queries, slides, workbook
from covalue.plans.factors import PlanQuality
from covalue.plans.inputs import SectionInput
from covalue.plans.models import Approval, Plan, Revision, Section, SectionKey
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, answer
from covalue.web.versions import IF_MATCH, IF_MATCH_OPTIONAL

router = Router(tags=["plans"])
SLIDES_TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class SectionOut(Schema):
    """The current text of a section. `revision` grows with every saved change and is its version."""

    id: int
    key: SectionKey
    title: str
    text: str
    revision: int
    edited_by: Ref | None
    edited_at: datetime | None
    version: str

    @staticmethod
    def resolve_version(section: Section) -> str:
        return _section_version(section)


class ApprovalOut(Schema):
    """An approval of the plan; `content` is what was approved, by section."""

    version: int
    approved_by: Ref | None
    approved_at: datetime
    content: dict[str, str]


class PlanOut(Schema):
    """The living plan of an account. Its version changes with every section's text."""

    id: int
    account: Ref
    started_at: datetime
    sections: list[SectionOut]
    approval: ApprovalOut | None = Field(description="the latest")
    changed_since_approval: bool
    may_approve: bool
    version: str


class RevisionOut(Schema):
    """A section at one revision. `writers` are all who wrote in it together; empty where it is one person's."""

    id: int
    number: int
    text: str
    edited_by: Ref | None
    edited_at: datetime
    writers: list[Ref]

    @staticmethod
    def resolve_writers(revision: Revision) -> list[User]:
        return list(revision.writers.all())


@router.get("/accounts/{account_id}/plan", response=PlanOut, summary="Get the plan")
def get_plan(request: HttpRequest, account_id: Id) -> PlanOut:
    """404 if nobody has started it."""
    user = requests.user_of(request)
    return _answer(user, queries.get_plan(user, account_id))


@router.post("/accounts/{account_id}/plan", response={201: PlanOut}, summary="Start the plan")
def start_plan(request: HttpRequest, account_id: Id) -> Status[PlanOut]:
    """With its empty sections. Starting it twice has no further effect."""
    account = accounts.get(requests.user_of(request), account_id)
    actions.start(requests.actor(request), account=account, now=timezone.now())
    return Status(201, get_plan(request, account_id))


@router.get(
    "/accounts/{account_id}/plan.pdf",
    response={200: None},
    summary="Download the plan as PDF",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}}},
)
def get_plan_pdf(request: HttpRequest, account_id: Id) -> HttpResponse:
    """To pass on; the audit log records who exported it. What matters to a contact personally is not in it."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    today = account.today()
    page, value = queries.plan_page(user, account, today), queries.value_of(account, today)
    document = handover.as_pdf(page, value, position.shown(account, today))
    return _exported(request, account, document, "application/pdf", f"{today:%Y-%m-%d}.pdf")


@router.get(
    "/accounts/{account_id}/plan.pptx",
    response={200: None},
    summary="Download the plan as slides",
    openapi_extra={"responses": {200: {"content": {SLIDES_TYPE: {"schema": {"type": "string"}}}}}},
)
def get_plan_slides(request: HttpRequest, account_id: Id) -> HttpResponse:
    """Value, targets, cases, position, signals and revenue, with charts and tables one can edit; the audit log records who exported them."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    today = account.today()
    page, value = queries.plan_page(user, account, today), queries.value_of(account, today)
    content = slides.deck(page, value, position.shown(account, today))
    return _exported(request, account, content, SLIDES_TYPE, f"{today:%Y-%m-%d}.pptx")


@router.get(
    "/accounts/{account_id}/plan.xlsx",
    response={200: None},
    summary="Download the plan as a spreadsheet",
    openapi_extra={"responses": {200: {"content": {EXCEL_TYPE: {"schema": {"type": "string"}}}}}},
)
def get_plan_workbook(request: HttpRequest, account_id: Id) -> HttpResponse:
    """A sheet for each part, amounts as numbers and days as days; the audit log records who exported it."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    today = account.today()
    page, value = queries.plan_page(user, account, today), queries.value_of(account, today)
    content = workbook.workbook(page, value, quality.quality_of(user, account, timezone.now()))
    return _exported(request, account, content, EXCEL_TYPE, f"{today:%Y-%m-%d}.xlsx")


@router.get("/accounts/{account_id}/plan/quality", response=PlanQuality, summary="Get how far the plan is evidenced")
def get_plan_quality(request: HttpRequest, account_id: Id) -> PlanQuality:
    """Ten factors, each with its evidence in the workspace and what would raise it; nothing is declared by hand."""
    user = requests.user_of(request)
    return quality.quality_of(user, accounts.get(user, account_id), timezone.now())


@router.get("/accounts/{account_id}/plan/approvals", response=Page[ApprovalOut], summary="List approvals")
def list_approvals(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Approval]:
    """Latest first."""
    plan = queries.get_plan(requests.user_of(request), account_id)
    return paging.cut(request, queries.approvals_of(plan), ("-version", "-id"), asked)


@router.post(
    "/accounts/{account_id}/plan/approvals",
    response={201: ApprovalOut},
    summary="Approve the plan",
    openapi_extra=IF_MATCH_OPTIONAL,
)
def approve_plan(request: HttpRequest, account_id: Id) -> Status[Approval]:
    """Send the plan's ETag as `If-Match` to approve only the version you read."""
    plan = queries.get_plan(requests.user_of(request), account_id)
    versions.check(request, queries.version_of(plan))
    content = queries.approved_content(plan)
    return Status(201, actions.approve(requests.actor(request), plan=plan, content=content, now=timezone.now()))


@router.get("/plan-sections/{section_id}", response=SectionOut, summary="Get a section")
def get_section(request: HttpRequest, section_id: Id) -> Section:
    return queries.get_section(requests.user_of(request), section_id)


@router.patch("/plan-sections/{section_id}", response=SectionOut, summary="Write a section", openapi_extra=IF_MATCH)
def write_section(request: HttpRequest, section_id: Id, body: SectionInput) -> Section:
    """A newer text by someone else is never overwritten."""
    section = versions.hold(request, get_section(request, section_id), _section_version)
    actor, seen = requests.actor(request), section.revision
    actions.write(actor, section=section, text=body.text, seen_revision=seen, now=timezone.now())
    return get_section(request, section_id)


@router.get("/plan-sections/{section_id}/revisions", response=Page[RevisionOut], summary="List a section's versions")
def list_revisions(request: HttpRequest, section_id: Id, asked: Query[Asked]) -> Cut[Revision]:
    """Latest first. Edits by one person within a few minutes are one revision."""
    rows = queries.revisions_of(get_section(request, section_id))
    return paging.cut(request, rows, ("-number", "-id"), asked)


@router.post("/plan-revisions/{revision_id}/revert", response=SectionOut, summary="Restore an older text")
def revert_section(request: HttpRequest, revision_id: Id) -> Section:
    """It becomes the current text again; nothing in between is lost."""
    revision = queries.get_revision(requests.user_of(request), revision_id)
    section = actions.revert(requests.actor(request), revision=revision, now=timezone.now())
    return get_section(request, section.pk)


def _exported(request: HttpRequest, account: Account, content: bytes, media_type: str, ending: str) -> HttpResponse:
    events.write(requests.actor(request), "exported the plan", subject=account, stream=account, now=timezone.now())
    name = f"{slugify(account.name) or f'account-{account.pk}'}-plan-{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _section_version(section: Section) -> str:
    return str(section.revision)


def _answer(user: User, plan: Plan) -> PlanOut:
    approval = queries.latest_approval(plan)
    return answer(
        PlanOut,
        plan,
        sections=list(plan.sections.all()),
        approval=approval,
        changed_since_approval=queries.changed_since(plan, approval),
        may_approve=accounts.may_approve(user, plan.account),
        version=queries.version_of(plan),
    )
