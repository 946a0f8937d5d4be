"""How what happens to plans reads."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, number

sentences.add(
    Sentence("started the plan", _("started the plan of {name}")),
    Sentence(
        "wrote in the plan",
        _("edited “{name}” in the plan"),
        _("edited {n} sections of the plan"),
        {"revision": sentences.HIDDEN},
    ),
    Sentence(
        "approved the plan",
        (_("approved version {version} of the plan of {name}"), _("approved the plan of {name}")),
        fields={"version": number("")},
    ),
    Sentence("exported the plan", _("downloaded the plan as a PDF")),
)
