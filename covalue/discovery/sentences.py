"""How what happens on the board, and to questions, reads."""

from django.utils.translation import gettext_lazy as _

from covalue.discovery.queries import LANE_NAMES
from covalue.discovery.rules import Fate
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, text

CARD = {
    "words": text(_("text")),
    "contact": text(_("whose it is")),
    "lane": choice(_("row"), LANE_NAMES),
    "became": choice(
        "", {Fate.TARGET: _("a value target"), Fate.OBJECTIVE: _("an objective"), Fate.ACTION: _("an action")}
    ),
}
sentences.add(
    Sentence("put on the board", _("added a card to the board: {what}"), _("added {n} cards to the board")),
    Sentence("edited card", (_("changed {fields} of the card {what}"), _("edited the card {what}")), fields=CARD),
    Sentence("moved card", _("moved the card {what} to “{lane}”"), _("moved {n} cards on the board"), CARD),
    Sentence(
        "took card off the board", _("removed the card {what} from the board"), _("removed {n} cards from the board")
    ),
    Sentence("put card back", _("restored the card {what}"), _("restored {n} cards")),
    Sentence("made something of a card", _("turned the card {what} into {became}"), fields=CARD),
    *sentences.of_rows("question", _("question"), _("questions")),
)
