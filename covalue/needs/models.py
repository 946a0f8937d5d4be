"""Needs, what they mean to each account, and segments kept."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account


class Need(models.Model):
    """Something customers may need more or less of."""

    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

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


class NeedsSegmentation(models.Model):
    """Clusters somebody gave names to, as they were: needs, names, centres, and which account was in which."""

    name = models.CharField(max_length=120)
    needs = models.JSONField()
    clusters = models.JSONField()  # [{"name", "means": [by need], "accounts": [{"id", "name", "scores": [by need]}]}]
    silhouette = models.FloatField()
    stability = models.FloatField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return self.name
