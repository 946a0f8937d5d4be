"""Telling somebody that the way they sign in has changed: a letter they can act on if it was not them."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from covalue.core import jobs
from covalue.people.models import User


class Change(models.TextChoices):
    """What changed, as the letter says it."""

    PASSWORD = "password", _("Your password was changed.")
    APP = "app", _("An authenticator app was added as your second factor.")
    PASSKEY = "passkey", _("A passkey was added to your account.")
    REMOVED = "removed", _("A second factor was removed from your account.")
    RESET = "reset", _("An administrator removed your second factors; you now sign in with your password only.")
    CODE_USED = "code-used", _("A recovery code was used to sign in to your account.")
    NEW_CODES = "new-codes", _("New recovery codes were created; the previous ones no longer work.")
    KEY = "key", _("An API key with your permissions was created.")


def tell(user: User, change: Change, *, origin: str, now: datetime) -> None:
    """Have the letter sent; asked for in the transaction of the change, so that neither is there without the other."""
    jobs.enqueue("covalue.people.tasks.send_notice", user.pk, change.value, origin, now.isoformat())
