"""How what happens to conversations, and what was said in them, reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, text

CONVERSATION = {
    "with": text(_("with")),
    "held_on": day(_("date")),
    "subject": text(_("subject")),
    "notes": text(_("notes")),
}
SAID = {"words": text(_("words")), "why_it_matters": text("")}
sentences.add(
    Sentence(
        "logged a conversation",
        (_("logged a conversation with {with}: {what}"), _("logged the conversation {what}")),
        _("logged {n} conversations"),
        CONVERSATION,
    ),
    Sentence(
        "edited a conversation",
        (_("changed {fields} of the conversation {what}"), _("edited the conversation {what}")),
        fields=CONVERSATION,
    ),
    Sentence("removed a conversation", _("removed the conversation {what}"), _("removed {n} conversations")),
    Sentence("restored a conversation", _("restored the conversation {what}"), _("restored {n} conversations")),
    Sentence("added what was said", _("noted what {name} said"), _("noted {n} statements"), SAID),
    Sentence("corrected what was said", _("corrected what {name} said"), fields=SAID),
)
