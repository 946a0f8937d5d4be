"""Segmentations kept: their rules, and who was in which class on a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.core.removal import Removable


class Segmentation(Removable):
    """Who was in which class by which rules, as the ledger was. `rows` are its members as Parquet; written once."""

    name = models.CharField(max_length=120)
    rules = models.JSONField()
    start = models.DateField()
    end = models.DateField()
    ledger_version = models.BigIntegerField(null=True)
    customers = models.PositiveIntegerField()
    rows = models.BinaryField(default=bytes)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-end", "-id"]

    def __str__(self) -> str:
        return self.name
