"""What the directory does to our users: bring them, change them, set them inactive, take them away; and its groups."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from scim2_models import Context

from covalue.core import errors, events, mailboxes
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people import queries as users
from covalue.people.models import User
from covalue.people.rules import Role, roles_of_groups
from covalue.provisioning import queries, resources
from covalue.provisioning.models import DirectoryUser, Group, GroupMembership

SOURCE: Final = "scim"
LIVE: Final = {"id", "meta", "schemas", "groups"}


class Taken(errors.WrongState):
    """The name or address belongs to somebody else."""


@transaction.atomic
def create_user(actor: Actor, *, resource: resources.User, now: datetime) -> User:
    """Bring somebody in. Whom the directory removed before comes back; whom an administrator deactivated does not."""
    _guard_name_free(resource, None)
    user = users.lock(email=mailboxes.folded(resource.address))
    if user is None:
        user = people.create_from_directory(
            actor, email=resource.address, name=resource.spoken_name, title=resource.title or "", now=now
        )
    else:
        _guard_comes_back(user)
    resource.active = resource.active is not False
    _remember(user, resource, now)
    _set_active(actor, user, resource.active, now)
    _take_over(actor, user, resource, now)
    return user


@transaction.atomic
def change_user(actor: Actor, *, user: User, resource: resources.User, now: datetime) -> User:
    """Make a user what the directory says, whole resource at once."""
    _guard_name_free(resource, user)
    if users.by_email(resource.address) not in (None, user):
        raise Taken(_("{email} belongs to another user.").format(email=resource.address))
    _remember(user, resource, now)
    _set_active(actor, user, resource.active is not False, now)
    _take_over(actor, user, resource, now)
    return user


@transaction.atomic
def remove_user(actor: Actor, *, user: User, now: datetime) -> None:
    """Take somebody away: out at once, out of every group; what they did stays."""
    if not hasattr(user, "directory"):
        _remember(user, queries.user_resource(user, ""), now)
    _set_active(actor, user, False, now)
    GroupMembership.objects.filter(user=user).delete()
    _renew_roles(actor, [user], now)
    user.directory.removed_at = now
    user.directory.save(update_fields=["removed_at"])
    events.write(actor, "removed user", subject=user, now=now)


@transaction.atomic
def create_group(actor: Actor, *, resource: resources.Group, now: datetime) -> Group:
    """A group of the directory with its members."""
    _guard_group_name(resource, None)
    group = Group.objects.create(
        name=resource.display_name or "", external_id=resource.external_id or "", created_at=now, changed_at=now
    )
    events.write(actor, "created group", subject=group, now=now)
    _set_members(actor, group, resource, now)
    return group


@transaction.atomic
def change_group(actor: Actor, *, group: Group, resource: resources.Group, now: datetime) -> Group:
    """Make a group what the directory says; the roles of all it touches follow."""
    _guard_group_name(resource, group)
    values = {"name": resource.display_name, "external_id": resource.external_id or ""}
    changes = events.changed(group, values)
    group.changed_at = now
    group.save()
    if changes:
        events.write(actor, "changed group", subject=group, now=now, changes=changes)
    _set_members(actor, group, resource, now, all_of_them="name" in changes)
    return group


@transaction.atomic
def remove_group(actor: Actor, *, group: Group, now: datetime) -> None:
    """Dissolve a group; the roles it gave are gone."""
    members = [membership.user for membership in group.memberships.select_related("user")]
    events.write(actor, "removed group", subject=group, now=now)
    group.delete()
    _renew_roles(actor, members, now)


def _guard_name_free(resource: resources.User, user: User | None) -> None:
    taken = DirectoryUser.objects.filter(user_name=mailboxes.folded(resource.user_name or ""), removed_at=None)
    if taken.exclude(user=user).exists():
        raise Taken(_("{name} is already a user.").format(name=resource.user_name))


def _guard_comes_back(user: User) -> None:
    directory = getattr(user, "directory", None)
    if directory is not None and directory.removed_at is not None and not user.is_guest and not _shut_out(user):
        return
    if not user.is_active:
        raise Taken(
            _("{email} belongs to a deactivated user; an administrator of Covalue has to decide.").format(
                email=user.email
            )
        )
    raise Taken(_("{name} is already a user.").format(name=user.email))


def _guard_group_name(resource: resources.Group, group: Group | None) -> None:
    name = resource.display_name or ""
    if not name.strip():
        raise errors.BadInput(_("A group needs a displayName."), field="displayName")
    others = Group.objects.exclude(pk=group.pk) if group else Group.objects.all()
    if others.filter(name=name).exists():
        raise Taken(_("{name} is already a group.").format(name=name))


def _shut_out(user: User) -> bool:
    """Whether an administrator, not the directory, keeps this user out."""
    directory = getattr(user, "directory", None)
    return not user.is_active and (directory is None or user.deactivated_at != directory.left_at)


def _remember(user: User, resource: resources.User, now: datetime) -> None:
    """Keep what was sent, so that the directory reads back what it wrote."""
    sent = resource.model_dump(scim_ctx=Context.DEFAULT)
    values = {
        "user_name": mailboxes.folded(resource.user_name or ""),
        "external_id": resource.external_id or "",
        "payload": {name: value for name, value in sent.items() if name not in LIVE},
        "changed_at": now,
        "removed_at": None,
    }
    directory, _made = DirectoryUser.objects.update_or_create(user=user, defaults=values)
    user.directory = directory


def _take_over(actor: Actor, user: User, resource: resources.User, now: datetime) -> None:
    people.change_from_directory(
        actor,
        user=user,
        now=now,
        email=resource.address,
        name=resource.spoken_name[:200],
        title=(resource.title or "")[:200],
        phone=resource.phone[:60],
    )


def _set_active(actor: Actor, user: User, active: bool, now: datetime) -> None:
    if active and not user.is_active:
        if _shut_out(user):
            raise errors.WrongState(
                _("An administrator of Covalue deactivated {email}; only an administrator can reactivate them.").format(
                    email=user.email
                )
            )
        people.reactivate(actor, user=user, now=now)
    elif not active and user.is_active:
        people.deactivate(actor, user=user, now=now)
        user.directory.left_at = now
        user.directory.save(update_fields=["left_at"])


def _set_members(
    actor: Actor, group: Group, resource: resources.Group, now: datetime, *, all_of_them: bool = False
) -> None:
    """Who is in the group; the roles of those who came or went follow, and under another name those of all."""
    wanted = _members(resource)
    present = {membership.user_id: membership.user for membership in group.memberships.select_related("user")}
    left = [user for pk, user in present.items() if pk not in wanted]
    joined = [user for pk, user in wanted.items() if pk not in present]
    group.memberships.filter(user__in=left).delete()
    GroupMembership.objects.bulk_create([GroupMembership(group=group, user=user) for user in joined], batch_size=500)
    _renew_roles(actor, [*present.values(), *joined] if all_of_them else [*left, *joined], now)


def _members(resource: resources.Group) -> dict[int, User]:
    keys = {member.value or "" for member in resource.members or []}
    members = {user.pk: user for user in queries.users().filter(pk__in=[int(key) for key in keys if key.isdecimal()])}
    if missing := keys - {str(pk) for pk in members}:
        raise errors.BadInput(
            _("There is no user “{key}” to add as a member.").format(key=min(missing)), field="members"
        )
    return members


def _renew_roles(actor: Actor, users: Iterable[User], now: datetime) -> None:
    for user in users:
        names = Group.objects.filter(memberships__user=user).values_list("name", flat=True)
        roles: frozenset[Role] = roles_of_groups(names, settings.SIGN_ON_ROLES)
        people.grant_from_directory(actor, user=user, roles=roles, source=SOURCE, now=now)
