"""What an initiative delivered in a period, as we claim it; and how a difference with the customer was settled."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Attachment
from covalue.core.periods import Period
from covalue.core.removal import Removable
from covalue.value.cases.models import Initiative

if TYPE_CHECKING:
    from covalue.value.claims.deliveries import Delivered


class Claim(Removable):
    """What was delivered in a period, line by line, in our words. Once a signature was asked it stands; a new one replaces it.

    `lines` holds dictionaries of `Delivered`; `total` is the customer's side of them.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="claims")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="claims")
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField(default=list)
    total = models.DecimalField(max_digits=20, decimal_places=2)
    remark = models.TextField(blank=True)
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replacements")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "removed_at"], name="claim_account")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="claim_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=models.Q(removed_at=None), name="one_claim_replaces_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.title}, {self.label}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def label(self) -> str:
        from covalue.value.claims import deliveries  # with pydantic, here and below

        return deliveries.period_name(self.period)

    @property
    def delivered(self) -> "tuple[Delivered, ...]":
        from covalue.value.claims import deliveries

        return deliveries.read(self.lines)

    @property
    def ours(self) -> Decimal:
        """What it was worth to us, by our own account; no customer signs for it."""
        from covalue.value.claims import deliveries

        return deliveries.total(self.delivered, ours=True)


class Settlement(models.Model):
    """We let go of what the customer did not sign for: the difference is no longer disputed, and not validated either."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="settlements")
    let_go = models.DecimalField(max_digits=20, decimal_places=2)
    words = models.CharField(max_length=300)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-settled_at", "-id"]
