"""Oneself, one's keys, colleagues, and, for administrators, users and invitations. Forms of the pages post here, too."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.people import actions, letters, queries
from covalue.people.inputs import InvitationInput, LanguageInput, TokenInput, UserEdit
from covalue.people.models import Invitation, Token, User
from covalue.people.rules import Right, Role
from covalue.web import languages, paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, Text, answer
from covalue.web.versions import IF_MATCH

router = Router(tags=["people"])


class UserAnswer(Schema):
    """What answers about a user share."""

    id: int
    name: str
    email: str
    title: str
    roles: list[Role]

    @staticmethod
    def resolve_roles(user: User) -> list[Role]:
        return user.ordered_roles


class Me(UserAnswer):
    """Whose API key this is, and what they may do wherever it applies."""

    time_zone: str
    language: str
    rights: list[Right]

    @staticmethod
    def resolve_language(user: User) -> str:
        return queries.language_of(user)

    @staticmethod
    def resolve_rights(user: User) -> list[Right]:
        return [right for right in Right if user.may(right)]


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


class UserOut(UserAnswer):
    """A user who can sign in."""

    active: bool
    created_at: datetime
    version: str

    @staticmethod
    def resolve_active(user: User) -> bool:
        return user.is_active

    @staticmethod
    def resolve_version(user: User) -> str:
        return _version(user)


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


@router.get("/me", response=Me, summary="Get the current user")
def get_me(request: HttpRequest) -> User:
    return requests.user_of(request)


@router.post("/me/language", response=Me, summary="Choose your language")
def choose_language(request: HttpRequest, body: LanguageInput) -> User:
    """Your pages and your emails speak it."""
    user = requests.colleague_of(request)
    return actions.choose_language(requests.actor(request), user=user, language=body.language, now=timezone.now())


@router.get("/me/tokens", response=Page[KeyOut], summary="List your API keys")
def list_tokens(request: HttpRequest, query: Query[Asked]) -> Cut[Token]:
    return paging.cut(request, queries.tokens_of(requests.user_of(request)), ("-created_at", "-id"), query)


@router.post("/me/tokens", response={201: NewKey}, summary="Create an API key")
def create_token(request: HttpRequest, response: HttpResponse, body: TokenInput) -> Status[NewKey]:
    """Its secret is shown only once; the same idempotency key does not show it again."""
    key = make_token(request, body)
    vars(response)["holds_secret"] = True
    return Status(201, key)


def make_token(request: HttpRequest, body: TokenInput) -> NewKey:
    """The new key with its secret, for the page, too."""
    actor, user, now = requests.actor(request), requests.user_of(request), timezone.now()
    token, secret = actions.create_token(actor, user=user, label=body.label, valid_days=body.days, now=now)
    return answer(NewKey, token, token=secret)


@router.delete("/me/tokens/{token_id}", response={204: None}, summary="Revoke an API key")
def revoke_token(request: HttpRequest, token_id: Id) -> Status[None]:
    """It stops working immediately."""
    token = queries.get_token(requests.user_of(request), token_id)
    actions.revoke_token(requests.actor(request), token=token, now=timezone.now())
    return Status(204, None)


@router.get("/colleagues", response=Page[Ref], summary="List colleagues for a team")
def list_colleagues(request: HttpRequest, query: Query[ColleaguesAsked]) -> Cut[User]:
    """Our own active users; for guests nobody."""
    colleagues = queries.colleagues_for(requests.user_of(request))
    for word in query.q.split():
        colleagues = colleagues.filter(name__folded=word)
    return paging.cut(request, colleagues, ("name", "id"), query)


@router.get("/users", response=Page[UserOut], summary="List users")
def list_users(request: HttpRequest, query: Query[Asked]) -> Cut[User]:
    return paging.cut(request, queries.manageable_by(requests.user_of(request)), ("name", "id"), query)


@router.get("/users/{user_id}", response=UserOut, summary="Get a user")
def get_user(request: HttpRequest, user_id: Id) -> User:
    return queries.get_manageable(requests.user_of(request), user_id)


@router.patch("/users/{user_id}", response=UserOut, summary="Edit a user", openapi_extra=IF_MATCH)
def edit_user(request: HttpRequest, user_id: Id, body: UserEdit) -> User:
    """Set exactly these roles; deactivate or reactivate."""
    user = versions.hold(request, get_user(request, user_id), _version)
    actor, now, sent = requests.actor(request), timezone.now(), body.sent
    if "roles" in sent and frozenset(body.roles) != user.roles:
        actions.set_roles(actor, user=user, roles=body.roles, now=now)
    if "active" in sent and body.active != user.is_active:
        (actions.reactivate if body.active else actions.deactivate)(actor, user=user, now=now)
    return User.objects.get(pk=user.pk)


@router.get("/invitations", response=Page[InvitationOut], summary="List open invitations")
def list_invitations(request: HttpRequest, query: Query[Asked]) -> Cut[Invitation]:
    invitations = queries.open_invitations(requests.user_of(request))
    return paging.cut(request, invitations, ("-invited_at", "-id"), query)


@router.post("/invitations", response={201: InvitationMade}, summary="Invite a user")
def invite(request: HttpRequest, response: HttpResponse, body: InvitationInput) -> Status[InvitationMade]:
    """They get a link by email. It is in the answer only if the email could not be sent; the invitation stays valid."""
    invitation = send_invitation(request, body)
    vars(response)["holds_secret"] = bool(invitation.link)
    return Status(201, invitation)


def send_invitation(request: HttpRequest, body: InvitationInput) -> InvitationMade:
    """The new invitation, with its link where no email could be sent; for the page, too."""
    actor, now, days = requests.actor(request), timezone.now(), settings.INVITATION_DAYS
    typed = body.model_dump() | {"language": body.language or languages.known(get_language() or "")}
    invitation, secret = actions.invite(actor, **typed, now=now, valid_days=days)
    link = letters.send_invitation(invitation, secret)
    return answer(InvitationMade, invitation, mail_sent=not link, link=link)


@router.delete("/invitations/{invitation_id}", response={204: None}, summary="Withdraw an invitation")
def withdraw_invitation(request: HttpRequest, invitation_id: Id) -> Status[None]:
    invitation = queries.get_open_invitation(requests.user_of(request), invitation_id)
    actions.withdraw_invitation(requests.actor(request), invitation=invitation, now=timezone.now())
    return Status(204, None)


def _version(user: User) -> str:
    return versions.digest(user.pk, user.name, user.email, user.title, user.deactivated_at, sorted(user.roles))
