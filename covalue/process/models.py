"""What somebody put off in their day."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class PutOff(models.Model):
    """An item of a user's day (`web.my_day.Item.key`) that is out of sight until a day, or for good: it is dealt with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    until = models.DateField(null=True, blank=True)
    put_off_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "key"], name="an_item_is_put_off_once"),
        ]

    def __str__(self) -> str:
        return self.key
