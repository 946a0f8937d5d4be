"""How what happens to objectives and their links reads."""

from django.utils.translation import gettext_lazy as _

from covalue.objectives.models import Strength
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, day, text

OBJECTIVE = {
    "statement": text(_("wording")),
    "measure": text(_("measure")),
    "baseline": text(_("starting point")),
    "target": text(_("target")),
    "due_on": day(_("due date")),
    "contact": text(_("owner at the customer")),
    "owner": text(_("owner")),
    "source": text(_("source")),
    "source_date": day(_("date of the source")),
    "position": sentences.HIDDEN,
}
LINK = {"theirs": text(_("their objective")), "strength": choice(_("strength"), Strength), "why": text(_("reason"))}
sentences.add(
    *sentences.of_rows("objective", _("objective"), _("objectives"), OBJECTIVE),
    Sentence(
        "linked objectives",
        _("linked {what} with their objective “{theirs}”"),
        _("added {n} links between objectives"),
        LINK,
        counted="theirs",
    ),
    Sentence(
        "changed link of objectives", _("changed how {what} is linked with their objective “{theirs}”"), fields=LINK
    ),
    Sentence("unlinked objectives", _("removed the link between {what} and “{theirs_before}”"), fields=LINK),
)
