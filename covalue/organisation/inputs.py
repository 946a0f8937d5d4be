"""What can be typed about our organisation."""

from django.utils.translation import gettext_lazy as _

from covalue.organisation.models import UnitKind
from covalue.web.inputs import Input, field, row
from covalue.web.shapes import RowId, Trimmed


class CompanyInput(Input):
    name: Trimmed = field(
        _("Company name"), min_length=1, max_length=200, help=_("as customers read it in emails and what they sign")
    )
    currency: Trimmed = field(
        _("Currency"), min_length=3, max_length=3, help=_("code, such as EUR: for figures and new accounts")
    )


class UnitInput(Input):
    kind: UnitKind = field(_("Type"), labels=dict(UnitKind.choices))
    code: Trimmed = field(_("Code in the ledger"), min_length=1, max_length=60)
    name: Trimmed = field(_("Name"), min_length=1, max_length=200)
    parent: RowId | None = row(_("Parent"), None)
    lead: RowId | None = row(_("Lead"), None)


class OfferingInput(Input):
    code: Trimmed = field(_("Code in the ledger"), min_length=1, max_length=100)
    name: Trimmed = field(_("Name"), min_length=1, max_length=300)
    parent: RowId | None = row(_("Parent"), None)
    unit: RowId | None = row(_("Owned by"), None)
