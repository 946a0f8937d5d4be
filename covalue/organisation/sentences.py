"""How what happens to units and offerings reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, number, text

RATE = {
    "rate": text(_("rate")),
    "rates": number(_("rates")),
    "currencies": text(_("currencies")),
    "source": text(_("source")),
}
UNIT = {"lead": text(_("lead"))}
OFFERINGS = {"offerings": number(_("offerings"), _("offerings"))}
sentences.add(
    Sentence("changed company", (_("changed {fields} of our company {what}"), _("named our company {what}"))),
    Sentence("stated exchange rate", _("stated the exchange rate {what}"), _("stated {n} exchange rates"), RATE),
    Sentence("imported exchange rates", _("imported exchange rates into {what}"), fields=RATE),
    Sentence("removed exchange rate", _("removed the exchange rate {what}"), _("removed {n} exchange rates"), RATE),
    Sentence("created unit", _("added the unit {what}"), _("added {n} units")),
    Sentence("edited unit", (_("changed {fields} of the unit {what}"), _("edited the unit {what}")), fields=UNIT),
    Sentence("removed unit", _("removed the unit {what}"), _("removed {n} units")),
    Sentence("created offering", _("added the offering {what}"), _("added {n} offerings")),
    Sentence("named offerings", _("added {offerings} with the names a file of sales gives them"), fields=OFFERINGS),
    Sentence("removed named offerings", _("removed {offerings_before} that an import had added"), fields=OFFERINGS),
    Sentence("edited offering", (_("changed {fields} of the offering {what}"), _("edited the offering {what}"))),
    Sentence("removed offering", _("removed the offering {what}"), _("removed {n} offerings")),
)
