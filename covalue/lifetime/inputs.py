"""What can be typed or sent about lifetime value.

The API takes the discount rate and the margin as parts of one, a page in per cent.
"""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.analytics.lifetime.catalogue import MODELS
from covalue.lifetime.rules import LONGEST_MONTHS, USUAL, Model, Settings, Sort, Unit
from covalue.web.inputs import Input, field
from covalue.web.lists import Search
from covalue.web.paging import Asked
from covalue.web.shapes import Text

UNIT_NAMES: Final = {"day": _("day"), "week": _("week"), "month": _("month")}


class SettingsQuery(Schema):
    """What to compute; defaults apply to what is left out."""

    model: Model = USUAL.model
    unit: Unit = USUAL.unit
    months: int = Field(USUAL.months, ge=1, le=LONGEST_MONTHS, description="how far ahead")
    discount: Decimal = Field(USUAL.discount, ge=0, le=1, max_digits=5, decimal_places=4, description="a year")
    margin: Decimal | None = Field(
        None,
        gt=0,
        le=1,
        max_digits=5,
        decimal_places=4,
        description="of revenue; without it each customer's, by the ledger",
    )

    @property
    def settings(self) -> Settings:
        return Settings(self.model, self.unit, self.months, self.discount, self.margin)


class LifetimeCustomersQuery(SettingsQuery, Asked):
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    sort: Sort = "value"


class TypedSettings(Input):
    """The settings as a page types them: discount rate and margin in per cent."""

    model: Model = field(_("Model"), labels={model.key: model.title for model in MODELS.values()})
    unit: Unit = field(_("Unit"), labels=UNIT_NAMES)
    months: int = field(_("Months"), ge=1, le=LONGEST_MONTHS)
    discount: Decimal = field(_("Discount rate, % a year"), ge=0, le=100, max_digits=5, decimal_places=2)
    margin: Decimal | None = field(_("Margin, %"), None, gt=0, le=100, max_digits=5, decimal_places=2)

    @property
    def settings(self) -> Settings:
        margin = None if self.margin is None else self.margin / 100
        return Settings(self.model, self.unit, self.months, self.discount / 100, margin)


class LifetimePageQuery(Search):
    """Which customers a page shows, beside its settings."""

    sort: Sort = "value"


def typed(settings: Settings) -> dict[str, Any]:
    """Settings as a page's address and form have them."""
    margin = "" if settings.margin is None else _plain(settings.margin * 100)
    shares = {"discount": _plain(settings.discount * 100), "margin": margin}
    return {"model": settings.model, "unit": settings.unit, "months": settings.months, **shares}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
