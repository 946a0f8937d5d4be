"""How what happens to service levels and incidents reads."""

from django.utils.translation import gettext_lazy as _

from covalue.adoption.rules import SEVERITY_NAMES
from covalue.service_levels.rules import DIRECTION_NAMES, PERIOD_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, day, number, text

IMPORTED = {"external_id": text(_("number"))}
LEVEL = IMPORTED | {
    "title": text(_("what is measured")),
    "direction": choice(_("agreed"), DIRECTION_NAMES),
    "target": number(_("target")),
    "unit": text(_("measured in")),
    "period": choice(_("period"), PERIOD_NAMES),
    "agreement": text(_("agreement")),
    "starts_on": day(_("valid from")),
    "ends_on": day(_("valid until")),
    "note": text(_("note")),
}
RESULT = IMPORTED | {
    "service_level": text(_("service level")),
    "begins_on": day(_("period")),
    "value": number(_("result")),
    "target": number(_("target")),
    "note": text(_("note")),
}
INCIDENT = IMPORTED | {
    "ticket": text(_("ticket")),
    "title": text(_("what happened")),
    "severity": choice(_("severity"), SEVERITY_NAMES),
    "opened_on": day(_("happened on")),
    "resolved_on": day(_("resolved on")),
    "service_level": text(_("service level")),
    "owner": text(_("owner")),
    "cause": text(_("cause")),
    "resolution": text(_("what was done")),
    "contact": text(_("whom it affected")),
    "rating": number(_("rating")),
    "rated_on": day(_("rated on")),
    "rating_words": text(_("their words")),
}
sentences.add(
    *sentences.of_rows("service level", _("service level"), _("service levels"), LEVEL),
    *sentences.of_rows("service result", _("result of a service level"), _("results of service levels"), RESULT),
    *sentences.of_rows("incident", _("incident"), _("incidents"), INCIDENT),
    Sentence("exported delivery status", _("exported the status of delivery as PDF")),
    Sentence("rated incident", _("rated what followed the incident {what}"), fields=INCIDENT),
)
