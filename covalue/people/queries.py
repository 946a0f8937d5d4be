"""Finding users, their keys and their sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.core import errors, mailboxes
from covalue.people.models import Invitation, RoleGrant, Token, User
from covalue.people.rules import ALONE, LEADING, ON_TEAMS, ROLE_NAMES, SPONSORING, Right, Role, browser_of, roles_with
from covalue.people.secrets import hash_of
from covalue.web import languages

NAMED: Final = 3  # people named as those to ask


def everybody() -> QuerySet[User]:
    """All users with their roles, guests and deactivated ones included."""
    return User.objects.prefetch_related("grants")


def not_guests() -> QuerySet[User]:
    """All users but the guests of customers, deactivated ones included."""
    return User.objects.exclude(grants__role=Role.CUSTOMER_GUEST)


def colleagues() -> QuerySet[User]:
    """Our own active people, whom one can put on a team or make an owner. Guests are not among them."""
    return not_guests().filter(deactivated_at=None)


def by_email(email: str) -> User | None:
    """The user with this email address, ours or a guest."""
    return User.objects.filter(email=mailboxes.folded(email)).first()


def lock(**key: Any) -> User | None:
    """The user with this `pk` or `email`, locked until the transaction ends."""
    return User.objects.select_for_update().filter(**key).first()


def guests() -> QuerySet[User]:
    """Users who are guests of the customer, whatever their state."""
    return User.objects.filter(grants__role=Role.CUSTOMER_GUEST)


def by_emails(emails: Iterable[str]) -> dict[str, User]:
    """The users with these email addresses, by address."""
    return {user.email: user for user in User.objects.filter(email__in=list(emails))}


def by_ids(ids: Iterable[int]) -> dict[int, User]:
    """The users with these numbers, by number."""
    return User.objects.in_bulk(list(ids))


def among(ids: QuerySet[Any]) -> QuerySet[User]:
    """The users with these numbers, by name."""
    return User.objects.filter(pk__in=ids).order_by("name")


def either(these: QuerySet[User], those: QuerySet[User]) -> QuerySet[User]:
    """The users of two queries, each once."""
    return User.objects.filter(Q(pk__in=these.values("pk")) | Q(pk__in=those.values("pk")))


def with_a_role() -> QuerySet[User]:
    """Colleagues who have something to do here, by name: whom one can ask or plan."""
    return colleagues().exclude(grants=None).order_by("name").distinct()


def with_role(role: Role) -> QuerySet[User]:
    """Colleagues who have this role."""
    return colleagues().filter(grants__role=role)


def on_teams() -> QuerySet[User]:
    """Colleagues whose role works on accounts, by name: whom one can put on a team."""
    return colleagues().filter(grants__role__in=ON_TEAMS).order_by("name").distinct()


def leading() -> QuerySet[User]:
    """Colleagues whose role leads accounts, by name: to whom one can hand accounts over."""
    return colleagues().filter(grants__role__in=LEADING).order_by("name").distinct()


def sponsoring() -> QuerySet[User]:
    """Colleagues whose role sponsors accounts, by name."""
    return colleagues().filter(grants__role__in=SPONSORING).order_by("name").distinct()


def colleagues_for(user: User) -> QuerySet[User]:
    """Whom this user may choose from: colleagues, or nobody for a guest."""
    return User.objects.none() if user.is_guest else colleagues()


def language_of(user: User) -> str:
    """The language a user reads: the one a guest's company told us, the one a colleague chose; English otherwise."""
    return languages.known(languages.of_address(user.email) if user.is_guest else user.language)


def guard_manages_users(user: User) -> None:
    """NotAllowed for whoever may not administer users."""
    if not user.may(Right.MANAGE_USERS):
        raise errors.NotAllowed(_("Only administrators can manage users."))


def manageable_by(user: User) -> QuerySet[User]:
    """All users with their roles; NotAllowed for whoever may not administer them."""
    guard_manages_users(user)
    return everybody()


def get_manageable(user: User, user_id: int) -> User:
    """One user by id, for an administrator."""
    return manageable_by(user).filter(pk=user_id).first() or _not_found()


def guest_of_link(secret: str) -> str:
    """The address of the guest this link was sent to, whether it still works or not; empty for any other link."""
    invitation = Invitation.objects.filter(secret_hash=hash_of(secret)).first()
    return invitation.email if invitation and invitation.is_of_guest else ""


def open_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations without an answer yet, expired ones included, the latest first; NotAllowed but for administrators."""
    guard_manages_users(user)
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at")


def get_open_invitation(user: User, invitation_id: int) -> Invitation:
    """One invitation without an answer yet, for an administrator."""
    return open_invitations(user).filter(pk=invitation_id).first() or _not_found()


def one_of_each_role() -> tuple[User, ...]:
    """An active user for each role, nobody twice."""
    users: dict[int, User] = {}
    for role in Role:
        candidates = User.objects.filter(grants__role=role, deactivated_at=None).prefetch_related("grants")
        user = candidates.exclude(pk__in=users).order_by("id").first()
        if user is not None:
            users[user.pk] = user
    return tuple(users.values())


def somebody_works_here() -> bool:
    """Whether anybody has a role besides administrators and guests."""
    return RoleGrant.objects.exclude(role__in=ALONE).exists()


def somebody_joins() -> bool:
    """Whether anybody has a role besides those who set the workspace up, or is invited."""
    return somebody_works_here() or Invitation.objects.filter(accepted_at=None, withdrawn_at=None).exists()


def with_right(right: Right) -> QuerySet[User]:
    """Colleagues one of whose roles gives this right."""
    return colleagues().filter(grants__role__in=roles_with(right))


def whom_to_ask(right: str) -> str:
    """Whom to ask for something one may not do: names, or what role it takes where nobody has it yet."""
    names = [user.name for user in with_right(Right(right)).order_by("name").distinct()[:NAMED]]
    if names:
        return _("Ask {names}.").format(names=_any_of(names))
    roles = _any_of([str(ROLE_NAMES[role]).lower() for role in roles_with(Right(right))])
    return _("It takes the role {roles}. Nobody has it yet; an administrator can give it.").format(roles=roles)


def with_second_factor() -> frozenset[int]:
    """Ids of the users who have an app or a passkey."""
    return frozenset(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user", flat=True)
    )


def tokens_of(user: User) -> QuerySet[Token]:
    """The user's API keys that are not revoked, the latest first."""
    return user.tokens.filter(revoked_at=None).order_by("-created_at")


def get_token(user: User, token_id: int) -> Token:
    """One of one's own API keys that is not revoked."""
    return tokens_of(user).filter(pk=token_id).first() or _not_found()


def token_holder(secret: str, now: datetime) -> Token | None:
    """The token this secret belongs to, if it still opens anything."""
    token = Token.objects.select_related("user").filter(secret_hash=hash_of(secret), revoked_at=None).first()
    expired = token is not None and token.expires_at is not None and token.expires_at <= now
    return token if token and not expired and token.user.is_active and token.user.roles else None


@dataclass(frozen=True)
class OpenSession:
    """A browser somebody is signed in with."""

    id: int
    browser: str
    origin: str
    since: datetime
    seen: datetime
    current: bool


def sessions_of(user: User, *, current_key: str) -> tuple[OpenSession, ...]:
    """Where this user is signed in, the present session first, then the latest seen."""
    sessions = [
        OpenSession(
            id=row.pk,
            browser=browser_of(row.user_agent),
            origin=row.ip,
            since=row.created_at,
            seen=row.last_seen_at,
            current=row.session_key == current_key,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    return tuple(sorted(sessions, key=lambda session: (session.current, session.seen), reverse=True))


def get_session(user: User, session_id: int) -> UserSession:
    """One of one's own sessions."""
    return UserSession.objects.filter(pk=session_id, user=user).first() or _not_found()


def _any_of(names: list[str]) -> str:
    """“Dora”, “Dora or Karl”, “Dora, Karl or Nils”."""
    return _("{first} or {last}").format(first=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]


def _not_found() -> NoReturn:
    raise errors.NotFound()
