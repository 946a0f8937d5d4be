"""What stands at the sites of customers."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account
from covalue.core.removal import Removable
from covalue.installed_base import rules
from covalue.installed_base.rules import Due, Life
from covalue.organisation.models import Offering


class InstalledItem(Removable):
    """So many of an offering of ours, or of a product of another maker, at one site of a customer.

    `source` and `external_id` say which record of which system it is, where it was imported.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="installed_items")
    offering = models.ForeignKey(
        Offering, null=True, blank=True, on_delete=models.SET_NULL, related_name="installed_items"
    )
    product = models.CharField(max_length=300, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    site = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    since = models.DateField(null=True, blank=True)
    supported_until = models.DateField(null=True, blank=True)
    written_off_until = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_items"
    )
    replaced_on = models.DateField(null=True, blank=True)
    serial = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "installed item"
        ordering: ClassVar = ["site", "product", "id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account", "site"], name="installed_at"),
            models.Index(fields=["offering"], name="installed_offering"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.site}" if self.site else self.name

    @property
    def name(self) -> str:
        """What it is called: our offering, or the product."""
        return self.offering.name if self.offering is not None else self.product

    @property
    def is_ours(self) -> bool:
        """Whether it is a product of ours: no other maker is named."""
        return not self.maker

    @property
    def replacement(self) -> "InstalledItem | None":
        """What took its place, unless that was removed again."""
        return self.replaced_by if self.replaced_by is not None and self.replaced_by.removed_at is None else None

    @property
    def gone_on(self) -> date | None:
        """The day it was replaced: as said, or that of what took its place."""
        return self.replaced_on or (self.replacement.since if self.replacement is not None else None)

    @property
    def is_replaced(self) -> bool:
        return self.replaced_on is not None or self.replacement is not None

    @property
    def life(self) -> Life:
        return Life(self.since, self.supported_until, self.written_off_until, self.gone_on)

    @property
    def due(self) -> Due | None:
        """When it falls due; None where it was replaced or no day is known."""
        return None if self.is_replaced else rules.due(self.life)
