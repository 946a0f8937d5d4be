"""What “Sign-in and security” shows of one's factors."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.queries import OpenSession
from covalue.people.sign_on import secrets


@dataclass(frozen=True)
class Factor:
    """An authenticator app or a passkey."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Security:
    """How one comes in, and where one is in."""

    app: Factor | None
    passkeys: tuple[Factor, ...]
    codes_left: int
    sessions: tuple[OpenSession, ...]
    has_password: bool

    @property
    def protected(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def security(user: User, *, current_key: str) -> Security:
    """The page about one's own sign-in."""
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    return Security(
        app=next((_factor(f) for f in factors if f.type == Authenticator.Type.TOTP), None),
        passkeys=tuple(_factor(f) for f in factors if f.type == Authenticator.Type.WEBAUTHN),
        codes_left=len(recovery_codes(user)),
        sessions=people.sessions_of(user, current_key=current_key),
        has_password=user.has_usable_password(),
    )


def of_user(user: User, factor_id: int) -> Authenticator:
    """One of one's own factors; anybody else's is not found."""
    factor = Authenticator.objects.filter(pk=factor_id, user=user).first()
    if factor is None:
        raise errors.NotFound()
    return factor


def recovery_codes(user: User) -> list[str]:
    """Those not used yet."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or not secrets.opened(row.data["seed"]):
        return []
    codes: list[str] = row.wrap().get_unused_codes()
    return codes


def has_passkey(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def has_codes(user: User) -> bool:
    """Whether an app or recovery codes can answer for this user."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN).exists())


def _factor(row: Authenticator) -> Factor:
    return Factor(row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
