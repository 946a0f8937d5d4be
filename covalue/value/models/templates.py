"""Value cases kept to begin others with, and pairs of cases that do not count the same money."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.organisation.models import Offering
from covalue.value.models.cases import Initiative


class CaseTemplate(models.Model):
    """A sheet without its numbers, for an offering or an industry, or for all."""

    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    industry = models.CharField(max_length=30, blank=True)
    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.SET_NULL, related_name="templates")
    sheet = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Distinction(models.Model):
    """Somebody looked: two cases of an account share `names`, and do not count the same money. More names ask anew."""

    first = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    names = models.JSONField()
    why = models.CharField(max_length=300)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["first", "second"], name="one_distinction_per_pair"),
        ]
