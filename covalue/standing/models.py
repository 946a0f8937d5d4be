"""Driver sets, assessments with who was asked and what they rated, evidence of the ladder, and the customer's scorecards."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.contact_requests.models import ContactRequest
from covalue.conversations.models import Statement
from covalue.core.removal import Removable
from covalue.standing.rules import (
    CRITERIA,
    CRITERIA_BY_KEY,
    RUNG_NAMES,
    SIDE_NAMES,
    STRUCTURE_NAMES,
    Criterion,
    RaterSide,
    Rung,
)
from covalue.value.models import Signature


def choices(names: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(key.value, name) for key, name in names.items()]


class DriverSet(Removable):
    """Drivers that go together. It is never changed: a change writes a new version that takes the place of the old."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    before = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="after")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "-version"]

    def __str__(self) -> str:
        return self.name


class Driver(models.Model):
    """What makes a relationship good, as a sentence to agree to: `theirs` as contacts read it, `ours` as we do.

    `key` stays from version to version while the wording does. `others` has what contacts read in other languages:
    `{"de": {"name": …, "theirs": …}}`.
    """

    driver_set = models.ForeignKey(DriverSet, on_delete=models.CASCADE, related_name="drivers")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    theirs = models.CharField(max_length=300)
    ours = models.CharField(max_length=300)
    others = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["driver_set", "position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["driver_set", "key"], name="driver_key_once")
        ]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Its name as contacts of this language read it."""
        return str(self.others.get(language, {}).get("name") or self.name)

    def theirs_in(self, language: str) -> str:
        """What contacts of this language are asked to agree to."""
        return str(self.others.get(language, {}).get("theirs") or self.theirs)


class Assessment(Removable):
    """A round: the drivers of a set rated by contacts and, apart from them, by us. It can be answered until it is closed or due."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assessments")
    driver_set = models.ForeignKey(DriverSet, on_delete=models.PROTECT, related_name="assessments")
    name = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    due_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "-opened_at"], name="assessment_account")]

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """What somebody asked answers beside the ratings: the rung, the structure of contacts, and words."""

    rung = models.CharField(max_length=12, choices=choices(RUNG_NAMES), blank=True)
    structure = models.CharField(max_length=12, choices=choices(STRUCTURE_NAMES), blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        abstract = True


class AssessmentRequest(ContactRequest, Answered):
    """A contact is asked to rate, by a personal link, until the last day of the round."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="requests")

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]

    def __str__(self) -> str:
        return str(self.assessment)

    @property
    def last_day(self) -> date:
        """The last day on which it can be answered, as days are with the customer."""
        return self.assessment.due_on


class OurRater(Answered):
    """A colleague who rates the same drivers as they think of them. Nobody sees it before the round shows its results."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assessment", "user"], name="one_rater_an_assessment")
        ]

    def __str__(self) -> str:
        return str(self.user)


class DriverRating(models.Model):
    """One person's rating of a driver, 1 to 5; without a score they could not judge. Of a contact or of one of us, never of both."""

    request = models.ForeignKey(
        AssessmentRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings"
    )
    rater = models.ForeignKey(OurRater, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings")
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="ratings")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["driver__position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["request", "driver"], name="one_rating_of_a_contact"),
            models.UniqueConstraint(fields=["rater", "driver"], name="one_rating_of_ours"),
            models.CheckConstraint(
                condition=models.Q(request__isnull=False, rater__isnull=True)
                | models.Q(request__isnull=True, rater__isnull=False),
                name="rated_by_one",
            ),
        ]


class RungEvidence(Removable):
    """What shows that a criterion of the ladder is met: in a contact's view, with who said so, or in ours."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rung_evidence")
    criterion = models.CharField(max_length=20, choices=[(one.key, one.words) for one in CRITERIA])
    side = models.CharField(max_length=10, choices=choices(SIDE_NAMES))
    words = models.CharField(max_length=500)
    on = models.DateField()
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signature = models.ForeignKey(Signature, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "evidence of the relationship"
        indexes: ClassVar = [models.Index(fields=["account", "criterion"], name="rung_evidence_account")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def rule(self) -> Criterion:
        return CRITERIA_BY_KEY[self.criterion]

    @property
    def rung(self) -> Rung:
        return self.rule.rung

    @property
    def is_theirs(self) -> bool:
        return self.side == RaterSide.THEIRS


class Scorecard(Removable):
    """How the customer rates us, in their own form: their periods, criteria, weights and scale, as they are.

    `worst` and `best` are the ends of their scale; the worst may be the larger number. `overall` is the total as they gave it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="scorecards")
    name = models.CharField(max_length=120)
    period = models.CharField(max_length=60)
    ends_on = models.DateField()
    worst = models.DecimalField(max_digits=9, decimal_places=3)
    best = models.DecimalField(max_digits=9, decimal_places=3)
    overall = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-ends_on", "-id"]
        verbose_name = "supplier scorecard"
        indexes: ClassVar = [models.Index(fields=["account", "-ends_on"], name="scorecard_account")]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}"


class ScorecardLine(models.Model):
    """One criterion of theirs with weight, score and target as they give them; `guess` is what we expected, and when we said so."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=200)
    weight = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    driver_key = models.CharField(_("driver"), max_length=40, blank=True)
    guess = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    guessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    guessed_at = models.DateTimeField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["scorecard", "position"]

    def __str__(self) -> str:
        return self.criterion

    @property
    def guessed_blind(self) -> bool:
        """Whether we said what we expected before we knew."""
        return self.guessed_at is not None and (self.scored_at is None or self.guessed_at < self.scored_at)
