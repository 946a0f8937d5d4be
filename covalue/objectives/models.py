"""Objectives, the customer's and ours."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.objectives.rules import CARRIES, SUPPORTS, TOUCHES


class Side(models.TextChoices):
    """Whose objective it is."""

    THEIRS = "theirs", _("Theirs")
    OURS = "ours", _("Ours")


class Objective(Removable):
    """Something one side wants to reach, with a measure and a date. Theirs name the contact who holds it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="objectives")
    side = models.CharField(max_length=10, choices=Side)
    statement = models.CharField(max_length=400)
    measure = models.CharField(max_length=200, blank=True)
    baseline = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives"
    )
    source = models.CharField(max_length=300, blank=True)
    source_date = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["side", "position", "id"]

    def __str__(self) -> str:
        return self.statement

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return self.statement


class Strength(models.IntegerChoices):
    """How far reaching ours brings theirs nearer."""

    TOUCHES = TOUCHES, _("weak")
    SUPPORTS = SUPPORTS, _("medium")
    CARRIES = CARRIES, _("strong")


class Link(models.Model):
    """One of ours that one of theirs rests on, how strongly, and why we think so."""

    ours = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="links_to_theirs")
    theirs = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="links_to_ours")
    strength = models.PositiveSmallIntegerField(choices=Strength)
    why = models.CharField(max_length=300, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ours", "theirs"], name="objective_link")]

    def __str__(self) -> str:
        return f"{self.ours} → {self.theirs}"
