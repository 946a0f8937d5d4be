"""The record of imports. The lines themselves lie in the open table (see table.py)."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from covalue.core import days, money
from covalue.ledger.mapping import Mapping
from covalue.ledger.rules import ABANDONED_AFTER, LedgerInputError


class ImportState(models.TextChoices):
    """Where an import stands. The table's own history decides what a killed import really did."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class Unknown(models.TextChoices):
    """What to do with lines of customers that no account is identified with."""

    KEEP = "keep", _("Keep the lines under the customer ID, without an account")
    CREATE = "create", _("Create an account for each")
    REJECT = "reject", _("Reject the lines")


class HeldDecision(models.TextChoices):
    """What becomes of lines that were held back."""

    ADD = "add", _("Add the lines")
    REPLACE = "replace", _("Replace the documents")
    YEARLY = "yearly", _("Other documents, numbered by year")
    LEAVE = "leave", _("Leave out")


class Import(models.Model):
    """One file brought into the ledger: what it was, how it was read, what came of it.

    `likely` holds the customers no account was made for, as they look like one there is: a person decides.
    `assumed` holds what the file left open and how it was read (setting, value, sentence). `left` holds a sentence for each account it created that an undo left alone. `decisions` says of customers which account they are, 0 for none. `held_from` is the import whose held lines
    this one brings in, as was decided.
    """

    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=60)
    mapping = models.JSONField(default=dict)
    unknown = models.CharField(max_length=10, choices=Unknown, default=Unknown.KEEP)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.WAITING)
    progress = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.BigIntegerField(null=True, blank=True)
    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    without_account = models.BigIntegerField(default=0)
    held_decision = models.CharField(max_length=10, choices=HeldDecision, blank=True)
    held_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="decided")
    accounts_created = models.BigIntegerField(default=0)
    offerings_created = models.BigIntegerField(default=0)
    likely = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    left = models.JSONField(default=list)
    assumed = models.JSONField(default=list)
    amount_held = models.DecimalField(max_digits=24, decimal_places=4, default=0)
    amount_total = models.DecimalField(max_digits=24, decimal_places=4, default=0)
    amount_unassigned = models.DecimalField(max_digits=24, decimal_places=4, default=0)
    reject_file = models.CharField(max_length=500, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def currency(self) -> str:
        """The one currency of all its lines; empty where a column says it of each, and its amounts are a total to check by."""
        told = str(self.mapping.get("fields", {}).get("currency", ""))
        return told.strip("'") if re.fullmatch(r"'[A-Z]{3}'", told) else ""

    @property
    def is_open(self) -> bool:
        """Whether it was started and has not ended."""
        return self.state == ImportState.RUNNING or (self.state == ImportState.WAITING and bool(self.mapping))

    @property
    def not_started(self) -> bool:
        """Whether the file was only sent and looked at: it goes by itself after a while."""
        return self.state == ImportState.WAITING and not self.mapping

    @property
    def discarded_on(self) -> datetime:
        """When it goes, if nobody starts it."""
        return self.asked_at + ABANDONED_AFTER

    @property
    def undone(self) -> str:
        """Who took it back and when, with what was taken out again; empty while it stands."""
        if self.state != ImportState.UNDONE:
            return ""
        lines = ngettext("{n} line taken out again", "{n} lines taken out again", self.added)
        parts = [lines.format(n=money.count(self.added))]
        if self.changed:
            back = ngettext("{n} with its values from before", "{n} with their values from before", self.changed)
            parts.append(back.format(n=money.count(self.changed)))
        return undone_by(self, ", ".join(parts))

    @property
    def rejects(self) -> Path | None:
        """The file of rows that were not taken, with their reasons; None where there is none."""
        path = Path(self.reject_file)
        readable = bool(self.reject_file) and path.is_file() and path.is_relative_to(settings.DATA_DIR)
        return path if readable else None

    @property
    def held_file(self) -> Path:
        """Where the rows held back are listed, with their reasons, if there are any."""
        return settings.DATA_DIR / "imports" / f"held-{self.pk}.csv"

    @property
    def awaits_decision(self) -> bool:
        """Whether somebody has to say what becomes of lines held back."""
        return bool(
            self.state == ImportState.DONE and self.held and not self.held_decision and self.held_file.is_file()
        )


def undone_by(record: Any, what: str) -> str:
    """Who took an import back and when, as far as that is known: of earlier ones it is in the audit log alone."""
    named = {"who": record.undone_by, "day": days.day(record.undone_at) if record.undone_at else "", "what": what}
    if record.undone_by and record.undone_at:
        return _now("Undone by {who} on {day}: {what}").format(**named)
    return _now("Undone: {what}").format(**named)


class CreatedAccount(models.Model):
    """An account an import met for the first time, by its number: it may be gone by now."""

    file_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="created")
    account_id = models.BigIntegerField()


class MatchedCustomer(models.Model):
    """A customer of an import that is an account there was: the ID it gave the account, by its number: it may be gone by now."""

    file_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="matched")
    key = models.CharField(max_length=200)
    identifier_id = models.BigIntegerField()


class CreatedOffering(models.Model):
    """An offering an import met for the first time and named, by its number: it may be gone by now."""

    file_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="named_offerings")
    offering_id = models.BigIntegerField()
    name = models.CharField(max_length=300)


class UnknownCustomer(models.Model):
    """A customer an import met that no account is identified with: what the file calls them, and their lines."""

    file_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="unknown_customers")
    key = models.CharField(max_length=1000)
    name = models.CharField(max_length=300, blank=True)
    lines = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name or self.key


class SavedMapping(models.Model):
    """How a source's files are read, kept under a name for the next file."""

    name = models.CharField(max_length=120, unique=True)
    content = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def mapping(self) -> Mapping:
        """What was saved."""
        return Mapping.from_toml(self.content)

    @property
    def is_readable(self) -> bool:
        """Whether this version still understands it."""
        try:
            return bool(self.mapping.fields)
        except LedgerInputError:
            return False
