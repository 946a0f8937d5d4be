"""Accounts that pass from one owner to another."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account


class Handover(models.Model):
    """Accounts given to `taker`, from the day `holds_from`. Until `held_at` it waits; `undone_at` says it was taken back."""

    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers_taken")
    note = models.TextField(blank=True)
    holds_from = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="handovers_made"
    )
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.taker} from {self.holds_from}"


class Share(models.Model):
    """One account of a handover. `moved` is what an undo needs.

    `moved` = {"actions": [ids], "joined": membership id or null, "left": {"since"} or null,
    "promises": {"by_user": [ids], "to_user": [ids]}}.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="shares")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    with_actions = models.BooleanField(default=True)
    moved = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["account__name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["handover", "account"], name="an_account_once_in_a_handover"),
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def actions_moved(self) -> int | None:
        """How many actions moved; None before the handover takes effect."""
        return len(self.moved["actions"]) if self.moved else None

    @property
    def promises_moved(self) -> int | None:
        """How many open promises moved; None before the handover takes effect."""
        if not self.moved:
            return None
        return len({pk for ids in self.moved.get("promises", {}).values() for pk in ids})

    @property
    def requests_moved(self) -> int | None:
        """How many unanswered requests to contacts moved; None before the handover takes effect."""
        return sum(len(ids) for ids in self.moved.get("requests", {}).values()) if self.moved else None


class Tick(models.Model):
    """Somebody of one side ticked an entry of the reading list of an account: the giver told it, the taker read it."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="ticks")
    key = models.CharField(max_length=40)
    taker = models.BooleanField()
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["share", "key", "taker"], name="a_side_ticks_an_entry_once"),
        ]
