"""What can be done with users: create, invite, accept, change roles, deactivate; and with their sessions and keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from covalue.core import errors, events, mailboxes
from covalue.core.events import Actor
from covalue.core.person import person
from covalue.people import notices, queries, secrets
from covalue.people.models import Invitation, RoleGrant, SignInAttempt, Token, User
from covalue.people.rules import GUEST_ONLY, Role, may_hold, seconds_to_wait

GUEST_INVITATION_DAYS = 21
ATTEMPT_MEMORY = timedelta(hours=1)
SIGN_ON = (EmailAddress, Authenticator, SocialAccount, UserSession)  # what the ways of signing in keep of a user


@transaction.atomic
def create_user(
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Iterable[Role],
    now: datetime,
    password: str | None = None,
    title: str = "",
    reports_to: User | None = None,
    coach: User | None = None,
    time_zone: str = "UTC",
) -> User:
    """A new user. Without a password they can only come in by a reset or invitation."""
    guard_manages_users(actor)
    email, granted = _free_address(email), _roles(roles)
    user = User(
        email=email,
        name=name.strip() or email,
        title=title,
        created_at=now,
        reports_to=reports_to,
        coach=coach,
        time_zone=time_zone,
    )
    if password is None:
        user.set_unusable_password()
    else:
        check_new_password(password, user)
        user.set_password(password)
    user.save()
    grant_roles(actor, [(user, granted)], now=now)
    events.write(actor, "created user", subject=user, now=now, changes={"roles": ("", user.role_names)})
    return user


@transaction.atomic
def set_roles(actor: Actor, *, user: User, roles: Iterable[Role], now: datetime) -> User:
    """Give a user exactly these roles. The last administrator cannot stop being one, and a guest stays a guest."""
    guard_manages_users(actor)
    wanted, before = _roles(roles), user.role_names
    _guard_same_side(user, wanted)
    if Role.ADMINISTRATOR in user.roles and Role.ADMINISTRATOR not in wanted:
        _guard_not_last_administrator(user)
    user.grants.exclude(role__in=wanted).delete()
    grant_roles(actor, [(user, wanted - user.roles)], now=now)
    user.forget_roles()
    events.write(actor, "changed roles", subject=user, now=now, changes={"roles": (before, user.role_names)})
    return user


def grant_roles(
    actor: Actor, granted: Iterable[tuple[User, Iterable[str]]], *, now: datetime, source: str = ""
) -> None:
    """Give users roles they do not have yet. The caller knows that the actor may, and writes the event."""
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_by=actor.user, granted_at=now, source=source)
        for user, roles in granted
        for role in sorted(roles)
    )


@transaction.atomic
def join_sample(actor: Actor, *, role: Role, now: datetime) -> None:
    """Give whoever loaded the sample data a role in it. The caller knows that they may."""
    assert actor.user is not None
    user = User.objects.get(pk=actor.user.pk)
    if role not in user.roles:
        before = user.role_names
        grant_roles(actor, [(user, [role])], now=now)
        user.forget_roles()
        events.write(actor, "changed roles", subject=user, now=now, changes={"roles": (before, user.role_names)})


@transaction.atomic
def deactivate(actor: Actor, *, user: User, now: datetime) -> User:
    """A user can no longer sign in: sessions and keys end in the same transaction; what they did stays."""
    guard_manages_users(actor)
    if actor.user == user:
        raise errors.WrongState(_("You cannot deactivate yourself; ask another administrator."))
    if Role.ADMINISTRATOR in user.roles:
        _guard_not_last_administrator(user)
    user.deactivated_at = now
    user.save(update_fields=["deactivated_at"])
    events.write(actor, "deactivated user", subject=user, now=now, changes=_end_access(user, now))
    return user


@transaction.atomic
def reactivate(actor: Actor, *, user: User, now: datetime) -> User:
    """A deactivated user can sign in again."""
    guard_manages_users(actor)
    user.deactivated_at = None
    user.save(update_fields=["deactivated_at"])
    events.write(actor, "reactivated user", subject=user, now=now)
    return user


@transaction.atomic
def grant_from_directory(actor: Actor, *, user: User, roles: Iterable[Role], source: str, now: datetime) -> User:
    """Make a user's roles from this directory exactly these; what was given by hand, or by another one, stays.

    Whoever is left without any role is out at once. The last administrator stays one.
    """
    wanted, before = frozenset(roles), user.role_names
    others = frozenset(Role(grant.role) for grant in user.grants.exclude(source=source))
    if (wanted | others) and not may_hold(wanted | others):
        raise errors.BadInput(_("A customer guest cannot have an internal role as well."), field="roles")
    mine = user.grants.filter(source=source)
    if mine.filter(role=Role.ADMINISTRATOR).exists() and Role.ADMINISTRATOR not in wanted:
        _guard_not_last_administrator(user)
    mine.exclude(role__in=wanted).delete()
    missing = wanted - others - frozenset(Role(grant.role) for grant in mine.all())
    grant_roles(actor, [(user, missing)], now=now, source=source)
    user.forget_roles()
    if user.role_names != before:
        ended = {} if user.roles else _end_access(user, now)
        changes = {"roles": (before, user.role_names), **ended}
        events.write(actor, "changed roles", subject=user, now=now, name=user.name, changes=changes)
    return user


@transaction.atomic
def change_from_directory(actor: Actor, *, user: User, now: datetime, **values: str) -> User:
    """Take over what the company's directory knows of a user: `email`, `name`, `title`, `phone`."""
    if "email" in values:
        values["email"] = _free_address(values["email"], user)
    changes = events.changed(user, values)
    if changes:
        user.save(update_fields=list(changes))
        events.write(actor, "changed user", subject=user, now=now, changes=changes)
    return user


@transaction.atomic
def create_from_directory(actor: Actor, *, email: str, name: str, now: datetime, title: str = "") -> User:
    """A user the company's directory brings: no password, and no role until the directory gives one."""
    address = _free_address(email)
    user = User(email=address, name=name.strip()[:200] or address, title=title[:200], created_at=now)
    user.set_unusable_password()
    user.save()
    events.write(actor, "created user", subject=user, now=now)
    return user


@transaction.atomic
def invite(
    actor: Actor, *, email: str, name: str, roles: Iterable[Role], now: datetime, valid_days: int, language: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody, who reads `language`. Returns the invitation and the secret of its link, which is not stored."""
    guard_manages_users(actor)
    email, granted = _free_address(email), _roles(roles)
    guard_not_invited(email, as_guest=granted == GUEST_ONLY, now=now)
    return _invite(actor, email, name, granted, by=actor.user, valid_days=valid_days, now=now, language=language)


@transaction.atomic
def invite_guest(actor: Actor, *, email: str, name: str, by: User, now: datetime) -> str:
    """Invite a customer's contact as a guest and nothing else; the caller knows that one may. Returns the link's secret."""
    days = GUEST_INVITATION_DAYS
    guard_not_invited(_address(email), as_guest=True, now=now)
    _row, secret = _invite(actor, _address(email), name, GUEST_ONLY, by=by, valid_days=days, now=now)
    return secret


@transaction.atomic
def withdraw_guest_invitation(actor: Actor, *, email: str, now: datetime) -> None:
    """Make a guest's open link useless."""
    for invitation in _open_invitations(email):
        if invitation.roles == [Role.CUSTOMER_GUEST]:
            _withdraw(actor, invitation, now)


def end_guest_access(email: str) -> None:
    """Make every session of the user with this address useless."""
    User.objects.filter(email=email).update(access_epoch=F("access_epoch") + 1)


@transaction.atomic
def forget_guest(actor: Actor, *, email: str, by: str, now: datetime) -> None:
    """Take a guest's name and address out, with their sign-in and what the audit log tells of it. Others are left alone."""
    withdraw_guest_invitation(actor, email=email, now=now)
    for invitation in Invitation.objects.filter(email=email):
        if invitation.roles == [Role.CUSTOMER_GUEST]:
            who = person([invitation.name], [email], [], by)
            events.forget(who, streams=[invitation], subjects=[invitation])
            invitation.email, invitation.name = "", by
            invitation.save(update_fields=["email", "name"])
    user = User.objects.filter(email=email).first()
    if user is None or user.roles != GUEST_ONLY:
        return
    who = person([user.name], [email], [user.phone], by)
    user.email, user.name, user.phone, user.title = f"erased-{user.pk}@invalid.invalid", by, "", ""
    user.deactivated_at = user.deactivated_at or now
    user.set_unusable_password()
    user.save()
    _end_access(user, now)
    for model in SIGN_ON:
        model._default_manager.filter(user=user).delete()
    SignInAttempt.objects.filter(email=email).delete()
    events.forget(who, streams=[user], subjects=[user])
    events.forget_actor(user, by)


@transaction.atomic
def withdraw_invitation(actor: Actor, *, invitation: Invitation, now: datetime) -> None:
    """Make the link useless."""
    guard_manages_users(actor)
    _withdraw(actor, invitation, now)


def invitation_for(secret: str, *, now: datetime) -> Invitation:
    """The open invitation of this link; NotFound for any other link."""
    invitation = Invitation.objects.filter(
        secret_hash=secrets.hash_of(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()
    if invitation is None:
        raise errors.NotFound(_("This invitation is no longer valid. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(secret: str, *, name: str, password: str, origin: str, now: datetime) -> User:
    """Become a user by the link of an invitation."""
    invitation = invitation_for(secret, now=now)
    if User.objects.filter(email=invitation.email).exists():
        raise errors.WrongState(_("A user with this email already exists. Sign in instead."))
    user = User(
        email=invitation.email,
        name=name.strip() or invitation.name or invitation.email,
        language=invitation.language,
        created_at=now,
    )
    check_new_password(password, user)
    user.set_password(password)
    user.save()
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    actor = Actor(user=user, origin=origin)
    roles = frozenset(Role(role) for role in invitation.roles)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_by=invitation.invited_by, granted_at=now) for role in sorted(roles)
    )
    events.write(actor, "accepted invitation", subject=user, now=now)
    return user


@transaction.atomic
def choose_language(actor: Actor, *, user: User, language: str, now: datetime) -> User:
    """The language one's own pages and emails speak."""
    if actor.user != user:
        raise errors.NotAllowed(_("You can choose only your own language."))
    if user.language != language:
        changes = {"language": (user.language, language)}
        user.language = language
        user.save(update_fields=["language"])
        events.write(actor, "chose a language", subject=user, now=now, changes=changes)
    return user


def change_password(actor: Actor, *, user: User, old: str, new: str, now: datetime) -> None:
    """Change one's own password; wrong present ones count as at the sign-in. Every other session ends."""
    if actor.user != user:
        raise errors.NotAllowed(_("You can change only your own password."))
    check_password(user, old, actor.origin, now=now, field="old")
    check_new_password(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        events.write(actor, "changed password", subject=user, now=now)
        notices.tell(user, notices.Change.PASSWORD, origin=actor.origin, now=now)


def seconds_until_next_attempt(email: str, origin: str, *, now: datetime) -> int:
    """How long this address, or this origin, has to wait before another password is looked at."""
    recent = SignInAttempt.objects.filter(at__gt=now - ATTEMPT_MEMORY)
    waits = []
    for attempts, allowance in ((recent.filter(email=email), 0), (recent.filter(origin=origin), 20)):
        last = attempts.order_by("-at").first()
        if last is not None:
            passed = (now - last.at).total_seconds()
            waits.append(seconds_to_wait(attempts.count() - allowance) - int(passed))
    return max([0, *waits])


def check_password(user: User, password: str, origin: str, *, now: datetime, field: str = "password") -> None:
    """Ask somebody who is in for their password again; wrong ones count as at the sign-in."""
    wait = seconds_until_next_attempt(user.email, origin, now=now)
    if wait:
        raise errors.BadInput(_("Too many wrong passwords. Try again in {n} seconds.").format(n=wait), field=field)
    if not user.check_password(password):
        note_failed_sign_in(user.email, origin, now=now)
        raise errors.BadInput(_("The current password is not correct."), field=field)
    SignInAttempt.objects.filter(email=user.email).delete()


@transaction.atomic
def note_failed_sign_in(email: str, origin: str, *, now: datetime, by: str = "password") -> None:
    """Remember a wrong password or code, and say so in the audit log."""
    SignInAttempt.objects.filter(at__lt=now - ATTEMPT_MEMORY).delete()
    SignInAttempt.objects.create(email=email, origin=origin, at=now)
    events.write(events.system(origin), "failed to sign in", name=email, now=now, changes={"by": ("", by)})


def guard_may_enter(user: User, origin: str, *, now: datetime) -> None:
    """The last gate of every way in: refuse whoever was deactivated or has no role, and say so in the audit log."""
    if user.is_active and user.roles:
        return
    events.write(events.system(origin), "was refused at sign-in", subject=user, name=user.email, now=now)
    if not user.is_active:
        raise errors.NotAllowed(
            _("{email} is deactivated in Covalue. An administrator of your company can help.").format(email=user.email)
        )
    raise errors.NotAllowed(
        _("{email} has no role in Covalue yet. Ask an administrator of your company for one.").format(email=user.email)
    )


@transaction.atomic
def note_sign_in(user: User, origin: str, *, now: datetime, by: str = "password") -> None:
    """A good sign-in: forget the wrong ones of this address, and say so in the audit log."""
    SignInAttempt.objects.filter(email=user.email).delete()
    user.last_login = now
    user.save(update_fields=["last_login"])
    events.write(Actor(user=user, origin=origin), "signed in", subject=user, now=now, changes={"by": ("", by)})


@transaction.atomic
def note_sign_out(actor: Actor, *, session_key: str, now: datetime) -> None:
    """Somebody signed out here; their session leaves the list."""
    UserSession.objects.filter(session_key=session_key).delete()
    events.write(actor, "signed out", subject=actor.user, now=now)


@transaction.atomic
def end_session(actor: Actor, *, session: UserSession, now: datetime) -> None:
    """Sign out one of one's own sessions, wherever it is."""
    if actor.user is None or session.user_id != actor.user.pk:
        raise errors.NotFound()
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    events.write(actor, "ended a session", subject=actor.user, now=now, changes={"session": (session.ip, "")})


@transaction.atomic
def end_other_sessions(actor: Actor, *, keep: str, now: datetime) -> int:
    """Sign out everywhere but in the session of this key. Returns how many were ended."""
    others = UserSession.objects.filter(user=actor.user).exclude(session_key=keep)
    ended = _end(others)
    if ended:
        events.write(actor, "signed out elsewhere", subject=actor.user, now=now, changes={"sessions": (ended, 0)})
    return ended


def end_sessions(user: User) -> int:
    """Sign a user out everywhere; returns of how many browsers. A new password makes their sessions useless besides."""
    return _end(UserSession.objects.filter(user=user))


@transaction.atomic
def create_token(
    actor: Actor, *, user: User, label: str, now: datetime, valid_days: int | None = 90
) -> tuple[Token, str]:
    """A personal key for the API. Returns the row and the key, which is shown once and not kept."""
    if not user.is_active:
        raise errors.WrongState(_("{email} is deactivated.").format(email=user.email))
    if not user.roles:
        raise errors.WrongState(_("{email} has no role.").format(email=user.email))
    secret = f"cov_{secrets.new()}"
    token = Token.objects.create(
        user=user,
        label=label.strip(),
        prefix=secret[:10],
        secret_hash=secrets.hash_of(secret),
        created_at=now,
        expires_at=None if valid_days is None else now + timedelta(days=valid_days),
    )
    events.write(actor, "created token", subject=token, now=now, changes={"user": ("", user.email)})
    notices.tell(user, notices.Change.KEY, origin=actor.origin, now=now)
    return token, secret


@transaction.atomic
def revoke_token(actor: Actor, *, token: Token, now: datetime) -> None:
    """Make a key useless at once."""
    if actor.user is not None and actor.user != token.user:
        raise errors.NotFound()
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    events.write(actor, "revoked token", subject=token, now=now)


def guard_manages_users(actor: Actor) -> None:
    """Covalue itself (command line, demo) may administer users; a person needs the permission."""
    if actor.user is not None:
        queries.guard_manages_users(actor.user)


def guard_not_invited(email: str, *, as_guest: bool, now: datetime) -> None:
    """Refuse to invite as one of ours who is invited as a customer's guest, or the other way round."""
    for invitation in _open_invitations(email).filter(expires_at__gt=now):
        if as_guest != (invitation.roles == [Role.CUSTOMER_GUEST]):
            sentence = (
                _("{email} is invited as a colleague and cannot be a guest.")
                if as_guest
                else _("{email} is invited as a customer guest. End that access first.")
            )
            raise errors.BadInput(sentence.format(email=email), field="email")


def check_new_password(password: str, user: User) -> None:
    """Refuse a password that is short, common or like the user's own name."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise errors.BadInput(" ".join(problem.messages), field="password") from None


def _guard_not_last_administrator(user: User) -> None:
    others = User.objects.filter(grants__role=Role.ADMINISTRATOR, deactivated_at=None).exclude(pk=user.pk)
    if not others.exists():
        raise errors.WrongState(
            _("{user} is the last administrator. Make someone else an administrator first.").format(user=user)
        )


def _guard_same_side(user: User, wanted: frozenset[Role]) -> None:
    """Refuse to make one of ours of a customer's guest, or the other way round: what they may see would change sides."""
    if not user.roles or user.is_guest == (Role.CUSTOMER_GUEST in wanted):
        return
    if user.is_guest:
        sentence = _("{name} is a customer guest. Deactivate them, and invite the colleague with an address of yours.")
    else:
        sentence = _(
            "{name} is a colleague. A guest is invited in the shared workspace, with an address of the customer."
        )
    raise errors.BadInput(sentence.format(name=user.name), field="roles")


def _end_access(user: User, now: datetime) -> dict[str, tuple[object, object]]:
    """Make every session and key of this user useless; returns how many there were, as changes of an event."""
    ended = end_sessions(user)
    tokens = Token.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    User.objects.filter(pk=user.pk).update(access_epoch=F("access_epoch") + 1)
    user.refresh_from_db(fields=["access_epoch"])
    counts: dict[str, tuple[object, object]] = {"sessions": (ended, 0), "keys": (tokens, 0)}
    return {name: change for name, change in counts.items() if change[0]}


def _roles(roles: Iterable[Role]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted:
        raise errors.BadInput(_("Choose at least one role."), field="roles")
    if not may_hold(wanted):
        raise errors.BadInput(_("A customer guest cannot have an internal role as well."), field="roles")
    return wanted


def _invite(
    actor: Actor,
    email: str,
    name: str,
    roles: frozenset[Role],
    *,
    by: Any,
    valid_days: int,
    now: datetime,
    language: str = "",
) -> tuple[Invitation, str]:
    """A new invitation in place of the open ones of this address, and the secret of its link."""
    _open_invitations(email).update(withdrawn_at=now)
    secret = secrets.new()
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        roles=sorted(roles),
        language=language,
        secret_hash=secrets.hash_of(secret),
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    events.write(actor, "invited", subject=invitation, now=now, changes={"roles": ("", ", ".join(sorted(roles)))})
    return invitation, secret


def _open_invitations(email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None)


def _withdraw(actor: Actor, invitation: Invitation, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    events.write(actor, "withdrew invitation", subject=invitation, now=now)


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)


def _free_address(email: str, user: User | None = None) -> str:
    """The address as it is stored; BadInput for what is none, or another user's than `user`."""
    address = _address(email)
    if User.objects.filter(email=address).first() not in (None, user):
        raise errors.BadInput(_("{email} is already a user.").format(email=address), field="email")
    return address


def _address(email: str) -> str:
    address = mailboxes.folded(email)
    try:
        mailboxes.validate(address)
    except ValidationError:
        raise errors.BadInput(_("“{email}” is not an email address.").format(email=email), field="email") from None
    return address


def end_sample_access(ids: Iterable[int], *, now: datetime) -> None:
    """Users of the sample data who are named in what stays of it: they cannot sign in. The caller writes the event."""
    User.objects.filter(pk__in=list(ids), deactivated_at=None).update(deactivated_at=now)
