"""How what happens to promises reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, text

PROMISE = {
    "side": text(_("side")),
    "what": text(_("what was promised")),
    "note": text(_("note")),
    "due_on": day(_("due date")),
    "due_words": text(_("day in words")),
    "promised_for": day(_("day it is measured by")),
    "by_user": text(_("promised by")),
    "by_contact": text(_("promised by")),
    "to_user": text(_("promised to")),
    "to_contact": text(_("promised to")),
    "outcome": text(_("outcome")),
    "ended_on": day(_("day it ended")),
    "said": text(_("answer")),
    "day": day(_("day proposed")),
    "how_often": text(_("how often")),
}
sentences.add(
    Sentence("noted a promise", _("noted the promise {what}"), _("noted {n} promises"), PROMISE),
    Sentence("changed a promise", _("changed {fields} of the promise {what}"), _("changed {n} promises"), PROMISE),
    Sentence(
        "promise kept", _("noted that the promise {what} was kept"), _("noted that {n} promises were kept"), PROMISE
    ),
    Sentence(
        "promise broken",
        _("noted that the promise {what} was not kept"),
        _("noted that {n} promises were not kept"),
        PROMISE,
    ),
    Sentence("promise withdrawn", _("withdrew the promise {what}"), _("withdrew {n} promises"), PROMISE),
    Sentence("reopened a promise", _("reopened the promise {what}"), _("reopened {n} promises"), PROMISE),
    Sentence("removed promise", _("removed the promise {what}"), _("removed {n} promises")),
    Sentence("restored promise", _("restored the promise {what}"), _("restored {n} promises")),
    Sentence("answered promise kept", _("said that their promise {what} is done"), fields=PROMISE),
    Sentence("answered promise other_day", _("proposed another day for their promise {what}"), fields=PROMISE),
    Sentence("answered promise not_mine", _("said that the promise {what} is not theirs"), fields=PROMISE),
    Sentence("took over an answer", _("took over what the customer said of the promise {what}")),
    Sentence("left an answer", _("left the promise {what} as it is after the customer's answer")),
    Sentence("noted a rhythm", _("noted how often {what} wants to be met"), fields=PROMISE),
    Sentence("removed rhythm", _("removed how often {what} wants to be met")),
    Sentence("restored rhythm", _("restored how often {what} wants to be met")),
)
