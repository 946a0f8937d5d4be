"""Use, go-live, success criteria and tickets of what a customer bought."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.adoption import rules
from covalue.adoption.rules import SEVERITY_NAMES, Severity
from covalue.core.removal import Removable
from covalue.organisation.models import Offering

US = settings.AUTH_USER_MODEL


class OfProduct(Removable):
    """A row about an offering of ours, or about something called so, at a site."""

    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    product = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=120, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def called(self) -> str:
        """Our offering, or what it is called."""
        return self.offering.name if self.offering is not None else self.product


class UsageLine(OfProduct):
    """How much was used in a month, by its first day, of what was agreed for it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="usage_lines")
    measure = models.CharField(max_length=60, blank=True)
    month = models.DateField()
    used = models.DecimalField(max_digits=16, decimal_places=3)
    agreed = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "usage line"
        ordering: ClassVar = ["-month", "id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account", "month"], name="usage_month")]

    def __str__(self) -> str:
        return f"{self.called}, {self.month:%Y-%m}"

    @property
    def share(self) -> float | None:
        """How much of what was agreed was used."""
        return rules.share_used(self.used, self.agreed)


class GoLive(OfProduct):
    """A milestone until something is in use: due on a day, owned by one of ours or one of theirs."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="go_lives")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    customer_owner = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="go_lives"
    )

    class Meta:
        verbose_name = "go-live milestone"
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title

    def is_late(self, today: date) -> bool:
        return self.reached_on is None and self.due_on < today


class SuccessCriterion(OfProduct):
    """What a contact calls success, in their words, said on a day; met on another, if it is."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="success_criteria")
    words = models.CharField(max_length=500)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="success_criteria")
    said_on = models.DateField()
    measure = models.CharField(max_length=200, blank=True)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "success criterion"
        ordering: ClassVar = ["-said_on", "-id"]

    def __str__(self) -> str:
        return self.words


class Ticket(OfProduct):
    """What the customer reported to support; `external_id` is its number in the system it comes from."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tickets")
    subject = models.CharField(max_length=300)
    severity = models.CharField(
        max_length=10, choices=[(each.value, SEVERITY_NAMES[each]) for each in Severity], default=Severity.MEDIUM.value
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "ticket"
        ordering: ClassVar = ["-opened_on", "-id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account", "closed_on"], name="ticket_closed")]

    def __str__(self) -> str:
        return f"{self.external_id} {self.subject}".strip()

    def age(self, today: date) -> int:
        """Days it was open, until it was closed or today."""
        return ((self.closed_on or today) - self.opened_on).days

    def waits_too_long(self, today: date) -> bool:
        """Whether it is open for longer than its severity allows."""
        return self.closed_on is None and rules.waits_too_long(Severity(self.severity), self.opened_on, today)
