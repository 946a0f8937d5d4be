"""An authenticator app for tests, and a user who has one."""

import time
from datetime import datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from covalue.core.events import Actor
from covalue.people.factors import actions, rules
from covalue.people.models import User


def code_of(secret: str, at: datetime | float | None = None) -> str:
    """What the app shows at a moment, now when none is given."""
    seconds = time.time() if at is None else at if isinstance(at, float) else at.timestamp()
    return str(format_hotp_value(hotp_value(secret, int(seconds // rules.PERIOD_SECONDS))))


def with_app(user: User, at: datetime) -> str:
    """Give the user an app set up at a moment; returns its secret."""
    secret: str = generate_totp_secret()
    actions.add_app(Actor(user=user, origin="test"), secret=secret, code=code_of(secret, at), now=at)
    return secret
