"""Executive sponsors of accounts. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.conversations.models import Channel, Conversation
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.sponsors import actions, guards, matching, programme, queries
from covalue.sponsors import brief as briefs
from covalue.sponsors.brief import Brief
from covalue.sponsors.inputs import (
    AcknowledgementInput,
    DeclarationInput,
    EndInput,
    EscalationAnswerInput,
    EscalationInput,
    ExecutiveInput,
    HeldInput,
    RoleCardInput,
    SponsorshipEdit,
    SponsorshipInput,
    SuccessionInput,
    TouchpointInput,
    TouchpointMoveInput,
)
from covalue.sponsors.matching import Proposals
from covalue.sponsors.models import (
    Acknowledgement,
    Declaration,
    Escalation,
    Executive,
    RoleCard,
    Sponsorship,
    Touchpoint,
)
from covalue.sponsors.programme import ProgrammePage
from covalue.sponsors.rules import Level, SponsorGap
from covalue.web import paging, requests, versions
from covalue.web.inputs import chosen
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH

router = Router(tags=["sponsors"])


class SponsorshipOut(Schema):
    """A sponsor of an account. `gaps` is what is missing today, `due_on` by when the next touchpoint is due."""

    id: int
    account: Ref
    sponsor: Ref
    counterparts: list[Ref]
    objectives: list[Ref]
    purpose: str
    not_to_promise: str
    weeks: int
    starts_on: date
    ends_on: date | None
    successor: Ref | None
    over_limit: str
    ended_on: date | None
    why_ended: str
    last: date | None
    due_on: date
    gaps: list[SponsorGap]
    version: str

    @staticmethod
    def resolve_version(row: Sponsorship) -> str:
        return version_of(row)

    @staticmethod
    def resolve_last(row: Sponsorship) -> date | None:
        return _standing(row).last

    @staticmethod
    def resolve_due_on(row: Sponsorship) -> date:
        return _standing(row).due_on

    @staticmethod
    def resolve_gaps(row: Sponsorship) -> list[SponsorGap]:
        return [] if row.ended_at else list(_standing(row).gaps)


class TouchpointOut(Schema):
    """A planned touchpoint; held, its conversation is named."""

    id: int
    sponsorship: int = Field(validation_alias="sponsorship_id")
    planned_on: date
    subject: str
    contacts: list[Ref]
    conversation: int | None = Field(validation_alias="conversation_id")
    cancelled_at: datetime | None


class TouchpointHeldOut(Schema):
    """A touchpoint that was held, as the conversation it is."""

    id: int
    account: Ref
    channel: Channel
    held_on: date
    subject: str
    contacts: list[Ref]
    people: list[Ref]


class EscalationOut(Schema):
    """A matter handed to a sponsor, and their answer."""

    id: int
    sponsorship: int = Field(validation_alias="sponsorship_id")
    matter: str
    reason: str
    wanted_by: date | None
    raised_by: Ref | None
    raised_at: datetime
    answer: str
    answered_by: Ref | None
    answered_at: datetime | None


class RoleCardOut(Schema):
    """A version of the role card."""

    version: int
    role: str
    training: str
    may_escalate: str
    may_not_escalate: str
    published_by: Ref | None
    published_at: datetime


class AcknowledgementOut(Schema):
    """Which version somebody acknowledged, and when."""

    user: Ref
    version: int = Field(validation_alias="card.version")
    acknowledged_at: datetime


class ExecutiveOut(Schema):
    """What matching asks of an executive; without `most` they take the usual number of accounts."""

    user: Ref
    level: Level | None
    background: str
    most: int | None


class DeclarationOut(Schema):
    """What an executive declared about an account; an empty `conflict` is none."""

    user: Ref
    account: Ref
    conflict: str
    declared_at: datetime


class ProgrammeAsked(Schema):
    """Only those with one gap, or of one sponsor."""

    gap: SponsorGap | None = None
    sponsor: Id | None = None


class BriefAsked(Schema):
    """Of one planned touchpoint; without it of the next one."""

    touchpoint: Id | None = None


def version_of(row: Sponsorship) -> str:
    """The version of a sponsorship with whom and what it names."""
    theirs = sorted(row.counterparts.values_list("pk", flat=True))
    return versions.of(row, theirs, sorted(row.objectives.values_list("pk", flat=True)))


def _standing(row: Sponsorship) -> queries.Standing:
    """The row's standing, computed once for all fields of its answer."""
    if "_standing" not in row.__dict__:
        row.__dict__["_standing"] = queries.standing_of(row, row.account.today())
    found: queries.Standing = row.__dict__["_standing"]
    return found


@router.get("/accounts/{account_id}/sponsorships", response=Page[SponsorshipOut], summary="List sponsorships")
def list_sponsorships(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Sponsorship]:
    """Running and ended ones."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    return paging.cut(request, queries.all_of(user).filter(account=account), ("id",), asked)


@router.post("/accounts/{account_id}/sponsorships", response={201: SponsorshipOut}, summary="Add a sponsorship")
def add_sponsorship(request: HttpRequest, account_id: Id, body: SponsorshipInput) -> Status[Sponsorship]:
    """The sponsor joins the account team if they are not on it. Beyond their limit only with `over_limit`, the reason."""
    user, actor = requests.user_of(request), requests.actor(request)
    account = accounts.get(user, account_id)
    account_actions.guard_steers(actor, account)
    values = body.with_rows(queries.choices(account))
    row = actions.begin(actor, account=account, **values, now=timezone.now())
    return Status(201, queries.get(user, row.pk))


@router.get("/accounts/{account_id}/sponsor-proposals", response=Proposals, summary="Get who could sponsor an account")
def get_sponsor_proposals(request: HttpRequest, account_id: Id) -> Proposals:
    """Each with the reasons; nothing is decided by it."""
    user = requests.user_of(request)
    return matching.proposals(user, accounts.get(user, account_id))


@router.post("/accounts/{account_id}/declarations", response=DeclarationOut, summary="Declare a conflict of interest")
def declare_conflict(request: HttpRequest, account_id: Id, body: DeclarationInput) -> Declaration:
    """Or that there is none, by leaving `conflict` empty. For the executive and the program director."""
    account = accounts.get(requests.user_of(request), account_id)
    executive = chosen(people.sponsoring(), body.user, "user")
    return actions.declare(requests.actor(request), account, executive, body.conflict, now=timezone.now())


@router.get("/sponsorships/{sponsorship_id}", response=SponsorshipOut, summary="Get a sponsorship")
def get_sponsorship(request: HttpRequest, sponsorship_id: Id) -> Sponsorship:
    return queries.get(requests.user_of(request), sponsorship_id)


@router.patch(
    "/sponsorships/{sponsorship_id}", response=SponsorshipOut, summary="Change a sponsorship", openapi_extra=IF_MATCH
)
def edit_sponsorship(request: HttpRequest, sponsorship_id: Id, body: SponsorshipEdit) -> Sponsorship:  # type: ignore[valid-type]
    """Only the fields sent change."""
    user = requests.user_of(request)
    row = versions.hold(request, queries.get(user, sponsorship_id), version_of)
    values = body.with_rows(queries.choices(row.account, row))  # type: ignore[attr-defined]
    actions.edit(requests.actor(request), sponsorship=row, **values, now=timezone.now())
    return queries.get(user, sponsorship_id)


@router.post("/sponsorships/{sponsorship_id}/end", response=SponsorshipOut, summary="End a sponsorship")
def end_sponsorship(request: HttpRequest, sponsorship_id: Id, body: EndInput) -> Sponsorship:
    """What is planned is cancelled."""
    user, actor = requests.user_of(request), requests.actor(request)
    row = queries.get(user, sponsorship_id)
    account_actions.guard_steers(actor, row.account)
    return actions.end(actor, sponsorship=row, why=body.why, leaves_team=body.leaves_team, now=timezone.now())


@router.post("/sponsorships/{sponsorship_id}/resume", response=SponsorshipOut, summary="Undo the end of a sponsorship")
def resume_sponsorship(request: HttpRequest, sponsorship_id: Id) -> Sponsorship:
    row = queries.get(requests.user_of(request), sponsorship_id)
    return actions.resume(requests.actor(request), sponsorship=row, now=timezone.now())


@router.post("/sponsorships/{sponsorship_id}/extend", response=SponsorshipOut, summary="Extend a term by a year")
def extend_sponsorship(request: HttpRequest, sponsorship_id: Id) -> Sponsorship:
    row = queries.get(requests.user_of(request), sponsorship_id)
    return actions.extend(requests.actor(request), sponsorship=row, now=timezone.now())


@router.post(
    "/sponsorships/{sponsorship_id}/succession", response={201: SponsorshipOut}, summary="Hand on to the successor"
)
def hand_on_sponsorship(request: HttpRequest, sponsorship_id: Id, body: SuccessionInput) -> Status[Sponsorship]:
    """The new sponsorship has the same counterparts, objectives, rhythm and planned touchpoints."""
    user, actor = requests.user_of(request), requests.actor(request)
    row = queries.get(user, sponsorship_id)
    account_actions.guard_steers(actor, row.account)
    now = timezone.now()
    taken = actions.succeed(actor, sponsorship=row, ends_on=body.ends_on, over_limit=body.over_limit, now=now)
    return Status(201, queries.get(user, taken.pk))


@router.post(
    "/sponsorships/{sponsorship_id}/counterparts/remove-left",
    response=SponsorshipOut,
    summary="Remove counterparts who have left",
)
def remove_left_counterparts(request: HttpRequest, sponsorship_id: Id) -> Sponsorship:
    row = queries.get(requests.user_of(request), sponsorship_id)
    return actions.remove_left(requests.actor(request), sponsorship=row, now=timezone.now())


@router.get(
    "/sponsorships/{sponsorship_id}/touchpoints", response=Page[TouchpointOut], summary="List planned touchpoints"
)
def list_touchpoints(request: HttpRequest, sponsorship_id: Id, asked: Query[Asked]) -> Cut[Touchpoint]:
    """Those that were held and cancelled, too."""
    row = queries.get(requests.user_of(request), sponsorship_id)
    return paging.cut(request, row.touchpoints.prefetch_related("contacts"), ("id",), asked)


@router.post("/sponsorships/{sponsorship_id}/touchpoints", response={201: TouchpointOut}, summary="Plan a touchpoint")
def plan_touchpoint(request: HttpRequest, sponsorship_id: Id, body: TouchpointInput) -> Status[Touchpoint]:
    """Without contacts with the counterparts. The sponsor has to have acknowledged the role card."""
    row, actor = queries.get(requests.user_of(request), sponsorship_id), requests.actor(request)
    account_actions.guard_edits(actor, row.account)
    values = body.with_rows(queries.participants(row.account, row))
    return Status(201, actions.plan(actor, sponsorship=row, **values, now=timezone.now()))


@router.post(
    "/sponsorships/{sponsorship_id}/touchpoints/next",
    response={201: TouchpointOut},
    summary="Plan a touchpoint with the counterparts in two weeks",
)
def plan_next_touchpoint(request: HttpRequest, sponsorship_id: Id) -> Status[Touchpoint]:
    row = queries.get(requests.user_of(request), sponsorship_id)
    return Status(201, actions.plan_next(requests.actor(request), sponsorship=row, now=timezone.now()))


@router.post("/touchpoints/{touchpoint_id}/move", response=TouchpointOut, summary="Plan a touchpoint for another day")
def move_touchpoint(request: HttpRequest, touchpoint_id: Id, body: TouchpointMoveInput) -> Touchpoint:
    row, actor = queries.get_touchpoint(requests.user_of(request), touchpoint_id), requests.actor(request)
    account_actions.guard_edits(actor, row.sponsorship.account)
    return actions.move(actor, touchpoint=row, planned_on=body.planned_on, now=timezone.now())


@router.delete("/touchpoints/{touchpoint_id}", response={204: None}, summary="Cancel a touchpoint")
def cancel_touchpoint(request: HttpRequest, touchpoint_id: Id) -> Status[None]:
    row = queries.get_touchpoint(requests.user_of(request), touchpoint_id)
    actions.cancel(requests.actor(request), touchpoint=row, now=timezone.now())
    return Status(204, None)


@router.post("/touchpoints/{touchpoint_id}/restore", response=TouchpointOut, summary="Undo a cancellation")
def reinstate_touchpoint(request: HttpRequest, touchpoint_id: Id) -> Touchpoint:
    row = queries.get_touchpoint(requests.user_of(request), touchpoint_id)
    return actions.reinstate(requests.actor(request), touchpoint=row, now=timezone.now())


@router.post(
    "/sponsorships/{sponsorship_id}/held", response={201: TouchpointHeldOut}, summary="Log a touchpoint that was held"
)
def log_touchpoint(request: HttpRequest, sponsorship_id: Id, body: HeldInput) -> Status[Conversation]:
    """It becomes a conversation of the account with the sponsor in it; `touchpoint` is the planned one, if it was."""
    row, actor = queries.get(requests.user_of(request), sponsorship_id), requests.actor(request)
    account_actions.guard_edits(actor, row.account)
    values = body.with_rows(queries.participants(row.account, row))
    return Status(201, actions.log(actor, sponsorship=row, **values, now=timezone.now()))


@router.get("/sponsorships/{sponsorship_id}/brief", response=Brief, summary="Get the brief before a touchpoint")
def get_brief(request: HttpRequest, sponsorship_id: Id, asked: Query[BriefAsked]) -> Brief:
    """Every line with the rows it was made of."""
    user = requests.user_of(request)
    row = queries.get(user, sponsorship_id)
    return briefs.brief(user, row, row.account.today(), planned_of(user, row, asked.touchpoint))


def planned_of(user: User, row: Sponsorship, touchpoint_id: int | None) -> Touchpoint | None:
    """The planned touchpoint of this id, if it is one of the sponsorship."""
    if touchpoint_id is None:
        return None
    touchpoint = queries.get_touchpoint(user, touchpoint_id)
    return touchpoint if touchpoint.sponsorship_id == row.pk else None


@router.get("/sponsorships/{sponsorship_id}/escalations", response=Page[EscalationOut], summary="List escalations")
def list_escalations(request: HttpRequest, sponsorship_id: Id, asked: Query[Asked]) -> Cut[Escalation]:
    row = queries.get(requests.user_of(request), sponsorship_id)
    return paging.cut(request, row.escalations.select_related("raised_by", "answered_by"), ("id",), asked)


@router.post("/sponsorships/{sponsorship_id}/escalations", response={201: EscalationOut}, summary="Escalate a matter")
def escalate_matter(request: HttpRequest, sponsorship_id: Id, body: EscalationInput) -> Status[Escalation]:
    """One of those the role card names."""
    row, actor = queries.get(requests.user_of(request), sponsorship_id), requests.actor(request)
    account_actions.guard_edits(actor, row.account)
    return Status(201, actions.escalate(actor, sponsorship=row, **body.sent, now=timezone.now()))


@router.post("/escalations/{escalation_id}/answer", response=EscalationOut, summary="Answer an escalation")
def answer_escalation(request: HttpRequest, escalation_id: Id, body: EscalationAnswerInput) -> Escalation:
    """By the sponsor, or the program director in their place."""
    row, actor = queries.get_escalation(requests.user_of(request), escalation_id), requests.actor(request)
    guards.answers(actor, row)
    return actions.answer(actor, escalation=row, text=body.answer, now=timezone.now())


@router.get("/sponsors/programme", response=ProgrammePage, summary="Get the sponsor programme")
def get_sponsor_programme(request: HttpRequest, asked: Query[ProgrammeAsked]) -> ProgrammePage:
    """All sponsorships with their gaps, the load of each sponsor, and the relationship before and since."""
    user = requests.user_of(request)
    return programme.programme_page(user, timezone.localdate(), gap=asked.gap, sponsor=asked.sponsor)


@router.get("/sponsors/role-cards", response=Page[RoleCardOut], summary="List versions of the role card")
def list_role_cards(request: HttpRequest, asked: Query[Asked]) -> Cut[RoleCard]:
    """The latest first."""
    requests.user_of(request)
    return paging.cut(request, queries.cards(), ("-version",), asked)


@router.post("/sponsors/role-cards", response={201: RoleCardOut}, summary="Publish a role card")
def publish_role_card(request: HttpRequest, body: RoleCardInput) -> Status[RoleCard]:
    """A new version; those of before stay as they were acknowledged."""
    actor = requests.actor(request)
    guard_programme(actor.user)
    return Status(201, actions.publish(actor, body, now=timezone.now()))


@router.post("/sponsors/role-cards/begin", response={201: RoleCardOut}, summary="Start with the standard role card")
def begin_role_card(request: HttpRequest) -> Status[RoleCard]:
    guard_programme(requests.user_of(request))
    return Status(201, actions.begin_card(requests.actor(request), now=timezone.now()))


@router.post("/sponsors/acknowledgements", response=AcknowledgementOut, summary="Acknowledge the role card")
def acknowledge_role_card(request: HttpRequest, body: AcknowledgementInput) -> Acknowledgement:
    """For oneself, as an executive sponsor; the version is kept."""
    guards.acknowledges(requests.actor(request))
    both = body.role_read and body.training_done
    return actions.acknowledge(requests.actor(request), version=body.version, both=both, now=timezone.now())


@router.post("/sponsors/people/{executive_id}", response=ExecutiveOut, summary="Describe an executive")
def describe_executive(request: HttpRequest, executive_id: Id, body: ExecutiveInput) -> Executive:
    """Level, background and how many accounts they take. By themselves or the program director."""
    executive = executive_of(requests.user_of(request), executive_id)
    return actions.describe(requests.actor(request), executive, body, now=timezone.now())


def guard_programme(user: User | None) -> None:
    """The programme is the program director's; for others it does not exist."""
    if user is not None:
        programme.guard(user)


def executive_of(user: User, executive_id: int) -> User:
    """The executive themselves; others are the program director's to describe, and are not found otherwise."""
    if user.pk != executive_id:
        programme.guard(user)
    executive = people.sponsoring().filter(pk=executive_id).first()
    if executive is None:
        raise errors.NotFound()
    return executive
