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
    "other": text(_("whom, if somebody else")),
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
ASKED = {"contact": text(_("contact"))}
COMPETITOR = {"name": text(_("name")), "note": text(_("note"))}
sentences.add(
    *sentences.of_rows("competitor", _("competitor"), _("competitors"), COMPETITOR),
    *sentences.of_rows("position rating", _("rating"), _("ratings by dimension"), RATING),
    *sentences.of_rows("preference", _("answer"), _("answers on mindshare and preference"), PREFERENCE),
    *sentences.of_rows("reason", _("reason we are needed"), _("reasons we are needed"), REASON),
    Sentence(
        "asked where we stand",
        (_("asked {contact} where we stand"), _("asked a contact where we stand")),
        _("asked {n} contacts where we stand"),
        fields=ASKED,
        counted="contact",
    ),
    Sentence("reminded of position request", _("reminded {name} to say where we stand")),
    Sentence(
        "left out position reminder",
        _("left out a reminder to say where we stand: whoever asked can no longer open the account"),
    ),
    Sentence("sent position request", _("let a question where we stand go")),
    Sentence("revoked position request", _("withdrew a question where we stand"), fields=ASKED),
    Sentence("ended position request", _("ended a question where we stand"), fields=ASKED),
    Sentence(
        "ended position request in no name",
        _("ended a question where we stand that was never sent: whoever asked can no longer open the account"),
        fields=ASKED,
    ),
    Sentence("answered position request", _("said where we stand")),
    Sentence("changed answers of position request", _("changed what they say of where we stand")),
    Sentence("declined position request", _("would rather not say where we stand")),
    Sentence(
        "wrote the value message",
        _("wrote {what} in the value message"),
        _("wrote {n} times in the value message"),
        {"words": text(_("text"))},
    ),
)
