"""How what happens to sponsorships reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

SPONSORSHIP = {
    "sponsor": text(_("sponsor")),
    "counterparts": text(_("counterparts")),
    "objectives": text(_("objectives")),
    "purpose": text(_("purpose")),
    "not_to_promise": text(_("what not to promise")),
    "weeks": number(_("weeks between touchpoints")),
    "starts_on": day(_("start")),
    "ends_on": day(_("end of term")),
    "successor": text(_("successor")),
    "over_limit": text(_("why one more account")),
    "why": text(_("reason")),
}
TOUCHPOINT = {"planned_on": day(_("date")), "contacts": text(_("with"))}
ESCALATION = {"reason": text(_("reason")), "sponsor": text(_("sponsor")), "answer": text(_("answer"))}
EXECUTIVE = {"level": number(_("level")), "background": text(_("background")), "most": number(_("accounts they take"))}
VERSION = {"version": number(_("version"))}
CONFLICT = {"conflict": text(_("conflict of interest"))}
sentences.add(
    Sentence("began a sponsorship", _("made {name} executive sponsor"), fields=SPONSORSHIP),
    Sentence(
        "changed a sponsorship",
        (_("changed {fields} of the sponsorship of {name}"), _("changed the sponsorship of {name}")),
        fields=SPONSORSHIP,
    ),
    Sentence(
        "ended a sponsorship",
        (_("ended the sponsorship of {name}: {why}"), _("ended the sponsorship of {name}")),
        fields=SPONSORSHIP,
    ),
    Sentence("resumed a sponsorship", _("resumed the sponsorship of {name}")),
    Sentence(
        "planned a touchpoint",
        (_("planned the touchpoint {what} for {planned_on}"), _("planned the touchpoint {what}")),
        _("planned {n} touchpoints"),
        TOUCHPOINT,
    ),
    Sentence("moved a touchpoint", _("moved the touchpoint {what} to {planned_on}"), fields=TOUCHPOINT),
    Sentence("cancelled a touchpoint", _("cancelled the touchpoint {what}"), _("cancelled {n} touchpoints")),
    Sentence("reinstated a touchpoint", _("reinstated the touchpoint {what}")),
    Sentence(
        "escalated to the sponsor",
        (_("escalated {what} to {sponsor}"), _("escalated {what} to the sponsor")),
        fields=ESCALATION,
    ),
    Sentence("answered an escalation", _("answered the escalation {what}"), fields=ESCALATION),
    Sentence("declared a conflict", _("declared a conflict of interest for {name}"), fields=CONFLICT),
    Sentence("declared no conflict", _("declared no conflict of interest for {name}"), fields=CONFLICT),
    Sentence("published the role card", _("published the role card of sponsors"), fields=VERSION),
    Sentence("acknowledged the role card", _("acknowledged the role card of sponsors"), fields=VERSION),
    Sentence("described an executive", _("described {name} as an executive"), fields=EXECUTIVE),
    Sentence("exported sponsor brief: *", _("downloaded the brief of a sponsor ({rest})")),
)  # fmt: skip
