"""Finding users."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.people.models import Invitation, Token, User
from covalue.people.rules import Right, Role
from covalue.people.secrets import hash_of


def colleagues() -> QuerySet[User]:
    """Our own active people, whom one can put on a team or make an owner. Guests are not among them."""
    return User.objects.filter(deactivated_at=None).exclude(grants__role=Role.CUSTOMER_GUEST)


def colleagues_for(user: User) -> QuerySet[User]:
    """Whom this user may choose from: colleagues, or nobody for a guest."""
    return User.objects.none() if user.is_guest else colleagues()


def manageable_by(user: User) -> QuerySet[User]:
    """The users this user may administer: all, or none."""
    if not user.may(Right.MANAGE_USERS):
        raise errors.NotAllowed(_("Only an administrator manages users."))
    return User.objects.prefetch_related("grants")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that wait for an answer, expired ones included."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at")


def token_holder(secret: str, now: object) -> Token | None:
    """The token this secret belongs to, if it still opens anything."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return (
        Token.objects.select_related("user")
        .filter(alive, secret_hash=hash_of(secret), revoked_at=None, user__deactivated_at=None)
        .first()
    )
