"""What actions tell of an account in the working list: the open one that is due first."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts.working import Told, WorkingRow
from covalue.action_items import queries
from covalue.action_items.models import Action
from covalue.web.tables import Column, Kind

KEY: Final = "next action"


def _next(row: WorkingRow) -> Action | None:
    action: Action | None = row.told[KEY]
    return action


def _title(row: WorkingRow) -> str | None:
    action = _next(row)
    return action.title if action else None


def _list(row: WorkingRow) -> str | None:
    return reverse("action_items:list", args=[row.account.pk]) if _next(row) else None


NEXT: Final = Told(
    KEY,
    30,
    lambda shown, today: queries.next_on([account.pk for account in shown]),
    (
        Column("next action", _title, _("Next action"), href=_list),
        Column("due", lambda row: action.due_on if (action := _next(row)) else None, _("Due"), Kind.WHEN, unknown=""),
    ),
)
