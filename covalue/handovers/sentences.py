"""How handing accounts over reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, number, text

HANDOVER = {"owner": text(_("owner")), "from": day(_("from")), "actions": number(_("open actions that moved")),
            "promises": number(_("open promises that moved")),
            "work": number(_("open work that moved")), "incidents": number(_("open incidents that moved")),
            "requests": number(_("open requests to contacts that moved")), "entry": text(_("entry of the reading list"))}  # fmt: skip
sentences.add(
    Sentence("planned a handover", _("planned to hand {name} over to {owner} on {from}"), fields=HANDOVER),
    Sentence("handed over account", _("handed {name} over to {owner}"), fields=HANDOVER),
    Sentence("left account out of handover", _("left {name} as it is: it changed after its handover was planned")),
    Sentence("read at handover", _("read “{entry}” of the handover of {name}"), fields=HANDOVER),
    Sentence("told at handover", _("talked “{entry}” through at the handover of {name}"), fields=HANDOVER),
    Sentence("read no longer at handover", _("has still to read “{entry}” of the handover of {name}"), fields=HANDOVER),
    Sentence(
        "told no longer at handover",
        _("has still to talk “{entry}” through at the handover of {name}"),
        fields=HANDOVER,
    ),
    Sentence(
        "took a handover back",
        (_("undid the handover of {name}: {owner} owns it again"), _("undid the handover of {name}")),
        fields=HANDOVER,
    ),
)
