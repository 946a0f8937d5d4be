"""What accounts ask of our units, what was said about it, and how much a unit can give."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.contributions.rules import (
    MOVE_SAID,
    OPEN,
    PART_NAMES,
    REASON_NAMES,
    SIDE_NAMES,
    STATE_NAMES,
    STATE_TONES,
    ContributionMove,
    ContributionSide,
    ContributionState,
    EscalationReason,
    ResponsibilityPart,
)
from covalue.objectives.models import Objective
from covalue.opportunities.models import Opportunity
from covalue.organisation.models import Unit
from covalue.value.models import Initiative

US = settings.AUTH_USER_MODEL


class Contribution(models.Model):
    """What an account needs of a unit, with the terms that hold now: by when, hours, money in its own `currency`, which is
    that of the account as it was asked, also once the account has another one.

    `asked_by` asks, `doer` is whom the unit gave it to; `said_at` is when the last move was made.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contributions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contributions")
    state = models.CharField(
        max_length=10,
        choices=[(each.value, STATE_NAMES[each]) for each in ContributionState],
        default=ContributionState.DRAFT,
    )
    subject = models.CharField(max_length=200)
    customer_values = models.TextField(blank=True)
    need = models.TextField(blank=True)
    gain = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    hours = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    objective = models.ForeignKey(Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opportunity = models.ForeignKey(Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    doer = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = "contribution"
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "due_on"], name="contribution_account"),
            models.Index(fields=["unit", "state"], name="contribution_unit"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("contributions:show", args=[self.pk])

    @property
    def name(self) -> str:
        return self.subject

    @property
    def stands(self) -> ContributionState:
        return ContributionState(self.state)

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.stands, "")

    @property
    def is_open(self) -> bool:
        return self.stands in OPEN


class Said(models.Model):
    """One move, as it was made: who said what, the terms that it named (money in the currency of the contribution), and the
    state it led to.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="moves")
    move = models.CharField(max_length=10, choices=[(each.value, MOVE_SAID[each]) for each in ContributionMove])
    side = models.CharField(max_length=6, choices=[(each.value, SIDE_NAMES[each]) for each in ContributionSide])
    state = models.CharField(max_length=10, choices=[(each.value, STATE_NAMES[each]) for each in ContributionState])
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    hours = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    said_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = "move of a contribution"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.contribution)


class GoneAbove(models.Model):
    """That a contribution went above: why, from which day on, and who of ours was told; once for each such day."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="gone_above")
    reason = models.CharField(max_length=10, choices=[(each.value, REASON_NAMES[each]) for each in EscalationReason])
    on = models.DateField()
    told: models.ManyToManyField[Any, Any] = models.ManyToManyField(US, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = "escalation of a contribution"
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["contribution", "reason", "on"], name="goes_above_once"),
        ]

    def __str__(self) -> str:
        return str(self.contribution)


class UnitCapacity(models.Model):
    """How many hours a week a unit can give to contributions, as its lead said."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="capacity")
    hours = models.DecimalField(max_digits=7, decimal_places=1)
    said_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = "capacity of a unit"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="capacity_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Responsibility(models.Model):
    """What somebody has to do with an account, or with one of its value initiatives."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="responsibilities")
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(US, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=2, choices=[(each.value, PART_NAMES[each]) for each in ResponsibilityPart])
    set_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "responsibility"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.user}: {self.part}"
