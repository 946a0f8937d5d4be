"""How computing lifetime value reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, text

sentences.add(
    Sentence("asked for lifetime value", _("had lifetime value computed in the background")),
    Sentence("computed lifetime value", _("computed lifetime value"), fields={"state": text(_("result"))}),
)
