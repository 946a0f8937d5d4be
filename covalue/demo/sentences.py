"""How loading the sample data reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, number

sentences.add(
    Sentence("asked for the sample data", _("asked for the sample data")),
    Sentence(
        "removed the sample data",
        _("removed the sample data ({accounts_before})"),
        fields={"accounts": number(_("accounts"), _("accounts"))},
    ),
    Sentence("loaded the sample data", _("loaded the sample data")),
)
