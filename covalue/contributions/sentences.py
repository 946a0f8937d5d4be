"""How what happens to contributions reads."""

from django.utils.translation import gettext_lazy as _

from covalue.contributions.rules import PART_NAMES, REASON_NAMES, STATE_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, amount, choice, day, number, text

SAID = {"state": choice(_("state"), STATE_NAMES), "words": text(_("words"))}
CONTRIBUTION = {
    "unit": text(_("unit")),
    "subject": text(_("what is asked")),
    "need": text(_("what is needed")),
    "customer_values": text(_("what the customer values")),
    "gain": text(_("what the unit gets")),
    "due_on": day(_("needed by")),
    "hours": number(_("hours")),
    "amount": amount(_("money")),
    "initiative": text(_("value case")),
    "objective": text(_("objective")),
    "opportunity": text(_("opportunity")),
}
ABOVE = {"reason": choice(_("reason"), REASON_NAMES), "told": text(_("told"))}
PART = {
    "part": choice(_("part"), {**PART_NAMES, "": _("none")}),
    "person": text(_("person")),
    "initiative": text(_("value case")),
}
sentences.add(
    Sentence("prepared contribution", _("prepared to ask for {what}")),
    Sentence("edited contribution", _("edited the ask for {what}"), fields=CONTRIBUTION),
    Sentence("ask contribution", _("asked a unit for {what}"), fields=SAID),
    Sentence("promise contribution", _("promised {what}"), fields=SAID),
    Sentence("counter contribution", _("offered other terms for {what}"), fields=SAID),
    Sentence("decline contribution", _("declined {what}"), fields=SAID),
    Sentence("withdraw contribution", _("withdrew the ask for {what}"), fields=SAID),
    Sentence("report contribution", _("reported {what} as done"), fields=SAID),
    Sentence("accept contribution", _("accepted {what}"), fields=SAID),
    Sentence("reject contribution", _("did not accept {what}"), fields=SAID),
    Sentence("cancel contribution", _("cancelled the promise of {what}"), fields=SAID),
    Sentence("took contribution above", _("told those above of {what}"), fields=ABOVE),
    Sentence("set responsibility", _("changed who is responsible on {what}"), fields=PART),
    Sentence("exported responsibilities", _("exported the responsibilities")),
    Sentence("exported contribution", _("exported the case of {what}")),
    Sentence("exported onboarding brief", _("exported the onboarding brief of {what}")),
    Sentence("exported workload", _("exported the workload of units")),
    Sentence("exported contributions", _("exported contributions")),
    Sentence(
        "set capacity of unit",
        _("said how many hours a week {what} can give"),
        fields={"hours": number(_("hours a week"))},
    ),
)
