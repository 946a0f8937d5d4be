"""What can be typed or sent about profitability: cost pools, and which customers of which days are shown."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.analytics.profitability.drivers import Driver
from covalue.portfolio.inputs import PeriodQuery, PortfolioQuery
from covalue.profitability.models import DRIVER_NAMES
from covalue.profitability.queries import Dimension
from covalue.profitability.rules import Sheet
from covalue.web.inputs import Input, field
from covalue.web.lists import Search
from covalue.web.paging import Asked
from covalue.web.shapes import RowId, Text, Trimmed

Only = Literal["", "losing", "eroding", "unknown"]
Sort = Literal["", "name", "worst", "net", "served", "change"]


class ProfitabilityCustomersQuery(PeriodQuery, Asked):
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    only: Only = ""
    sort: Sort = Field("", description="if empty, the best first")


class ProfitabilityPageQuery(PortfolioQuery, Search):
    """What a page shows."""

    only: Only = ""
    sort: Sort = ""
    by: Dimension = "unit"


def _amount(label: Any, default: Any = ..., *, digits: int = 16, help: Any = "") -> Any:
    return field(label, default, help=help, max_digits=digits, decimal_places=2)


class SheetInput(Input):
    name: Trimmed = field(_("Activity"), min_length=1, max_length=100)
    driver: Driver = field(_("Driver"), labels=DRIVER_NAMES)
    border: Decimal | None = _amount(_("Small orders are below"), None, digits=14, help=_("Only for small orders."))
    activity: Trimmed = field(
        _("Name of the activity in the file"),
        "",
        max_length=200,
        help=_("Only for imported volumes: ledger lines of type “activity” with this offering."),
    )
    cost: Decimal = _amount(_("Cost of the period"))
    capacity: Decimal = _amount(
        _("Practical capacity"),
        help=_("How much the people and machines paid for can handle, not how much they did."),
    )
    starts_on: date = field(_("First day"))
    ends_on: date = field(_("Last day"))
    source: Trimmed = field(_("Source of the figures"), min_length=1, max_length=300)

    @property
    def sheet(self) -> Sheet:
        return Sheet(**{name: getattr(self, name) for name in SheetInput.model_fields})


class CostPoolInput(SheetInput):
    """A cost pool; `replaces` names the one it replaces."""

    replaces: RowId | None = None
