"""Calendars and mailboxes of our people, what was read from them, and what of it became a conversation.

Whatever hangs on a source is its owner's alone; nobody else, whatever their role, reads it. What is shared stands in
`conversations`, by a row of `SharedItem`.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Contact
from covalue.conversations.models import Conversation
from covalue.sources.rules import (
    CALENDARS,
    FILES,
    KIND_NAMES,
    SHARING_NAMES,
    Sharing,
    SharingChoice,
    SourceItemKind,
    SourceKind,
)


class State(models.TextChoices):
    """Where a source stands."""

    READY = "ready", _("up to date")
    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    STOPPED = "stopped", _("stopped")


class Source(models.Model):
    """A calendar or mailbox of one of us. `secret` is sealed; `cursor` is how far it was read, so that it goes on there."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)
    username = models.CharField(max_length=254, blank=True)
    secret = models.TextField(blank=True)
    folder = models.CharField(max_length=254, blank=True)
    sharing = models.CharField(
        max_length=20,
        choices=[(sharing.value, name) for sharing, name in SHARING_NAMES.items()],
        default=Sharing.NOTHING,
    )
    state = models.CharField(max_length=20, choices=State, default=State.READY)
    message = models.CharField(max_length=300, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = "source"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "kind"],
                condition=models.Q(kind__in=sorted(kind.value for kind in FILES)),
                name="files_of_a_kind_are_one_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_calendar(self) -> bool:
        return SourceKind(self.kind) in CALENDARS

    @property
    def is_connected(self) -> bool:
        """Whether it is asked by itself, not filled by files."""
        return SourceKind(self.kind) not in FILES


class Reading(models.Model):
    """One time a source was read. `reasons` and `notes` are counts by reason; `meetings` are those it spoke of."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="readings")
    started_at = models.DateTimeField()
    names = models.CharField(max_length=500, blank=True)
    read = models.PositiveIntegerField(default=0)
    meetings = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    new_here = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d}"


class Entry(models.Model):
    """One version of an entry of a calendar, as it was read: what meetings are worked out from, again and again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="entries")
    uid_key = models.CharField(max_length=40)
    digest = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        verbose_name = "calendar entry"
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "digest"], name="a_version_once_a_source")]
        indexes: ClassVar = [models.Index(fields=["source", "uid_key"], name="entry_uid")]

    def __str__(self) -> str:
        return self.uid_key


class Item(models.Model):
    """A meeting or message in one person's source. `key` is the same in everybody's; `uid_key` that of its series or thread."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    reading = models.ForeignKey(Reading, null=True, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in SourceItemKind])
    key = models.CharField(max_length=40, db_index=True)
    uid_key = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    day = models.DateField()
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    private = models.BooleanField(default=False)
    stands = models.BooleanField(default=True)
    state = models.CharField(max_length=20)
    choice = models.CharField(
        max_length=10, blank=True, choices=[(choice.value, choice.value) for choice in SharingChoice]
    )
    sequence = models.IntegerField(default=0)
    stamp = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="an_item_once_a_source")]
        indexes: ClassVar = [
            models.Index(fields=["source", "-starts_at"], name="item_latest"),
            models.Index(fields=["source", "uid_key"], name="item_uid"),
        ]

    def __str__(self) -> str:
        return self.subject


class Participant(models.Model):
    """Somebody on the list of an item, by address."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="participants")
    email = models.EmailField(db_index=True)
    domain = models.CharField(max_length=254, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=20, blank=True)
    human = models.BooleanField(default=True)
    leads = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-leads", "email"]

    def __str__(self) -> str:
        return self.name or self.email


class SharedItem(models.Model):
    """A conversation that came from calendars or mail. `written` is what stands in it from there, by field."""

    key = models.CharField(max_length=40, db_index=True)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="shared_item")
    written = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    released = models.BooleanField(default=False)  # its source was removed: the conversation stays as it is

    class Meta:
        verbose_name = "shared item"

    def __str__(self) -> str:
        return str(self.conversation)


class LeftOut(models.Model):
    """An address the owner does not want to be asked about again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "email"], name="an_address_is_left_out_once")]

    def __str__(self) -> str:
        return self.email


class LeftOutLine(models.Model):
    """Two contacts seen together between whom the owner does not want to be asked for a line again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"
