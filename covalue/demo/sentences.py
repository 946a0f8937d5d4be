"""How loading the sample data reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence

sentences.add(
    Sentence("asked for the sample data", _("asked for the sample data")),
    Sentence("loaded the sample data", _("loaded the sample data")),
)
