"""Criteria, rounds, who rates, their ratings, what was agreed and decided."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account
from covalue.core.removal import Removable
from covalue.selection import rules
from covalue.selection.rules import Axis, CriterionSheet, Decision, Purpose, State

CENT = Decimal("0.01")


PURPOSES: Final = {Purpose.SELECTION: _("Selection"), Purpose.ASSESSMENT: _("Assessment")}
AXES: Final = {Axis.WORTH: _("Value to us"), Axis.FIT: _("Strategic fit"), Axis.GATE: _("Gate")}
STATES: Final = {State.RATING: _("Rating"), State.CONSENSUS: _("Consensus"), State.DECIDED: _("Decided")}
DECISIONS: Final = {
    Decision.SELECT: _("Select"),
    Decision.DEVELOP: _("Develop"),
    Decision.KEEP: _("Keep"),
    Decision.NOT_NOW: _("Not now"),
    Decision.WATCH: _("Watch"),
    Decision.DESELECT: _("Deselect"),
}


def choices(names: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(key.value, name) for key, name in names.items()]


class CriteriaSet(Removable):
    """Criteria that go together. It is never changed: a change writes a new one that takes the place of the old."""

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=choices(PURPOSES))
    version = models.PositiveIntegerField(default=1)
    before = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="after")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["purpose", "name", "-version"]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """See `rules.CriterionSheet`."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    axis = models.CharField(max_length=10, choices=choices(AXES))
    name = models.CharField(max_length=120)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    low = models.CharField(max_length=200, blank=True)
    middle = models.CharField(max_length=200, blank=True)
    high = models.CharField(max_length=200, blank=True)
    figure = models.CharField(max_length=20, blank=True)
    bottom = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    top = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["criteria_set", "position"]

    def __str__(self) -> str:
        return self.name

    @property
    def sheet(self) -> CriterionSheet:
        values = {name: getattr(self, name) for name in CriterionSheet.__dataclass_fields__}
        return CriterionSheet(**{**values, "axis": Axis(self.axis)})


class Round(Removable):
    """A choice being made. Shares and thresholds are per cent; `hours` is what all managers can give in a year."""

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=choices(PURPOSES))
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=12, choices=choices(STATES), default=State.RATING)
    places = models.PositiveSmallIntegerField(default=0)
    hours = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    hours_each = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    fit_share = models.PositiveSmallIntegerField(default=50)
    worth_border = models.PositiveSmallIntegerField(default=50)
    fit_border = models.PositiveSmallIntegerField(default=50)
    due_on = models.DateField(null=True, blank=True)
    figures_from = models.DateField(null=True, blank=True)
    figures_to = models.DateField(null=True, blank=True)
    ledger_version = models.BigIntegerField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """An account in a round, with its figures of the ledger when it was added (by name, text of a decimal)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="candidacies")
    why = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    class_before = models.CharField(max_length=20)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=choices(DECISIONS), blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["round", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "account"], name="one_candidacy_a_round")
        ]

    def __str__(self) -> str:
        return str(self.account)


class Rater(models.Model):
    """A colleague who rates. Their ratings count from `finished_at` on; those of somebody who left before do not."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ratings")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["round", "id"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["round", "user"], name="one_rater_a_round")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def state(self) -> str:
        """How far: `rating`, `finished` or `left`."""
        if self.left_at is not None:
            return "left"
        return "finished" if self.finished_at is not None else "rating"


class Rating(models.Model):
    """One person's score of one criterion of one candidate; without `score` they could not judge."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="given")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="ratings")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["rater", "candidate", "criterion"], name="one_rating_each")
        ]


class Agreed(models.Model):
    """The score the meeting agreed in place of the mean of the ratings, and why."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="agreed")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=1000, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["candidate", "criterion"], name="agreed_once")
        ]


class Letter(models.Model):
    """The letter to those concerned, sent once; `to` are the names and addresses it went to."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="letter")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    to = models.JSONField(default=list)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()


class Dossier(models.Model):
    """Why a strategic account is given up, what the freed effort is worth, and how it is served from then on.

    Amounts of both accounts are in the currency of figures, for the three years the values are expected over.
    """

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="dossier")
    hours = models.DecimalField(max_digits=9, decimal_places=1)
    expected = models.DecimalField(max_digits=18, decimal_places=2)
    instead = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    instead_hours = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    instead_expected = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    coverage = models.CharField(max_length=500)
    transition = models.TextField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    told_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    @property
    def opportunity_cost(self) -> Decimal:
        """What staying costs: see `rules.opportunity_cost`."""
        if self.instead_hours is None or self.instead_expected is None:
            return Decimal(0)
        best = (self.instead_expected, self.instead_hours)
        return rules.opportunity_cost(self.hours, self.expected, {0: best})[0].quantize(CENT)


class Trigger(models.Model):
    """The threshold somebody chose for a check of the watchlist (`rules.CheckKind`), and whether it is on."""

    kind = models.CharField(max_length=30, unique=True)
    border = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.BooleanField(default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
