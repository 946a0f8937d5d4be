"""How what the company's directory changes reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, text

GROUP = {"name": text(_("name")), "external_id": text(_("ID in the directory"))}
sentences.add(
    Sentence("created group", _("added the group {what}"), fields=GROUP),
    Sentence("changed group", (_("changed {fields} of the group {what}"), _("edited the group {what}")), fields=GROUP),
    Sentence("removed group", _("removed the group {what}")),
)
