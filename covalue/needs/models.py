"""Needs, what they mean to each account, and segments kept."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account
from covalue.core.removal import Removable


class Need(Removable):
    """Something customers may need more or less of."""

    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class NeedRating(models.Model):
    """How much a need decides whom the account buys from, 1 to 5."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="ratings")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="need_ratings")
    score = models.PositiveSmallIntegerField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    rated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["need", "account"], name="one_need_rating")]


class NeedsSegmentation(Removable):
    """Clusters somebody gave names to, as they were: needs, names, centres, and which account was in which."""

    name = models.CharField(max_length=120)
    needs = models.JSONField()
    clusters = models.JSONField()  # [{"name", "means": [by need], "accounts": [{"id", "name", "scores": [by need]}]}]
    silhouette = models.FloatField()
    stability = models.FloatField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-kept_at", "-id"]

    @property
    def by_need(self) -> list[dict[str, Any]]:
        """The clusters with their means beside the names of the needs."""
        return [{**cluster, "means": list(zip(self.needs, cluster["means"], strict=True))} for cluster in self.clusters]

    def __str__(self) -> str:
        return self.name
