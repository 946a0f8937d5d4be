"""How what happens to growth strategies reads."""

from django.utils.translation import gettext_lazy as _

from covalue.growth.rules import MOVE_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, number, text

MOVE = {
    "kind": choice(_("what it does"), MOVE_NAMES),
    "title": text(_("title")),
    "words": text(_("how")),
    "first_year": text(_("first year")),
    "last_year": text(_("last year")),
    "initiative": text(_("proven value")),
    "objective": text(_("objective")),
    "owner": text(_("owner")),
}
PERSON = {
    "move": text(_("move")),
    "contact": text(_("contact")),
    "success": text(_("what success is to them")),
    "sponsors": choice(_("sponsors it"), {"True": _("yes"), "False": _("no")}),
}
YEAR = {
    "year": text(_("year")),
    "currency": text(_("currency")),
    "revenue_low": number(_("revenue, low")),
    "revenue_base": number(_("revenue, base")),
    "revenue_high": number(_("revenue, high")),
    "margin_low": number(_("margin, low")),
    "margin_base": number(_("margin, base")),
    "margin_high": number(_("margin, high")),
    "note": text(_("what it builds on")),
}
sentences.add(
    *sentences.of_rows("growth move", _("growth move"), _("growth moves"), MOVE),
    *sentences.of_rows("person of a growth move", _("person of a growth move"), _("people of growth moves"), PERSON),
    *sentences.of_rows("year of the growth path", _("year of the growth path"), _("years of the growth path"), YEAR),
    Sentence(
        "wrote the growth vision", _("wrote the vision of the growth strategy"), fields={"vision": text(_("vision"))}
    ),
)
