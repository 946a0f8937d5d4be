"""The board of an account, the cards on it, who sits at it, and questions of our own."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.action_items.models import Action
from covalue.conversations.models import Statement
from covalue.core.removal import Removable
from covalue.discovery.rules import MOST_WORDS, Fate, Lane
from covalue.objectives.models import Objective
from covalue.value.models import Target


class Board(models.Model):
    """One an account. `revision` counts its changes, so that every screen knows what it has not seen."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="board")
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)


class Card(Removable):
    """A thought in a lane; with `contact` it is the customer's. `changed` is the board's revision that touched it last."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cards")
    lane = models.CharField(max_length=20, choices=[(lane.value, lane.value) for lane in Lane])
    position = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=MOST_WORDS)
    edits = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    objective = models.ForeignKey(Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at"], name="card_account")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def became(self) -> Fate | None:
        """What was made of it, if that is still known."""
        for fate in Fate:
            if getattr(self, f"{fate}_id") is not None:
                return fate
        return None


class Seat(models.Model):
    """Somebody has the board open, seen at."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["board", "user"], name="one_seat")]


class Question(Removable):
    """A question of our own in the guides. Empty function or industry: for everybody."""

    part = models.CharField(max_length=20)
    function = models.CharField(max_length=30, blank=True)
    industry = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["part", "id"]

    def __str__(self) -> str:
        return self.words
