"""Competitors at a customer, the message we stand on, and what both sides say of it."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from covalue.accounts.models import Account, Contact
from covalue.contact_requests.models import ContactRequest
from covalue.core.removal import Removable
from covalue.positioning.rules import BEST, CLEAR_NAMES, DIMENSION_NAMES, MEASURE_NAMES, NAMED_NAMES

US = settings.AUTH_USER_MODEL


def _choices(names: Any) -> list[tuple[str, Any]]:
    return [(member.value, name) for member, name in names.items()]


class Competitor(Removable):
    """Whom the customer could choose in our place."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="competitors")
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "competitor"
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """The value message of an account, which has one: where accounts are merged, one of both stays as it is."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="value_message")

    class Meta:
        verbose_name = "value message"

    def __str__(self) -> str:
        return str(self.account)


class MessageVersion(models.Model):
    """The value message as it was written once: words by dimension, and in `summary` why we are needed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    summary = models.CharField(max_length=1000, blank=True)
    parts = models.JSONField(default=dict)
    written_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "number"], name="message_number")]

    def __str__(self) -> str:
        return str(self.message)


class PositionRequest(ContactRequest):
    """A contact is asked by a personal link whom they think of for a need, whom they would choose, and how good each is.

    `competitors` and `dimensions` are what they are asked about; the names of the competitors are shown to them.
    """

    need = models.CharField(max_length=200, blank=True)
    competitors = models.ManyToManyField(Competitor, related_name="+")
    dimensions = models.JSONField(default=list)
    words = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField()

    class Meta:
        verbose_name = "position request"
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.need or str(self.account)

    @property
    def last_day(self) -> date:
        """The last day on which it can be answered, as days are with the customer."""
        return self.due_on


class Answer(Removable):
    """What somebody said of where we stand; with `request` a contact wrote it themselves, and it is not ours to change."""

    request = models.ForeignKey(
        PositionRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)s_answers"
    )

    class Meta:
        abstract = True


class Rating(Answer):
    """How good we (without `competitor`) or a competitor are on a dimension: as a contact sees it, or as we believe."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="position_ratings")
    dimension = models.CharField(max_length=20, choices=_choices(DIMENSION_NAMES))
    competitor = models.ForeignKey(Competitor, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="position_ratings"
    )
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    rated_on = models.DateField()
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "position rating"
        ordering: ClassVar = ["-rated_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=BEST), name="rating_in_range")
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.score}"


class Preference(Answer):
    """Whom a contact named for a need: who comes to mind first, or who would be chosen today; `other` is a name of theirs."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="preferences")
    measure = models.CharField(max_length=20, choices=_choices(MEASURE_NAMES))
    need = models.CharField(max_length=200, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="preferences")
    named = models.CharField(max_length=20, choices=_choices(NAMED_NAMES))
    competitor = models.ForeignKey(
        Competitor, null=True, blank=True, on_delete=models.CASCADE, related_name="preferences"
    )
    other = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500, blank=True)
    asked_on = models.DateField()
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "preference"
        ordering: ClassVar = ["-asked_on", "-id"]

    def __str__(self) -> str:
        return f"{self.contact}: {self.whom}"

    @property
    def whom(self) -> str:
        """Whom they named, in a word."""
        return str(self.competitor or self.other or self.get_named_display())


class Reason(Answer):
    """Why we are needed, as somebody of one of both teams says: a contact, or a colleague."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="needed_for")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="needed_for")
    colleague = models.ForeignKey(US, null=True, blank=True, on_delete=models.CASCADE, related_name="needed_for")
    clear = models.CharField(max_length=10, choices=_choices(CLEAR_NAMES))
    words = models.CharField(max_length=500)
    asked_on = models.DateField()
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "reason"
        ordering: ClassVar = ["-asked_on", "-id"]

    def __str__(self) -> str:
        return self.words[:80]
