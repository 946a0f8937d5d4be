"""Customers as a tree, their people, and our people on them."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from covalue.accounts import files, rules
from covalue.core import mailboxes

SECOND: Final = timedelta(seconds=1)


class AccountClass(models.TextChoices):
    """What we decided the account is to us. Large is computed from revenue, critical is flagged: both stand apart."""

    STRATEGIC = "strategic", _("Strategic")
    KEY = "key", _("Key")
    CANDIDATE = "candidate", _("Candidate")
    WATCH = "watch", _("Watch")
    STANDARD = "standard", _("Standard")


class Account(models.Model):
    """A customer company or a part of one. `parent` makes the tree; `Lineage` answers questions about it."""

    name = models.CharField(max_length=300)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    account_class = models.CharField(max_length=20, choices=AccountClass, default=AccountClass.STANDARD)
    class_since = models.DateField(null=True, blank=True)
    critical = models.BooleanField(default=False)
    sector = models.CharField(max_length=120, blank=True)
    countries = models.CharField(max_length=300, blank=True, help_text=_("ISO codes, separated by spaces"))
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=60, default="UTC")
    employees = models.PositiveIntegerField(null=True, blank=True)
    website = models.CharField(max_length=300, blank=True)
    profile = models.TextField(blank=True)
    relationship_now = models.CharField(max_length=30, blank=True)
    relationship_wanted = models.CharField(max_length=30, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_accounts",
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="account_name"),
            models.Index(fields=["archived_at", "account_class", "name", "id"], name="account_archived_class"),
            models.Index(fields=["archived_at", "name", "id"], name="account_archived_name"),
            models.Index(fields=["sector"], name="account_sector"),
            models.Index(fields=["countries"], name="account_countries"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("process:account", args=[self.pk])

    def day_of(self, moment: datetime) -> date:
        """The day it was with this customer at a moment: days are theirs, by the time zone of the account."""
        return moment.astimezone(ZoneInfo(self.time_zone or "UTC")).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day with this customer."""
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(self.time_zone or "UTC")) - SECOND

    def today(self) -> date:
        """The day it is with this customer."""
        return self.day_of(timezone.now())


class Lineage(models.Model):
    """Account × each account above it, itself included at depth 0. Rebuilt by the actions that move accounts."""

    ancestor = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="below")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["ancestor", "account"], name="one_line_per_pair"),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "depth"], name="lineage_up")]


class Identifier(models.Model):
    """What another system calls this account; the ledger's customer keys are matched through it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identifiers")
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["source", "key"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "key"], name="one_account_per_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class MatchProposal(models.Model):
    """An imported name that looks like an account we have. A person decides; nothing merges by itself."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="proposals")
    likely = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    likeness = models.FloatField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["account", "likely"], name="one_proposal_per_pair"),
        ]


class Merge(models.Model):
    """Two accounts found to be one customer: what hung on `gone` hangs on `kept` since. `moved` is what an undo needs.

    `moved` = {"rows": {"accounts.contact.account": [ids]}, "parents": {child: parent before}, "filled": [fields],
    "raised": {field: [before, now]}}.
    """

    kept = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="took_in")
    gone = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="merges")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-merged_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at=None), name="an_account_is_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"


class BulkEdit(models.Model):
    """Many accounts changed at once. `changes` is what an undo needs: {account id: {field: [before, after]}}."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    changes = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]


class TeamRole(models.TextChoices):
    """What one of ours does on an account."""

    LEAD = "lead", _("SAM")
    SPONSOR = "sponsor", _("Sponsor")
    CORE = "core", _("Core team")
    EXTENDED = "extended", _("Extended team")


class Membership(models.Model):
    """One of ours on an account; it flows down to every account below."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team_role = models.CharField(max_length=20, choices=TeamRole)
    since = models.DateField()
    acts_as: str | None  # the place their roles of today leave them; only of rows that `queries` fetched for an account

    class Meta:
        ordering: ClassVar = ["account", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["account", "user", "team_role"], name="one_place_on_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.account}"


class PresentContacts(models.Manager["Contact"]):
    """Everybody but those found to be somebody else we know: they are kept for the undo of their merge."""

    def get_queryset(self) -> models.QuerySet["Contact"]:
        return super().get_queryset().filter(merged_at=None)


class Contact(models.Model):
    """A person at the customer. `departed_on` says they left; they stay in what they said."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True, validators=[mailboxes.validate])
    phone = models.CharField(max_length=60, blank=True)
    buying_role = models.CharField(max_length=30, blank=True)
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    departed_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PresentContacts] = PresentContacts()
    everybody: ClassVar[models.Manager["Contact"]] = models.Manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class ContactAddress(models.Model):
    """An email address of a contact since `entered_at`: which of us entered it, and which other one stands behind it.

    Nobody is known of addresses that were there before these records began.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    email = models.EmailField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.email


class ErasedMark(models.Model):
    """What an erased contact would be found by in a file, as a keyed digest, so that the file does not bring them back."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)


class ContactMatch(models.Model):
    """Two contacts that may be one person, the newer first. `reasons` are the names of `rules.Alike`, by blanks."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="matches")
    likely = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    reasons = models.CharField(max_length=60)
    likeness = models.FloatField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["contact", "likely"], name="one_match_per_two_contacts"),
        ]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return ", ".join(str(rules.ALIKE[rules.Alike(reason)]) for reason in self.reasons.split())

    @property
    def keeps_new(self) -> bool:
        """Whether the newer one may stay: it stands on the same account, or above."""
        return self._stands_above(self.contact, self.likely)

    @property
    def keeps_known(self) -> bool:
        return self._stands_above(self.likely, self.contact)

    @staticmethod
    def _stands_above(contact: Contact, other: Contact) -> bool:
        return contact.account_id in {line.ancestor_id for line in other.account.above.all()}


class ContactMerge(models.Model):
    """Two contacts found to be one person: what hung on `gone` hangs on `kept` since. `moved` is what an undo needs.

    `moved` = {"rows": {"conversations.statement.contact": [ids]}, "filled": [fields], "manager": id or null}.
    """

    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="took_in")
    gone = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-merged_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at=None), name="a_contact_is_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"


class Scan(models.TextChoices):
    """Where a file stands with the virus scanner; without one it stays at NONE."""

    NONE = "none", _("not scanned")
    WAITING = "waiting", _("waiting for the virus scan")
    CLEAN = "clean", _("no threats found")
    FOUND = "found", _("quarantined")


class Attachment(models.Model):
    """A file on an account. `content` lies under a random name; `name` is only shown and offered for saving."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    content = models.FileField(upload_to="attachments/%Y/%m", storage=files.storage)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    finding = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.name
