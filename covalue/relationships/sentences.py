"""How what happens on the map reads."""

from django.utils.translation import gettext_lazy as _

from covalue.relationships.rules import LINE_NAMES, RATED_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, text

PLACEHOLDER = {"name": text(_("name")), "title": text(_("title")), "contact": text(_("contact"))}
LINE = {"kind": choice(_("line"), LINE_NAMES), "strength": text(_("strength"))}
sentences.add(
    Sentence("added placeholder", _("added {what} to the map"), _("added {n} placeholders to the map")),
    Sentence("edited placeholder", _("changed {fields} of {what} on the map"), fields=PLACEHOLDER),
    Sentence("removed placeholder", _("removed {what} from the map"), _("removed {n} placeholders from the map")),
    Sentence("restored placeholder", _("restored {what} on the map"), _("restored {n} placeholders on the map")),
    Sentence("found placeholder", _("found out who {what} is: {contact}"), fields=PLACEHOLDER),
    Sentence("took contact off the map", _("took {name} off the map"), _("took {n} contacts off the map")),
    Sentence("drew line", _("drew a line on the map: {name}"), _("drew {n} lines on the map"), LINE),
    Sentence("removed line", _("removed a line from the map: {name}"), _("removed {n} lines from the map")),
    Sentence("changed reporting line", _("changed whom {name} reports to"), fields={"reports_to": text(_("manager"))}),
    Sentence(
        "rated on the map",
        _("rated {name} on the map"),
        _("rated {n} people on the map"),
        {"what": choice(_("what"), RATED_NAMES)},
    ),
    Sentence(
        "noted who knows whom", _("noted who knows whom: {name}"), _("noted of {n} pairs how well they know each other")
    ),
    Sentence("undid on the map", _("undid a change of the map"), _("undid {n} changes of the map")),
    Sentence("imported a map", _("imported {people} people into the map"), fields={"people": text(_("people"))}),
)
