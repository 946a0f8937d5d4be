"""What every change of targets, cases and claims checks first."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events
from covalue.value.models import Claim, Initiative, Target


def not_removed(row: Target | Initiative | Claim) -> None:
    """Refuse what was removed."""
    if row.removed_at is not None:
        raise errors.WrongState(_("This was removed. Restore it before you change it."))


def contact_of(account: Account, contact: Contact, field: str) -> None:
    """Refuse a contact who is none of the account or of one above it."""
    if contact.account_id == account.pk or accounts.ancestors_of(account).filter(pk=contact.account_id).exists():
        return
    raise errors.BadInput(
        _("{contact} is not a contact of {account}.").format(contact=contact, account=account), field=field
    )


def past_day(day: date, now: datetime) -> None:
    """Refuse a day that has begun nowhere on earth."""
    if day > (now + timedelta(hours=14)).date():
        raise errors.BadInput(_("This date is in the future."), field="on")


def title(typed: str) -> str:
    """The title in one line, 200 characters at most; BadInput when it is empty."""
    cleaned = " ".join(typed.split())
    if not cleaned:
        raise errors.BadInput(_("Enter a name."), field="title")
    return cleaned[:200]


def changed(
    row: Target | Initiative, values: dict[str, Any], allowed: frozenset[str]
) -> dict[str, tuple[object, object]]:
    """Set what may be set, as `events.changed` does; BadInput for any other field."""
    for field in values:
        if field not in allowed | {"title"}:
            raise errors.BadInput(_("“{field}” cannot be changed here.").format(field=field), field=field)
    return events.changed(row, values)
