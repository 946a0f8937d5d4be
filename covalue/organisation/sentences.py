"""How what happens to units and offerings reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence

sentences.add(
    Sentence("changed company", (_("changed {fields} of our company {what}"), _("named our company {what}"))),
    Sentence("created unit", _("added the unit {what}"), _("added {n} units")),
    Sentence("edited unit", (_("changed {fields} of the unit {what}"), _("edited the unit {what}"))),
    Sentence("removed unit", _("removed the unit {what}"), _("removed {n} units")),
    Sentence("created offering", _("added the offering {what}"), _("added {n} offerings")),
    Sentence("edited offering", (_("changed {fields} of the offering {what}"), _("edited the offering {what}"))),
    Sentence("removed offering", _("removed the offering {what}"), _("removed {n} offerings")),
)
