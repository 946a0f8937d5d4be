"""Guests, what is shared with them, and what they say to it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.portal.rules import PROPOSABLE, ItemKind, Said

KINDS = [(kind.value, kind.value) for kind in ItemKind]


class Guest(models.Model):
    """A contact who may sign in for an account, known by their email address; until we, or leaving, end it.

    While they are `held` nothing was sent and nothing is shown: another than who entered that address confirms it first.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="guests")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="guests")
    email = models.EmailField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    held = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["email"], name="guest_email")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["account", "email"], condition=models.Q(revoked_at=None), name="one_guest_per_account_and_mail"
            ),
        ]

    def __str__(self) -> str:
        return self.contact.name


class Share(models.Model):
    """One item is shown to the guests of its account, from when until when."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=12, choices=KINDS)
    item = models.PositiveBigIntegerField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    shared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "item"], condition=models.Q(ended_at=None), name="an_item_is_shared_once"
            ),
        ]


class Comment(models.Model):
    """What somebody of either side writes to a shared item. `contact` is set when it was a guest."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="portal_comments")
    kind = models.CharField(max_length=12, choices=KINDS)
    item = models.PositiveBigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="portal_comments"
    )
    words = models.TextField()
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [models.Index(fields=["account", "kind", "item"], name="comment_item")]

    @property
    def written_by(self) -> str:
        """The name of the contact or colleague who wrote it; empty where the account of that person is gone."""
        person = self.contact or self.author
        return person.name if person else ""


class Assent(models.Model):
    """A guest confirmed an objective or accepted an action, as it read then; changed since, it asks for a new one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assents")
    kind = models.CharField(max_length=12, choices=KINDS)
    item = models.PositiveBigIntegerField()
    said = models.CharField(max_length=10, choices=[(said.value, said.value) for said in Said])
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="assents")
    reading = models.JSONField(default=dict)
    words = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-said_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "kind", "item"], name="assent_item")]


class Proposal(models.Model):
    """What a guest would add; ours once we take it up, with their words kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="customer_proposals")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in PROPOSABLE])
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="customer_proposals")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    taken_up_as = models.PositiveBigIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Look(models.Model):
    """How the portal of an account looks and greets, and what we answered before inviting."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="portal_look")
    colour = models.CharField(max_length=7, blank=True)
    welcome = models.TextField(blank=True)
    no_tender = models.BooleanField(default=False)
    no_burning_issue = models.BooleanField(default=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
