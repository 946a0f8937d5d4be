"""What can be typed about segments: the rules they are made by, what a list of them shows, and names to keep them by.

Programs name the shares of the classes A and B as parts of one, pages as per cent under shorter names.
"""

from typing import Final, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.lifetime.rules import EXPECTED_MARGIN
from covalue.segmentation.rules import LONGEST_MONTHS, SHORTEST_MONTHS, USUAL, Basis, Letter, Serving, Settings
from covalue.web.inputs import Input, field
from covalue.web.lists import Search
from covalue.web.paging import Asked
from covalue.web.shapes import Id, Text

BASIS_NAMES: Final = {
    Basis.NET: _("net revenue"),
    Basis.MARGIN: _("gross margin"),
    Basis.CONTRIBUTION: _("net contribution"),
    Basis.LIFETIME: EXPECTED_MARGIN,
}


class RulesQuery(Schema):
    """The rules of a segmentation; defaults apply to what is left out. Shares are fractions of one."""

    months: int = Field(
        USUAL.months, ge=SHORTEST_MONTHS, le=LONGEST_MONTHS, description="whole months up to the last in the ledger"
    )
    basis: Basis = USUAL.basis
    a_share: float = Field(USUAL.a_share, gt=0, lt=1)
    b_share: float = Field(USUAL.b_share, gt=0, le=1)
    x_below: float = Field(USUAL.x_below, gt=0, le=10)
    y_below: float = Field(USUAL.y_below, gt=0, le=10)

    @property
    def settings(self) -> Settings:
        """Raises BadInput where a class would be empty."""
        return Settings(self.months, self.basis, self.a_share, self.b_share, self.x_below, self.y_below).checked()


class SegmentationInput(RulesQuery):
    name: Text = Field(min_length=1, max_length=120)


class SegmentsQuery(RulesQuery, Asked):
    abc: Letter = Letter.ANY
    rfm: Text = Field("", max_length=20)
    serve: Serving = Serving.ANY


class MovesQuery(Schema):
    to: Id | None = Field(None, description="another snapshot; if empty, the current ledger")
    was: Literal["", "A", "B", "C", "–"] = Field(
        "", description="with `now`: everybody who went from this class to that one, or stayed; – for not a customer"
    )
    now: Literal["", "A", "B", "C", "–"] = ""


class TypedRules(Input):
    """The rules as a page types them: shares of the classes A and B in per cent."""

    basis: Basis = field(_("Ranked by"), USUAL.basis, labels=BASIS_NAMES)
    months: int = field(_("Months"), USUAL.months, ge=SHORTEST_MONTHS, le=LONGEST_MONTHS)
    a: float = field(_("A up to, %"), USUAL.a_share * 100, ge=1, le=99)
    b: float = field(_("B up to, %"), USUAL.b_share * 100, ge=1, le=100)
    x: float = field(_("X below"), USUAL.x_below, ge=0.01, le=10)
    y: float = field(_("Y below"), USUAL.y_below, ge=0.01, le=10)

    @property
    def settings(self) -> Settings:
        """Raises BadInput where a class would be empty."""
        return Settings(self.months, self.basis, self.a / 100, self.b / 100, self.x, self.y).checked()


class TypedSegmentation(TypedRules):
    name: Text = field(_("Name"), "")


class SegmentsPageQuery(TypedRules, Search):
    """What the page of segments shows; nothing for a class or segment shows all."""

    abc: str = Field("", max_length=1)
    xyz: str = Field("", max_length=1)
    rfm: str = Field("", max_length=20)
    serve: str = Field("", max_length=20)


def typed(settings: Settings) -> dict[str, str | float]:
    """Rules as a page's address and form have them."""
    return {
        "basis": settings.basis.value,
        "months": settings.months,
        "a": round(settings.a_share * 100, 6),
        "b": round(settings.b_share * 100, 6),
        "x": settings.x_below,
        "y": settings.y_below,
    }
