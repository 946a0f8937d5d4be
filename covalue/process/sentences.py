"""How putting things off in My day reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, day

PUT_OFF = {"until": day(_("until"))}
sentences.add(
    Sentence(
        "put off", (_("put something off in My day until {until}"), _("put something off in My day")), fields=PUT_OFF
    ),
    Sentence("set aside", _("took something off My day"), _("took {n} things off My day"), PUT_OFF),
    Sentence("took up again", _("put something back on My day"), _("put {n} things back on My day")),
)
