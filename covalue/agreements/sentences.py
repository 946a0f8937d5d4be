"""How what happens to agreements reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

AGREEMENT = {
    "title": text(_("title")),
    "unit": text(_("unit")),
    "contact": text(_("contact")),
    "owner": text(_("owner")),
    "offering": text(_("offering")),
    "value": number(_("value")),
    "currency": text(_("currency")),
    "signed_on": day(_("day of signing")),
    "starts_on": day(_("start")),
    "ends_on": day(_("last day")),
    "renewal": text(_("what becomes of it at the end")),
    "notice_clause": text(_("notice clause")),
    "country": text(_("country")),
    "notice_typed": day(_("typed day of notice")),
    "notice_by": day(_("day of notice")),
    "notice_confirmed": day(_("confirmed day of notice")),
    "confirmed_by": text(_("confirmed by")),
    "price_rules": text(_("price rules")),
    "service_levels": text(_("service levels")),
    "our_obligations": text(_("what we owe")),
    "their_obligations": text(_("what they owe")),
    "predecessor": text(_("what it follows")),
    "account": text(_("account")),
    "external_id": text(_("ID")),
}
sentences.add(
    *sentences.of_rows("agreement", _("agreement"), _("agreements"), AGREEMENT),
    Sentence("confirmed a day of notice", _("confirmed the day of notice of {what}"), fields=AGREEMENT),
    Sentence("exported agreements", _("exported the agreements of {what}")),
)
