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
OBLIGATION = {
    "agreement": text(_("agreement")),
    "side": text(_("side")),
    "words": text(_("what is owed")),
    "due_on": day(_("day it falls due")),
    "repeats": text(_("repeats")),
    "owner": text(_("owner")),
    "contact": text(_("contact")),
    "met_on": day(_("day it was met")),
}
sentences.add(
    *sentences.of_rows("agreement", _("agreement"), _("agreements"), AGREEMENT),
    Sentence("confirmed a day of notice", _("confirmed the day of notice of {what}"), fields=AGREEMENT),
    Sentence("exported agreements", _("exported the agreements of {what}")),
    *sentences.of_rows("obligation", _("obligation"), _("obligations"), OBLIGATION),
    Sentence("noted an obligation as met", _("noted that {what} was met"), fields=OBLIGATION),
    Sentence("reopened an obligation", _("noted that {what} was not met after all"), fields=OBLIGATION),
    Sentence("exported obligations", _("exported the obligations of {what}")),
    Sentence("sealed a term receipt", _("sealed the term receipt of {what}")),
    Sentence("exported a term receipt", _("exported the term receipt of {what}")),
)
