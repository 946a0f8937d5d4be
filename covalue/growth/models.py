"""The growth strategy of an account: its vision, moves over three years, the people they serve, and the path of money."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.growth.rules import MOVE_NAMES
from covalue.objectives.models import Objective
from covalue.value.models import Initiative

US = settings.AUTH_USER_MODEL


def _money(**more: Any) -> Any:
    return models.DecimalField(max_digits=16, decimal_places=2, **more)


class GrowthStrategy(models.Model):
    """The vision of an account as it reads now; the audit log has what it was."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="growth_strategy")
    vision = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = "growth strategy"

    def __str__(self) -> str:
        return str(self.account)


class GrowthMove(Removable):
    """A move from one year to another, building on a value case with signed value and an objective of the customer."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="growth_moves")
    kind = models.CharField(max_length=10, choices=[(kind.value, name) for kind, name in MOVE_NAMES.items()])
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="growth_moves"
    )
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="growth_moves"
    )
    owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="growth_moves")
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "growth move"
        ordering: ClassVar = ["first_year", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What it is called where others name it."""
        return self.title


class MovePerson(Removable):
    """A contact whose success a move serves, what success is to them, and whether they sponsor it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="growth_people")
    move = models.ForeignKey(GrowthMove, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="growth_moves")
    sponsors = models.BooleanField(default=False)
    success = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "person of a growth move"
        ordering: ClassVar = ["-sponsors", "id"]

    def __str__(self) -> str:
        return f"{self.contact}: {self.move}"


class PathYear(Removable):
    """What a calendar year is to bring: revenue and margin, each low, base and high, in the account's currency of then."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="growth_path")
    year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    revenue_low = _money()
    revenue_base = _money()
    revenue_high = _money()
    margin_low = _money(null=True, blank=True)
    margin_base = _money(null=True, blank=True)
    margin_high = _money(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "year of the growth path"
        ordering: ClassVar = ["year", "id"]

    def __str__(self) -> str:
        return str(self.year)
