"""The audit log: one append-only table of everything that changed, was exported or signed in. And the workers' beats, and
which tables were written to.
"""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that happened, written in the transaction of the change it tells of.

    `stream` names what the event is shown under (“account:12”), `subject` the very row (“contact:5”).
    `changes` maps a field to [before, after], both as text a person can read.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    stream = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    subject_name = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    origin = models.CharField(max_length=80)
    request = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["stream", "-at", "-id"], name="event_stream"),
            models.Index(fields=["subject", "-at", "-id"], name="event_subject"),
            models.Index(fields=["-at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject_name}"


class WorkerBeat(models.Model):
    """A background worker's sign of life; work of one that fell silent is given to another."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()


class TableWrite(models.Model):
    """A statement that wrote to a table of the database: see `written`."""

    table = models.CharField(max_length=80)
