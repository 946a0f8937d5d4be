"""What can be typed or sent about profitability: cost pools, and which customers of which days are shown."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from pydantic import Field

from covalue.analytics.profitability.drivers import Driver
from covalue.core import errors
from covalue.core.periods import Period
from covalue.portfolio import queries as portfolio
from covalue.profitability.models import DRIVER_NAMES
from covalue.profitability.queries import Dimension
from covalue.profitability.rules import Sheet
from covalue.web.inputs import Input, field
from covalue.web.lists import Search
from covalue.web.paging import Asked
from covalue.web.shapes import RowId, Text, Trimmed

Only = Literal["", "losing", "eroding", "unknown"]
Sort = Literal["", "name", "worst", "net", "served", "change"]


class PeriodQuery(Schema):
    """Dates, both included; without them, the last twelve months of the ledger."""

    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")

    @property
    def period(self) -> Period:
        """BadInput where it ends before it starts."""
        usual = portfolio.default_period(timezone.localdate())
        start, end = self.start or usual.start, self.end or usual.end
        if start > end:
            raise errors.BadInput(_("The period ends before it starts."), field="to")
        return Period(start, end)


class ProfitabilityCustomersQuery(PeriodQuery, Asked):
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    only: Only = ""
    sort: Sort = Field("", description="if empty, the best first")


class ProfitabilityPageQuery(Search):
    """What a page shows, beside its days and the part of the tree."""

    only: Only = ""
    sort: Sort = ""
    by: Dimension = "unit"


def _amount(label: Any, default: Any = ..., *, digits: int = 16, help: Any = "") -> Any:
    return field(label, default, help=help, max_digits=digits, decimal_places=2)


class SheetInput(Input):
    name: Trimmed = field(gettext_lazy("Activity"), min_length=1, max_length=100)
    driver: Driver = field(gettext_lazy("Driver"), labels=DRIVER_NAMES)
    border: Decimal | None = _amount(
        gettext_lazy("Small orders are below"), None, digits=14, help=gettext_lazy("Only for small orders.")
    )
    activity: Trimmed = field(
        gettext_lazy("Name of the activity in the file"),
        "",
        max_length=200,
        help=gettext_lazy("Only for imported volumes: ledger lines of type “activity” with this offering."),
    )
    cost: Decimal = _amount(gettext_lazy("Cost of the period"))
    capacity: Decimal = _amount(
        gettext_lazy("Practical capacity"),
        help=gettext_lazy("How much the people and machines paid for can handle, not how much they did."),
    )
    starts_on: date = field(gettext_lazy("First day"))
    ends_on: date = field(gettext_lazy("Last day"))
    source: Trimmed = field(gettext_lazy("Source of the figures"), min_length=1, max_length=300)

    @property
    def sheet(self) -> Sheet:
        return Sheet(**{name: getattr(self, name) for name in SheetInput.model_fields})


class CostPoolInput(SheetInput):
    """A cost pool; `replaces` names the one it replaces."""

    replaces: RowId | None = None
