"""How what happens to installed items reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

ITEM = {
    "offering": text(_("offering")),
    "product": text(_("product")),
    "maker": text(_("maker")),
    "site": text(_("site")),
    "unit": text(_("unit")),
    "quantity": number(_("quantity")),
    "since": day(_("since")),
    "supported_until": day(_("supported until")),
    "written_off_until": day(_("written off until")),
    "replaced_by": text(_("replaced by")),
    "replaced_on": day(_("replaced on")),
    "serial": text(_("serial number")),
    "note": text(_("note")),
    "account": text(_("account")),
    "external_id": text(_("ID")),
}
sentences.add(
    *sentences.of_rows("installed item", _("installed item"), _("installed items"), ITEM),
    Sentence("exported installed base", _("exported the installed base of {what}")),
)
