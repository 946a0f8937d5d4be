"""Letting in whom the company's identity provider vouches for."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role, roles_of_groups
from covalue.people.sign_on.rules import Person

RoleMap = Mapping[str, frozenset[Role]]


def admit(person: Person, *, known: User | None, role_map: RoleMap, origin: str, now: datetime) -> User:
    """The user this person is, with the roles their groups give today.

    `known` is whom the provider's own key for them belongs to; the first time they are found by a verified address, or
    made. Refused is whoever was deactivated, has no role, or whose address is not vouched for; the audit log keeps why.
    """
    try:
        user = _admitted(person, known, role_map, origin, now)
        if not user.roles:
            raise errors.NotAllowed(
                _("%(email)s is known, but none of your groups gives a role in Covalue. Ask your administrator.")
                % {"email": person.email or user.email}
            )
    except errors.Refused as refused:
        note_refusal(person.email or _("someone"), refused.sentence, origin, now=now)
        raise
    return user


def note_refusal(name: str, reason: str, origin: str, *, now: datetime) -> None:
    """Say in the audit log who did not get in, and why."""
    changes = {"reason": ("", reason)}
    events.write(events.system(origin), "was refused at sign-on", name=name, now=now, changes=changes)


@transaction.atomic
def _admitted(person: Person, known: User | None, role_map: RoleMap, origin: str, now: datetime) -> User:
    roles = roles_of_groups(person.groups, role_map)
    user = known or _by_address(person)
    if user is None:
        return _made(person, roles, origin, now)
    if not user.is_active:
        raise errors.NotAllowed(
            _("%(email)s is deactivated in Covalue. An administrator of your company can help.") % {"email": user.email}
        )
    if user.is_guest:
        raise errors.NotAllowed(
            _("%(email)s is a customer guest here and signs in with a password.") % {"email": user.email}
        )
    return _with_roles(user, roles, person.provider, origin, now)


def _by_address(person: Person) -> User | None:
    if not person.email:
        raise errors.NotAllowed(_("The sign-on service did not provide your email. Ask your administrator."))
    if not person.verified:
        raise errors.NotAllowed(
            _("The sign-on service has not verified %(email)s. Ask your administrator.") % {"email": person.email}
        )
    return User.objects.select_for_update().filter(email=person.email).first()


def _made(person: Person, roles: frozenset[Role], origin: str, now: datetime) -> User:
    if not roles:
        raise errors.NotAllowed(
            _("None of the groups of %(email)s gives a role in Covalue. Ask your administrator.")
            % {"email": person.email}
        )
    user = people.create_from_directory(events.system(origin), email=person.email, name=person.name, now=now)
    return people.grant_from_directory(events.system(origin), user=user, roles=roles, source=person.provider, now=now)


def _with_roles(user: User, roles: frozenset[Role], source: str, origin: str, now: datetime) -> User:
    """Their roles of today. The last administrator keeps theirs: somebody has to be able to repair the role map."""
    try:
        with transaction.atomic():
            return people.grant_from_directory(events.system(origin), user=user, roles=roles, source=source, now=now)
    except errors.WrongState:
        return user
