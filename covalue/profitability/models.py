"""Cost pools: what an activity costs in a span of days, how much of it could be done, and what it is counted by."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.analytics.profitability.drivers import Driver
from covalue.profitability import rules

DRIVER_NAMES: Final = {driver: _(driver.label) for driver in Driver}


class Pool(models.Model):
    """A cost pool as somebody entered it at `kept_at`. It counts until somebody replaces or removes it; rows stay."""

    name = models.CharField(max_length=100)
    driver = models.CharField(max_length=20, choices=list(DRIVER_NAMES.items()))
    border = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    activity = models.CharField(max_length=200, blank=True)
    cost = models.DecimalField(max_digits=16, decimal_places=2)
    capacity = models.DecimalField(max_digits=16, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=300)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(capacity__gt=0, cost__gte=0), name="pool_has_a_rate"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="pool_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rate(self) -> Decimal:
        """Money for a unit of the driver, to six decimals."""
        return rules.rate_of(self.cost, self.capacity)
