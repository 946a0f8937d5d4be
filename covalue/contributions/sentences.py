"""How what happens to contributions reads."""

from django.utils.translation import gettext_lazy as _

from covalue.contributions.rules import STATE_NAMES
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
    Sentence("exported contributions", _("exported contributions")),
    Sentence(
        "set capacity of unit",
        _("said how many hours a week {what} can give"),
        fields={"hours": number(_("hours a week"))},
    ),
)
