"""Value targets: what the customer values that we could help with."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.conversations.models import Statement
from covalue.core.removal import Removable
from covalue.value.rules import TargetState, priority


class Target(Removable):
    """Something the customer values that we could help with: a hypothesis until discussed, and until a contact validates it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="targets")
    title = models.CharField(max_length=200)
    success = models.TextField(blank=True)
    holder = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="targets")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.SET_NULL, related_name="targets")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    fit = models.PositiveSmallIntegerField(null=True, blank=True)
    discussed_on = models.DateField(null=True, blank=True)
    validated_by = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="validated_targets"
    )
    validated_on = models.DateField(null=True, blank=True)
    validated_words = models.TextField(blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    parked_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at"], name="target_account")]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> TargetState:
        if self.parked_at is not None:
            return TargetState.PARKED
        if self.validated_on is not None:
            return TargetState.VALIDATED
        return TargetState.DISCUSSED if self.discussed_on is not None else TargetState.HYPOTHESIS

    @property
    def priority(self) -> int | None:
        return priority(self.impact, self.fit)
