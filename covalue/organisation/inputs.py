"""What can be typed about our organisation."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.organisation.models import UnitKind
from covalue.organisation.rates import Quoted
from covalue.web.inputs import Input, field, row
from covalue.web.lists import PageNumber
from covalue.web.shapes import RowId, Text, Trimmed


class CompanyInput(Input):
    name: Trimmed = field(
        _("Company name"), min_length=1, max_length=200, help=_("as customers read it in emails and what they sign")
    )
    currency: Trimmed = field(
        _("Currency"), min_length=3, max_length=3, help=_("code, such as EUR: for figures and new accounts")
    )


QUOTED = {
    Quoted.OURS: _("of our currency for one of theirs"),
    Quoted.THEIRS: _("of theirs for one of our currency"),
}


class ExchangeRateInput(Input):
    currency: Trimmed = field(_("Currency"), min_length=3, max_length=3, help=_("code, such as USD"))
    day: date = field(_("From"), help=_("valid until the next rate"), ge=date(1900, 1, 1), le=date(2999, 12, 31))
    rate: Decimal = field(_("Rate"), gt=0, max_digits=19, decimal_places=12)
    quoted: Quoted = field(_("The rate is the amount"), Quoted.OURS, labels=QUOTED)
    source: Trimmed = field(_("Source"), min_length=1, max_length=200, help=_("such as European Central Bank"))


class RatesFileInput(Input):
    source: Trimmed = field(_("Source"), min_length=1, max_length=200, help=_("such as European Central Bank"))
    quoted: Quoted = field(_("The rates are amounts"), Quoted.OURS, labels=QUOTED)


class RatesFileQuery(Schema):
    source: Text = Field("", max_length=200, description="where rates are from whose rows do not say it")
    quoted: Quoted = Field(Quoted.OURS, description="whether a rate is an amount of our currency or of theirs")


class RatesPageQuery(Schema):
    currency: str = Field("", pattern="^[A-Z]{3}$")
    page: PageNumber = 1


class UnitInput(Input):
    kind: UnitKind = field(_("Type"), labels=dict(UnitKind.choices))
    code: Trimmed = field(_("Code in the ledger"), min_length=1, max_length=60)
    name: Trimmed = field(_("Name"), min_length=1, max_length=200)
    parent: RowId | None = row(_("Parent"), None)
    lead: RowId | None = row(_("Lead"), None)


class UnitLeadInput(Input):
    lead: RowId | None = row(_("Lead"), None, nobody=_("nobody"), help=_("They answer for the unit."))


class OfferingInput(Input):
    code: Trimmed = field(_("Code in the ledger"), min_length=1, max_length=100)
    name: Trimmed = field(_("Name"), min_length=1, max_length=300)
    parent: RowId | None = row(_("Parent"), None)
    unit: RowId | None = row(_("Owned by"), None)
