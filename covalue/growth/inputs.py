"""What can be typed about a growth strategy."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from covalue.growth.rules import MOVE_NAMES, MoveKind
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Flag, RowId, Trimmed

LARGEST: Final = Decimal("99999999999999.99")
FIRST, LAST = 2000, 2100


def _money(label: Any, default: Any = ...) -> Any:
    options: dict[str, Any] = {"ge": -LARGEST, "le": LARGEST, "max_digits": 16, "decimal_places": 2}
    return field(label, **options) if default is ... else field(label, default, **options)


class VisionInput(Input):
    """`seen` is the revision one read: what somebody wrote since is not overwritten."""

    vision: Trimmed = optional_text(_("Vision for the account"), 4_000, lines=4)
    seen: int | None = field("", None, ge=0, strict=True)


class GrowthMoveInput(Input):
    kind: MoveKind = field(_("What it does"), labels=MOVE_NAMES)
    title: Trimmed = field(_("Move"), min_length=1, max_length=200)
    first_year: int = field(_("From"), ge=FIRST, le=LAST, strict=True)
    last_year: int = field(_("To"), ge=FIRST, le=LAST, strict=True)
    initiative: RowId | None = row(_("Proven value it builds on"), None)
    objective: RowId | None = row(_("The customer's objective it serves"), None)
    owner: RowId | None = row(_("Our owner"), None)
    words: Trimmed = optional_text(_("How"), 4_000, lines=3)


class MovePersonInput(Input):
    move: RowId = row(_("Move"))
    contact: RowId = row(_("Contact"))
    success: Trimmed = optional_text(_("What success is to them"), 500)
    sponsors: Flag = field(_("Sponsors it"), False)


class PathYearInput(Input):
    """Amounts in the account's currency."""

    year: int = field(_("Year"), ge=FIRST, le=LAST, strict=True)
    revenue_low: Decimal = _money(_("Revenue, low"))
    revenue_base: Decimal = _money(_("Revenue, base"))
    revenue_high: Decimal = _money(_("Revenue, high"))
    margin_low: Decimal | None = _money(_("Margin, low"), None)
    margin_base: Decimal | None = _money(_("Margin, base"), None)
    margin_high: Decimal | None = _money(_("Margin, high"), None)
    note: Trimmed = optional_text(_("What it builds on"), 300)
