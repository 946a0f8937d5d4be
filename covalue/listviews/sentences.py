"""How saved views read."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, text

sentences.add(
    Sentence("kept a list view", _("saved the view {what}"), fields={"shared": text(_("shared with"))}),
    Sentence("removed a list view", _("removed the view {what}")),
)
