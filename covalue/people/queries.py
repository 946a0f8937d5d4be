"""Finding users, their keys and their sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.people.models import Invitation, Token, User
from covalue.people.rules import Right, Role, browser_of
from covalue.people.secrets import hash_of


def colleagues() -> QuerySet[User]:
    """Our own active people, whom one can put on a team or make an owner. Guests are not among them."""
    return User.objects.filter(deactivated_at=None).exclude(grants__role=Role.CUSTOMER_GUEST)


def by_email(email: str) -> User | None:
    """The user with this email address, ours or a guest."""
    return User.objects.filter(email=email.strip().lower()).first()


def by_emails(emails: Iterable[str]) -> dict[str, User]:
    """The users with these email addresses, by address."""
    return {user.email: user for user in User.objects.filter(email__in=list(emails))}


def by_ids(ids: Iterable[int]) -> dict[int, User]:
    """The users with these numbers, by number."""
    return User.objects.in_bulk(list(ids))


def either(these: QuerySet[User], those: QuerySet[User]) -> QuerySet[User]:
    """The users of two queries, each once."""
    return User.objects.filter(Q(pk__in=these.values("pk")) | Q(pk__in=those.values("pk")))


def with_a_role() -> QuerySet[User]:
    """Colleagues who have something to do here, by name: whom one can ask or plan."""
    return colleagues().exclude(grants=None).order_by("name").distinct()


def colleagues_for(user: User) -> QuerySet[User]:
    """Whom this user may choose from: colleagues, or nobody for a guest."""
    return User.objects.none() if user.is_guest else colleagues()


def manageable_by(user: User) -> QuerySet[User]:
    """The users this user may administer: all, or none."""
    if not user.may(Right.MANAGE_USERS):
        raise errors.NotAllowed(_("Only administrators can manage users."))
    return User.objects.prefetch_related("grants")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that wait for an answer, expired ones included."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at")


def with_second_factor() -> frozenset[int]:
    """Ids of the users who have an app or a passkey."""
    return frozenset(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user", flat=True)
    )


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
    found = [
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
    return tuple(sorted(found, key=lambda one: (one.current, one.seen), reverse=True))


def session_of(user: User, session_id: int) -> UserSession:
    """One of one's own sessions; anybody else's is not found."""
    session = UserSession.objects.filter(pk=session_id, user=user).first()
    if session is None:
        raise errors.NotFound()
    return session
