"""The rules of a segmentation: in per cent as the page's address says them, in parts of one for the API."""

from typing import Any, Literal

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.core import errors
from covalue.segmentation.rules import LONGEST_MONTHS, SHORTEST_MONTHS, Basis, Settings
from covalue.web.inputs import Input, field
from covalue.web.lists import PageNumber, Words
from covalue.web.paging import Asked
from covalue.web.shapes import Text

BASIS_NAMES = {
    Basis.NET: _("net revenue"),
    Basis.MARGIN: _("gross margin"),
    Basis.CONTRIBUTION: _("net contribution"),
    Basis.LIFETIME: _("lifetime value"),
}


class RulesInput(Input):
    """The rules as the page types them: shares in per cent."""

    basis: Basis = field(_("Ranked by"), Basis.NET, labels=BASIS_NAMES)
    months: int = field(_("Months"), 12, ge=SHORTEST_MONTHS, le=LONGEST_MONTHS)
    a: float = field(_("A up to, %"), 80.0, ge=1, le=99)
    b: float = field(_("B up to, %"), 95.0, ge=1, le=100)
    x: float = field(_("X below"), 0.5, ge=0.01, le=10)
    y: float = field(_("Y below"), 1.0, ge=0.01, le=10)

    @property
    def settings(self) -> Settings:
        _guard_ascending(self, ("a", "b"), ("x", "y"))
        return Settings(self.months, self.basis, self.a / 100, self.b / 100, self.x, self.y)

    @classmethod
    def of(cls, settings: Settings) -> "RulesInput":
        """The rules as they are typed."""
        return cls(
            basis=settings.basis,
            months=settings.months,
            a=round(settings.a_share * 100, 6),
            b=round(settings.b_share * 100, 6),
            x=settings.x_below,
            y=settings.y_below,
        )

    @property
    def typed(self) -> dict[str, Any]:
        """The rules as the address of the page says them."""
        return {**self.model_dump(), "basis": self.basis.value}


class SaveInput(RulesInput):
    name: Text = field(_("Name"), min_length=1, max_length=120)


class MembersShown(Schema):
    """Which customers the page shows, besides the rules; empty shows all."""

    abc: Words = Field("", max_length=1)
    xyz: Words = Field("", max_length=1)
    rfm: Words = Field("", max_length=20)
    serve: Words = Field("", max_length=20)
    q: Words = ""
    page: PageNumber = 1


class Rules(Schema):
    """The rules of a segmentation; left out, as usual. Shares are parts of one."""

    months: int = Field(12, ge=SHORTEST_MONTHS, le=LONGEST_MONTHS, description="whole months up to the ledger's last")
    basis: Basis = Basis.NET
    a_share: float = Field(0.80, gt=0, lt=1)
    b_share: float = Field(0.95, gt=0, le=1)
    x_below: float = Field(0.5, gt=0, le=10)
    y_below: float = Field(1.0, gt=0, le=10)

    @property
    def settings(self) -> Settings:
        _guard_ascending(self, ("a_share", "b_share"), ("x_below", "y_below"))
        return Settings(self.months, self.basis, self.a_share, self.b_share, self.x_below, self.y_below)


class SaveRules(Rules):
    name: Text = Field(min_length=1, max_length=120)


class MembersAsked(Rules, Asked):
    """A page of customers by these rules."""

    abc: Literal["", "A", "B", "C"] = ""
    rfm: Text = Field("", max_length=20)
    serve: Literal["", "carriage", "passive", "bargain", "aggressive"] = ""


def _guard_ascending(values: Schema, *pairs: tuple[str, str]) -> None:
    """Refuse the second of a pair that does not lie above the first."""
    for lower, upper in pairs:
        if getattr(values, lower) >= getattr(values, upper):
            raise errors.BadInput(_t("This border lies above the one before it."), field=upper)
