"""How handing accounts over reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

HANDOVER = {"owner": text(_("owner")), "from": day(_("from")), "actions": number(_("open actions that moved"))}
sentences.add(
    Sentence("planned a handover", _("planned to hand {name} over to {owner} on {from}"), fields=HANDOVER),
    Sentence("handed over account", _("handed {name} over to {owner}"), fields=HANDOVER),
    Sentence("left account out of handover", _("left {name} as it is: it changed after its handover was planned")),
    Sentence(
        "took a handover back",
        (_("undid the handover of {name}: {owner} owns it again"), _("undid the handover of {name}")),
        fields=HANDOVER,
    ),
)
