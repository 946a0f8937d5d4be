"""Tables of contracts."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.core.removal import Removable
from covalue.retention.rules import Period

PERIODS: Final = {Period.YEAR: _("year"), Period.QUARTER: _("quarter"), Period.MONTH: _("month")}


class ContractTable(Removable):
    """Cohorts of contracts side by side; `segments` is what `rules.Segment` holds, as JSON.

    One that was typed has its counts only. One from a file has its `path` and `mapping`, so that it can be counted again,
    and until it is counted no segments.
    """

    name = models.CharField(max_length=120)
    period = models.CharField(
        max_length=10, choices=[(key.value, name) for key, name in PERIODS.items()], default=Period.YEAR.value
    )
    segments = models.JSONField(default=list)
    margin = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)  # of a contract, a year
    file_name = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=500, blank=True)
    mapping = models.JSONField(default=dict)
    until = models.DateField(null=True, blank=True)
    tally = models.JSONField(default=dict)  # of the file: what `files.Tally` holds
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return self.name
