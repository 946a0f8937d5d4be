"""What is known about a customer's business, the activities it is made of, and what happens to it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.action_items.models import Action
from covalue.core.removal import Removable
from covalue.profiles.rules import EFFECT_NAMES, MOST_WORDS, SIGNAL_NAMES, TOPIC_NAMES, Age, Effect, Topic, age

US = settings.AUTH_USER_MODEL


class Finding(Removable):
    """One thing known about the customer's business; with a contact it is what they told us.

    `checked_on` is the last day somebody found it still true; its age counts from then.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="findings")
    topic = models.CharField(max_length=30, choices=[(topic.value, name) for topic, name in TOPIC_NAMES.items()])
    words = models.CharField(max_length=MOST_WORDS)
    number = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    found_on = models.DateField()
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings")
    doubtful = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "finding"
        ordering: ClassVar = ["-found_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at"], name="finding_account")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def said(self) -> str:
        """Its words, with the number they are about before them."""
        return self.words if self.number is None else f"{self.number} {self.words}"

    @property
    def known_on(self) -> date:
        """The last day it was known to be true."""
        return max(self.found_on, self.checked_on or self.found_on)

    @property
    def age(self) -> Age:
        """How old it is today."""
        return age(Topic(self.topic), self.known_on, self.account.today())

    @property
    def age_days(self) -> int:
        return self.age.days

    @property
    def shelf_life_days(self) -> int:
        return self.age.limit

    @property
    def stale(self) -> bool:
        return self.age.stale


class FindingVersion(models.Model):
    """A finding as it was written once."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=MOST_WORDS)
    figure = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    found_on = models.DateField()
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    written_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number", "-id"]


class Activity(Removable):
    """A link of the customer's value chain: `touch` says where we are part of it, `others` who else is."""

    class ActivityKind(models.TextChoices):
        """Primary activities follow each other; support activities stand below all of them."""

        PRIMARY = "primary", _("Primary")
        SUPPORT = "support", _("Support")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="chain")
    kind = models.CharField(max_length=10, choices=ActivityKind, default=ActivityKind.PRIMARY)
    name = models.CharField(max_length=80)
    touch = models.CharField(max_length=200, blank=True)
    others = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "activity"
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Signal(Removable):
    """Something that happened at the customer, and what it changes in the plan once somebody has said so.

    `concerns` is the key of what it changes, such as `objective:12`. With a contact the words are theirs.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=20, choices=[(kind.value, name) for kind, name in SIGNAL_NAMES.items()])
    words = models.CharField(max_length=500)
    source = models.CharField(max_length=300)
    happened_on = models.DateField()
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="signals")
    effect = models.CharField(
        max_length=10, blank=True, choices=[(effect.value, name) for effect, name in EFFECT_NAMES.items()]
    )
    reason = models.CharField(max_length=500, blank=True)
    concerns = models.CharField(max_length=60, blank=True)
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="signals")
    answered_by = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "signal"
        ordering: ClassVar = ["-happened_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at", "effect"], name="signal_account")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def open(self) -> bool:
        """Whether nobody has said yet what it changes."""
        return not self.effect

    @property
    def changes_plan(self) -> bool:
        return self.effect == Effect.CHANGES
