"""What can be done with second factors: add, use, remove. Every use is throttled together with passwords."""

from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people import notices
from covalue.people.factors import rules
from covalue.people.models import User
from covalue.people.sign_on import secrets

Kind = Authenticator.Type
NAMES: Final = {Kind.TOTP: "authenticator app", Kind.RECOVERY_CODES: "recovery code", Kind.WEBAUTHN: "passkey"}
USED: Final = "used_step"
NEVER: Final = -1


@transaction.atomic
def add_app(actor: Actor, *, secret: str, code: str, now: datetime) -> Authenticator:
    """Make an authenticator app a second factor; `code` proves that it has `secret`. Recovery codes come with it."""
    user = _locked(actor)
    if Authenticator.objects.filter(user=user, type=Kind.TOTP).exists():
        raise errors.WrongState(_("You already have an authenticator app. Remove it first."))
    step = _step(secret, rules.cleaned(code), now, NEVER)
    if step is None:
        raise errors.BadInput(_("This code is not correct. Check that the clock on your phone is right."), field="code")
    app: Authenticator = TOTP.activate(user, secret).instance
    _remember(app, step)
    RecoveryCodes.activate(user)
    events.write(actor, "added a second factor", subject=user, now=now, changes=_change("", NAMES[Kind.TOTP]))
    notices.tell(user, notices.Change.APP, origin=actor.origin, now=now)
    return app


@transaction.atomic
def add_passkey(actor: Actor, *, name: str, credential: dict[str, Any], now: datetime) -> Authenticator:
    """Keep a passkey the browser has made; the challenge it answers waits in the session."""
    user = _locked(actor)
    label = name.strip()[:100] or _("Passkey")
    try:
        webauthn.parse_registration_response(credential)
        binding = webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        raise errors.BadInput(_("The browser's answer could not be used. Try again."), field="credential") from None
    if not binding.is_user_verified():
        raise errors.BadInput(
            _("This security key does not check who uses it. Use one with a PIN or a fingerprint."), field=""
        )
    passkey: Authenticator = webauthn.WebAuthn.add(user, label, credential).instance
    RecoveryCodes.activate(user)
    events.write(actor, "added a second factor", subject=user, now=now, changes=_change("", f"passkey {label}"))
    notices.tell(user, notices.Change.PASSKEY, origin=actor.origin, now=now)
    return passkey


@transaction.atomic
def remove(actor: Actor, *, factor: Authenticator, now: datetime) -> None:
    """Take away one's own app or passkey; with the last one the recovery codes go too."""
    user = _locked(actor)
    if factor.user_id != user.pk or factor.type == Kind.RECOVERY_CODES:
        raise errors.NotFound()
    before = _spoken(factor)
    _guard_stays_protected(user, factor)
    factor.delete()
    if not _factors(user).exists():
        Authenticator.objects.filter(user=user).delete()
    events.write(actor, "removed a second factor", subject=user, now=now, changes=_change(before, ""))
    notices.tell(user, notices.Change.REMOVED, origin=actor.origin, now=now)


@transaction.atomic
def renew_recovery_codes(actor: Actor, *, now: datetime) -> list[str]:
    """New recovery codes; the former ones open nothing any more."""
    user = _locked(actor)
    if not _factors(user).exists():
        raise errors.WrongState(_("Recovery codes replace a second factor. Add one first."))
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    events.write(actor, "made new recovery codes", subject=user, now=now)
    notices.tell(user, notices.Change.NEW_CODES, origin=actor.origin, now=now)
    return codes


@transaction.atomic
def reset(actor: Actor, *, user: User, now: datetime) -> None:
    """An administrator takes away all factors of somebody who lost them; their sessions stay as they are."""
    people.guard_manages_users(actor)
    before = ", ".join(sorted(_spoken(factor) for factor in _factors(user)))
    if not before:
        raise errors.WrongState(_("%(name)s has no second factor.") % {"name": user})
    Authenticator.objects.filter(user=user).delete()
    events.write(actor, "removed second factors", subject=user, now=now, changes=_change(before, ""))
    notices.tell(user, notices.Change.RESET, origin=actor.origin, now=now)


def use_code(user: User, *, code: str, origin: str, now: datetime) -> Authenticator:
    """Check a code of the app or a recovery code; a good one is used up. Returns the factor it belongs to.

    The user's row is locked meanwhile, so that many guesses at once are looked at one after the other.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        wait = people.seconds_until_next_attempt(user.email, origin, now=now)
        factor = None if wait else _fitting(user, rules.cleaned(code), now)
        if not wait and factor is None:
            people.note_failed_sign_in(user.email, origin, now=now, by="code")
    if wait:
        raise errors.BadInput(_("Too many wrong codes. Try again in %(n)d seconds.") % {"n": wait}, field="code")
    if factor is None:
        raise errors.BadInput(_("This code is not correct, or was already used."), field="code")
    if factor.type == Kind.RECOVERY_CODES:
        events.write(Actor(user=user, origin=origin), "used a recovery code", subject=user, now=now)
        notices.tell(user, notices.Change.CODE_USED, origin=origin, now=now)
    return factor


def use_passkey(credential: dict[str, Any], *, user: User | None, origin: str, now: datetime) -> Authenticator:
    """Check the answer of a passkey to the challenge in the session. Without `user`, the passkey says who it is."""
    try:
        webauthn.parse_authentication_response(credential)
        owner = user or webauthn.extract_user_from_response(credential)
        factor: Authenticator = webauthn.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        people.note_failed_sign_in(user.email if user else "", origin, now=now, by="passkey")
        raise errors.BadInput(_("This passkey is not known here."), field="credential") from None
    Authenticator.objects.filter(pk=factor.pk).update(last_used_at=now)
    return factor


def _factors(user: User) -> QuerySet[Authenticator]:
    """The user's app and passkeys."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=user).exclude(type=Kind.RECOVERY_CODES)
    return factors


def _fitting(user: User, code: str, now: datetime) -> Authenticator | None:
    """The user's factor this code fits, used up; None for a wrong or used one."""
    for factor in Authenticator.objects.select_for_update().filter(
        user=user, type__in=[Kind.TOTP, Kind.RECOVERY_CODES]
    ):
        if factor.type == Kind.TOTP:
            fits = _use_app(factor, code, now)
        else:
            fits = len(code) != rules.CODE_DIGITS and _use_recovery_code(factor, code)
        if fits:
            Authenticator.objects.filter(pk=factor.pk).update(last_used_at=now)
            return factor
    return None


def _use_app(app: Authenticator, code: str, now: datetime) -> bool:
    secret = secrets.opened(app.data["secret"])
    step = _step(secret, code, now, app.data.get(USED, NEVER)) if secret else None
    if step is None:
        return False
    _remember(app, step)
    return True


def _use_recovery_code(codes: Authenticator, code: str) -> bool:
    return bool(secrets.opened(codes.data["seed"])) and bool(RecoveryCodes(codes).validate_code(code))


def _step(secret: str, code: str, now: datetime, after: int) -> int | None:
    def code_at(step: int) -> str:
        return str(format_hotp_value(hotp_value(secret, step)))

    return rules.step_of(code, at=now.timestamp(), code_at=code_at, after=after)


def _remember(app: Authenticator, step: int) -> None:
    app.data[USED] = step
    app.save(update_fields=["data"])


def _locked(actor: Actor) -> User:
    """Everyone changes only their own factors, one change at a time."""
    if actor.user is None:
        raise errors.NotAllowed(_("You can set up only your own second factor."))
    return User.objects.select_for_update().get(pk=actor.user.pk)


def _guard_stays_protected(user: User, factor: Authenticator) -> None:
    """Whose role demands a second factor keeps one."""
    if user.roles & settings.SECOND_FACTOR_ROLES and not _factors(user).exclude(pk=factor.pk).exists():
        raise errors.WrongState(_("Your role requires a second factor. Add another one before you remove this one."))


def _spoken(factor: Authenticator) -> str:
    named = f" {factor.data['name']}" if factor.type == Kind.WEBAUTHN else ""
    return NAMES[Kind(factor.type)] + named


def _change(before: str, after: str) -> dict[str, tuple[object, object]]:
    return {"factor": (before, after)}
