"""How imports of the ledger read."""

from django.utils.translation import gettext_lazy as _

from covalue.ledger.models import HeldDecision
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, number, text

LEDGER = {
    "lines": number(_("lines"), _("lines")),
    "source": text(_("source")),
    "customers": number(_("customers"), _("customers")),
    "same": text(_("the same")),
    "left": number(_("accounts kept")),
    "assumed": text(_("how the file was read")),
    "decision": choice(_("decision"), HeldDecision),
}
sentences.add(
    Sentence("uploaded a ledger file", _("uploaded the ledger file {what}")),
    Sentence("discarded a ledger file", _("discarded the ledger file {what}")),
    Sentence("gave up a ledger import", _("cancelled the import of {what}")),
    Sentence(
        "undid a ledger import",
        (_("undid the import of {what} ({lines_before})"), _("undid the import of {what}")),
        fields=LEDGER,
    ),
    Sentence(
        "decided on held lines",
        (_("decided on {lines} of {what} that were held back"), _("decided on lines of {what} that were held back")),
        fields=LEDGER,
    ),
    Sentence(
        "decided on likely customers",
        _("decided whether {customers} of {what} are accounts that were there"),
        fields=LEDGER,
    ),
    Sentence("created accounts of an import", _("created accounts for {customers} of {what}"), fields=LEDGER),
    Sentence("saved a mapping", _("saved the column mapping {what}")),
    Sentence("imported the ledger", (_("imported {lines} from {what}"), _("imported {what}")), fields=LEDGER),
)
