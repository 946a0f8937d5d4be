"""Results: one for each state of the ledger, its accounts and rates, and settings."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from covalue.lifetime.rules import Settings


class FitState(models.TextChoices):
    """Where a result stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Fit(models.Model):
    """A model fitted to a version of the ledger, with its result. Another version, other rates, a merge or another key of an
    account is another basis: what was computed from it is shown as out of date, until an undo makes it right again.

    `figures` is what `computing.Figures` holds, as JSON; `rows` the customers, as Parquet. A failed one says why.
    """

    ledger_version = models.BigIntegerField()
    basis = models.CharField(max_length=200, default="")  # `figures.basis`: ledger, rates and keys it was computed from
    currency = models.CharField(max_length=3, default="")
    model = models.CharField(max_length=20)
    unit = models.CharField(max_length=10)
    months = models.PositiveSmallIntegerField()
    discount = models.DecimalField(max_digits=5, decimal_places=4)
    margin = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # none: each customer's, by the ledger
    state = models.CharField(max_length=10, choices=FitState, default=FitState.WAITING)
    progress = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)
    rows = models.BinaryField(default=bytes)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["basis", "model", "unit", "months", "discount", "margin"],
                name="one_fit_of_version_and_settings",
            ),
            models.UniqueConstraint(
                fields=["basis", "model", "unit", "months", "discount"],
                condition=models.Q(margin=None),
                name="one_fit_by_the_margin_of_the_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model}, ledger version {self.ledger_version}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.state in (FitState.WAITING, FitState.RUNNING)

    @property
    def settings(self) -> "Settings":
        """What it was computed with."""
        from covalue.lifetime.rules import Settings  # with scipy

        return Settings(**{part.name: getattr(self, part.name) for part in fields(Settings)})
