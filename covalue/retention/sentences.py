"""How what happens to tables of contracts reads."""

from django.utils.translation import gettext_lazy as _

from covalue.retention.rules import Period
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, number, text

TABLE = {
    "name": text(_("name")),
    "contracts": number(_("contracts")),
    "segments": number(_("segments")),
    "rejected": number(_("rejected rows")),
    "margin": number(_("margin")),
    "period": choice(_("period"), {Period.YEAR: _("year"), Period.QUARTER: _("quarter"), Period.MONTH: _("month")}),
}
sentences.add(
    *sentences.of_rows("contract table", _("contract table"), _("contract tables"), TABLE),
    Sentence("uploaded contracts", _("uploaded a file of contracts: {what}")),
    Sentence("counted contracts", (_("counted {contracts} contracts in {what}"), _("counted {what}")), fields=TABLE),
)
