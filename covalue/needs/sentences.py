"""How what happens to needs, their ratings and clusters reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, number

sentences.add(
    *sentences.of_rows("need", _("need"), _("needs")),
    Sentence(
        "rated needs",
        _("rated the needs of {name}"),
        _("rated the needs of {n} accounts"),
        others=number(lambda name: name, _("of 5")),
    ),
    Sentence(
        "kept needs segments", _("saved the segments by needs {what}"), fields={"clusters": number(_("clusters"))}
    ),
    Sentence("removed needs segments", _("removed the segments by needs {what}")),
    Sentence("restored needs segments", _("restored the segments by needs {what}")),
)
