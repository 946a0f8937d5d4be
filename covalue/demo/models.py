"""The sample data of a workspace: whether they were loaded, and how the loading stands."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleState(models.TextChoices):
    """Where the loading stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class SampleData(models.Model):
    """The demo company in this workspace, one row: from then on the workspace is a demonstration.

    `rows` has for each model the numbers of the last row before and after the loading, `last_event` the last event of it: what
    is between goes with the sample data, what is later was added by people.
    """

    state = models.CharField(max_length=10, choices=SampleState, default=SampleState.WAITING)
    progress = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    rows = models.JSONField(default=dict)
    last_event = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("sample data")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_sample"),
        ]

    def __str__(self) -> str:
        return "sample data"

    @property
    def is_open(self) -> bool:
        """Whether it is being loaded."""
        return self.state in (SampleState.WAITING, SampleState.RUNNING)
