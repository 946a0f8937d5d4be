"""How what happens in a round, to criteria and to the watchlist reads."""

from django.utils.translation import gettext_lazy as _

from covalue.selection.models import DECISIONS
from covalue.web import sentences
from covalue.web.sentences import Sentence, amount, choice, day, number, text

ROUND = {
    "candidates": number(_("candidates")),
    "raters": number(_("raters")),
    "rater": text(_("rater")),
    "places": number(_("slots")),
    "fit_share": number(_("weight of fit"), "%"),
    "worth_border": number(_("threshold of value to us")),
    "fit_border": number(_("threshold of fit")),
    "due_on": day(_("due date")),
    "decision": choice(_("decision"), DECISIONS),
    "version": number(_("version")),
    "to": text(_("to")),
    "opportunity_cost": amount(_("opportunity cost"), "EUR"),
}
TRIGGER = {"border": number(_("threshold")), "on": choice(_("on"), {"True": _("yes"), "False": _("no")})}
sentences.add(
    Sentence("wrote criteria", _("wrote the criteria {what}"), fields=ROUND),
    Sentence("changed criteria", _("changed the criteria {what}"), fields=ROUND),
    Sentence("opened round", _("opened the round {what}"), fields=ROUND),
    Sentence("changed round", (_("changed {fields} of the round {what}"), _("edited the round {what}")), fields=ROUND),
    Sentence("removed round", _("removed the round {what}")),
    Sentence("restored round", _("restored the round {what}")),
    Sentence("removed criteria set", _("removed the criteria {what}")),
    Sentence("restored criteria set", _("restored the criteria {what}")),
    Sentence("added candidates", _("added candidates to the round {what}"), fields=ROUND),
    Sentence("withdrew candidate", _("withdrew {name} from the round"), _("withdrew {n} candidates")),
    Sentence("put candidate back", _("brought {name} back into the round"), _("brought {n} candidates back")),
    Sentence("asked rater", _("asked {rater} to rate in {what}"), fields=ROUND),
    Sentence("closed rating", _("closed the rating of {what}")),
    Sentence("rated", _("rated {name}"), _("rated {n} accounts")),
    Sentence("finished rating", _("finished rating in {what}")),
    Sentence("rates again", _("reopened their rating in {what}")),
    Sentence("rater left", (_("took {rater_before} out of {what}"), _("changed the raters of {what}")), fields=ROUND),
    Sentence("agreed", _("noted an agreed score for {name}"), others=number(lambda name: name)),
    Sentence("decided", _("decided on {name}: {decision}"), _("decided on {n} accounts"), ROUND),
    Sentence("ended round", _("completed the round {what}")),
    Sentence("told of decision", _("informed colleagues of the decision on {name}"), fields=ROUND),
    Sentence(
        "left letter unsent",
        _("sent no letter on the decision on {name}: whoever wrote it no longer directs the programme"),
    ),
    Sentence("changed trigger", _("changed a threshold of the watchlist"), fields=TRIGGER),
    Sentence("wrote dossier", _("wrote the dossier of {name}"), fields=ROUND),
)
