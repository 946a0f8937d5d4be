"""Conversations: what was said, by whom on both sides."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable


class Channel(models.TextChoices):
    """How we spoke."""

    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit")
    CALL = "call", _("Call")
    MAIL = "mail", _("Email")


class Conversation(Removable):
    """One exchange with the customer. `contacts` are theirs, `people` ours."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations")
    channel = models.CharField(max_length=20, choices=Channel)
    held_on = models.DateField()
    subject = models.CharField(max_length=300)
    notes = models.TextField(blank=True)
    contacts = models.ManyToManyField(Contact, related_name="conversations", blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="conversations", blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "-held_on"], name="conversation_account")]

    def __str__(self) -> str:
        return self.subject


class Statement(models.Model):
    """What one contact said, in their words. `why_it_matters` is personal: for the team only, in no export."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="statements")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="statements")
    words = models.TextField()
    why_it_matters = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.words[:80]
