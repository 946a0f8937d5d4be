"""What every request to a contact has."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact, ContactAddress


class ContactRequest(models.Model):
    """A contact is asked for something by a personal link, which goes to `email`.

    While it is `held` nothing was sent: another of us than who entered that address has to stand behind it first. The link
    is made from `nonce` with the installation's key, so that neither the database nor a back-up holds one.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    address = models.ForeignKey(ContactAddress, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    held = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    nonce = models.CharField(max_length=32)
    opened_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_words = models.CharField(max_length=500, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    UNANSWERED: ClassVar = {"answered_at": None, "declined_at": None, "revoked_at": None}

    class Meta:
        abstract = True

    @property
    def open(self) -> bool:
        """Whether it waits for an answer; the time to answer may be over."""
        return self.answered_at is None and self.declined_at is None and self.revoked_at is None
