"""How what happens to cost pools reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, amount, day, number, text

POOL = {
    "name": text(_("name")),
    "border": number(_("threshold")),
    "cost": amount(_("cost"), "EUR"),
    "capacity": number(_("capacity")),
    "starts_on": day(_("first day")),
    "ends_on": day(_("last day")),
    "source": text(_("source")),
    "activity": text(_("activity")),
}
sentences.add(
    Sentence("added a cost pool", _("added the cost pool {what}"), _("added {n} cost pools"), POOL),
    Sentence(
        "changed a cost pool",
        (_("changed {fields} of the cost pool {what}"), _("edited the cost pool {what}")),
        fields=POOL,
    ),
    Sentence("removed a cost pool", _("removed the cost pool {what}"), fields=POOL),
)
