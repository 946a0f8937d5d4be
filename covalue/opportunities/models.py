"""Sales in progress: stages, opportunities with the history of stage, amount and date, and buying journeys."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from covalue.accounts.models import Account
from covalue.conversations.models import Conversation
from covalue.core.removal import Removable
from covalue.objectives.models import Objective
from covalue.opportunities.rules import JOURNEY_NAMES, OUTCOME_NAMES, REASON_NAMES
from covalue.organisation.models import Offering
from covalue.value.models import Initiative, Target

US = settings.AUTH_USER_MODEL
TRACKED = ("stage", "amount", "currency", "close_on", "probability")


def _choices(names: Any) -> list[tuple[str, Any]]:
    return [(member.value, name) for member, name in names.items()]


class Stage(models.Model):
    """A stage as somebody wrote it; while there is none, those of `rules.USUAL` stand."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    probability = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=_choices(OUTCOME_NAMES))
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "stage"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(probability__lte=100), name="stage_probability_in_range")
        ]

    def __str__(self) -> str:
        return self.name


class Opportunity(Removable):
    """A sale in progress. `probability` is a person's own, in per cent; without one that of the stage counts.

    `outcome` is that of its stage. `touched_on` is the day stage, amount, date, probability or next step changed last.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="opportunities")
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=_choices(OUTCOME_NAMES))
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    probability_why = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    margin = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    close_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True, choices=_choices(REASON_NAMES))
    reason_words = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    offerings = models.ManyToManyField(Offering, blank=True, related_name="opportunities")
    competitors = models.CharField(max_length=300, blank=True)
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities")
    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    conversations = models.ManyToManyField(Conversation, blank=True, related_name="opportunities")
    owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities")
    next_step = models.CharField(max_length=300, blank=True)
    next_owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    touched_on = models.DateField()
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "opportunity"
        ordering: ClassVar = ["close_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "outcome", "close_on"], name="opportunity_account"),
            models.Index(fields=["outcome", "stage", "close_on"], name="opportunity_stage"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="opportunity_known_once"
            ),
            models.CheckConstraint(condition=Q(probability__lte=100), name="opportunity_probability_in_range"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return self.title

    @property
    def is_open(self) -> bool:
        return self.outcome == "open"

    @property
    def is_linked(self) -> bool:
        """Whether it serves a value target, a value case or an objective that was not removed."""
        return any(row is not None and row.removed_at is None for row in (self.target, self.initiative, self.objective))


class OpportunityChange(models.Model):
    """One time a field of `TRACKED` changed, as texts. Only added to: an undo is one more."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20, choices=[(name, name) for name in TRACKED])
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    changed_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["field", "opportunity"], name="opportunity_change")]

    def __str__(self) -> str:
        return f"{self.field}: {self.after}"


class BuyingJourney(Removable):
    """How far a unit of the customer was on a day, and by what one sees it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="buying_journeys")
    unit = models.CharField(max_length=120)
    step = models.CharField(max_length=20, choices=_choices(JOURNEY_NAMES))
    seen_on = models.DateField()
    evidence = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "buying journey"
        ordering: ClassVar = ["-seen_on", "-id"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_step_display()}"
