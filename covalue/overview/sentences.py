"""How exports of the portfolio read."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, number

FORMATS = {"pptx": "PowerPoint", "xlsx": "Excel", "csv": "CSV", "json": "JSON", "": "CSV"}
sentences.add(
    Sentence(
        "exported overview",
        _("downloaded the portfolio as slides"),
        fields={"customers": number(_("customers")), "as": choice(_("format"), FORMATS)},
    ),
)
