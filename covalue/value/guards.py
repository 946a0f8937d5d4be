"""What every change of targets, cases and claims checks first."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events, removal
from covalue.value.models import Initiative, Target


def past_day(account: Account, day: date, now: datetime) -> None:
    """Refuse a day that has not begun with the customer."""
    if day > account.day_of(now):
        raise errors.BadInput(_("This date is in the future."), field="on")


def current_case(initiative: Initiative) -> None:
    """Refuse to change a case that was removed or archived."""
    removal.guard_current(initiative)
    if initiative.archived_at is not None:
        raise errors.WrongState(_("This value case is archived. Restore it before you change it."))


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
