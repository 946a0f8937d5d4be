"""The one action register: everything somebody promised to do, with one owner and a date."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable


@dataclass(frozen=True)
class Origin:
    """A row an action arose from, as its name and the page that shows it."""

    title: str
    url: str


class Action(Removable):
    """One thing to do on an account. Owned by one of ours or by one of theirs, never by both."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    customer_owner = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    due_on = models.DateField(null=True, blank=True)
    arose_from = models.CharField(max_length=80, blank=True, help_text="the row it came from, as in the audit log")
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    origin: Origin | None = None  # the row it arose from, once `origins.named` has looked for it

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "due_on"], name="action_account"),
            models.Index(fields=["owner", "due_on"], name="action_owner"),
        ]

    def __str__(self) -> str:
        return self.title
