"""Asking a contact to sign, and what they signed: sealed, chained, never changed."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.contact_requests.models import ContactRequest
from covalue.value.cases.models import Initiative
from covalue.value.claims.models import Claim
from covalue.value.rules import Answer


class SignatureRequest(ContactRequest):
    """A contact is asked to sign a case or a claim, by a personal link with a one-time code.

    `document` is the very text they are shown and sign; the code goes to the address of the link, and only a hash of it is
    kept.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="requests")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="requests")
    on_behalf_of = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    document = models.TextField()
    words = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True)
    code_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return str(self.claim or self.initiative.title)

    @property
    def last_day(self) -> date:
        """The last day on which it can be answered, as days are with the customer."""
        return self.account.day_of(self.expires_at)

    @property
    def read(self) -> dict[str, Any]:
        from covalue.value.signing import documents  # with pydantic

        return documents.read(self.document)


class Signature(models.Model):
    """What a contact signed, or withdrew. Written once; `docs/rules/seals.md` says what is sealed and how it is verified.

    `number` is the place in the one chain of this workspace, `belongs` the account, case, claim and contact it was signed for
    (merges may have moved the row since; empty on records of before), `language` the one in which they read it. Name, mail and remark are sealed by salted
    commitments, so that a person can be forgotten without breaking the seal; `signer_left` and `remark_left` mark what an
    erasure left of them.
    """

    class Way(models.TextChoices):
        """How it came to us."""

        LINK = "link", "personal link with one-time code"
        GUEST = "guest", "signed in as a guest"
        NOTED = "noted", "recorded by us"

    number = models.PositiveIntegerField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="signatures")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="signatures")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures")
    request = models.OneToOneField(
        SignatureRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="signature"
    )
    withdraws = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_by"
    )
    document = models.TextField()
    answer = models.CharField(max_length=10, blank=True, choices=[(answer.value, answer.value) for answer in Answer])
    amounts = models.JSONField(default=dict)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="signatures")
    signer_name = models.CharField(max_length=200, blank=True)
    signer_email = models.CharField(max_length=254, blank=True)
    behalf_name = models.CharField(max_length=200, blank=True)
    signer_salt = models.CharField(max_length=32, blank=True)
    signer_commitment = models.CharField(max_length=64)
    signer_left = models.CharField(max_length=64, blank=True)
    remark = models.TextField(blank=True)
    remark_salt = models.CharField(max_length=32, blank=True)
    remark_commitment = models.CharField(max_length=64)
    remark_left = models.CharField(max_length=64, blank=True)
    belongs = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    way = models.CharField(max_length=10, choices=Way)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["account", "-number"], name="signature_account")]

    def __str__(self) -> str:
        return str(self.claim or self.initiative.title)

    @property
    def stands(self) -> bool:
        """A signature that was not withdrawn."""
        return self.withdraws_id is None and not hasattr(self, "withdrawn_by")

    @property
    def read(self) -> dict[str, Any]:
        from covalue.value.signing import documents  # with pydantic

        return documents.read(self.document)

    @property
    def signed_amounts(self) -> dict[str, Decimal]:
        """What they signed for, by line of the claim."""
        return {key: Decimal(amount) for key, amount in self.amounts.items()}


class SealHead(models.Model):
    """Where the chain ends; one row. Whoever signs locks it, so that signatures follow one another."""

    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64, blank=True)
