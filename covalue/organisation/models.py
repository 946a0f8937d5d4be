"""Our own organisation: units as trees, and what we sell as a tree."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_CODE: Final = 100  # of an offering
LONGEST_NAME: Final = 300


class Company(models.Model):
    """Our company, one row: its name as customers read it, and the currency that figures and new accounts have."""

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)

    class Meta:
        verbose_name = _("company")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_company"),
        ]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """From `day` on one of `currency` is `rate` of `into`, the currency we count in, as `source` says."""

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=19, decimal_places=12)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("exchange rate")
        ordering: ClassVar = ["currency", "-day", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["into", "currency", "day"], name="one_rate_of_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} → {self.into}, {self.day}"


class UnitKind(models.TextChoices):
    """The trees our organisation is seen through."""

    BUSINESS_UNIT = "business_unit", _("Business unit")
    REGION = "region", _("Region")
    FUNCTION = "function", _("Function")


class Unit(models.Model):
    """A business unit, region or function; `code` is what ledger lines carry."""

    kind = models.CharField(max_length=20, choices=UnitKind)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="led_units"
    )

    class Meta:
        ordering: ClassVar = ["kind", "name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_unit_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Offering(models.Model):
    """Something we sell, or a family of it; `code` is what ledger lines carry."""

    code = models.CharField(max_length=LONGEST_CODE, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="offerings")

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name
