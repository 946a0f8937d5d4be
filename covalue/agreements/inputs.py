"""What can be typed about an agreement."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from covalue.agreements.models import RENEWAL_NAMES
from covalue.agreements.rules import Renewal
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed


class AgreementInput(Input):
    rare = (
        "country", "notice_typed", "currency", "contact", "unit", "offering", "price_rules", "service_levels",
        "our_obligations", "their_obligations", "predecessor",
    )  # fmt: skip

    title: Trimmed = field(_("Title"), min_length=1, max_length=300)
    starts_on: Day = field(_("Start"))
    ends_on: Day | None = field(_("End of the term"), None, help=_("Empty while it runs on."))
    renewal: Renewal = field(_("At the end"), Renewal.ENDS, labels=RENEWAL_NAMES)
    notice_clause: Trimmed = optional_text(
        _("Notice clause"), 1000, help=_("As the contract has it, such as “six months prior”.")
    )
    country: Trimmed = optional_text(_("Country of business days"), 10, help=_("Such as GB-ENG or DE-BY."))
    notice_typed: Day | None = field(_("Day of notice, if the clause is not read"), None)
    value: Decimal | None = field(_("Value"), None, ge=0, le=99_999_999_999, max_digits=16, decimal_places=2)
    currency: Trimmed = optional_text(_("Currency"), 3, help=_("That of the account where empty."))
    signed_on: Day | None = field(_("Signed on"), None)
    owner: RowId | None = row(_("Our owner"), None)
    contact: RowId | None = row(_("Their contact"), None)
    unit: Trimmed = optional_text(_("Their unit"), 120)
    offering: RowId | None = row(_("Our offering"), None)
    price_rules: Trimmed = optional_text(_("Price rules"), 4_000, lines=2)
    service_levels: Trimmed = optional_text(_("Service levels"), 4_000, lines=2)
    our_obligations: Trimmed = optional_text(_("What we owe"), 4_000, lines=2)
    their_obligations: Trimmed = optional_text(_("What they owe"), 4_000, lines=2)
    predecessor: RowId | None = row(_("Follows"), None)
