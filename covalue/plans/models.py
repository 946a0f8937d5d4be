"""The account business value plan: one living plan an account, its prose in sections with all their versions."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account


class SectionKey(models.TextChoices):
    """The prose of the first plan; objectives and actions are fed from the workspace."""

    CUSTOMER_STRATEGY = "customer_strategy", _("Customer strategy")
    GROWTH_STRATEGY = "growth_strategy", _("Growth strategy")


class Plan(models.Model):
    """The plan of one account."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="plan")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)


class Approval(models.Model):
    """Somebody approved the plan as it stood; `content` is what they approved."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="approvals")
    version = models.PositiveIntegerField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField()
    content = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "version"], name="one_approval_per_version"),
        ]


class Section(models.Model):
    """The prose of one part of a plan as it reads now. `revision` grows with every saved change."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40, choices=SectionKey)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "key"], name="one_section_per_key"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return str(SectionKey(self.key).label)


class Revision(models.Model):
    """A section as somebody left it. Edits by one person within a few minutes are one revision."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField()
    together = models.BooleanField(default=False, db_default=False)  # written by whoever was there at the time
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["section", "number"], name="one_revision_per_number"),
        ]


class SharedText(models.Model):
    """A section's text as several write it at once: what all changes up to `upto` come to, in the format of Yjs.

    Who holds a copy of another `epoch` begins anew: the text was made anew, too.
    """

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="shared")
    epoch = models.UUIDField(default=uuid.uuid4)
    state = models.BinaryField(default=bytes)
    upto = models.PositiveBigIntegerField(default=0)


class TextUpdate(models.Model):
    """A change of a shared text, kept before it is acknowledged."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="updates")
    payload = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["section", "id"], name="update_section")]


class Writer(models.Model):
    """Somebody who has a section open to write, as long as their connection shows signs of life, and where they are in it."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    connection = models.CharField(max_length=32)
    cursor = models.JSONField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["section", "connection"], name="one_writer_per_connection"),
        ]
