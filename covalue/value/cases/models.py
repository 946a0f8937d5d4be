"""Initiatives with their value case, its versions and confirmed assumptions; templates; cases told apart."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.organisation.models import Offering
from covalue.value.rules import SETTLED_NAMES
from covalue.value.targets.models import Target


class Initiative(Removable):
    """Joint work for a target, with its value case, delivering since `begins_on`. `revision` grows with every saved change of the sheet.

    One of which anything was signed is never removed but archived: nothing of it changes any more, its value counts on.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="initiatives")
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.SET_NULL, related_name="initiatives")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="initiatives"
    )
    begins_on = models.DateField(null=True, blank=True)
    sheet = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField()
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at"], name="initiative_account")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What other rows call it by."""
        return self.title


class SheetRevision(models.Model):
    """The sheet as somebody left it. Edits by one person in one sitting are one revision, unless what it holds went out in between:
    one that is `ended` was asked, shared or handed over, and never changes.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    sheet = models.JSONField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField()
    ended = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["initiative", "number"], name="one_sheet_per_number"),
        ]


class Confirmation(models.Model):
    """A contact stands behind an assumption as it was: its numbers and unit, or its formula. A later change is ours again.

    Where they said another `number`, in its unit, they stand behind that one: nothing is confirmed until ours is the same, or
    we said what we do about it (`settled`, for the row as it was then, with the reason).
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="confirmations")
    name = models.CharField(max_length=80)
    row = models.JSONField()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="confirmations")
    confirmed_on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    number = models.FloatField(null=True, blank=True)
    settled = models.CharField(
        max_length=10, blank=True, choices=[(way.value, name) for way, name in SETTLED_NAMES.items()]
    )
    settled_why = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-confirmed_on", "-id"]

    def __str__(self) -> str:
        return self.name


class CaseTemplate(Removable):
    """A sheet without its numbers, for an offering or an industry, or for all."""

    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    industry = models.CharField(max_length=30, blank=True)
    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.SET_NULL, related_name="templates")
    sheet = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Distinction(models.Model):
    """Somebody looked: two cases of an account share `names`, and do not count the same money. More names ask again."""

    first = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    names = models.JSONField()
    why = models.CharField(max_length=300)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["first", "second"], name="one_distinction_per_pair"),
        ]
