"""What can be done about a forgotten password: ask for a link, and use it."""

import hashlib
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from covalue.core import errors, events, jobs, mailboxes
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people import notices
from covalue.people.models import SignInAttempt, User

BROKEN: Final = "This link is no longer valid. Ask for a new one."


@transaction.atomic
def ask(email: str, *, origin: str, now: datetime) -> None:
    """Ask for a link. Whether the address is anybody's only the background task looks up, so nobody can tell by time."""
    address = mailboxes.folded(email)
    key, place = _counted(address), _counted(origin)
    wait = people.seconds_until_next_attempt(key, place, now=now)
    if wait:
        raise errors.BadInput(_("Too many requests. Try again in {n} seconds.").format(n=wait), field="email")
    SignInAttempt.objects.create(email=key, origin=place, at=now)
    jobs.enqueue("covalue.people.tasks.send_reset", address, origin)


def link_part(user: User) -> str:
    """What stands in the link: who, and a signature over their present password, good for an hour."""
    return f"{urlsafe_base64_encode(str(user.pk).encode())}.{default_token_generator.make_token(user)}"


def user_of(secret: str) -> User:
    """Whose link this is; NotFound for one that does not work."""
    who, _dot, token = secret.partition(".")
    try:
        user = User.objects.filter(pk=int(force_str(urlsafe_base64_decode(who))), deactivated_at=None).first()
    except (ValueError, OverflowError, UnicodeDecodeError):
        user = None
    if user is None or not may_reset(user) or not default_token_generator.check_token(user, token):
        raise errors.NotFound(_(BROKEN))
    return user


def may_reset(user: User) -> bool:
    """Who signs in by the company's provider, and never had a password here, gets none by mail."""
    company = bool(settings.SOCIALACCOUNT_PROVIDERS) and not user.has_usable_password()
    return user.is_active and bool(user.roles) and not company


@transaction.atomic
def reset(secret: str, *, password: str, origin: str, now: datetime) -> User:
    """A new password by the link of a letter: the link is used up with it, and every session ends."""
    user = User.objects.select_for_update().get(pk=user_of(secret).pk)
    if not default_token_generator.check_token(user, secret.partition(".")[2]):
        raise errors.NotFound(_(BROKEN))
    people.check_new_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    people.end_sessions(user)
    SignInAttempt.objects.filter(email=user.email).delete()
    events.write(Actor(user=user, origin=origin), "reset password", subject=user, now=now)
    notices.tell(user, notices.Change.PASSWORD, origin=origin, now=now)
    return user


def _counted(text: str) -> str:
    """Under what requests are counted: apart from wrong passwords, and without storing whose they are."""
    return "reset:" + hashlib.sha256(text.encode()).hexdigest()[:60]
