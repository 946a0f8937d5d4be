"""How what happens to calendars and mail reads. The audit log tells how much was read, never what."""

from django.utils.translation import gettext_lazy as _

from covalue.sources.rules import SHARING_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence

COUNTS = {"read": sentences.number(_("entries read")), "new_here": sentences.number(_("new"))}
SHARED = {"sharing": sentences.choice(_("what is shared"), SHARING_NAMES)}
sentences.add(
    Sentence("read a source", _("read {what}"), _("read calendars and mail {n} times"), COUNTS),
    Sentence("undid a reading", _("undid an import of {what}")),
    Sentence("removed a source", _("removed {what}")),
    Sentence("connected a source", _("connected {what}")),
    Sentence("changed a source's password", _("entered a new password for {what}")),
    Sentence("chose what is shared", _("chose what is shared of {what}"), fields=SHARED),
    Sentence(
        "noticed a deleted entry",
        _("noticed that the calendar entry of {what} was deleted; the conversation stays"),
        _("noticed that the calendar entries of {n} conversations were deleted; they stay"),
    ),
    Sentence("withdrew a conversation", _("withdrew a conversation with {name}"), _("withdrew {n} conversations")),
)
