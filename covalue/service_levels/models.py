"""Agreed service levels with their results, and incidents with the rating that followed."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.adoption.models import Ticket
from covalue.adoption.rules import SEVERITY_NAMES, Severity
from covalue.agreements.models import Agreement
from covalue.core import days
from covalue.core.removal import Removable
from covalue.service_levels import rules
from covalue.service_levels.rules import DIRECTION_NAMES, PERIOD_NAMES, ServiceDirection, ServicePeriod

US = settings.AUTH_USER_MODEL


class Imported(Removable):
    """A row that may come from a file: `external_id` is its number in the system `source`."""

    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class ServiceLevel(Imported):
    """What quality of service was agreed, measured by calendar month, quarter or year.

    It is valid from `starts_on` to `ends_on`; where one is empty, from the start or to the end of its agreement.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="service_levels")
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.SET_NULL, related_name="service_levels_agreed"
    )
    title = models.CharField(max_length=200)
    target = models.DecimalField(max_digits=16, decimal_places=3)
    direction = models.CharField(
        max_length=8,
        default=ServiceDirection.AT_LEAST,
        choices=[(d.value, name) for d, name in DIRECTION_NAMES.items()],
    )
    unit = models.CharField(max_length=30, blank=True)
    period = models.CharField(
        max_length=8, default=ServicePeriod.MONTH, choices=[(p.value, name) for p, name in PERIOD_NAMES.items()]
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "service level"
        ordering: ClassVar = ["title", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        return self.title

    @property
    def since(self) -> date | None:
        """Its first day, or that of its agreement."""
        return self.starts_on or (self.agreement.starts_on if self.agreement else None)

    @property
    def until(self) -> date | None:
        """Its last day, or that of its agreement's term; one that renews goes on."""
        if self.ends_on is not None or self.agreement is None:
            return self.ends_on
        return self.agreement.ends_on if self.agreement.renewal == "ends" else None

    def keeps(self, result: "ServiceResult") -> bool:
        """Whether a result keeps the target that was agreed for its period."""
        target = self.target if result.target is None else result.target
        return rules.kept(ServiceDirection(self.direction), target, result.value)


class ServiceResult(Imported):
    """What was measured in the period that begins on `begins_on`, and the target that was agreed for that period."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="service_results")
    service_level = models.ForeignKey(ServiceLevel, on_delete=models.CASCADE, related_name="results")
    begins_on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=3)
    target = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "service result"
        ordering: ClassVar = ["-begins_on", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["service_level", "begins_on"], condition=models.Q(removed_at=None), name="one_result_of_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_level}, {self.begins_on:%Y-%m}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.target is None:
            self.target = self.service_level.target
        super().save(*args, **kwargs)

    @property
    def last_day(self) -> date:
        return rules.last_day(ServicePeriod(self.service_level.period), self.begins_on)

    @property
    def is_kept(self) -> bool:
        return self.service_level.keeps(self)

    @property
    def period_name(self) -> str:
        """First to last day of its period."""
        return f"{days.day(self.begins_on)} – {days.day(self.last_day)}"


class Incident(Imported):
    """Something that went wrong at the customer: how bad, since when, why, what was done, and how they rated what followed.

    With a `ticket`, subject, severity and days are the ticket's: `opened_on` and `resolved_on` are for incidents without one.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="incidents")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents")
    title = models.CharField(max_length=300, blank=True)
    severity = models.CharField(
        max_length=10, default=Severity.MEDIUM.value, choices=[(each.value, SEVERITY_NAMES[each]) for each in Severity]
    )
    opened_on = models.DateField(null=True, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
    service_level = models.ForeignKey(
        ServiceLevel, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents")
    cause = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rated_on = models.DateField(null=True, blank=True)
    rating_words = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "incident"
        ordering: ClassVar = ["-opened_on", "-id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account", "resolved_on"], name="incident_open")]

    def __str__(self) -> str:
        return self.called

    @property
    def name(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What happened, as the ticket says it where it has no words of its own."""
        return self.title or (self.ticket.subject if self.ticket else "")

    @property
    def began(self) -> date:
        return self.ticket.opened_on if self.ticket else self.opened_on  # type: ignore[return-value]

    @property
    def ended(self) -> date | None:
        return self.ticket.closed_on if self.ticket else self.resolved_on

    @property
    def how_bad(self) -> Severity:
        return Severity(self.ticket.severity if self.ticket else self.severity)

    @property
    def severity_name(self) -> str:
        return str(SEVERITY_NAMES[self.how_bad])

    @property
    def is_open(self) -> bool:
        return self.ended is None

    def age(self, today: date) -> int:
        """Days it was open, until it was resolved or today."""
        return ((self.ended or today) - self.began).days
