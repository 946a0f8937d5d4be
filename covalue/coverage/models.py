"""Coverage models, which segment gets which, people's capacity, and planned hours."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account
from covalue.coverage.rules import Served

SERVED_NAMES: Final = {
    Served.SAM: _("Strategic account manager"),
    Served.SAM_TEAM: _("Strategic account manager with a virtual team"),
    Served.KEY: _("Key account manager"),
    Served.REGIONAL: _("Regional lead with global coordinator"),
    Served.INSIDE: _("Inside sales"),
    Served.DIGITAL: _("Digital"),
}


class CoverageModel(models.Model):
    """How customers are served, and the hours a year each of them takes."""

    name = models.CharField(max_length=120, unique=True)
    served = models.CharField(max_length=30, choices=[(key.value, name) for key, name in SERVED_NAMES.items()])
    hours = models.DecimalField(max_digits=7, decimal_places=1)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-hours", "name"]

    def __str__(self) -> str:
        return self.name


class Cover(models.Model):
    """The model a segment gets."""

    segment = models.CharField(max_length=20, unique=True)
    model = models.ForeignKey(CoverageModel, on_delete=models.PROTECT, related_name="covers")

    def __str__(self) -> str:
        return f"{self.segment}: {self.model}"


class Capacity(models.Model):
    """Hours a year somebody can give to accounts."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="capacity")
    hours = models.DecimalField(max_digits=7, decimal_places=1)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()


class Effort(models.Model):
    """Hours a year somebody is planned to give to an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="efforts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="efforts")
    hours = models.DecimalField(max_digits=7, decimal_places=1)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["account", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["account", "user"], name="one_effort_each"),
        ]
