"""How what happens to actions reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day, text

ACTION = {
    "title": text(_("title")),
    "note": text(_("note")),
    "owner": text(_("owner")),
    "customer_owner": text(_("owner at the customer")),
    "due_on": day(_("due date")),
}
sentences.add(
    *sentences.of_rows("action", _("action"), _("actions"), ACTION),
    Sentence("completed action", _("completed the action {what}"), _("completed {n} actions")),
    Sentence(
        "reminded of action", _("reminded the owner of the action {what}"), _("reminded the owners of {n} actions")
    ),
    Sentence("reopened action", _("reopened the action {what}"), _("reopened {n} actions")),
)
