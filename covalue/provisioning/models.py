"""What the company's directory says of our users, and its groups."""

from typing import Any, ClassVar

from django.db import models

from covalue.people.models import User


class DirectoryUser(models.Model):
    """The directory's view of a user. `left_at` is when it set them inactive, `removed_at` when it removed them."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="directory")
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True, db_index=True)
    payload = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user_name"], condition=models.Q(removed_at=None), name="one_directory_user_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.user_name


class Group(models.Model):
    """A group of the directory; the role map says what it means here."""

    name = models.CharField(max_length=254, unique=True)
    external_id = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """A user in a group of the directory."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="directory_memberships")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["group", "user"], name="once_in_a_group"),
        ]
