"""Sponsorships, what sponsors acknowledge, planned touchpoints, and what was escalated."""

from datetime import date
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.conversations.models import Conversation
from covalue.objectives.models import Objective
from covalue.sponsors.rules import Level

LEVEL_NAMES: Final = {
    Level.BOARD: _("Board or managing director"),
    Level.EXECUTIVE: _("Vice president or head of a unit"),
    Level.SENIOR: _("Director or manager"),
}


class RoleCard(models.Model):
    """What a sponsor does, a short training, and what may be escalated and what not, one matter a line. Never changed: a
    change is a new version.
    """

    version = models.PositiveIntegerField(unique=True)
    role = models.TextField()
    training = models.TextField()
    may_escalate = models.TextField()
    may_not_escalate = models.TextField(blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        return str(_("version {n}")).format(n=self.version)


class Acknowledgement(models.Model):
    """A sponsor read a version of the role card and went through its training."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acknowledgements")
    card = models.ForeignKey(RoleCard, on_delete=models.PROTECT, related_name="acknowledgements")
    acknowledged_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-acknowledged_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "card"], name="a_card_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.card}"


class Executive(models.Model):
    """What matching asks of one of our executives; `most` accounts they take, the usual number where it is empty."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="executive")
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=[(level.value, name) for level, name in LEVEL_NAMES.items()]
    )
    background = models.TextField(blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class Declaration(models.Model):
    """Whether an executive has a conflict of interest with an account: `conflict` says which, empty for none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declarations")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="declarations")
    conflict = models.TextField(blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "account"], name="one_declaration_per_account"),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.account}"


class Sponsorship(models.Model):
    """One of our executives paired with contacts of an account, from `starts_on` to `ends_on` or until further notice.

    `accepted_load` is the number of accounts that was confirmed for this sponsor beyond their limit, and `over_limit` why.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sponsorships")
    sponsor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sponsorships")
    counterparts = models.ManyToManyField(Contact, related_name="sponsorships", blank=True)
    objectives = models.ManyToManyField(Objective, related_name="sponsorships", blank=True)
    purpose = models.TextField(blank=True)
    not_to_promise = models.TextField(blank=True)
    weeks = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="succeeds"
    )
    over_limit = models.TextField(blank=True)
    accepted_load = models.PositiveSmallIntegerField(default=0)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why_ended = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["account", "id"]
        indexes: ClassVar = [models.Index(fields=["account", "ended_at"], name="sponsorship_account")]

    def __str__(self) -> str:
        return f"{self.sponsor} – {self.account}"

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return str(self)

    @property
    def ended_on(self) -> date | None:
        """The day it ended, as it was with the customer."""
        return self.account.day_of(self.ended_at) if self.ended_at else None


class Touchpoint(models.Model):
    """A touchpoint that is planned. Held, it is a conversation, which is kept once and named here."""

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="touchpoints")
    planned_on = models.DateField()
    subject = models.CharField(max_length=300)
    contacts = models.ManyToManyField(Contact, related_name="touchpoints", blank=True)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="touchpoints"
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    planned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["planned_on", "id"]

    def __str__(self) -> str:
        return self.subject


class Escalation(models.Model):
    """Something the team could not settle, handed to the sponsor, with why; `matter` is a line of the role card of that day."""

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="escalations")
    matter = models.CharField(max_length=300)
    reason = models.TextField()
    wanted_by = models.DateField(null=True, blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]

    def __str__(self) -> str:
        return self.matter
