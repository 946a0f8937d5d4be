"""What can be typed about something installed."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed


class InstalledItemInput(Input):
    offering: RowId | None = row(_("Our offering"), None)
    product: Trimmed = optional_text(_("or what it is called"), 300)
    maker: Trimmed = optional_text(_("Maker"), 120, help=_("Whose product it is; empty for ours."))
    site: Trimmed = optional_text(_("Site"), 120)
    unit: Trimmed = optional_text(
        _("Their unit"), 120, help=_("As it is called on the contacts: they are whom to ask.")
    )
    quantity: Decimal = field(_("Quantity"), Decimal(1), ge=0, le=99_999_999, max_digits=14, decimal_places=3)
    since: Day | None = field(_("Since"), None)
    supported_until: Day | None = field(_("Supported until"), None)
    written_off_until: Day | None = field(_("Written off until"), None)
    replaced_by: RowId | None = row(_("Replaced by"), None)
    replaced_on: Day | None = field(_("Replaced on"), None)
    serial: Trimmed = optional_text(_("Serial number"), 120)
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)
