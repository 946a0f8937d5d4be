"""How computing lifetime value reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, text

sentences.add(
    Sentence("computed lifetime value", _("computed lifetime value"), fields={"state": text(_("result"))}),
)
