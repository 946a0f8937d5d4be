"""How what happens to letters of the day and calendar feeds reads."""

from django.utils.translation import gettext_lazy as _

from covalue.notices.rules import OFTEN_NAMES, Often
from covalue.web import sentences
from covalue.web.sentences import Field, Sentence

FIELDS = {"often": Field(_("how often"), lambda value: str(OFTEN_NAMES[Often(value)]))}
sentences.add(
    Sentence("chose their day by mail", _("chose to get their day by email: {often}"), fields=FIELDS),
    Sentence("made a calendar feed", _("made an address for their calendar")),
    Sentence("ended a calendar feed", _("ended the address for their calendar")),
)
