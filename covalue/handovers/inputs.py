"""What can be typed about a handover."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.web.inputs import Input, field, row, rows
from covalue.web.shapes import Day, Flag, RowId, Trimmed

AT_ONCE = 200  # accounts


class _HandoverFacts(Input):
    taker: RowId = row(_("New owner"))
    holds_from: Day = field(_("Effective from"))
    note: Trimmed = field(
        _("What the new owner should know"),
        "",
        help=_("sent by email and shown in My day"),
        lines=4,
        max_length=4_000,
        description="sent to the new owner by email and shown in My day",
    )


class HandoverInput(_HandoverFacts):
    accounts: list[RowId] = Field(min_length=1, max_length=AT_ONCE)
    actions_stay: list[RowId] = Field(
        default_factory=list, max_length=AT_ONCE, description="accounts whose open actions do not move"
    )


class TickInput(Input):
    """An entry of the reading list, ticked or not."""

    key: Trimmed = field("", min_length=1, max_length=40)
    ticked: Flag = field("", True)


class PrepareInput(_HandoverFacts):
    """The page: accounts that are ticked, and in `actions` those whose open actions move along."""

    accounts: list[RowId] = rows(most=AT_ONCE)
    actions: list[RowId] = rows(most=AT_ONCE)
