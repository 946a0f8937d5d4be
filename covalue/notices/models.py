"""How a colleague wants their day: by mail, and in their calendar."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from covalue.notices.rules import OFTEN_NAMES, Often


class DayByMail(models.Model):
    """How often a colleague gets their day by email. `chain` is the number of the choice: letters of an earlier one end."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    often = models.CharField(
        max_length=10, default=Often.NEVER, choices=[(one.value, name) for one, name in OFTEN_NAMES.items()]
    )
    chain = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.get_often_display()


class CalendarFeed(models.Model):
    """The calendar of a colleague's day. `nonce` makes its address; `with_titles` where it says what is due, and of whom."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    with_titles = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.user)
