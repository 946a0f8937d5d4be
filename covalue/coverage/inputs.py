"""What can be typed about coverage. Hours are a year, 0 to 10 000, with one decimal."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.coverage.models import SERVED_NAMES
from covalue.coverage.rules import MOST_HOURS, Served
from covalue.web.inputs import Input, field, row
from covalue.web.shapes import RowId, Text


def hours(label: Any = "", default: Any = ..., help: Any = "") -> Any:
    return field(label, default, help=help, ge=0, le=MOST_HOURS, max_digits=7, decimal_places=1)


class CoverageModelInput(Input):
    name: Text = field(_("Name"), min_length=1, max_length=120)
    served: Served = field(_("Served by"), labels=SERVED_NAMES)
    hours: Decimal = hours(_("Hours per customer and year"))


class CoverInput(Input):
    model: RowId | None = row(_("Model"), None, nobody=_("nobody"))


class CapacityInput(Input):
    """Without hours the capacity is not set."""

    hours: Decimal | None = hours(_("Hours per year"), None)


class HoursMoveInput(Input):
    """Without `giver`, the missing hours; without `hours`, all of the giver's."""

    account: RowId = row(_("Account"))
    taker: RowId = row(_("Who would take over"))
    giver: RowId | None = row(_("Instead of"), None, nobody=_("nobody: cover missing hours"))
    hours: Decimal | None = hours(_("Hours per year"), None, help=_("Leave empty for all of them."))


class EffortInput(Input):
    user: RowId
    hours: Decimal = hours()


class EffortsInput(Input):
    """Everybody's hours; who is left out gives none. Nobody: the account's lead gives what its model needs."""

    hours: list[EffortInput] = Field(max_length=100)
