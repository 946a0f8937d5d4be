"""Users and groups as the directory sees them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from covalue.core import mailboxes
from covalue.people import queries as people
from covalue.people.models import User
from covalue.provisioning import resources
from covalue.provisioning.models import Group, GroupMembership

EXACTLY: Final = re.compile(r'^\s*([A-Za-z.]+)\s+eq\s+"([^"\\]*)"\s*$', re.IGNORECASE)


def users() -> QuerySet[User]:
    """Everybody the directory may see: not guests of customers, nor whom it removed."""
    memberships = GroupMembership.objects.select_related("group").order_by("group__name")
    return (
        people.not_guests()
        .filter(Q(directory=None) | Q(directory__removed_at=None))
        .select_related("directory")
        .prefetch_related(Prefetch("directory_memberships", queryset=memberships))
        .order_by("pk")
    )


def groups() -> QuerySet[Group]:
    memberships = GroupMembership.objects.order_by("user")
    return Group.objects.prefetch_related(Prefetch("memberships", queryset=memberships)).order_by("pk")


def users_like(condition: str) -> QuerySet[User]:
    """At least all users a SCIM filter can match; by one name or key, as directories ask all day, only those."""
    match = EXACTLY.match(condition)
    attribute, value = (match[1].lower(), match[2]) if match else ("", "")
    if attribute == "username":
        return users().filter(
            Q(directory__user_name=mailboxes.folded(value)) | Q(directory=None, email=mailboxes.folded(value))
        )
    if attribute == "externalid":
        return users().filter(directory__external_id=value)
    return users()


def groups_like(condition: str) -> QuerySet[Group]:
    """At least all groups a SCIM filter can match."""
    match = EXACTLY.match(condition)
    if match and match[1].lower() == "displayname":
        return groups().filter(name__iexact=match[2])
    return groups()


def user_resource(user: User, base: str) -> resources.User:
    """A user as SCIM; `base` is the address of the service. What we know ourselves wins over what was sent."""
    directory = getattr(user, "directory", None)
    sent: Mapping[str, Any] = directory.payload if directory else _as_sent(user)
    live = {
        "id": str(user.pk),
        # A directory may take the attribute away, which is not the same as saying false.
        "active": sent.get("active") if user.is_active else False,
        "groups": [
            {"value": str(m.group_id), "$ref": f"{base}/Groups/{m.group_id}", "display": m.group.name}
            for m in user.directory_memberships.all()
        ]
        or None,
        "meta": {
            "resourceType": "User",
            "created": user.created_at.isoformat(),
            "lastModified": (directory.changed_at if directory else user.created_at).isoformat(),
            "location": f"{base}/Users/{user.pk}",
        },
    }
    return resources.User.model_validate({"schemas": [str(resources.User.__schema__)], **sent, **live})


def group_resource(group: Group, base: str) -> resources.Group:
    """A group as SCIM."""
    data = {
        "schemas": [str(resources.Group.__schema__)],
        "id": str(group.pk),
        "externalId": group.external_id or None,
        "displayName": group.name,
        "members": [
            {"value": str(m.user_id), "$ref": f"{base}/Users/{m.user_id}", "type": "User"}
            for m in group.memberships.all()
        ]
        or None,
        "meta": {
            "resourceType": "Group",
            "created": group.created_at.isoformat(),
            "lastModified": group.changed_at.isoformat(),
            "location": f"{base}/Groups/{group.pk}",
        },
    }
    return resources.Group.model_validate(data)


def _as_sent(user: User) -> dict[str, Any]:
    """What a directory would have sent for somebody it did not create."""
    sent: dict[str, Any] = {
        "active": True,
        "userName": user.email,
        "displayName": user.name,
        "emails": [{"value": user.email, "primary": True, "type": "work"}],
    }
    if user.title:
        sent["title"] = user.title
    if user.phone:
        sent["phoneNumbers"] = [{"value": user.phone, "type": "work"}]
    return sent
