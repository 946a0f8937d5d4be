"""The record of imports of master data, and of every row one of them touched."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from covalue.core import money
from covalue.ledger.models import undone_by
from covalue.ledger.rules import ABANDONED_AFTER
from covalue.ledger.source import Options as Layout
from covalue.masterdata.rules import DESCRIPTIONS, Noun, Options


class State(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", _("Received")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class FileImport(models.Model):
    """One file of master data: what it was, how it is read, what came of it. `mapping` is field → column.

    `reading` holds what was said about where the table is and how it is written, `assumed` what was found instead.
    `run` names the worker's attempt that may write; `notes` holds a sentence for each row that was not taken quite as the
    file has it; `left` one for each row an undo left alone, which `undone_by` asked for.
    """

    noun = models.CharField(max_length=20, choices=[(noun.value, DESCRIPTIONS[noun].label) for noun in Noun])
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=60, default="crm")
    mapping = models.JSONField(default=dict)
    invites = models.BooleanField(default=False)
    clears_empty = models.BooleanField(default=False)
    creates_parents = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    run = models.CharField(max_length=32, blank=True)
    progress = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    read = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    reject_file = models.CharField(max_length=500, blank=True)
    left = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    reading = models.JSONField(default=dict)
    assumed = models.JSONField(default=list)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether it was started and has not ended."""
        return self.state in (State.WAITING, State.RUNNING, State.UNDOING)

    @property
    def not_started(self) -> bool:
        """Whether the file was only sent and looked at: it goes by itself after a while."""
        return self.state == State.RECEIVED

    @property
    def discarded_on(self) -> datetime:
        """When it goes, if nobody starts it."""
        return self.asked_at + ABANDONED_AFTER

    @property
    def undone(self) -> str:
        """Who took it back and when, with what became of its rows; empty while it stands."""
        if self.state != State.UNDONE:
            return ""
        parts = [
            ngettext("{n} created row removed again", "{n} created rows removed again", self.created).format(
                n=money.count(self.created)
            )
        ]
        if self.changed:
            back = ngettext("{n} with its values from before", "{n} with their values from before", self.changed)
            parts.append(back.format(n=money.count(self.changed)))
        if self.left:
            parts.append(
                ngettext("{n} of them left alone", "{n} of them left alone", len(self.left)).format(n=len(self.left))
            )
        return undone_by(self, ", ".join(parts))

    @property
    def nothing(self) -> str:
        """That nothing of the file came in, and why; empty where something did or was there before."""
        if self.created or self.changed or self.unchanged:
            return ""
        sentence = ngettext(
            "Nothing was imported: {n} row was rejected.",
            "Nothing was imported: {n} rows were rejected.",
            self.rejected,
        )
        return sentence.format(n=money.count(self.rejected))

    @property
    def can_be_undone(self) -> bool:
        return self.state != State.UNDONE and bool(self.created or self.changed)

    @property
    def options(self) -> Options:
        return Options(self.invites, self.clears_empty, self.creates_parents, Layout(**self.reading))


class Touched(models.Model):
    """A record an import created or changed: the fields it wrote, before (None: created) and after.

    `row` is its number in the file; a parent created beside the file has a number below zero.
    """

    file_import = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="touched")
    row = models.IntegerField()
    thing_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["file_import", "thing_id"], name="touched_thing")]
