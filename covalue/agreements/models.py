"""Agreements with customers."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.agreements.obligations.rules import REPEAT_NAMES, SIDE_NAMES, DutySide, Repeats
from covalue.agreements.rules import Renewal
from covalue.core.removal import Removable
from covalue.organisation.models import Offering

if TYPE_CHECKING:
    from covalue.agreements.receipts.content import ReceiptContent

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


class Obligation(Removable):
    """What one side owes by an agreement: first on `due_on`, and again as it `repeats`, until the agreement ends.

    Ours is seen to by an `owner`, theirs by a `contact`; either may be unknown.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="obligations")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="obligations")
    side = models.CharField(max_length=6, choices=[(one.value, name) for one, name in SIDE_NAMES.items()])
    words = models.CharField(max_length=500)
    due_on = models.DateField()
    repeats = models.CharField(
        max_length=10, default=Repeats.ONCE, choices=[(one.value, name) for one, name in REPEAT_NAMES.items()]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="obligations"
    )
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="obligations")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "obligation"
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account", "due_on"], name="obligation_account")]

    def __str__(self) -> str:
        return self.words

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return self.words

    @property
    def is_ours(self) -> bool:
        return self.side == DutySide.OURS


class ObligationMet(models.Model):
    """That an obligation was met for a day it fell due, on which day, and who of us noted it."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="met")
    due_on = models.DateField()
    met_on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["due_on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["obligation", "due_on"], name="obligation_met_once")]

    def __str__(self) -> str:
        return f"{self.obligation}, {self.due_on}"


class Receipt(models.Model):
    """A term receipt, written once: what was promised, delivered, signed and disputed from the start of an agreement until a
    day. `digest` is over `content` and the receipt of this agreement before it, `mark` says that this installation sealed it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    until = models.DateField()
    content = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=64)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "number"], name="receipt_number")]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.until}"

    @property
    def read(self) -> "ReceiptContent":
        from covalue.agreements.receipts.content import ReceiptContent  # with pydantic

        return ReceiptContent.model_validate_json(self.content)
