"""Oneself, one's keys, colleagues, and, for administrators, users and invitations."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.core import errors
from covalue.people import actions, letters, queries
from covalue.people.models import Invitation, Token, User
from covalue.people.rules import Right, Role
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Flag, Id, In, Ref, Text, left_out, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["people"])


class Me(Schema):
    """Whose API key this is, and what they may do wherever it applies."""

    id: int
    name: str
    email: str
    title: str
    time_zone: str
    language: str
    roles: list[Role]
    rights: list[Right]


class KeyOut(Schema):
    """A personal API key, without its secret."""

    id: int
    label: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewKey(KeyOut):
    """A personal API key with its secret, which is shown only once."""

    token: str


class TokenIn(In):
    label: Text = Field(min_length=1, max_length=200, description="what it is for")
    days: int = Field(90, ge=1, le=365, strict=True, description="how many days it is valid")


class UserOut(Schema):
    """A user who can sign in."""

    id: int
    name: str
    email: str
    title: str
    roles: list[Role]
    active: bool
    created_at: datetime
    version: str


class UserEdit(In):
    roles: list[Role] = left_out(min_length=1, max_length=20)
    active: Flag = left_out()


class ColleaguesAsked(Asked):
    q: Text = Field("", max_length=200, description="search terms for the name")


class InvitationOut(Schema):
    """A person who was invited and has not joined yet."""

    id: int
    email: str
    name: str
    roles: list[Role]
    invited_at: datetime
    expires_at: datetime


class InvitationMade(InvitationOut):
    """A new invitation, and whether its email was sent."""

    mail_sent: bool
    link: str = Field("", description="the link to join, only if the email could not be sent; shown only once")


class InvitationIn(In):
    email: Text = Field(min_length=3, max_length=254)
    name: Text = Field("", max_length=200)
    roles: list[Role] = Field(min_length=1, max_length=20)


@router.get("/me", response=Me, summary="Get the current user")
def get_me(request: HttpRequest) -> Me:
    user = requests.user_of(request)
    return Me(
        id=user.pk,
        name=user.name,
        email=user.email,
        title=user.title,
        time_zone=user.time_zone,
        language=user.language,
        roles=_in_order(user),
        rights=[right for right in Right if user.may(right)],
    )


@router.get("/me/tokens", response=Page[KeyOut], summary="List your API keys")
def list_tokens(request: HttpRequest, asked: Query[Asked]) -> Page[KeyOut]:
    cut = paging.cut(request, requests.user_of(request).tokens.filter(revoked_at=None), ("-created_at", "-id"), asked)
    return Page[KeyOut](items=[KeyOut(**_key(token)) for token in cut.rows], next=cut.next)


@router.post("/me/tokens", response={201: NewKey}, summary="Create an API key")
def create_token(request: HttpRequest, response: HttpResponse, body: TokenIn) -> Status[NewKey]:
    """Its secret is shown only once; the same idempotency key does not show it again."""
    token, secret = actions.create_token(
        requests.api_actor(request),
        user=requests.user_of(request),
        label=body.label,
        now=timezone.now(),
        valid_days=body.days,
    )
    response.holds_secret = True  # type: ignore[attr-defined]
    return Status(201, NewKey(**_key(token), token=secret))


@router.delete("/me/tokens/{token_id}", response={204: None}, summary="Revoke an API key")
def revoke_token(request: HttpRequest, token_id: Id) -> Status[None]:
    """It stops working immediately."""
    token = Token.objects.filter(pk=token_id, user=requests.user_of(request), revoked_at=None).first()
    if token is None:
        raise errors.NotFound()
    actions.revoke_token(requests.api_actor(request), token=token, now=timezone.now())
    return Status(204, None)


@router.get("/colleagues", response=Page[Ref], summary="List colleagues for a team")
def list_colleagues(request: HttpRequest, asked: Query[ColleaguesAsked]) -> Page[Ref]:
    """Our own active users; for guests nobody."""
    found = queries.colleagues_for(requests.user_of(request))
    for word in asked.q.split():
        found = found.filter(name__icontains=word)
    cut = paging.cut(request, found, ("name", "id"), asked)
    return Page[Ref](items=[Ref(id=user.pk, name=user.name) for user in cut.rows], next=cut.next)


@router.get("/users", response=Page[UserOut], summary="List users")
def list_users(request: HttpRequest, asked: Query[Asked]) -> Page[UserOut]:
    cut = paging.cut(request, queries.manageable_by(requests.user_of(request)), ("name", "id"), asked)
    return Page[UserOut](items=[_user(user) for user in cut.rows], next=cut.next)


@router.get("/users/{user_id}", response=UserOut, summary="Get a user")
def get_user(request: HttpRequest, user_id: Id) -> UserOut:
    return _user(_managed(request, user_id))


@router.patch("/users/{user_id}", response=UserOut, summary="Edit a user", openapi_extra=IF_MATCH)
def edit_user(request: HttpRequest, user_id: Id, body: UserEdit) -> UserOut:
    """Set exactly these roles; deactivate or reactivate."""
    user = versions.hold(request, _managed(request, user_id), _version)
    actor, now = requests.api_actor(request), timezone.now()
    wanted = sent(body)
    if "roles" in wanted and frozenset(body.roles) != user.roles:
        actions.set_roles(actor, user=user, roles=body.roles, now=now)
    if "active" in wanted and body.active != user.is_active:
        (actions.reactivate if body.active else actions.deactivate)(actor, user=user, now=now)
    return _user(User.objects.get(pk=user.pk))


@router.get("/invitations", response=Page[InvitationOut], summary="List open invitations")
def list_invitations(request: HttpRequest, asked: Query[Asked]) -> Page[InvitationOut]:
    queries.manageable_by(requests.user_of(request))
    cut = paging.cut(request, queries.open_invitations(), ("-invited_at", "-id"), asked)
    return Page[InvitationOut](items=[_invitation(invitation) for invitation in cut.rows], next=cut.next)


@router.post("/invitations", response={201: InvitationMade}, summary="Invite a user")
def invite(request: HttpRequest, response: HttpResponse, body: InvitationIn) -> Status[InvitationMade]:
    """They get a link by email. It is in the answer only if the email could not be sent; the invitation stays valid."""
    queries.manageable_by(requests.user_of(request))
    invitation, secret = actions.invite(
        requests.api_actor(request),
        email=body.email,
        name=body.name,
        roles=body.roles,
        now=timezone.now(),
        valid_days=settings.INVITATION_DAYS,
    )
    link = letters.send_invitation(invitation, secret)
    response.holds_secret = bool(link)  # type: ignore[attr-defined]
    return Status(201, InvitationMade(**_invitation(invitation).model_dump(), mail_sent=not link, link=link))


@router.delete("/invitations/{invitation_id}", response={204: None}, summary="Withdraw an invitation")
def withdraw_invitation(request: HttpRequest, invitation_id: Id) -> Status[None]:
    queries.manageable_by(requests.user_of(request))
    invitation = queries.open_invitations().filter(pk=invitation_id).first()
    if invitation is None:
        raise errors.NotFound()
    actions.withdraw_invitation(requests.api_actor(request), invitation=invitation, now=timezone.now())
    return Status(204, None)


def _managed(request: HttpRequest, user_id: int) -> User:
    user = queries.manageable_by(requests.user_of(request)).filter(pk=user_id).first()
    if user is None:
        raise errors.NotFound()
    return user


def _in_order(user: User) -> list[Role]:
    return [role for role in Role if role in user.roles]


def _version(user: User) -> str:
    return versions.digest(user.pk, user.name, user.email, user.title, user.deactivated_at, sorted(_in_order(user)))


def _user(user: User) -> UserOut:
    return UserOut(
        id=user.pk,
        name=user.name,
        email=user.email,
        title=user.title,
        roles=_in_order(user),
        active=user.is_active,
        created_at=user.created_at,
        version=_version(user),
    )


def _key(token: Token) -> dict[str, Any]:
    return {name: getattr(token, name) for name in KeyOut.model_fields}


def _invitation(invitation: Invitation) -> InvitationOut:
    return InvitationOut(
        id=invitation.pk,
        email=invitation.email,
        name=invitation.name,
        roles=[Role(role) for role in invitation.roles],
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
    )
