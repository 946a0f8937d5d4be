"""Agreements with customers."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.agreements.rules import Renewal
from covalue.core.removal import Removable
from covalue.organisation.models import Offering

RENEWAL_NAMES: Final = {
    Renewal.ENDS: _("ends automatically"),
    Renewal.RENEWS: _("renews unless ended"),
    Renewal.RUNS_ON: _("runs on until ended"),
}


class Agreement(Removable):
    """A contract of an account, from `starts_on` to the end of its current term, or open-ended.

    `notice_by` is the last day of notice, read from `notice_clause`, or typed (`notice_typed`) where the clause is not read;
    `notice_confirmed` is the day a person confirmed against the contract. `source` and `external_id` say which record of
    which system it is, where it was imported.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="agreements")
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=120, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements"
    )
    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements")
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    renewal = models.CharField(
        max_length=10, default=Renewal.ENDS, choices=[(one.value, name) for one, name in RENEWAL_NAMES.items()]
    )
    notice_clause = models.CharField(max_length=1000, blank=True)
    country = models.CharField(max_length=10, blank=True)
    notice_typed = models.DateField(null=True, blank=True)
    notice_by = models.DateField(null=True, blank=True)
    notice_confirmed = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    price_rules = models.TextField(blank=True)
    service_levels = models.TextField(blank=True)
    our_obligations = models.TextField(blank=True)
    their_obligations = models.TextField(blank=True)
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "agreement"
        ordering: ClassVar = ["ends_on", "id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account", "ends_on"], name="agreement_account"),
            models.Index(fields=["notice_by"], name="agreement_notice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return self.title

    @property
    def is_confirmed(self) -> bool:
        """Whether a person confirmed the day of notice as it is now."""
        return self.notice_by is not None and self.notice_confirmed == self.notice_by

    @property
    def mid_term(self) -> date | None:
        """The day half of the term is over; None where it is open-ended."""
        return None if self.ends_on is None else self.starts_on + (self.ends_on - self.starts_on) / 2

    @property
    def amount(self) -> Decimal | None:
        return self.value
