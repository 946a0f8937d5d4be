"""Joint solutions: options, designers of both sides, the terms and results of their pilot, the decision."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.solutions.rules import OUTCOME_NAMES, PilotOutcome
from covalue.value.models import Initiative

US = settings.AUTH_USER_MODEL


class Solution(Removable):
    """Something both sides design together; `initiative` is the value case it belongs to.

    The pilot started and ended on days; the decision stands with its reason.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="solutions")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="solutions"
    )
    rights = models.TextField(blank=True)
    confidentiality = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(
        max_length=10, blank=True, choices=[(each.value, OUTCOME_NAMES[each]) for each in PilotOutcome]
    )
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "joint solution"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        return self.title


class Option(Removable):
    """A way considered, with what speaks for and against it; one may be chosen."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="options")
    title = models.CharField(max_length=200)
    reasons_for = models.TextField(blank=True)
    reasons_against = models.TextField(blank=True)
    is_chosen = models.BooleanField(default=False)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "option"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title


class Designer(Removable):
    """Who designs it: a contact, or one of ours."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="designers")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="designed_solutions"
    )
    colleague = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    part = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "designer"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        person = self.contact or self.colleague
        return person.name if person else "–"


class Terms(models.Model):
    """How the pilot is judged, as it was written once: days, site and acceptance criteria; and what a guest answered.

    Only the answer is filled in later, once.
    """

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    site = models.CharField(max_length=120, blank=True)
    criteria = models.JSONField(default=list)
    written_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()
    agreed = models.BooleanField(null=True, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreed_pilots")
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "terms of a pilot"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["solution", "number"], name="terms_number"),
        ]

    def __str__(self) -> str:
        return str(self.solution)


class Result(models.Model):
    """What came of one criterion of terms, by its place in them from 0 on; the last one entered counts."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="results")
    place = models.PositiveSmallIntegerField()
    met = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = "result of a pilot"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.terms)
