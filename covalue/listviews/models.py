"""Named views of lists, and each person's habits."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class ListView(models.Model):
    """Filter, sort and columns of one list (`place`) under a name. `shared_with`: nobody, a role, or `EVERYBODY`."""

    EVERYBODY: ClassVar[str] = "everybody"

    place = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_views")
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list)
    shared_with = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "place", "name"], name="one_view_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Habit(models.Model):
    """How somebody looks at a list unless they ask otherwise."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_habits")
    place = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    default = models.ForeignKey(ListView, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "place"], name="one_habit_per_list"),
        ]
