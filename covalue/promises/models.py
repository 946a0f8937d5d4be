"""What was promised, both ways, what the customer answered to theirs, and how often each contact asked to be met."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.action_items.models import Action
from covalue.conversations.models import Channel
from covalue.core.removal import Removable
from covalue.promises import rules
from covalue.promises.rhythm_rules import HOW_OFTEN_NAMES
from covalue.promises.rules import (
    OUTCOME_NAMES,
    PLACE_NAMES,
    SAID_NAMES,
    SIDE_NAMES,
    Outcome,
    Place,
    PromiseSide,
    PromiseState,
    Term,
)


class Promise(Removable):
    """One commitment. Ours is given `by_user` and owed `to_contact`, theirs `by_contact` to `to_user`; either may be unknown.

    `due_on` is the day it is expected; `promised_for` the day it is measured against, which moves with it only where the
    other side agreed. `due_words` is how the day was said.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="promises")
    side = models.CharField(max_length=6, choices=[(side.value, name) for side, name in SIDE_NAMES.items()])
    what = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises_given"
    )
    by_contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises_given"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises_received"
    )
    to_contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises_received"
    )
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=80, blank=True)
    promised_for = models.DateField(null=True, blank=True)
    made_on = models.DateField()
    place = models.CharField(
        max_length=12, choices=[(place.value, name) for place, name in PLACE_NAMES.items()], default=Place.HAND.value
    )
    arose_from = models.CharField(max_length=80, blank=True, help_text="the row it came from, as in the audit log")
    outcome = models.CharField(
        max_length=9, choices=[(one.value, name) for one, name in OUTCOME_NAMES.items()], default=Outcome.OPEN.value
    )
    ended_on = models.DateField(null=True, blank=True)
    action = models.OneToOneField(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="promise"
    )  # the step that keeps it: my day shows one of both
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "side"], name="promise_account"),
            models.Index(fields=["by_user", "due_on"], name="promise_by_user"),
            models.Index(fields=["by_contact"], name="promise_by_contact"),
            models.Index(fields=["to_contact"], name="promise_to_contact"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def name(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def by(self) -> Any:
        """Who promised it, of either side; None where it is not known."""
        return self.by_user if self.side == PromiseSide.OURS else self.by_contact

    @property
    def to(self) -> Any:
        """Whom it was promised to."""
        return self.to_contact if self.side == PromiseSide.OURS else self.to_user

    @property
    def term(self) -> Term:
        return Term(Outcome(self.outcome), self.ended_on, self.promised_for)

    @property
    def contact(self) -> Contact | None:
        """Whoever of the customer has part in it."""
        return self.to_contact if self.side == PromiseSide.OURS else self.by_contact

    def state_on(self, today: date) -> PromiseState:
        """Where it stands on a day."""
        return rules.state(self.term, today)

    @property
    def state(self) -> PromiseState:
        """Where it stands today, with the customer."""
        return self.state_on(self.account.today())

    @property
    def state_name(self) -> str:
        return str(rules.STATE_NAMES[self.state])


class Answer(models.Model):
    """What the customer said to a promise of theirs; `decided_at` once one of ours took note of it."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="answers")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="promise_answers")
    said = models.CharField(max_length=10, choices=[(said.value, name) for said, name in SAID_NAMES.items()])
    day = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["-answered_at", "-id"]

    def __str__(self) -> str:
        return self.get_said_display()


class Rhythm(Removable):
    """How often a contact asked to be met, how, and on which days not; who of them said so, and when.

    `avoid` holds weekdays by their numbers (Monday 0) between blanks.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="rhythms")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rhythms")
    every_days = models.PositiveSmallIntegerField(choices=[(one.value, name) for one, name in HOW_OFTEN_NAMES.items()])
    channel = models.CharField(max_length=20, choices=Channel, blank=True)
    avoid = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    said_on = models.DateField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-said_on", "-id"]

    def __str__(self) -> str:
        return self.contact.name

    @property
    def days_to_avoid(self) -> tuple[int, ...]:
        return tuple(int(day) for day in self.avoid.split())
