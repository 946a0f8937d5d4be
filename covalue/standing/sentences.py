"""How what happens to assessments, driver sets, the ladder and scorecards reads."""

from django.utils.translation import gettext_lazy as _

from covalue.standing.inputs import CRITERION_NAMES
from covalue.standing.rules import SIDE_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, day, number, text

ROUND = {
    "name": text(_("name")),
    "words": text(_("message")),
    "due_on": day(_("last day")),
    "contact": text(_("contact")),
    "rater": text(_("colleague")),
}
EVIDENCE = {
    "criterion": choice(_("criterion"), CRITERION_NAMES),
    "side": choice(_("whose view"), SIDE_NAMES),
    "words": text(_("what shows it")),
    "on": day(_("day")),
    "contact": text(_("contact")),
    "statement": text(_("statement")),
    "signature": text(_("signature")),
}
CARD = {
    "name": text(_("name")),
    "period": text(_("period")),
    "ends_on": day(_("last day of the period")),
    "worst": number(_("worst score")),
    "best": number(_("best score")),
    "overall": number(_("overall score")),
    "received_on": day(_("received")),
    "contact": text(_("from")),
    "lines": text(_("criteria")),
}
sentences.add(
    Sentence("began driver set", _("added the standard drivers of the relationship")),
    Sentence("kept driver set", _("saved the drivers {what}")),
    Sentence("removed driver set", _("removed the drivers {what}")),
    Sentence("restored driver set", _("restored the drivers {what}")),
    Sentence("opened assessment", _("opened the assessment {what}")),
    Sentence(
        "edited assessment",
        (_("changed {fields} of the assessment {what}"), _("edited the assessment {what}")),
        fields=ROUND,
    ),
    Sentence("closed assessment", _("closed the assessment {what}")),
    Sentence("reopened assessment", _("reopened the assessment {what}")),
    Sentence("removed assessment", _("removed the assessment {what}")),
    Sentence("restored assessment", _("restored the assessment {what}")),
    Sentence(
        "asked for assessment",
        (_("asked {contact} to rate the relationship"), _("asked a contact to rate the relationship")),
        _("asked {n} contacts to rate the relationship"),
        fields=ROUND,
        counted="contact",
    ),
    Sentence(
        "asked colleague for assessment",
        (_("asked {rater} to rate the relationship"), _("asked a colleague to rate the relationship")),
        _("asked {n} colleagues to rate the relationship"),
        fields=ROUND,
        counted="rater",
    ),
    Sentence("released rater", _("no longer asks a colleague to rate the relationship"), fields=ROUND),
    Sentence("reminded of assessment", _("reminded {name} to rate the relationship")),
    Sentence("revoked assessment request", _("withdrew a request to rate the relationship"), fields=ROUND),
    Sentence("ended assessment request", _("ended a request to rate the relationship"), fields=ROUND),
    Sentence(
        "ended assessment request in no name",
        _("ended a request to rate the relationship that was never sent: whoever asked can no longer open the account"),
    ),
    Sentence(
        "left out assessment reminder",
        _("left out a reminder to rate the relationship: whoever asked can no longer open the account"),
    ),
    Sentence("sent assessment request", _("let a request to rate the relationship go")),
    Sentence("answered assessment", _("rated the relationship")),
    Sentence("changed answers of assessment", _("changed how they rated the relationship")),
    Sentence("declined assessment", _("declined to rate the relationship")),
    Sentence("rated as one of us", _("rated the relationship as one of us")),
    *sentences.of_rows(
        "evidence of the relationship", _("evidence of the relationship"), _("evidence of the relationship"), EVIDENCE
    ),
    *sentences.of_rows("supplier scorecard", _("supplier scorecard"), _("supplier scorecards"), CARD),
)
