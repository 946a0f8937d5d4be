"""How what happens to joint solutions reads."""

from django.utils.translation import gettext_lazy as _

from covalue.solutions.rules import OUTCOME_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, number, text

SOLUTION = {
    "title": text(_("title")),
    "purpose": text(_("purpose")),
    "initiative": text(_("value case")),
    "rights": text(_("rights")),
    "confidentiality": text(_("confidentiality")),
}
OPTION = {
    "title": text(_("title")),
    "reasons_for": text(_("reasons for")),
    "reasons_against": text(_("reasons against")),
    "is_chosen": choice(_("chosen"), {"True": _("yes"), "False": _("no")}),
}
DESIGNER = {"contact": text(_("contact")), "colleague": text(_("colleague")), "part": text(_("their part"))}
TERMS = {"number": number(_("version")), "words": text(_("their words"))}
RESULT = {
    "criterion": text(_("criterion")),
    "met": choice(_("met"), {"True": _("yes"), "False": _("no"), "None": _("not entered"), "": _("not entered")}),
}
DECISION = {"outcome": choice(_("decision"), OUTCOME_NAMES), "reason": text(_("reason"))}
sentences.add(
    *sentences.of_rows("joint solution", _("joint solution"), _("joint solutions"), SOLUTION),
    *sentences.of_rows("option", _("option"), _("options"), OPTION),
    *sentences.of_rows("designer", _("designer"), _("designers"), DESIGNER),
    Sentence("wrote terms of pilot", _("wrote the terms of the pilot of {what}"), fields=TERMS),
    Sentence("agreed to terms of pilot", _("agreed to the terms of the pilot of {what}"), fields=TERMS),
    Sentence("did not agree to terms of pilot", _("did not agree to the terms of the pilot of {what}"), fields=TERMS),
    Sentence("started pilot", _("started the pilot of {what}")),
    Sentence("entered result of pilot", _("entered a result of the pilot of {what}"), fields=RESULT),
    Sentence("ended pilot", _("ended the pilot of {what}")),
    Sentence("decided on solution", _("decided on {what}: {outcome}"), fields=DECISION),
)
