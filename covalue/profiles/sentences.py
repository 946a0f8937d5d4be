"""How what happens to profiles reads."""

from django.utils.translation import gettext_lazy as _

from covalue.profiles.rules import EFFECT_NAMES, SIGNAL_NAMES, TOPIC_NAMES
from covalue.web import sentences
from covalue.web.sentences import HIDDEN, Sentence, choice, day, number, text

FINDING = {
    "topic": choice(_("topic"), TOPIC_NAMES),
    "words": text(_("text")),
    "number": number(_("number")),
    "source": text(_("source")),
    "found_on": day(_("date")),
    "contact": text(_("who said it")),
    "checked_on": day(_("day it was checked")),
}
ACTIVITY = {
    "name": text(_("name")),
    "touch": text(_("where we touch it")),
    "others": text(_("who else does")),
}
SIGNAL = {
    "kind": choice(_("kind"), SIGNAL_NAMES),
    "words": text(_("text")),
    "source": text(_("source")),
    "happened_on": day(_("date")),
    "contact": text(_("who said it")),
    "effect": choice(_("answer"), EFFECT_NAMES),
    "reason": text(_("reason")),
    "concerns": HIDDEN,
    "action": text(_("action")),
}
sentences.add(
    *sentences.of_rows("finding", _("finding"), _("findings"), FINDING),
    *sentences.of_rows("activity", _("activity"), _("activities of the value chain"), ACTIVITY),
    *sentences.of_rows("signal", _("signal"), _("signals"), SIGNAL),
    Sentence("checked finding", _("found {what} still true"), _("found {n} findings still true"), FINDING),
    Sentence("moved activity", _("moved the activity {what}"), _("moved {n} activities")),
    Sentence("answered signal", _("said what the signal {what} changes"), _("answered {n} signals"), SIGNAL),
    Sentence("reopened signal", _("asked again what the signal {what} changes"), _("reopened {n} signals"), SIGNAL),
)
