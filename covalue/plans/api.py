"""The plan of an account: start it, write its sections, look back, approve, take it along."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors, events
from covalue.people.models import User
from covalue.plans import actions, handover, queries
from covalue.plans.models import Approval, Plan, Revision, Section, SectionKey
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, In, Ref, Text, ref
from covalue.web.versions import IF_MATCH, IF_MATCH_OPTIONAL

router = Router(tags=["plans"])


class SectionOut(Schema):
    """The prose of one part as it reads now. `revision` grows with every saved change and is its version."""

    id: int
    key: SectionKey
    title: str
    text: str
    revision: int
    edited_by: Ref | None
    edited_at: datetime | None
    version: str


class ApprovalOut(Schema):
    """Somebody approved the plan as it stood; `content` is what they approved, by section."""

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


class SectionIn(In):
    text: Text = Field(max_length=actions.LONGEST_TEXT)


class RevisionOut(Schema):
    """A section as somebody left it."""

    id: int
    number: int
    text: str
    edited_by: Ref | None
    edited_at: datetime


@router.get("/accounts/{account_id}/plan", response=PlanOut, summary="The plan")
def get_plan(request: HttpRequest, account_id: Id) -> PlanOut:
    """Not found when nobody started it."""
    return _told(requests.user_of(request), _plan(request, account_id))


@router.post("/accounts/{account_id}/plan", response={201: PlanOut}, summary="Start the plan")
def start_plan(request: HttpRequest, account_id: Id) -> Status[PlanOut]:
    """With its empty sections. Started twice is started once."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    actions.start(requests.api_actor(request), account=account, now=timezone.now())
    return Status(201, _told(user, _plan(request, account_id)))


@router.get(
    "/accounts/{account_id}/plan.pdf",
    response={200: None},
    summary="The plan as PDF",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}}},
)
def get_plan_pdf(request: HttpRequest, account_id: Id) -> HttpResponse:
    """To hand over; the trail keeps who took it. What matters to a contact personally is not in it."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    now = timezone.now()
    document = handover.as_pdf(queries.plan_page(user, account, timezone.localdate()))
    events.write(requests.api_actor(request), "exported the plan", subject=account, stream=account, now=now)
    answer = HttpResponse(document, content_type="application/pdf")
    name = slugify(account.name) or f"account-{account.pk}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-plan-{now:%Y-%m-%d}.pdf"'
    return answer


@router.get("/accounts/{account_id}/plan/approvals", response=Page[ApprovalOut], summary="List approvals")
def list_approvals(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[ApprovalOut]:
    """The latest first."""
    rows = _plan(request, account_id).approvals.select_related("approved_by")
    cut = paging.cut(request, rows, ("-version", "-id"), asked)
    return Page[ApprovalOut](items=[_approval(approval) for approval in cut.rows], next=cut.next)


@router.post(
    "/accounts/{account_id}/plan/approvals",
    response={201: ApprovalOut},
    summary="Approve the plan",
    openapi_extra=IF_MATCH_OPTIONAL,
)
def approve_plan(request: HttpRequest, account_id: Id) -> Status[ApprovalOut]:
    """As it stands; send the plan's ETag as `If-Match` to approve only what you read."""
    plan = _plan(request, account_id)
    versions.check(request, _version(plan))
    approval = actions.approve(
        requests.api_actor(request), plan=plan, content=queries.approved_content(plan), now=timezone.now()
    )
    return Status(201, _approval(approval))


@router.get("/plan-sections/{section_id}", response=SectionOut, summary="One section")
def get_section(request: HttpRequest, section_id: Id) -> SectionOut:
    return _section(queries.get_section(requests.user_of(request), section_id))


@router.patch("/plan-sections/{section_id}", response=SectionOut, summary="Write a section", openapi_extra=IF_MATCH)
def write_section(request: HttpRequest, section_id: Id, body: SectionIn) -> SectionOut:
    """Somebody else's newer text is never overwritten."""
    user = requests.user_of(request)
    section = versions.hold(request, queries.get_section(user, section_id), _section_version)
    actions.write(
        requests.api_actor(request),
        section=section,
        text=body.text,
        seen_revision=section.revision,
        now=timezone.now(),
    )
    return _section(queries.get_section(user, section_id))


@router.get("/plan-sections/{section_id}/revisions", response=Page[RevisionOut], summary="A section's versions")
def list_revisions(request: HttpRequest, section_id: Id, asked: Query[Asked]) -> Page[RevisionOut]:
    """The latest first. Edits of one person within a few minutes are one revision."""
    section = queries.get_section(requests.user_of(request), section_id)
    cut = paging.cut(request, section.revisions.select_related("edited_by"), ("-number", "-id"), asked)
    return Page[RevisionOut](items=[_revision(revision) for revision in cut.rows], next=cut.next)


@router.post("/plan-revisions/{revision_id}/revert", response=SectionOut, summary="Go back to an older text")
def revert_section(request: HttpRequest, revision_id: Id) -> SectionOut:
    """It becomes the present one again; nothing in between is lost."""
    user = requests.user_of(request)
    revision = queries.get_revision(user, revision_id)
    section = actions.revert(requests.api_actor(request), revision=revision, now=timezone.now())
    return _section(queries.get_section(user, section.pk))


def _plan(request: HttpRequest, account_id: int) -> Plan:
    account = accounts.get(requests.user_of(request), account_id)
    plan = queries.of_account(account)
    if plan is None:
        raise errors.NotFound(_("Nobody started this account's plan yet."))
    return plan


def _version(plan: Plan) -> str:
    return versions.digest([(section.key, section.revision) for section in plan.sections.all()])


def _section_version(section: Section) -> str:
    return str(section.revision)


def _told(user: User, plan: Plan) -> PlanOut:
    approval = plan.approvals.select_related("approved_by").first()
    return PlanOut(
        id=plan.pk,
        account=Ref(id=plan.account.pk, name=plan.account.name),
        started_at=plan.started_at,
        sections=[_section(section) for section in plan.sections.all()],
        approval=_approval(approval) if approval else None,
        changed_since_approval=approval is not None and approval.content != queries.approved_content(plan),
        may_approve=accounts.may_approve(user, plan.account),
        version=_version(plan),
    )


def _section(section: Section) -> SectionOut:
    return SectionOut(
        id=section.pk,
        key=SectionKey(section.key),
        title=str(section),
        text=section.text,
        revision=section.revision,
        edited_by=ref(section.edited_by),
        edited_at=section.edited_at,
        version=_section_version(section),
    )


def _approval(approval: Approval) -> ApprovalOut:
    return ApprovalOut(
        version=approval.version,
        approved_by=ref(approval.approved_by),
        approved_at=approval.approved_at,
        content=approval.content,
    )


def _revision(revision: Revision) -> RevisionOut:
    return RevisionOut(
        id=revision.pk,
        number=revision.number,
        text=revision.text,
        edited_by=ref(revision.edited_by),
        edited_at=revision.edited_at,
    )
