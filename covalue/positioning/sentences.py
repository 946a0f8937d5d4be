"""How what happens to positions reads."""

from django.utils.translation import gettext_lazy as _

from covalue.positioning.rules import CLEAR_NAMES, DIMENSION_NAMES, MEASURE_NAMES, NAMED_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, day, number, text

RATING = {
    "dimension": choice(_("dimension"), DIMENSION_NAMES),
    "competitor": text(_("who is rated")),
    "contact": text(_("who says so")),
    "score": number(_("rating")),
    "words": text(_("words")),
    "rated_on": day(_("date")),
}
PREFERENCE = {
    "measure": choice(_("question"), MEASURE_NAMES),
    "need": text(_("need")),
    "contact": text(_("who was asked")),
    "named": choice(_("whom they named"), NAMED_NAMES),
    "competitor": text(_("competitor")),
    "words": text(_("words")),
    "asked_on": day(_("date")),
}
REASON = {
    "contact": text(_("contact")),
    "colleague": text(_("colleague")),
    "clear": choice(_("how clear"), CLEAR_NAMES),
    "words": text(_("words")),
    "asked_on": day(_("date")),
}
COMPETITOR = {"name": text(_("name")), "note": text(_("note"))}
sentences.add(
    *sentences.of_rows("competitor", _("competitor"), _("competitors"), COMPETITOR),
    *sentences.of_rows("position rating", _("rating"), _("ratings by dimension"), RATING),
    *sentences.of_rows("preference", _("answer"), _("answers on mindshare and preference"), PREFERENCE),
    *sentences.of_rows("reason", _("reason we are needed"), _("reasons we are needed"), REASON),
    Sentence(
        "wrote the value message",
        _("wrote {what} in the value message"),
        _("wrote {n} times in the value message"),
        {"words": text(_("text"))},
    ),
)
