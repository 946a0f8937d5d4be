"""The first answers to requests that may be sent twice."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """The answer to a request with an idempotency key. Without a status the request is still being processed.

    `request` is the name of the request in the audit log, `roles` those the user had, by blanks.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    request = models.CharField(max_length=40, blank=True, default="")
    roles = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return self.key
