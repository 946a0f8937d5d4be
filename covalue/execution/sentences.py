"""How what happens to work reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

WORK = {
    "title": text(_("title")),
    "initiative": text(_("initiative")),
    "starts_on": day(_("first day")),
    "duration": number(_("working days")),
    "owner": text(_("owner")),
    "customer_owner": text(_("owner at the customer")),
    "ends_on": day(_("last day")),
    "progress": number(_("progress")),
    "done_on": day(_("done on")),
    "note": text(_("note")),
    "external_id": text(_("number")),
    "predecessors": text(_("what it depends on")),
}
DEPENDENCY = {"before": text(_("what it depends on")), "after": text(_("what waits")), "lag": number(_("days between"))}
sentences.add(
    *sentences.of_rows("work package", _("work package"), _("work packages"), WORK),
    *sentences.of_rows("dependency", _("dependency"), _("dependencies"), DEPENDENCY),
    Sentence("moved work package", _("moved the work package {what}"), _("moved {n} work packages"), WORK),
    Sentence("moved work package back", _("moved the work package {what} back"), _("moved {n} work packages back")),
    Sentence("answered work done", _("said that their work {what} is done")),
    Sentence("answered work other_day", _("proposed another day for their work {what}"), fields=WORK),
    Sentence("took over a day of work", _("took over the day the customer proposed for the work {what}")),
    Sentence("left a day of work", _("left the day of the work {what} as it is after the customer's answer")),
    Sentence("kept baseline", _("kept the plan of work as the baseline {what}"), _("kept {n} baselines")),
    Sentence("approved baseline", _("approved the baseline {what}"), _("approved {n} baselines")),
)
